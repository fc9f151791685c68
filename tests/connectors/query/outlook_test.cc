// One item's outlook: that it is worked out from the item's own partition, with the category as the
// item reads it, the rules in force and the instant reached there; and when there is none.
#include "connectors/query/outlook.h"

#include "connectors/formats/outlook_codec.h"
#include "connectors/formats/pool_key.h"
#include "connectors/formats/state_codec.h"
#include "connectors/query/policy_reader.h"
#include "engine/pools.h"
#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

constexpr Instant kNow = Instant{from_day_number(20'500)} + std::chrono::hours{20};

// Sold for forty days, more on every seventh.
engine::Belief believed() {
  engine::Belief belief;
  for (int day = 0; day < 40; ++day) {
    const double units = day % 7 == 0 ? 9 : 3;
    forecasting::close_period(
        belief.demand,
        {.units = units, .orders = units, .conditions = {.weekday = day % 7, .price = 10}}, {}, {});
  }
  return belief;
}

// Two items with rates of 2 and 6 a day; a third, of 50, waits for its day.
engine::CategoryPool kettles() {
  engine::CategoryPool pool;
  pool.known.rate = {.items = 2, .sum = 8'000'000, .square_sum = 40'000'000};
  engine::CategoryPool::Waiting waiting{.day = 20'499};
  waiting.change.rate = {.items = 1, .sum = 50'000'000, .square_sum = 2'500'000'000};
  pool.waiting.push_back(waiting);
  return pool;
}

engine::CatalogEntry kettle(const std::string& key) {
  engine::CatalogEntry catalog;
  catalog.item = item_named(key);
  catalog.category = Category("kettles");
  return catalog;
}

StateWrite control_at(Instant now) {
  Control control;
  control.now = now;
  return {
      .family = Family::Control, .key = std::string(kControlKey), .value = encode_control(control)};
}

// Everything that an outlook is made from, in the item's partition; others are elsewhere in time.
void put_kettle(Shelf& shelf, const std::string& key) {
  shelf.put_catalog(kettle(key));
  const MerchantId merchant("shop");
  for (std::int32_t number = 0; number < shelf.log->count(); ++number) {
    EmbeddedLog& partition = shelf.log->partition(number);
    const bool own = &partition == &shelf.log->partition_of(key);
    SealedEpoch epoch{.epoch = ++shelf.epoch};
    epoch.writes.push_back(control_at(own ? kNow : kNow - std::chrono::days{30}));
    if (own) {
      epoch.writes.push_back(
          {.family = Family::Belief, .key = key, .value = encode_belief(believed())});
      epoch.writes.push_back({.family = Family::Pools,
                              .key = category_key(merchant, Category("kettles")),
                              .value = encode_category_pool(kettles())});
      epoch.writes.push_back({.family = Family::Pools,
                              .key = days_key(merchant),
                              .value = encode_merchant_days({.published = 20'498})});
    }
    ASSERT_TRUE(partition.commit(epoch));
  }
}

// What the engine makes of the same.
engine::ItemOutlook expected(Shelf& shelf, const std::string& key) {
  PolicyReader policies(*shelf.log);
  engine::ItemState state;
  state.situation = *decode_situation(**shelf.log->get(Family::Situation, key));
  state.belief = *decode_belief(encode_belief(believed()));
  return engine::item_outlook(state, **policies.policy_of("shop"), kettles().known, kNow);
}

TEST(Outlook, is_made_from_what_the_items_own_partition_holds) {
  for (const std::int32_t partitions : {1, 4}) {
    for (const std::string key : {"shop/a", "shop/b", "shop/c"}) {
      Shelf shelf(partitions);
      put_kettle(shelf, key);
      const Json json = json_of(shelf.get("/api/v1/items/" + key));
      ASSERT_EQ(json["outlook"], Json::parse(encode_outlook(expected(shelf, key))));
      EXPECT_EQ(json["outlook"]["category"]["other_items"], 2) << "the third one's day is not out";
      EXPECT_EQ(json["outlook"]["days"].size(), 14U);
    }
  }
}

// In Shanghai it is the next day already at 20:00 UTC.
TEST(Outlook, has_the_days_of_the_merchants_zone) {
  Shelf shelf;
  put_kettle(shelf, "shop/a");
  EXPECT_EQ(json_of(shelf.get("/api/v1/items/shop/a"))["outlook"]["days"][0]["date"], "2026-02-16");
  engine::Rules rules;
  rules.merchant = MerchantId("shop");
  rules.version = "1";
  rules.time_zone = "Asia/Shanghai";
  rules.utc_offsets = {{.from = Instant{}, .offset = std::chrono::hours{8}}};
  shelf.put_rules(rules);
  EXPECT_EQ(json_of(shelf.get("/api/v1/items/shop/a"))["outlook"]["days"][0]["date"], "2026-02-17");
}

TEST(Outlook, is_null_without_a_belief_or_an_instant) {
  Shelf shelf;
  shelf.put_catalog(kettle("shop/a"));
  EXPECT_TRUE(json_of(shelf.get("/api/v1/items/shop/a"))["outlook"].is_null());
  shelf.commit({}, {{.family = Family::Belief, .key = "shop/a", .value = encode_belief({})}});
  EXPECT_TRUE(json_of(shelf.get("/api/v1/items/shop/a"))["outlook"].is_null());
  shelf.commit({}, {control_at(kNow)});
  EXPECT_FALSE(json_of(shelf.get("/api/v1/items/shop/a"))["outlook"].is_null());
}

TEST(Outlook, of_a_belief_that_cannot_be_read_is_no_answer) {
  Shelf shelf;
  put_kettle(shelf, "shop/a");
  shelf.commit({}, {{.family = Family::Belief, .key = "shop/a", .value = "spoilt"}});
  EXPECT_EQ(shelf.get("/api/v1/items/shop/a").status, 503);
}

}  // namespace
}  // namespace shelfd::connectors
