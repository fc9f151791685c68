// Shows the program as a person meets it: real processes on temporary folders. Every verb answers
// in words and in JSON, with and without a daemon on the folder; bad input ends in the documented
// exit code with one line; an import that is killed and repeated ends as if undisturbed.
// Waiting is for a condition, with a cap; ports are the system's choice.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/integration/program.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;

class Cli : public Program {
 protected:
  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }
  // A market of 3 items and some days as files.
  void simulate(const std::string& days = "6") const {
    const Ran ran = run({"simulate", path("m"), "--items", "3", "--days", days, "--seed", "4"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    ASSERT_NE(ran.out.find("shelfd import"), std::string::npos);
  }
  [[nodiscard]] std::vector<std::string> import_of(const std::string& data) const {
    return {"import",
            "catalog=" + path("m/catalog.jsonl"),
            "inventory=" + path("m/inventory.jsonl"),
            "prices=" + path("m/prices.jsonl"),
            "offers=" + path("m/competitor-offers.jsonl"),
            "demand=" + path("m/demand.jsonl"),
            "--data",
            path(data),
            "--output",
            "json"};
  }
  [[nodiscard]] json all_of(const std::string& data) const {
    const Ran ran = run({"suggestions", "--status", "all", "--limit", "1000", "--output", "json",
                         "--data", path(data)});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return json::parse(ran.out, nullptr, false);
  }
  void expect_code(int code, const std::vector<std::string>& arguments,
                   const std::string& said) const {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, code) << arguments[0] << ": " << ran.err;
    EXPECT_NE(ran.err.find(said), std::string::npos) << ran.err;
  }
  void read_verbs_answer(const std::string& data, const std::string& item) const {
    const std::vector<std::vector<std::string>> verbs = {{"suggestions", "--status", "all"},
                                                         {"explain", item},
                                                         {"dead-letters"},
                                                         {"verify"},
                                                         {"rules", "show"},
                                                         {"config", "show"},
                                                         {"version"}};
    for (const auto& verb : verbs) {
      auto words = verb;
      words.insert(words.end(), {"--data", path(data)});
      const Ran table = run(words);
      EXPECT_EQ(table.code, 0) << verb[0] << ": " << table.err;
      EXPECT_NE(table.out, "") << verb[0];
      words.insert(words.end(), {"--output", "json"});
      const Ran as_json = run(words);
      EXPECT_EQ(as_json.code, 0) << verb[0] << ": " << as_json.err;
      EXPECT_FALSE(json::parse(as_json.out, nullptr, false).is_discarded()) << verb[0];
    }
  }
};

std::string item_of(const json& all) {
  const json& first = all["suggestions"][0];
  return first["merchant"].get<std::string>() + "/" + first["sku"].get<std::string>();
}

TEST_F(Cli, an_import_is_read_answered_and_taken_once) {
  simulate();
  const Ran first = run(import_of("a"));
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_GT(json::parse(first.out)["added"], 100);
  const json all = all_of("a");
  ASSERT_EQ(all["suggestions"].size(), 6U);  // a price and a plan of each of 3 items
  const Ran again = run(import_of("a"));
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["added"], 0);
  // All but the catalog records that the first import made itself for items then unknown.
  EXPECT_GE(json::parse(again.out)["already_imported"],
            json::parse(first.out)["added"].get<int>() - 3);
  EXPECT_EQ(all_of("a"), all);
  read_verbs_answer("a", item_of(all));
  const Ran answer = run({"respond", item_of(all), "reject", "--reason", "too_low", "--data",
                          path("a"), "--output", "json"});
  EXPECT_EQ(answer.code, 0) << answer.err;
}

