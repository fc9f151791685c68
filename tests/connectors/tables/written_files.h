// Written files: an import of files that a test writes, held in memory, and short words for what
// came of it.
#pragma once

#include <gtest/gtest.h>
#include <iconv.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/tables/import_reader.h"

namespace shelfd::connectors {

struct WrittenFile {
  std::string kind{};  // as on the command line
  std::string path{};
  std::string text{};
};

inline ImportRequest request_for(const std::vector<WrittenFile>& files) {
  ImportRequest request;
  std::map<std::string, std::string> texts;
  for (const WrittenFile& file : files) {
    request.files.push_back({.kind = kind_named(file.kind).value(), .path = file.path});
    texts[file.path] = file.text;
  }
  request.load = [texts](const std::string& path) -> Result<std::string> { return texts.at(path); };
  return request;
}

inline ImportReading read_or_fail(const ImportRequest& request) {
  auto reading = read_import(request, {});
  EXPECT_TRUE(reading.has_value()) << (reading ? "" : reading.error().message);
  return reading ? *std::move(reading) : ImportReading{};
}

inline std::string error_of(const ImportRequest& request) {
  const auto reading = read_import(request, {});
  if (reading) return "";
  EXPECT_EQ(reading.error().reaction, Reaction::Reject);
  EXPECT_EQ(reading.error().message.find('\n'), std::string::npos);
  return reading.error().message;
}

// The events of one kind, in the reading's order. Every record must decode under its key.
template <typename Content>
std::vector<Content> events_of(const ImportReading& reading) {
  std::vector<Content> events;
  EventDecoder decoder;
  for (const ImportedRow& row : reading.rows) {
    const Decoded decoded = decoder.decode(row.record.topic, row.record.key, row.record.value);
    EXPECT_TRUE(decoded.has_value()) << row.record.value;
    if (!decoded) continue;
    if (const auto* content = engine::content_if<Content>(*decoded)) events.push_back(*content);
  }
  return events;
}

// "3 price not_money" of each refused row.
inline std::vector<std::string> refusals_of(const ImportReading& reading) {
  std::vector<std::string> texts;
  for (const RefusedRow& row : reading.refused) {
    std::string text = std::to_string(row.line);
    if (!row.field.empty()) text += " " + row.field;
    texts.push_back(text + " " + row.reason);
  }
  return texts;
}

inline std::string column_of(const FileReading& file, std::string_view field) {
  for (const UnderstoodField& understood : file.understood) {
    if (understood.field == field) return understood.column;
  }
  return "";
}

// UTF-8 text in another encoding.
inline std::string encoded(const std::string& text, const char* encoding) {
  iconv_t converter = iconv_open(encoding, "UTF-8");
  EXPECT_NE(converter, iconv_t(-1));
  std::string input = text;
  std::string output(text.size() * 4 + 8, '\0');
  char* from = input.data();
  std::size_t left = input.size();
  char* to = output.data();
  std::size_t room = output.size();
  EXPECT_NE(iconv(converter, &from, &left, &to, &room), static_cast<std::size_t>(-1));
  iconv_close(converter);
  output.resize(output.size() - room);
  return output;
}

inline Instant at(std::string_view text) { return parse_instant(text).value(); }
inline Money money(std::string_view text) { return parse_money(text).value(); }

}  // namespace shelfd::connectors
