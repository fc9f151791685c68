// The list of alerts: ranked by money, chosen by state, kind and merchant, and of a day's demand
// swings the five dearest. Shown on records committed to a real log.
#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

using Names = std::vector<std::string>;

struct Raised {
  std::string item = "shop/a";
  engine::AlertKind kind = engine::AlertKind::DemandSwing;
  std::int64_t worth = 0;  // CNY
  int day = 0;             // of November 2026, from the 1st
  bool open = true;
};

class Alerts : public testing::Test {
 protected:
  void raise(const Raised& raised) {
    const Instant opened = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1} +
                           std::chrono::days{raised.day} + std::chrono::hours{9};
    engine::Alert alert{.item = item_named(raised.item),
                        .kind = raised.kind,
                        .open = raised.open,
                        .worth = {raised.worth * 1'000'000},
                        .currency = Currency{{'C', 'N', 'Y'}},
                        .opened_at = opened};
    alert.alert_id = raised.item + ":" + std::to_string(static_cast<int>(raised.kind)) + ":" +
                     std::to_string(unix_millis(opened));
    alert.code = "alert";
    if (!raised.open) alert.closed_at = opened + std::chrono::hours{1};
    shelf.put_alert(alert);
  }
  Json ask(const decltype(Request::params)& params = {}) {
    const Reply reply = shelf.get("/api/v1/alerts", params);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply);
  }
  static Names skus(const Json& json) {
    Names names;
    for (const Json& alert : json["alerts"]) names.push_back(alert["sku"]);
    return names;
  }
  Shelf shelf;
};

TEST_F(Alerts, an_empty_log_has_none) {
  const Json json = ask();
  EXPECT_EQ(json["shown"], 0);
  EXPECT_EQ(json["matching"], 0);
  EXPECT_EQ(json["held_back"], 0);
  EXPECT_TRUE(json["alerts"].empty());
}

// 900 before 40 before 5, whatever the kind; as text "900" would come last.
TEST_F(Alerts, are_ranked_by_money) {
  raise({.item = "shop/a", .worth = 5});
  raise({.item = "shop/b", .kind = engine::AlertKind::StockoutRisk, .worth = 900});
  raise({.item = "shop/c", .kind = engine::AlertKind::Overstock, .worth = 40});
  EXPECT_EQ(skus(ask()), (Names{"b", "c", "a"}));
  EXPECT_EQ(skus(ask({{"limit", "1"}})), Names{"b"});
  EXPECT_EQ(ask({{"limit", "1"}})["matching"], 3);
}

TEST_F(Alerts, are_chosen_by_state_kind_and_merchant) {
  raise({.item = "shop/a", .kind = engine::AlertKind::Undercut});
  raise({.item = "shop/b", .kind = engine::AlertKind::Undercut, .open = false});
  raise({.item = "shop/c"});
  raise({.item = "other/a"});
  EXPECT_EQ(skus(ask({{"kind", "undercut"}})), Names{"a"});
  EXPECT_EQ(skus(ask({{"state", "closed"}})), Names{"b"});
  EXPECT_EQ(skus(ask({{"kind", "undercut"}, {"state", "all"}})), (Names{"a", "b"}));
  EXPECT_EQ(skus(ask({{"merchant", "shop"}})), (Names{"a", "c"}));
  EXPECT_EQ(shelf.get("/api/v1/alerts", {{"kind", "earthquake"}}).status, 400);
}

// Seven swings of one day: the five dearest are shown. Another day and another merchant have their
// own five; other kinds have no limit.
TEST_F(Alerts, show_the_five_dearest_swings_of_a_merchants_day) {
  for (int number = 1; number <= 7; ++number) {
    raise({.item = "shop/s" + std::to_string(number), .worth = number});
    raise({.item = "shop/u" + std::to_string(number), .kind = engine::AlertKind::Undercut});
  }
  Json json = ask({{"kind", "demand_swing"}});
  EXPECT_EQ(skus(json), (Names{"s7", "s6", "s5", "s4", "s3"}));
  EXPECT_EQ(json["held_back"], 2);
  EXPECT_EQ(ask({{"kind", "undercut"}})["shown"], 7);
  raise({.item = "shop/later", .day = 1});
  raise({.item = "other/a"});
  json = ask({{"kind", "demand_swing"}});
  EXPECT_EQ(json["shown"], 7);
  EXPECT_EQ(json["matching"], 9);
}

// Those of the day that are over took their places: nothing moves up when one closes.
TEST_F(Alerts, that_are_over_keep_their_place_of_the_day) {
  for (int number = 1; number <= 7; ++number) {
    raise({.item = "shop/s" + std::to_string(number), .worth = number, .open = number < 6});
  }
  EXPECT_EQ(skus(ask()), (Names{"s5", "s4", "s3"}));
  EXPECT_EQ(skus(ask({{"state", "closed"}})), (Names{"s7", "s6"}));
}

}  // namespace
}  // namespace shelfd::connectors