// The days add up, each is what moves it, and the words show the same days.
void expect_outlook(const json& outlook, const std::string& words) {
  ASSERT_TRUE(outlook.is_object());
  ASSERT_EQ(outlook["days"].size(), 14U);
  double sum = 0;
  for (const json& day : outlook["days"]) {
    double product = outlook["ordinary_day_units"].get<double>();
    for (const json& driver : day["drivers"]) product *= driver["factor"].get<double>();
    const auto mean = day["mean"].get<double>();
    EXPECT_NEAR(product, mean, 1e-3 * mean + 1e-3) << day;
    EXPECT_GT(mean, 0);
    EXPECT_LE(day["low"].get<double>(), mean);
    EXPECT_GE(day["high"].get<double>(), mean);
    const bool alike = outlook["all_days_alike"].get<bool>();
    EXPECT_EQ(words.find("\n  " + day["date"].get<std::string>()) == std::string::npos, alike);
    sum += mean;
  }
  EXPECT_NEAR(outlook["total"]["mean"].get<double>(), sum, 1e-2);
  EXPECT_GE(outlook["category"]["share_ratio"].get<double>(), 0);
  EXPECT_LT(outlook["category"]["share_ratio"].get<double>(), 0.5) << "of an item of 40 days";
  EXPECT_NE(words.find("\nNext 14 days\n"), std::string::npos) << words;
}

TEST_F(Cli, explain_shows_the_next_fourteen_days) {
  simulate("40");
  ASSERT_EQ(run(import_of("a")).code, 0);
  const json all = all_of("a");
  ASSERT_EQ(all["suggestions"].size(), 6U);
  int told_apart = 0;
  for (const json& suggestion : all["suggestions"]) {
    const std::string item =
        suggestion["merchant"].get<std::string>() + "/" + suggestion["sku"].get<std::string>();
    const Ran as_json = run({"explain", item, "--data", path("a"), "--output", "json"});
    ASSERT_EQ(as_json.code, 0) << as_json.err;
    const json outlook = json::parse(as_json.out)["outlook"];
    expect_outlook(outlook, run({"explain", item, "--data", path("a")}).out);
    told_apart += outlook["all_days_alike"].get<bool>() ? 0 : 1;
    const Ran chinese = run({"explain", item, "--data", path("a"), "--language", "zh-Hans"});
    EXPECT_NE(chinese.out.find("\n未来 14 天\n"), std::string::npos) << chinese.out;
  }
  EXPECT_GT(told_apart, 0) << "no item sold enough to tell its days apart";
}

TEST_F(Cli, bad_input_ends_in_its_exit_code_with_a_line) {
  const std::string data = path("d");
  expect_code(65, {"import", "demand=" + path("none.csv"), "--data", data}, "none.csv");
  expect_code(65, {"import", "demand=" + write("empty.csv", ""), "--data", data}, "empty.csv");
  expect_code(65, {"import", "demand=" + path(""), "--data", data}, "error: ");
  expect_code(65,
              {"import",
               "demand=" + write("kind.csv",
                                 "\x7f"
                                 "ELF\x01\x02"),
               "--data", data},
              "kind.csv");
  expect_code(65, {"import", "frobs=" + write("x.csv", "a\n1\n"), "--data", data}, "KIND=FILE");
  expect_code(69, {"suggestions", "--data", path("nowhere")}, "there is no data in");
  expect_code(2, {"frobnicate"}, "");
  expect_code(2, {"suggestions", "--kind", "frobs"}, "--kind");
  expect_code(2, {}, "");
}

TEST_F(Cli, every_wrong_key_is_told_at_once) {
  const std::string settings = write("s.yaml", "dat: x\nlog:\n  level: loud\n");
  for (const std::string verb : {"check", "show"}) {
    const Ran ran = run({"config", verb, "--settings", settings});
    EXPECT_EQ(ran.code, 78);
    EXPECT_NE(ran.err.find(settings + ":1: unknown key \"dat\", did you mean \"data\"?"),
              std::string::npos);
    EXPECT_NE(ran.err.find(settings + ":3: log.level"), std::string::npos);
  }
  const std::string rules =
      write("r.yaml", "merchant: m\nstratgy: x\nversion: 1\nholding_rate: a\n");
  const Ran ran = run({"rules", "apply", rules, "--data", path("d")});
  EXPECT_EQ(ran.code, 78);
  EXPECT_NE(ran.err.find(rules + ":2: unknown key"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find(rules + ":4: holding_rate"), std::string::npos) << ran.err;
  EXPECT_EQ(run({"config", "check"}).code, 0);
}

TEST_F(Cli, every_help_has_an_example) {
  const std::vector<std::vector<std::string>> levels = {{},
                                                        {"demo"},
                                                        {"run"},
                                                        {"import"},
                                                        {"simulate"},
                                                        {"explain"},
                                                        {"suggestions"},
                                                        {"respond"},
                                                        {"dead-letters"},
                                                        {"verify"},
                                                        {"rules"},
                                                        {"config"},
                                                        {"backup"},
                                                        {"train"},
                                                        {"restore"},
                                                        {"rules", "show"},
                                                        {"version"},
                                                        {"rules", "apply"},
                                                        {"config", "check"},
                                                        {"config", "show"}};
  for (auto words : levels) {
    words.emplace_back("--help");
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0) << words[0];
    EXPECT_NE(ran.out.find("Example"), std::string::npos) << words[0];
  }
}

