// Shows, on the log and the clock in memory: a record becomes a judgement; what cannot be decoded
// stops nothing; items without a catalog wait for it, bounded; `now` keeps its promises; rules are
// felt by every item in time; what is erased is gone; and every record is counted once.
// Feeds and faults: loop_feed_test.cc, loop_faults_test.cc.
#include "daemon/loop.h"

#include <numeric>

#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::OutputTopic;
using engine::Topic;

TEST(Loop, turns_a_record_into_a_judgement) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle"), count("kettle", 4), offer("kettle", "ada", 29)}));
  shop.settle();
  ASSERT_TRUE(shop.price_of("kettle"));
  EXPECT_EQ(shop.price_of("kettle")->market.effective_offers, 1);
  EXPECT_TRUE(shop.outputs().contains({OutputTopic::RestockPlans, "m/kettle"}));
  shop.clock.advance(std::chrono::minutes{1});
  ASSERT_TRUE(shop.put({offer("kettle", "bob", 24), offer("kettle", "cyd", 25)}));
  const auto turns = shop.settle();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].items, 1U);
  EXPECT_EQ(shop.price_of("kettle")->market.effective_offers, 3);
}

TEST(Loop, puts_what_it_cannot_read_aside_and_goes_on) {
  Shop shop;
  shop.put_bytes(Topic::Demand, "m/kettle", "{\"merchant\":");
  shop.put_bytes(Topic::Catalog, "m/kettle", R"({"merchant":"m","sku":"kettle","price":true})");
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.put_bytes(Topic::CompetitorOffers, "m/kettle", "\xff\xfe\x01");
  shop.settle();
  EXPECT_TRUE(shop.price_of("kettle"));
  const auto letters = shop.dead_letters();
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_EQ(letters[0].reason, "wrong_type");
  EXPECT_EQ(letters[0].field, "price");
  EXPECT_EQ(letters[0].sha256.size(), 64U);
  EXPECT_NE(letters[0].bytes, "");
}

TEST(Loop, withholds_the_bytes_of_a_record_that_holds_a_person) {
  Shop shop;
  shop.put_bytes(Topic::Demand, "m/kettle",
                 R"({"merchant":"m","sku":"kettle","quantity":1,"customer_id":"Mary Roe"})");
  shop.settle();
  const auto letters = shop.dead_letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].reason, "personal_data");
  EXPECT_EQ(letters[0].bytes, "");
  EXPECT_EQ(letters[0].value, "");
}

TEST(Loop, keeps_32_records_of_an_unknown_item_until_its_catalog_comes) {
  Shop shop;
  std::vector<engine::Event> offers;
  offers.reserve(33);
  for (int rival = 0; rival < 33; ++rival) {
    offers.emplace_back(offer("kettle", "rival-" + std::to_string(rival), 29));
  }
  ASSERT_TRUE(shop.put(offers));
  shop.settle();
  EXPECT_FALSE(shop.price_of("kettle"));
  ASSERT_EQ(shop.dead_letters().size(), 1U);
  EXPECT_EQ(shop.dead_letters()[0].reason, "unknown_item");
  EXPECT_EQ(shop.counted("aside"), 32);
  shop.clock.advance(std::chrono::minutes{1});
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.settle();
  EXPECT_EQ(shop.stored(Family::Aside), 0U);
  ASSERT_TRUE(shop.price_of("kettle"));
  EXPECT_EQ(shop.price_of("kettle")->market.effective_offers, 32);
  EXPECT_EQ(shop.counted("accepted"), 1);
}

TEST(Loop, gives_up_on_an_unknown_item_after_seven_days) {
  Shop shop;
  ASSERT_TRUE(shop.put({offer("kettle", "ada", 29)}));
  shop.settle();
  shop.clock.advance(7 * kDay - std::chrono::minutes{1});
  shop.settle();
  EXPECT_EQ(shop.stored(Family::Aside), 1U);
  shop.clock.advance(std::chrono::minutes{2});
  shop.settle();
  EXPECT_EQ(shop.stored(Family::Aside), 0U);
  EXPECT_EQ(shop.stored(Family::Timers), 0U);
  ASSERT_EQ(shop.dead_letters().size(), 1U);
  EXPECT_EQ(shop.dead_letters()[0].reason, "unknown_item");
  EXPECT_EQ(shop.counted("refused"), 0);  // it was counted when it was set aside
}

// The tolerance is 5 minutes after the append.
TEST(Loop, refuses_what_is_from_the_future_by_the_wall_clock) {
  Shop shop;
  engine::CompetitorOffer near = offer("kettle", "ada", 29);
  near.observed_at = kStart + std::chrono::minutes{5};
  engine::CompetitorOffer far = offer("kettle", "bob", 29);
  far.observed_at = *near.observed_at + Duration{1};
  ASSERT_TRUE(shop.put({catalog("kettle"), near, far}));
  shop.settle();
  ASSERT_EQ(shop.dead_letters().size(), 1U);
  EXPECT_EQ(shop.dead_letters()[0].reason, "from_the_future");
  EXPECT_EQ(shop.dead_letters()[0].offset, 1);
}

