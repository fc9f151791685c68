// Shows `shelfd verify` as a person meets it: over a folder, over a running daemon, and over a file
// of records as another machine has them; that a changed record is told; and that a processor with
// another arithmetic verifies what this one judged.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/integration/program.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;

// Without fused multiply-add, as on an older processor: glibc then takes its other versions of exp,
// log and pow. In force for processes started while it lives.
class WithoutFma {
 public:
  WithoutFma() { ::setenv("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4", 1); }
  ~WithoutFma() { ::unsetenv("GLIBC_TUNABLES"); }
  WithoutFma(const WithoutFma&) = delete;
  WithoutFma& operator=(const WithoutFma&) = delete;
  WithoutFma(WithoutFma&&) = delete;
  WithoutFma& operator=(WithoutFma&&) = delete;
};

class Verify : public Program {
 protected:
  void SetUp() override {
    const Ran market = run({"simulate", path("m"), "--items", "4", "--days", "12", "--seed", "4"});
    ASSERT_EQ(market.code, 0) << market.err;
    const Ran imported = run(
        {"import", "catalog=" + path("m/catalog.jsonl"), "inventory=" + path("m/inventory.jsonl"),
         "prices=" + path("m/prices.jsonl"), "offers=" + path("m/competitor-offers.jsonl"),
         "demand=" + path("m/demand.jsonl"), "--data", path("d")});
    ASSERT_EQ(imported.code, 0) << imported.err;
  }
  [[nodiscard]] json verified(const std::vector<std::string>& more, int code = 0) const {
    std::vector<std::string> words = {"verify", "--output", "json"};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    return json::parse(ran.out, nullptr, false);
  }
  // What a consumer of the topics has.
  [[nodiscard]] std::vector<json> records() const {
    const Ran ran = run({"suggestions", "--status", "all", "--limit", "100", "--output", "json",
                         "--data", path("d")});
    return json::parse(ran.out)["suggestions"].get<std::vector<json>>();
  }
  [[nodiscard]] std::string write(const std::vector<json>& lines) const {
    std::ofstream file(path("suggestions.jsonl"));
    for (const json& line : lines) file << line.dump() << "\n";
    return path("suggestions.jsonl");
  }
};

// A price and a plan of each of 4 items; a plan without a stock count has nothing to judge.
TEST_F(Verify, finds_every_suggestion_of_a_folder_identical) {
  const json count = verified({"--data", path("d")});
  EXPECT_EQ(count["records"], 8);
  EXPECT_EQ(count["identical"], count["verified"]);
  EXPECT_GE(count["identical"], 4);
  EXPECT_EQ(count["other_build"], 0);
  const std::string item = records().front()["merchant"].get<std::string>() + "/" +
                           records().front()["sku"].get<std::string>();
  EXPECT_EQ(verified({item, "--data", path("d")})["records"], 2);
  const Ran table = run({"verify", "--data", path("d")});
  EXPECT_EQ(table.code, 0);
  EXPECT_NE(table.out.find("identical"), std::string::npos);
}

TEST_F(Verify, asks_the_daemon_that_has_the_folder) {
  const json alone = verified({"--data", path("d")});
  Child daemon({"run", "--data", path("d"), "--listen", "127.0.0.1:0"}, path("daemon"));
  ASSERT_TRUE(wait_for([&] { return daemon.err().find("event=started") != std::string::npos; }));
  const json beside = verified({"--data", path("d")});
  EXPECT_EQ(beside["records"], alone["records"]);
  EXPECT_EQ(beside["different"], 0);
  daemon.end(SIGTERM);
  EXPECT_EQ(daemon.code(), 0) << daemon.err();
}

TEST_F(Verify, needs_nothing_but_the_records) {
  std::vector<json> lines = records();
  EXPECT_EQ(verified({"--file", write(lines)})["records"], 8);
  lines[0]["market"]["effective_offers"] = 99;
  lines[0]["demand"]["mean"] = 1e6;
  const json count = verified({"--file", write(lines)}, 1);
  EXPECT_EQ(count["different"], 1);
  EXPECT_EQ(count["differences"][0]["suggestion_id"], lines[0]["suggestion_id"]);
  const std::string field = count["differences"][0]["fields"][0]["field"];
  EXPECT_EQ(field, lines[0]["kind"] == "price" ? "market.effective_offers" : "demand.mean");
  EXPECT_EQ(run({"verify", "--file", path("none.jsonl")}).code, 65);
  EXPECT_EQ(verified({"--file", write({json("no record")})}, 1)["unreadable"], 1);
}

TEST_F(Verify, finds_nothing_different_under_another_arithmetic) {
  if (!__builtin_cpu_supports("fma")) {
    GTEST_SKIP() << "this processor has no fused multiply-add to go without";
  }
  const json here = verified({"--data", path("d")});
  const WithoutFma without_fma;
  const json there = verified({"--data", path("d")});
  EXPECT_NE(there["arithmetic"], here["arithmetic"]);
  EXPECT_EQ(there["other_arithmetic"], here["identical"]);
  EXPECT_EQ(there["identical"], 0);
  EXPECT_EQ(there["different"], 0);
}

}  // namespace
}  // namespace shelfd::integration
