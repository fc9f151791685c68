// Output JSON: the values that all outputs are made of, read from nlohmann's JSON.
//
// Reading keeps the first field found wrong, by its path, and goes on with defaults. Threads: any.
// Only the output codec's own sources include this. Not here: writing (output_writer.h).
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "connectors/formats/event_texts.h"

namespace shelfd::connectors {

using Json = nlohmann::ordered_json;

// A whole number within 64 signed bits.
[[nodiscard]] bool is_whole(const Json& value);

// Any amount that to_decimal writes: 13 digits before the point, 6 behind it.
[[nodiscard]] std::optional<Money> read_decimal(std::string_view text);

// The first field found wrong in a record.
class Findings {
 public:
  void refuse(const std::string& path, const std::string& cause);
  [[nodiscard]] bool good() const { return cause_.empty(); }
  // Not good: Reject, "market.low: not a decimal text".
  [[nodiscard]] std::unexpected<Error> error() const { return reject(cause_); }

 private:
  std::string cause_;
};

// One object's fields. What is missing, of another type or out of range goes to `findings` and
// reads as the default. The names beginning with maybe_ may be missing.
class Fields {
 public:
  // Borrowed for the reader's life. Anything but an object is refused under its path.
  Fields(const Json& object, std::string path, Findings& findings);

  [[nodiscard]] bool has(const char* name) const;
  [[nodiscard]] std::string text(const char* name) const;
  [[nodiscard]] std::string maybe_text(const char* name) const;
  [[nodiscard]] bool flag(const char* name) const;
  [[nodiscard]] std::int64_t whole(const char* name) const;
  [[nodiscard]] std::int32_t small_whole(const char* name) const;
  [[nodiscard]] double number(const char* name) const;
  [[nodiscard]] Money money(const char* name) const;
  [[nodiscard]] std::optional<Money> maybe_money(const char* name) const;
  [[nodiscard]] Instant instant(const char* name) const;
  [[nodiscard]] std::optional<Instant> maybe_instant(const char* name) const;
  [[nodiscard]] Currency maybe_currency(const char* name) const;
  [[nodiscard]] std::vector<std::string> texts(const char* name) const;
  // The object of a field, an empty one where it is refused.
  [[nodiscard]] Fields object(const char* name) const;
  // A reader for each element of a list of objects.
  [[nodiscard]] std::vector<Fields> objects(const char* name) const;
  // The list, an empty one where it is refused.
  [[nodiscard]] const Json& list(const char* name) const;
  [[nodiscard]] const Json& value() const { return object_; }

  // The enumerator whose word the field holds.
  template <typename Enum, std::size_t count>
  [[nodiscard]] Enum choice(const char* name,
                            const std::array<std::string_view, count>& words) const {
    const std::string chosen = text(name);
    for (std::size_t at = 0; at < count; ++at) {
      if (words[at] == chosen) return static_cast<Enum>(at);
    }
    refuse(name, "\"" + chosen + "\" is not known");
    return Enum{};
  }

  void refuse(const std::string& name, const std::string& cause) const;
  [[nodiscard]] Findings& findings() const { return findings_; }

 private:
  [[nodiscard]] const Json* find(const char* name, Json::value_t type, const char* called) const;
  [[nodiscard]] std::string path_of(const std::string& name) const;

  const Json& object_;
  std::string path_;
  Findings& findings_;
};

// Reads a record's JSON and hands its fields to `read`, which gives the value.
template <typename Value, typename Read>
[[nodiscard]] Result<Value> decode_record(std::string_view text, const Read& read) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return reject("not JSON");
  Findings findings;
  Value value = read(Fields(json, "", findings));
  if (!findings.good()) return findings.error();
  return value;
}

}  // namespace shelfd::connectors