TEST(Loop, takes_an_own_time_ahead_of_the_append_in_a_feed) {
  Shop shop;
  engine::CompetitorOffer far = offer("kettle", "bob", 29);
  far.observed_at = kStart + 30 * kDay;
  ASSERT_TRUE(shop.put({catalog("kettle"), far}));
  shop.loop->begin_feed();
  shop.loop->end_feed();
  shop.settle();
  EXPECT_EQ(shop.dead_letters().size(), 0U);
  EXPECT_EQ(shop.loop->now(), kStart + 30 * kDay);
}

// One order more than a cut takes, so that the instant of the last one's append bounds it.
TEST(Loop, never_takes_now_past_what_is_unread) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.settle();
  for (std::size_t at = 0; at <= kCutRecords; ++at) {
    shop.clock.advance(Duration{1});
    ASSERT_TRUE(shop.put({order("kettle", std::to_string(at))}));
  }
  const Instant last_append = shop.clock.now();
  shop.clock.advance(10 * kDay);
  ASSERT_TRUE(shop.loop->turn());
  EXPECT_EQ(shop.loop->now(), last_append);
  shop.settle();
  EXPECT_EQ(shop.loop->now(), shop.clock.now());
}

// The first record after a rest is taken at once; the next ones wait until 20 ms have passed.
TEST(Loop, cuts_at_a_distance_under_load) {
  Shop shop;
  shop.cut_every = kCutEvery;
  shop.reopen();
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.settle();
  shop.clock.advance(std::chrono::minutes{1});
  ASSERT_TRUE(shop.put({offer("kettle", "ada", 29)}));
  EXPECT_EQ(shop.loop->turn()->records, 1U);
  ASSERT_TRUE(shop.put({offer("kettle", "bob", 28)}));
  const auto waiting = shop.loop->turn();
  EXPECT_TRUE(waiting->idle);
  EXPECT_EQ(waiting->rest, kCutEvery);
  shop.clock.advance(Duration{19});
  ASSERT_TRUE(shop.put({offer("kettle", "cyd", 27)}));
  EXPECT_TRUE(shop.loop->turn()->idle);
  shop.clock.advance(Duration{1});
  EXPECT_EQ(shop.loop->turn()->records, 2U);
}

// 400 items close their day beside a full cut of records of one of them: 250 timers, no more,
// go with it, and the rest follow.
TEST(Loop, takes_few_timers_beside_many_records) {
  Shop shop;
  for (int at = 0; at < 400; ++at) ASSERT_TRUE(shop.put({catalog(std::to_string(at))}));
  shop.settle();
  shop.clock.advance(kDay + std::chrono::minutes{31});
  std::vector<engine::Event> orders;
  orders.reserve(kCutRecords);
  for (std::size_t at = 0; at < kCutRecords; ++at) {
    orders.emplace_back(order("0", std::to_string(at)));
  }
  ASSERT_TRUE(shop.put(orders));
  const auto first = shop.loop->turn();
  EXPECT_EQ(first->records, kCutRecords);
  EXPECT_GE(first->items, kLeastTimers);
  EXPECT_LE(first->items, kLeastTimers + 1);
  const auto second = shop.loop->turn();
  EXPECT_GE(second->items, 400 - kLeastTimers);
}

TEST(Loop, never_takes_now_back) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.settle();
  const Instant before = shop.loop->now();
  shop.clock.set_wall(kStart - 3 * kDay);
  ASSERT_TRUE(shop.put({offer("kettle", "ada", 29)}));
  shop.settle();
  EXPECT_EQ(shop.loop->now(), before);
  shop.reopen();
  EXPECT_EQ(shop.loop->now(), before);
}

TEST(Loop, erases_an_item_and_what_was_said_about_it) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle"), count("kettle", 3), order("kettle", "1")}));
  ASSERT_TRUE(shop.put({catalog("mug")}));
  shop.settle();
  EXPECT_EQ(shop.stored(Family::Recent), 1U);
  shop.clock.advance(std::chrono::minutes{1});
  shop.put_bytes(Topic::Catalog, "m/kettle", "");
  shop.settle();
  EXPECT_FALSE(shop.price_of("kettle"));
  EXPECT_FALSE(shop.outputs().contains({OutputTopic::RestockPlans, "m/kettle"}));
  EXPECT_TRUE(shop.price_of("mug"));
  EXPECT_EQ(shop.stored(Family::Situation), 1U);
  EXPECT_EQ(shop.stored(Family::Belief), 1U);
  EXPECT_EQ(shop.stored(Family::Recent), 0U);
  EXPECT_EQ(shop.stored(Family::Timers), 1U);
}

