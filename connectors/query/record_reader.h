// Record reader: a record that came without its key, to the key its body names and its event.
//
// Each body is walked twice: once for the key, once by the codec that checks everything.
// Threads: one reader a thread. Not here: what a record may say (connectors/formats).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/json_document.h"

namespace shelfd::connectors {

struct ReadRecord {
  std::string key{};
  engine::Event event{};
};

// A row of an import: the record as it is to be stored, and the hash of the row it came from.
struct ImportRow {
  engine::Topic topic = engine::Topic::Demand;
  std::string key{};
  std::string value{};
  std::string hash{};  // 16 bytes
};

class RecordReader {
 public:
  [[nodiscard]] std::expected<ReadRecord, Refused> read(engine::Topic topic, std::string_view body);
  // {"topic","key","value","hash"}: value is the record's own text, hash 32 hex digits.
  [[nodiscard]] std::expected<ImportRow, Refused> read_import(std::string_view line);

 private:
  JsonDocument document_;
  EventDecoder decoder_;
};

struct Line {
  std::int64_t number = 0;  // from 1
  std::string_view text{};
};

// Lines that hold anything but white space.
[[nodiscard]] std::vector<Line> lines_of(std::string_view body);

}  // namespace shelfd::connectors
