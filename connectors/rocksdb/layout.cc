// Keys, byte by byte.
#include "connectors/rocksdb/layout.h"

#include <array>

namespace shelfd::connectors {

namespace {

constexpr char kIdentity = 0x01;
constexpr char kHeads = 0x02;
constexpr char kInputs = 0x03;
constexpr char kLatest = 0x04;
constexpr char kAppended = 0x05;
constexpr char kState = 0x10;

constexpr std::size_t kOffsetKeyBytes = 2 + sizeof(std::int64_t);

constexpr std::array<const char*, kFamilyCount> kFamilyNames{
    "situation", "belief", "recent", "pools",   "aside",
    "names",     "rules",  "timers", "control", "imported"};

template <typename Integer>
void put_bytes(std::string& out, Integer value) {
  for (std::size_t left = sizeof(Integer); left > 0; --left) {
    out += static_cast<char>((value >> (8 * (left - 1))) & 0xffU);
  }
}

std::string two_bytes(char first, char second) { return {first, second}; }

std::string with_offset(std::string prefix, std::int64_t offset) {
  put_big_endian(prefix, static_cast<std::uint64_t>(offset));
  return prefix;
}

std::string printable(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    if (c >= 0x20 && c < 0x7f) {
      text += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += "\\x";
      text += kDigits[byte >> 4U];
      text += kDigits[byte & 0xfU];
    }
  }
  return text;
}

std::string topic_text(bool input, char topic) {
  const auto index = static_cast<unsigned char>(topic);
  if (input && index < engine::kTopicCount) {
    return engine::topic_name(static_cast<engine::Topic>(index));
  }
  if (!input && index < kOutputTopicCount) {
    return output_topic_name(static_cast<OutputTopic>(index));
  }
  return std::to_string(index);
}

std::string describe_topic_key(const char* name, bool input, std::string_view key) {
  const std::string text = std::string(name) + "/" + topic_text(input, key[1]);
  if (const auto offset = offset_in(key); offset && key[0] != kLatest) {
    return text + "/" + std::to_string(*offset);
  }
  return key.size() > 2 ? text + "/" + printable(key.substr(2)) : text;
}

}  // namespace

void put_big_endian(std::string& out, std::uint64_t value) { put_bytes(out, value); }
void put_big_endian(std::string& out, std::uint32_t value) { put_bytes(out, value); }

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

std::string identity_key() { return {kIdentity}; }

std::string input_head_key(engine::Topic topic) {
  return two_bytes(kHeads, 'i') + static_cast<char>(topic);
}

std::string output_head_key(OutputTopic topic) {
  return two_bytes(kHeads, 'o') + static_cast<char>(topic);
}

std::string input_prefix(engine::Topic topic) {
  return two_bytes(kInputs, static_cast<char>(topic));
}

std::string input_key(engine::Topic topic, std::int64_t offset) {
  return with_offset(input_prefix(topic), offset);
}

std::string latest_key(OutputTopic topic, std::string_view key) {
  return two_bytes(kLatest, static_cast<char>(topic)).append(key);
}

std::string appended_prefix(OutputTopic topic) {
  return two_bytes(kAppended, static_cast<char>(topic));
}

std::string appended_key(OutputTopic topic, std::int64_t offset) {
  return with_offset(appended_prefix(topic), offset);
}

std::string state_key(Family family, std::string_view key) {
  std::string whole;
  whole.reserve(1 + key.size());
  return whole.append(1, static_cast<char>(kState + static_cast<char>(family))).append(key);
}

std::optional<Family> family_of(std::string_view state_key) {
  if (state_key.empty() || state_key.front() < kState) return std::nullopt;
  const auto number = static_cast<std::size_t>(state_key.front() - kState);
  return number < kFamilyCount ? std::optional(static_cast<Family>(number)) : std::nullopt;
}

bool is_sequential(std::string_view key) {
  return key.starts_with(kInputs) || key.starts_with(kAppended);
}

std::optional<std::int64_t> offset_in(std::string_view key) {
  if (key.size() != kOffsetKeyBytes) return std::nullopt;
  return static_cast<std::int64_t>(read_big_endian(key.substr(2)));
}

std::string describe_key(std::string_view key) {
  if (key.empty()) return "(empty key)";
  if (key == identity_key()) return "identity";
  if (key.size() == 3 && key[0] == kHeads) {
    return "heads/" + topic_text(key[1] == 'i', key[2]);
  }
  if (key.size() >= 2 && key[0] == kInputs) return describe_topic_key("inputs", true, key);
  if (key.size() >= 2 && key[0] == kLatest) return describe_topic_key("latest", false, key);
  if (key.size() >= 2 && key[0] == kAppended) return describe_topic_key("appended", false, key);
  const std::size_t family = static_cast<unsigned char>(key[0]) - std::size_t{kState};
  if (family < kFamilyCount) {
    return std::string(kFamilyNames[family]) + "/" + printable(key.substr(1));
  }
  return printable(key);
}

}  // namespace shelfd::connectors