TEST(Loop, takes_an_item_that_comes_back_right_after_its_tombstone) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle"), offer("kettle", "ada", 29)}));
  shop.settle();
  shop.clock.advance(std::chrono::minutes{1});
  shop.put_bytes(Topic::Catalog, "m/kettle", "");
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.settle();
  ASSERT_TRUE(shop.price_of("kettle"));
  EXPECT_EQ(shop.price_of("kettle")->market.effective_offers, 0);
}

// The timers of an item: the first is the one that a change of rules set.
std::map<std::string, Instant> first_timers(Shop& shop) {
  std::map<std::string, Instant> first;
  EXPECT_TRUE(shop.log.scan(Family::Timers, "", "", [&](std::string_view key, std::string_view) {
    const auto due = parse_timer_key(key);
    first.emplace(due->item.key(), due->due);
    return true;
  }));
  return first;
}

// 60 items, half of them out of stock with a plan open. By 10 minutes every open one was judged, by
// 30 all were. Midnight is far: no other timer comes into it.
TEST(Loop, judges_every_item_again_within_half_an_hour_of_new_rules) {
  Shop shop;
  shop.clock.advance(std::chrono::hours{12});
  for (int at = 0; at < 60; ++at) {
    const std::string sku = std::to_string(at);
    ASSERT_TRUE(shop.put({catalog(sku), count(sku, at % 2 == 0 ? 0 : 500), order(sku, sku)}));
  }
  shop.settle();
  const Outputs before = shop.outputs();
  engine::Rules rules;
  rules.merchant = MerchantId("m");
  rules.version = "2";
  rules.min_margin_ratio = 0.4;
  ASSERT_TRUE(shop.put({rules}));
  const auto turns = shop.settle();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].items, 0U);
  const Instant now = shop.loop->now();
  std::size_t open = 0;
  for (const auto& [key, due] : first_timers(shop)) {
    const auto text = before.at({OutputTopic::RestockPlans, key});
    const bool is_open = connectors::decode_plan(text)->status == engine::Status::Open;
    open += is_open ? 1 : 0;
    EXPECT_GT(due, now);
    EXPECT_LE(due, now + (is_open ? Duration{std::chrono::minutes{10}} : kRulesSpread));
  }
  EXPECT_GE(open, 20U);
  std::size_t judged = 0;
  for (int minute = 0; minute < 31; ++minute) {
    shop.clock.advance(std::chrono::minutes{1});
    for (const Turn& turn : shop.settle()) judged += turn.items;
  }
  EXPECT_EQ(judged, 60U);
  EXPECT_EQ(shop.price_of("1")->basis.rules_version, "2");
}

// Accepted: catalog, count, one offer, one order, one tombstone of nothing. Duplicate: the order
// again. Refused: broken JSON, a currency without a rate, an order of last year. Aside: one offer.
TEST(Loop, counts_every_record_once) {
  Shop shop;
  engine::CompetitorOffer foreign = offer("kettle", "bob", 29);
  foreign.price.currency = Currency{{'J', 'P', 'Y'}};
  engine::DemandEvent old = order("kettle", "0");
  old.occurred_at = kStart - 365 * kDay;
  ASSERT_TRUE(shop.put({catalog("kettle"), count("kettle", 4)}));
  shop.settle();
  shop.clock.advance(5 * kDay);
  ASSERT_TRUE(shop.put({offer("kettle", "ada", 29), foreign, old, order("kettle", "1"),
                        order("kettle", "1"), offer("unknown", "ada", 1)}));
  shop.put_bytes(Topic::Demand, "m/kettle", "{");
  shop.put_bytes(Topic::Catalog, "m/nobody", "");
  shop.settle();
  EXPECT_EQ(shop.counted("accepted"), 5);
  EXPECT_EQ(shop.counted("duplicate"), 1);
  EXPECT_EQ(shop.counted("refused"), 3);
  EXPECT_EQ(shop.counted("aside"), 1);
  const auto heads = *shop.log.heads();
  EXPECT_EQ(std::accumulate(heads.begin(), heads.end(), std::int64_t{0}), 5 + 1 + 3 + 1);
}

// A later build raised it; tests/next_build shows that build.
TEST(Loop, refuses_a_partition_in_a_state_format_of_a_later_build) {
  Shop shop;
  ASSERT_TRUE(shop.put({catalog("kettle")}));
  shop.settle();
  auto control = shop.log.get(Family::Control, connectors::kControlKey);
  ASSERT_TRUE(control && *control);
  (**control)[1] = 2;
  ASSERT_TRUE(shop.log.append(
      {}, {{.family = Family::Control, .key = "partition", .value = **control}}, kStart));
  shop.reopen();
  EXPECT_EQ(shop.refusal,
            "partition 0: its state is in format 2 and this build knows 1: run a build that knows "
            "2");
}

// The epoch of another build's history.
TEST(Loop, refuses_to_make_an_epoch_again_in_a_state_format_that_it_does_not_know) {
  Shop shop;
  const auto refused = shop.loop->again({.epoch = 1, .state_format = connectors::StateFormat{2}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "epoch 1 was written in state format 2, and this build writes 1");
}

}  // namespace
}  // namespace shelfd::daemon
