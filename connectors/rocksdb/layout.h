// Layout: which key holds what, in one database of one partition. A key is a prefix byte, then:
//
//   0x01  identity                                       one record: format, birth, app id
//   0x02  heads      'i' rank (1) | 'o' output topic (1)  one past the newest offset
//   0x03  inputs     rank (1) offset (8)                  every record of an input topic
//   0x04  latest     output topic (1) key                 the newest record of a compacted topic
//   0x05  appended   output topic (1) offset (8)          every record of the other output topics
//   0x10 + Family    key                                  state, one prefix a family of ports.h
//
// Numbers in parentheses are bytes; integers are unsigned, big-endian, so that byte order is their
// order. Ranks and topics are the values of the enums: appending to an enum is safe, reordering it
// is a new format. Values: connectors/embedded/record_format.h; state: connectors/formats.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/ports.h"

namespace shelfd::connectors {

[[nodiscard]] std::string identity_key();

[[nodiscard]] std::string input_head_key(engine::Topic topic);
[[nodiscard]] std::string output_head_key(OutputTopic topic);

// Without an offset or a key: the prefix that all records of the topic share.
[[nodiscard]] std::string input_prefix(engine::Topic topic);
[[nodiscard]] std::string input_key(engine::Topic topic, std::int64_t offset);
[[nodiscard]] std::string latest_key(OutputTopic topic, std::string_view key);
[[nodiscard]] std::string appended_prefix(OutputTopic topic);
[[nodiscard]] std::string appended_key(OutputTopic topic, std::int64_t offset);

[[nodiscard]] std::string state_key(Family family, std::string_view key);
// Of a state key; none for another.
[[nodiscard]] std::optional<Family> family_of(std::string_view state_key);

// Whether all keys of its prefix are written in their own order and stay: inputs and appended.
[[nodiscard]] bool is_sequential(std::string_view key);

// The offset in an input or appended key; none where the key is of another length.
[[nodiscard]] std::optional<std::int64_t> offset_in(std::string_view key);

// For messages: "inputs/demand/12", "latest/alerts/a7"; bytes outside printable ASCII as \xNN.
[[nodiscard]] std::string describe_key(std::string_view key);

// Adds 8 or 4 bytes.
void put_big_endian(std::string& out, std::uint64_t value);
void put_big_endian(std::string& out, std::uint32_t value);
[[nodiscard]] std::uint64_t read_big_endian(std::string_view bytes);

}  // namespace shelfd::connectors
