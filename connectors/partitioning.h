// Partitioning: which partition an item belongs to, as Kafka's Java client decides by default:
//
//   partition = (murmur2(key) & 0x7fffffff) mod count
//
// so that a producer with a key of "merchant/sku" and this program agree without a word.
// Source: Apache Kafka, clients, Utils.murmur2 and Utils.toPositive (seed 0x9747b28c, Appleby's
// MurmurHash2 of 32 bits, little-endian words).
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "connectors/ports.h"

namespace shelfd::connectors {

[[nodiscard]] std::int32_t murmur2(std::string_view bytes);

// In [0, count). `count` >= 1.
[[nodiscard]] std::int32_t partition_of(std::string_view item_key, std::int32_t count);

// The "merchant/sku" within the key of a state record; absent in a family that is not by item.
[[nodiscard]] std::optional<std::string_view> item_in(Family family, std::string_view key);

// The "merchant/sku" within the key of a compacted output: of an alert ("merchant/sku:kind:opened",
// where only a sku may hold more colons) what stands before the last two. Absent where there are
// none.
[[nodiscard]] std::optional<std::string_view> item_in(OutputTopic topic, std::string_view key);

}  // namespace shelfd::connectors