TEST_F(Cli, every_verb_works_while_a_daemon_has_the_folder) {
  simulate();
  Child daemon({"run", "--data", path("a"), "--listen", "127.0.0.1:0"}, path("daemon"));
  ASSERT_TRUE(wait_for([&] { return daemon.err().find("event=started") != std::string::npos; }));
  daemon.signal(SIGPIPE);  // a peer went away while it was written to
  const Ran sent = run(import_of("a"));
  ASSERT_EQ(sent.code, 0) << sent.err;
  ASSERT_TRUE(wait_for([&] { return all_of("a")["suggestions"].size() == 6; }));
  const std::string item = item_of(all_of("a"));
  read_verbs_answer("a", item);
  const std::string rules = write("r.yaml", "merchant: \"*\"\nversion: seen-by-test\n");
  EXPECT_EQ(run({"rules", "apply", rules, "--data", path("a")}).code, 0);
  EXPECT_TRUE(wait_for([&] {
    return run({"rules", "show", "--data", path("a")}).out.find("seen-by-test") !=
           std::string::npos;
  }));
  const Ran answer = run(
      {"respond", item, "reject", "--reason", "too_low", "--kind", "plan", "--data", path("a")});
  EXPECT_EQ(answer.code, 0) << answer.err;
  daemon.end(SIGTERM);
  EXPECT_EQ(daemon.code(), 0) << daemon.err();
}

TEST_F(Cli, a_backup_taken_while_a_daemon_runs_gives_the_same_answers_when_restored) {
  simulate();
  ASSERT_EQ(run(import_of("a")).code, 0);
  Child daemon({"run", "--data", path("a"), "--listen", ""}, path("daemon"));
  ASSERT_TRUE(wait_for([&] { return daemon.err().find("event=started") != std::string::npos; }));
  const std::vector<std::string> backup = {"backup", "--data", path("a"), "--to", path("b")};
  const Ran taken = run(backup);
  ASSERT_EQ(taken.code, 0) << taken.err;
  EXPECT_NE(taken.out.find("verified"), std::string::npos);
  expect_code(69, {"restore", "--from", path("b"), "--data", path("a"), "--replace"}, "in use");
  daemon.end(SIGTERM);
  ASSERT_EQ(daemon.code(), 0) << daemon.err();
  ASSERT_EQ(run(backup).code, 0);  // from the folder itself
  const Ran listed = run({"backup", "--list", "--to", path("b"), "--output", "json"});
  EXPECT_EQ(json::parse(listed.out).size(), 2U) << listed.out;
  const Ran restored = run({"restore", "--from", path("b"), "--data", path("c")});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(all_of("c"), all_of("a"));
  expect_code(65, {"restore", "--from", path("b"), "--data", path("a")}, "--replace");
  expect_code(65, {"backup", "--data", path("a"), "--to", path("a/b")}, "inside the data folder");
  expect_code(65, {"restore", "--from", path("b"), "--id", "9", "--data", path("d")},
              "no backup 9");
}

