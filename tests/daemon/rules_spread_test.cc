// Shows that new rules reach every item of their merchant once, a bounded number an epoch, open
// suggestions in the first third of the half hour, and nobody else's.
#include "daemon/rules_spread.h"

#include <gtest/gtest.h>

#include <map>

#include "daemon/keys.h"
#include "tests/fakes/memory_log.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

class Spreading : public testing::Test {
 protected:
  void SetUp() override {
    connectors::SealedEpoch epoch;
    for (int at = 0; at < 25; ++at) {
      for (const std::string merchant : {"m", "n"}) {
        engine::Situation situation;
        situation.catalog.item = {.merchant = MerchantId(merchant),
                                  .sku = Sku(std::to_string(100 + at))};
        if (at % 5 == 0) situation.open_price.status = engine::Status::Open;
        epoch.writes.push_back({.family = Family::Situation,
                                .key = situation.catalog.item.key(),
                                .value = connectors::encode_situation(situation)});
      }
    }
    ASSERT_TRUE(store_.commit(epoch));
  }

  // Timers by item, over as many epochs as it takes.
  std::map<std::string, Instant> spread_all(std::vector<connectors::Spread> spreads, Instant now) {
    std::map<std::string, Instant> timers;
    for (epochs_ = 0; !spreads.empty(); ++epochs_) {
      std::vector<connectors::StateWrite> writes;
      const auto items = spread_rules(store_, spreads, 10, now, writes);
      EXPECT_TRUE(items);
      EXPECT_LE(*items, 10);
      EXPECT_EQ(writes.size(), static_cast<std::size_t>(*items));
      for (const auto& write : writes) {
        const auto due = parse_timer_key(write.key);
        EXPECT_TRUE(timers.emplace(due->item.key(), due->due).second) << "twice";
      }
    }
    return timers;
  }

  fakes::MemoryLog store_;
  int epochs_ = 0;
};

TEST_F(Spreading, reaches_every_item_of_the_merchant_once_within_half_an_hour) {
  std::vector<connectors::Spread> spreads;
  begin_spread(spreads, "m", kNow);
  const auto timers = spread_all(spreads, kNow);
  EXPECT_EQ(epochs_, 3);  // 10, 10 and 5
  ASSERT_EQ(timers.size(), 25U);
  for (const auto& [key, due] : timers) {
    EXPECT_TRUE(key.starts_with("m/"));
    const bool open = (std::stoi(key.substr(2)) - 100) % 5 == 0;
    EXPECT_GT(due, kNow);
    EXPECT_LE(due, kNow + (open ? kRulesSpread / 3 : kRulesSpread));
  }
}

// Of all: both merchants' 25 items, in 5 epochs. What is late by now is due at once.
TEST_F(Spreading, of_all_takes_the_place_of_those_before) {
  std::vector<connectors::Spread> spreads;
  begin_spread(spreads, "m", kNow);
  begin_spread(spreads, "n", kNow);
  EXPECT_EQ(spreads.size(), 2U);
  begin_spread(spreads, "m", kNow);
  EXPECT_EQ(spreads.size(), 2U);
  EXPECT_EQ(spreads.front().merchant, "n");
  begin_spread(spreads, "*", kNow);
  ASSERT_EQ(spreads.size(), 1U);
  const Instant late = kNow + std::chrono::hours{1};
  const auto timers = spread_all(spreads, late);
  EXPECT_EQ(epochs_, 5);
  EXPECT_EQ(timers.size(), 50U);
  for (const auto& [key, due] : timers) EXPECT_EQ(due, late + Duration{1});
}

}  // namespace
}  // namespace shelfd::daemon
