// Fuzz target of the embedded log's own values and keys. The first byte of an input chooses the
// record, the second is the length of its key, then the key and the value.
//
// Holds: reading is total; a refusal is a Stop that names the key; what is read is written as the
// same bytes; every key can be described in printable letters.
#include <algorithm>

#include "connectors/embedded/record_format.h"
#include "connectors/rocksdb/layout.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

namespace log = connectors;

constexpr int kKinds = 5;
constexpr std::size_t kPrefixBytes = 2;  // before a key's offset

template <typename Value>
std::string check(const Result<Value>& read, const std::string& written, std::string_view value,
                  std::string_view input) {
  if (!read) {
    promise(read.error().reaction == Reaction::Stop, "a refusal is a stop", input);
    promise(read.error().message.starts_with("record "), "a refusal names its record", input);
    return "refused";
  }
  promise(written == value, "what is read is written as the same bytes", input);
  return "accepted";
}

std::string run_input(std::string_view key, std::string_view value, std::string_view input) {
  const auto read = log::read_input(engine::Topic::Demand, key, value);
  const auto again = [&] {
    return log::input_value({.topic = read->topic, .key = read->key, .value = read->value.str()},
                            read->appended_at);
  };
  return check(read, read ? again() : "", value, input);
}

std::string run_appended(std::string_view key, std::string_view value, std::string_view input) {
  const auto read = log::read_appended(key, value);
  const auto again = [&] {
    return log::appended_value(
        {.topic = log::OutputTopic::Epochs, .key = read->key, .value = read->value});
  };
  return check(read, read ? again() : "", value, input);
}

std::string run_key(std::string_view key, std::string_view input) {
  const std::string described = log::describe_key(key);
  promise(std::ranges::all_of(described, [](char c) { return c >= ' ' && c <= '~'; }),
          "a key is described in printable letters", input);
  const auto offset = log::offset_in(key);
  if (!offset) return "a key without an offset";
  const auto topic = static_cast<engine::Topic>(key[1]);
  promise(log::input_key(topic, *offset).substr(kPrefixBytes) == key.substr(kPrefixBytes),
          "an offset is written as it was read", input);
  return "a key with an offset";
}

std::string with_key(char kind, const std::string& key, const std::string& value) {
  return std::string{kind, static_cast<char>(key.size())} + key + value;
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  const std::string key = log::input_key(engine::Topic::Demand, 12);
  const Instant at = from_unix_millis(1'764'000'000'000);
  return {with_key(0, key, log::input_value({engine::Topic::Demand, "m/s", "{}"}, at)),
          with_key(1, log::appended_key(log::OutputTopic::DeadLetters, 3),
                   log::appended_value({log::OutputTopic::DeadLetters, "k", "{\"a\":1}"})),
          with_key(2, log::input_head_key(engine::Topic::Rules), log::head_value(7)),
          with_key(3, log::identity_key(),
                   log::identity_value({.format = 1, .created_at = at, .app_id = "shelfd"})),
          with_key(4, log::state_key(log::Family::Timers, "\x01\x02m/s"), ""),
          with_key(4, log::latest_key(log::OutputTopic::Alerts, "m/s:undercut:1"), "")};
}

std::string outcome_of(std::string_view input) {
  if (input.size() < kPrefixBytes) return "empty input";
  const auto length = static_cast<unsigned char>(input[1]);
  const std::string_view rest = input.substr(kPrefixBytes);
  const std::string_view key = rest.substr(0, length);
  const std::string_view value = rest.substr(key.size());
  switch (static_cast<unsigned char>(input[0]) % kKinds) {
    case 0:
      return run_input(key, value, input);
    case 1:
      return run_appended(key, value, input);
    case 2: {
      const auto read = log::read_head(key, value);
      return check(read, read ? log::head_value(*read) : "", value, input);
    }
    case 3: {
      const auto read = log::read_identity(value);
      return check(read, read ? log::identity_value(*read) : "", value, input);
    }
    default:
      return run_key(key, input);
  }
}

}  // namespace shelfd::fuzz