// The folder's log has grown by `bytes`: then the import is killed. What differs legitimately:
// nothing. The basis names the same epochs, for cuts are by content.
TEST_F(Cli, an_import_killed_and_repeated_ends_as_if_undisturbed) {
  simulate();
  ASSERT_EQ(run(import_of("whole")).code, 0);
  const json expected = all_of("whole");
  int killed = 0;
  for (const std::uintmax_t bytes : {1U, 50'000U, 200'000U, 400'000U, 800'000U}) {
    const std::string data = "killed-" + std::to_string(bytes);
    Child child(import_of(data), path("import"));
    ASSERT_TRUE(wait_for([&] {
      std::uintmax_t size = 0;
      std::error_code gone;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(path(data), gone)) {
        if (entry.path().extension() == ".log") size += entry.file_size(gone);
      }
      return child.ended() || size >= bytes;
    }));
    child.end(SIGKILL);
    killed += child.code() == -1 ? 1 : 0;
    const Ran again = run(import_of(data));
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(all_of(data), expected) << "killed at " << bytes << " bytes";
  }
  EXPECT_GE(killed, 1);
}

TEST_F(Cli, a_demo_ends_by_itself_with_three_commands) {
  const Ran ran = run({"demo", "--for", "2s", "--items", "6", "--days", "20", "--data",
                       path("demo"), "--listen", "127.0.0.1:0"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  for (const std::string verb : {"suggestions", "explain", "respond"}) {
    const std::string command = std::string("  ") + SHELFD_PROGRAM + " " + verb + " ";
    EXPECT_NE(ran.out.find(command), std::string::npos) << ran.out;
  }
}

// The market's merchant thinks before he answers, so what was printed is open for whoever tries it.
TEST_F(Cli, a_demo_leaves_what_it_suggests_to_its_reader) {
  const std::string data = path("demo");
  const Ran demo =
      run({"demo", "--for", "2s", "--days", "60", "--data", data, "--listen", "127.0.0.1:0"});
  ASSERT_EQ(demo.code, 0) << demo.err;
  const Ran open = run({"suggestions", "--data", data});
  ASSERT_EQ(open.code, 0) << open.err;
  EXPECT_EQ(open.out.find("open now: prices 0, plans 0"), std::string::npos) << open.out;
}

std::vector<std::string> b2w_import(const std::string& shared, const std::string& data) {
  std::vector<std::string> words = {"import", "offers=" + shared + "/data/b2w/comp_prices.csv"};
  for (int product = 1; product <= 6; ++product) {
    words.push_back("demand=" + shared + "/data/b2w/sales_P" + std::to_string(product) + ".csv");
  }
  for (const char* map :
       {"offers.sku=PROD_ID", "offers.observed_at=DATE_EXTRACTION", "offers.competitor=COMPETITOR",
        "offers.price=COMPETITOR_PRICE", "demand.sku=PROD_ID", "demand.occurred_at=DATE_ORDER",
        "demand.quantity=QTY_ORDER", "demand.unit_price=PROD_PRICE"}) {
    words.insert(words.end(), {"--map", map});
  }
  for (const char* set : {"merchant=b2w", "currency=BRL", "catalog.unit_cost=60%"}) {
    words.insert(words.end(), {"--set", set});
  }
  words.insert(words.end(), {"--zone", "America/Sao_Paulo", "--data", data, "--output", "json"});
  return words;
}

TEST_F(Cli, the_offers_and_orders_of_b2w_end_in_six_judged_items) {
  const char* shared = std::getenv("SHELFD_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "SHELFD_SHARED is not set: no real offers and orders";
  if (!std::filesystem::exists(std::string(shared) + "/data/b2w/comp_prices.csv")) {
    GTEST_SKIP() << "no data/b2w under SHELFD_SHARED";
  }
  const Ran first = run(b2w_import(shared, path("b2w")));
  ASSERT_EQ(first.code, 0) << first.err;
  std::size_t prices = 0;
  const json all = all_of("b2w");  // kept: the loop walks a part of it
  for (const json& record : all["suggestions"]) prices += record["kind"] == "price" ? 1U : 0U;
  EXPECT_EQ(prices, 6U);
  const Ran again = run(b2w_import(shared, path("b2w")));
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["added"], 0);
}

}  // namespace
}  // namespace shelfd::integration
