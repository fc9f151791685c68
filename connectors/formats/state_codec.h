// State codec: what is remembered, to bytes and back. Protocol Buffers (state.proto), packed
// numbers, no map fields, so that equal states have equal bytes; each record begins with its format
// number. A build reads formats n-1 and n and refuses others by name.
//
// Limits: 400 bytes for the situation of the median item, 2.5 KB for a belief.
// Threads: any. Errors: Stop (a state that cannot be read is corrupt), naming record and cause.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "engine/item_state.h"
#include "engine/judge.h"

namespace shelfd::connectors {

inline constexpr std::uint32_t kStateFormat = 1;

// The partition's own record: how far it is.
struct Control {
  std::int64_t epoch = 0;
  Instant now{};
  std::array<std::int64_t, engine::kTopicCount> next_offsets{};
  bool caught_up = false;  // judging is on
  bool feed_open = false;  // clock: event and the feed is not closed yet
  HashKey key{};           // of event ids, drawn once
};

// A record that waits for its item's catalog.
struct AsideRecord {
  engine::Topic topic = engine::Topic::CompetitorOffers;
  std::int64_t offset = 0;
  Instant appended_at{};
  std::string value{};
};

[[nodiscard]] std::string encode_situation(const engine::Situation& situation);
[[nodiscard]] Result<engine::Situation> decode_situation(std::string_view bytes);
[[nodiscard]] std::string encode_belief(const engine::Belief& belief);
[[nodiscard]] Result<engine::Belief> decode_belief(std::string_view bytes);
[[nodiscard]] std::string encode_rate_pool(const forecasting::RatePool& pool);
[[nodiscard]] Result<forecasting::RatePool> decode_rate_pool(std::string_view bytes);
[[nodiscard]] std::string encode_lead_counts(const forecasting::LeadCounts& counts);
[[nodiscard]] Result<forecasting::LeadCounts> decode_lead_counts(std::string_view bytes);
[[nodiscard]] std::string encode_aside(const std::vector<AsideRecord>& records);
[[nodiscard]] Result<std::vector<AsideRecord>> decode_aside(std::string_view bytes);
[[nodiscard]] std::string encode_control(const Control& control);
[[nodiscard]] Result<Control> decode_control(std::string_view bytes);

// The judgement's message, raw bytes (base64 is the output codec's).
[[nodiscard]] std::string encode_judged_price(const engine::JudgedPrice& judged);
[[nodiscard]] Result<engine::JudgedPrice> decode_judged_price(std::string_view bytes);
[[nodiscard]] std::string encode_judged_plan(const engine::JudgedPlan& judged);
[[nodiscard]] Result<engine::JudgedPlan> decode_judged_plan(std::string_view bytes);

}  // namespace shelfd::connectors
