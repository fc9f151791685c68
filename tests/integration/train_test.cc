// Shows `shelfd train` as a person meets it, on a simulated shop of 240 items most of which sell no
// more: what it would do, what it writes for a look, what it publishes, that the plans change with
// it and the folder still replays to the byte; and that it refuses by name, or says why there is no
// head.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

#include "backtest/history.h"
#include "base/time.h"
#include "tests/backtest/lives.h"
#include "tests/integration/program.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;

constexpr int kDays = 80;

std::int64_t day_number_now() {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  return day_number(std::chrono::floor<std::chrono::days>(Instant{now.time_since_epoch()}));
}

std::string at(std::int64_t day, int hour) {
  return backtest::day_text(from_day_number(day)) + (hour < 10 ? "T0" : "T") +
         std::to_string(hour) + ":00:00Z";
}

// The shop's records as files: days end yesterday, so that a daemon's clock goes on from there.
class Train : public Program {
 protected:
  void write_shop(const std::string& merchant, std::size_t items) const {
    const backtest::Panel panel = backtest::panel_of_lives(items, kDays, 30, 1);
    std::ofstream catalog(path(merchant + ".catalog.jsonl"));
    std::ofstream demand(path(merchant + ".demand.jsonl"));
    const std::int64_t first = day_number_now() - kDays;
    for (const backtest::Series& series : panel.series) {
      const std::string sku = series.id.substr(series.id.find('/') + 1);
      const json item{{"merchant", merchant}, {"sku", sku}};
      json entry = item;
      entry.update(json{{"category", series.category},
                        {"currency", "EUR"},
                        {"price", "10"},
                        {"unit_cost", "6"},
                        {"updated_at", at(first, 0)}});
      catalog << entry.dump() << "\n";
      for (std::size_t day = 0; day < series.periods.size(); ++day) {
        if (series.periods[day].units <= 0) continue;
        json order = item;
        order.update(json{{"type", "order"},
                          {"quantity", series.periods[day].units},
                          {"event_id", sku + "-" + std::to_string(day)},
                          {"occurred_at", at(first + series.first + static_cast<int>(day), 10)}});
        demand << order.dump() << "\n";
      }
    }
  }
  void import_shops(const std::vector<std::string>& merchants, const std::string& data = "d",
                    int partitions = 1) const {
    std::ofstream(path("s.yaml")) << "partitions: " << partitions << "\n";
    std::vector<std::string> words = {"import", "--data", path(data), "--settings", path("s.yaml")};
    for (const std::string& merchant : merchants) {
      words.push_back("catalog=" + path(merchant + ".catalog.jsonl"));
      words.push_back("demand=" + path(merchant + ".demand.jsonl"));
    }
    const Ran ran = run(words);
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  [[nodiscard]] Ran train(std::vector<std::string> more) const {
    const bool elsewhere = std::ranges::find(more, "--data") != more.end();
    if (!elsewhere) more.insert(more.begin(), {"--data", path("d")});
    more.insert(more.begin(), "train");
    return run(more);
  }
  // The first merchant's part of the answer.
  [[nodiscard]] json trained(std::vector<std::string> more) const {
    more.insert(more.end(), {"--output", "json"});
    const Ran ran = train(more);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return json::parse(ran.out)["merchants"][0];
  }
  [[nodiscard]] json plan_of(const std::string& item) const {
    const Ran ran = run({"explain", item, "--data", path("d"), "--output", "json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return json::parse(ran.out)["plan"];
  }
  [[nodiscard]] json rules() const {
    const Ran ran = run({"rules", "show", "--merchant", "shop", "--data", path("d")});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return json::parse(ran.out);
  }
  // Starts a daemon, counts an item's stock, and stops once the plan was judged by trained rules.
  void judge_again(const std::string& sku) const {
    Child daemon({"run", "--data", path("d"), "--listen", "127.0.0.1:0"}, path("daemon"));
    ASSERT_TRUE(wait_for([&] { return daemon.err().find("event=started") != std::string::npos; }));
    std::ofstream(path("count.jsonl")) << json{{"merchant", "shop"},
                                               {"sku", sku},
                                               {"on_hand", 1},
                                               {"as_of", at(day_number_now(), 0)}}
                                              .dump()
                                       << "\n";
    const Ran sent = run({"import", "inventory=" + path("count.jsonl"), "--data", path("d")});
    ASSERT_EQ(sent.code, 0) << sent.err;
    EXPECT_TRUE(wait_for([&] {
      return plan_of("shop/" + sku)["basis"]["rules_version"].get<std::string>().find("trained-") !=
             std::string::npos;
    }));
    daemon.end(SIGTERM);
    EXPECT_EQ(daemon.code(), 0) << daemon.err();
  }
};

TEST_F(Train, publishes_a_head_that_changes_the_plans_and_replays) {
  write_shop("shop", 240);
  import_shops({"shop"});
  const Ran words = train({"--dry-run"});
  EXPECT_EQ(words.code, 0) << words.err;
  EXPECT_NE(words.out.find("would be published"), std::string::npos) << words.out;
  const json looked = trained({"--out", path("shop.json")});
  EXPECT_EQ(looked["changed"], false);
  EXPECT_TRUE(rules()["own"].is_null()) << "nothing was sent yet";
  const double before = plan_of("shop/0")["demand"]["mean"];

  const json done = trained({});
  EXPECT_EQ(done["changed"], true);
  EXPECT_EQ(done["verdict"], "better");
  EXPECT_EQ(done["head"], "published");
  EXPECT_GE(done["series"], 200);
  EXPECT_EQ(done["categories"], 4);
  EXPECT_LT(done["held_out"]["loss_head"], done["held_out"]["loss_filters"]);
  const json written = json::parse(text_of_file(path("shop.json")));
  EXPECT_EQ(written["version"], done["rules_version"]);
  EXPECT_EQ(written["demand_head"]["version"], done["head_version"]);
  EXPECT_EQ(trained({})["head"], "unchanged");

  judge_again("0");
  const json plan = plan_of("shop/0");
  EXPECT_EQ(plan["basis"]["rules_version"], done["rules_version"]);
  EXPECT_LT(plan["demand"]["mean"].get<double>(), 0.5 * before) << "it has been silent for long";
  EXPECT_EQ(rules()["effective"]["demand_head"]["version"], done["head_version"]);
  EXPECT_EQ(run({"replay", "--data", path("d")}).code, 0);
  EXPECT_EQ(run({"verify", "--data", path("d")}).code, 0);
  EXPECT_EQ(run({"rules", "apply", path("shop.json"), "--data", path("d")}).code, 0);
}

// How the items lie in partitions is nothing to a merchant's head and priors.
TEST_F(Train, learns_the_same_over_three_partitions_as_over_one) {
  write_shop("shop", 215);
  import_shops({"shop"});
  import_shops({"shop"}, "three", 3);
  const json one = trained({"--dry-run"});
  const json three = trained({"--dry-run", "--data", path("three")});
  EXPECT_EQ(one["head"], "published");
  EXPECT_EQ(one, three);
}

TEST_F(Train, tells_why_there_is_no_head_and_whose_rules_are_meant) {
  write_shop("shop", 12);
  write_shop("zoo", 5);
  import_shops({"shop", "zoo"});
  const Ran both = train({"--out", path("rules.json")});
  EXPECT_EQ(both.code, 65);
  EXPECT_NE(both.err.find("--merchant"), std::string::npos) << both.err;
  const Ran stranger = train({"--merchant", "nobody"});
  EXPECT_EQ(stranger.code, 65);
  EXPECT_NE(stranger.err.find("nobody"), std::string::npos) << stranger.err;
  EXPECT_EQ(train({"--dry-run", "--out", "x"}).code, 2);

  const Ran words = train({"--merchant", "shop"});
  EXPECT_EQ(words.code, 0) << words.err;
  EXPECT_NE(words.out.find("everything works without it"), std::string::npos) << words.out;
  EXPECT_EQ(words.out.find("zoo"), std::string::npos);
  const json again = trained({"--merchant", "shop"});
  EXPECT_EQ(again["verdict"], "too_few_series");
  EXPECT_EQ(again["head"], "none");
  EXPECT_EQ(again["changed"], false) << "the priors are there already";
  const json zoo = trained({"--merchant", "zoo", "--dry-run"});
  EXPECT_EQ(zoo["items"], 4) << "the fifth never sold";
  EXPECT_TRUE(zoo.contains("rules_version"));

  Child daemon({"run", "--data", path("d"), "--listen", "127.0.0.1:0"}, path("daemon"));
  ASSERT_TRUE(wait_for([&] { return daemon.err().find("event=started") != std::string::npos; }));
  const Ran open = train({});
  EXPECT_EQ(open.code, 69);
  EXPECT_NE(open.err.find("stop the daemon"), std::string::npos) << open.err;
  daemon.end(SIGTERM);
}

}  // namespace
}  // namespace shelfd::integration
