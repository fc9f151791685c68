// State codec: what is remembered, to bytes and back. Protocol Buffers (state.proto), packed
// numbers, no map fields, so that equal states have equal bytes; each record begins with its format
// number (state_formats.h). It is written in the format that is asked for and read in any that this
// build knows; others are refused by name.
// Feeds and judged messages are no state: each has a number of its own.
//
// Limits: 400 bytes for the situation of the median item, 2.5 KB for a belief.
// Threads: any. Errors: Stop (a state that cannot be read is corrupt), naming record and cause.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "connectors/formats/state_formats.h"
#include "engine/item_state.h"
#include "engine/judge.h"
#include "engine/pools.h"

namespace shelfd::connectors {

inline constexpr std::uint32_t kFeedFormat = 1;
inline constexpr std::uint32_t kJudgedFormat = 1;

// Rules that came: each item of the merchant gets a timer, or is erased, a bounded number an epoch.
struct Spread {
  std::string merchant{};  // "*": all
  std::string cursor{};    // the last item that was done; "": none yet
  Instant since{};         // the epoch's now that took the rules
  bool erases = false;     // the merchant left

  friend bool operator==(const Spread&, const Spread&) = default;
};

// A partition was raised to a format, and its records are written anew, a bounded number an epoch.
struct Rewriting {
  StateFormat from{};    // the oldest that a record may be in still
  std::string cursor{};  // the last record that was looked at (daemon/rewriting.h); "": none yet

  friend bool operator==(const Rewriting&, const Rewriting&) = default;
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
  // Of this record, and of all that are written: a partition is raised, never lowered.
  StateFormat format = kFirstStateFormat;
  std::optional<Rewriting> rewriting{};  // absent: every record is in `format`
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

[[nodiscard]] std::string encode_situation(const engine::Situation& situation,
                                           StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::Situation> decode_situation(std::string_view bytes);

// Remembered demand of one item and day, as it came: a record is appended, never rewritten. After
// the format number's byte 16 bytes an event: hash (8), milliseconds of its own time from the
// day's midnight in UTC (4), units (4).
[[nodiscard]] std::string encode_recent(std::span<const engine::RecentEntry> entries,
                                        StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<std::vector<engine::RecentEntry>> decode_recent(std::string_view bytes,
                                                                     std::int32_t day);

[[nodiscard]] std::string encode_belief(const engine::Belief& belief,
                                        StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::Belief> decode_belief(std::string_view bytes);
[[nodiscard]] std::string encode_response_pool(const engine::ResponsePool& pool,
                                               StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::ResponsePool> decode_response_pool(std::string_view bytes);
[[nodiscard]] std::string encode_movement_pool(const engine::MovementPool& pool,
                                               StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::MovementPool> decode_movement_pool(std::string_view bytes);
[[nodiscard]] std::string encode_category_pool(const engine::CategoryPool& pool,
                                               StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::CategoryPool> decode_category_pool(std::string_view bytes);
[[nodiscard]] std::string encode_lead_pool(const engine::LeadPool& pool,
                                           StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::LeadPool> decode_lead_pool(std::string_view bytes);
[[nodiscard]] std::string encode_merchant_days(const engine::MerchantDays& days,
                                               StateFormat format = kFirstStateFormat);
[[nodiscard]] Result<engine::MerchantDays> decode_merchant_days(std::string_view bytes);
[[nodiscard]] std::string encode_aside(const std::vector<AsideRecord>& records,
                                       StateFormat format = kFirstStateFormat);
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
