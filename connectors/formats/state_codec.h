// State codec: what is remembered, to bytes and back. Protocol Buffers (state.proto), packed
// numbers, no map fields, so that equal states have equal bytes; each record begins with its format
// number. A build reads formats n-1 and n and refuses others by name.
//
// Limits: 400 bytes for the situation of the median item, 2.5 KB for a belief.
// Threads: any. Errors: Stop (a state that cannot be read is corrupt), naming record and cause.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "engine/item_state.h"
#include "engine/judge.h"
#include "engine/pools.h"

namespace shelfd::connectors {

inline constexpr std::uint32_t kStateFormat = 1;

// Rules that came: each item of the merchant gets a timer, or is erased, a bounded number an epoch.
struct Spread {
  std::string merchant{};  // "*": all
  std::string cursor{};    // the last item that was done; "": none yet
  Instant since{};         // the epoch's now that took the rules
  bool erases = false;     // the merchant left

  friend bool operator==(const Spread&, const Spread&) = default;
};

// The partition's own record: how far it is.
inline constexpr std::string_view kControlKey = "partition";  // in Family::Control

struct Control {
  std::int64_t epoch = 0;
  Instant now{};
  std::array<std::int64_t, engine::kTopicCount> next_offsets{};
  bool caught_up = false;  // judging is on
  bool feed_open = false;  // clock: event and the feed is not closed yet
  HashKey key{};           // of event ids, drawn once
  std::int64_t items = 0;  // known by their catalog
  std::uint64_t aside_bytes = 0;
  std::string timer_cursor{};                 // key of the last timer taken: all later ones follow
  std::optional<std::string> sweep_cursor{};  // the last item judged in catching up
  std::vector<Spread> spreads{};              // oldest first, one a merchant
};

// What the feeder of an own-time feed keeps in the log, beside its records.
struct Feed {
  Instant frontier{};   // all records of own times before it are in the log
  bool closed = false;  // no more will come
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

// Remembered demand of one item and day, as it came: a record is appended, never rewritten. After
// the format number's byte 16 bytes an event: hash (8), milliseconds of its own time from the
// day's midnight in UTC (4), units (4).
[[nodiscard]] std::string encode_recent(std::span<const engine::RecentEntry> entries);
[[nodiscard]] Result<std::vector<engine::RecentEntry>> decode_recent(std::string_view bytes,
                                                                     std::int32_t day);

[[nodiscard]] std::string encode_belief(const engine::Belief& belief);
[[nodiscard]] Result<engine::Belief> decode_belief(std::string_view bytes);
[[nodiscard]] std::string encode_response_pool(const engine::ResponsePool& pool);
[[nodiscard]] Result<engine::ResponsePool> decode_response_pool(std::string_view bytes);
[[nodiscard]] std::string encode_movement_pool(const engine::MovementPool& pool);
[[nodiscard]] Result<engine::MovementPool> decode_movement_pool(std::string_view bytes);
[[nodiscard]] std::string encode_category_pool(const engine::CategoryPool& pool);
[[nodiscard]] Result<engine::CategoryPool> decode_category_pool(std::string_view bytes);
[[nodiscard]] std::string encode_lead_pool(const engine::LeadPool& pool);
[[nodiscard]] Result<engine::LeadPool> decode_lead_pool(std::string_view bytes);
[[nodiscard]] std::string encode_merchant_days(const engine::MerchantDays& days);
[[nodiscard]] Result<engine::MerchantDays> decode_merchant_days(std::string_view bytes);
[[nodiscard]] std::string encode_aside(const std::vector<AsideRecord>& records);
[[nodiscard]] Result<std::vector<AsideRecord>> decode_aside(std::string_view bytes);
[[nodiscard]] std::string encode_control(const Control& control);
[[nodiscard]] Result<Control> decode_control(std::string_view bytes);
[[nodiscard]] std::string encode_feed(const Feed& feed);
[[nodiscard]] Result<Feed> decode_feed(std::string_view bytes);

// The judgement's message, raw bytes (base64 is the output codec's).
[[nodiscard]] std::string encode_judged_price(const engine::JudgedPrice& judged);
[[nodiscard]] Result<engine::JudgedPrice> decode_judged_price(std::string_view bytes);
[[nodiscard]] std::string encode_judged_plan(const engine::JudgedPlan& judged);
[[nodiscard]] Result<engine::JudgedPlan> decode_judged_plan(std::string_view bytes);

}  // namespace shelfd::connectors
