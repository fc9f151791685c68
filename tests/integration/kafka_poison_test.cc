// Shows that in every input topic one record that is wrong, whatever is wrong with it, becomes one
// dead letter that names topic, partition, field and reason, and that nothing else is held up by
// it: under load, on a real cluster, with what came to it afterwards taken again from the topics.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "connectors/partitioning.h"
#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

using Json = nlohmann::json;

const std::string kSku = "item-7";

// What a topic's record has beside merchant and sku: right, with a word that is none of those
// listed, and with a number outside its range. inventory has no list of words: a second location.
struct Sample {
  const char* topic = nullptr;
  const char* right = nullptr;
  const char* word = nullptr;
  const char* word_field = nullptr;
  const char* word_reason = "unknown_value";
  const char* range = nullptr;
  const char* range_field = nullptr;
};

constexpr std::array<Sample, 8> kSamples = {{
    {.topic = "rules",
     .right = R"("version":"2")",
     .word = R"("version":"2","strategy":"wild")",
     .word_field = "strategy",
     .range = R"("version":"2","service_level":2)",
     .range_field = "service_level"},
    {.topic = "catalog",
     .right = R"("title":"Item")",
     .word = R"("lifecycle":"forgotten")",
     .word_field = "lifecycle",
     .range = R"("service_level":7)",
     .range_field = "service_level"},
    {.topic = "prices",
     .right = R"("price":"30.00")",
     .word = R"("price":"30.00","kind":"gift")",
     .word_field = "kind",
     .range = R"("price":"-1.00")",
     .range_field = "price"},
    {.topic = "inventory",
     .right = R"("on_hand":5)",
     .word = R"("on_hand":5,"location":"north")",
     .word_field = "location",
     .word_reason = "unsupported",
     .range = R"("on_hand":5,"reserved":-5)",
     .range_field = "reserved"},
    {.topic = "shipments",
     .right = R"("shipment_id":"s1","quantity":5,"stage":"ordered")",
     .word = R"("shipment_id":"s1","quantity":5,"stage":"sunk")",
     .word_field = "stage",
     .range = R"("shipment_id":"s1","quantity":-5,"stage":"ordered")",
     .range_field = "quantity"},
    {.topic = "competitor-offers",
     .right = R"("competitor":"rival","price":"20.00")",
     .word = R"("competitor":"rival","price":"20.00","condition":"mint")",
     .word_field = "condition",
     .range = R"("competitor":"rival","price":"20.00","seller_rating":4.8)",
     .range_field = "seller_rating"},
    {.topic = "demand",
     .right = R"("type":"order","quantity":1)",
     .word = R"("type":"theft","quantity":1)",
     .word_field = "type",
     .range = R"("type":"order","quantity":-1)",
     .range_field = "quantity"},
    {.topic = "responses",
     .right = R"("suggestion_id":"p1","action":"accept")",
     .word = R"("suggestion_id":"p1","action":"shrug")",
     .word_field = "action",
     .range = R"("suggestion_id":"p1","action":"override","quantity":-1)",
     .range_field = "quantity"},
}};

bool is_rules(const Sample& sample) { return std::string(sample.topic) == "rules"; }

std::string body_of(const Sample& sample, const std::string& fields) {
  return std::string(R"({"merchant":"shop",)") +
         (is_rules(sample) ? "" : R"("sku":")" + kSku + "\",") + fields + "}";
}

struct Poison : OnCluster {
  using Letter = std::tuple<std::string, int, std::string, std::string>;

  // Sends it, and notes the letter that it is to become.
  void expect(const Sample& sample, int partition, const std::string& value,
              const std::string& field, const std::string& reason) {
    const std::string key = is_rules(sample) ? "shop" : "shop/" + kSku;
    feed().send_bad(sample.topic, partition, key, value);
    expected.emplace(sample.topic, partition, field, reason);
  }
  // As a consumer of committed records has them.
  [[nodiscard]] std::vector<Json> letters() const {
    const std::string file = folder.path() + "/letters";
    const std::string command =
        "kcat -C -q -e -u -o beginning -X isolation.level=read_committed -b " +
        cluster().bootstrap() + " -t " + prefix() + "dead-letters >" + file;
    EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c): kcat is a program
    std::vector<Json> all;
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) all.push_back(Json::parse(line));
    return all;
  }

  std::multiset<Letter> expected{};
};

TEST_F(Poison, in_every_topic_is_a_dead_letter_and_all_else_goes_on) {
  make_shop();
  const auto program = start(0);
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
  const int home = connectors::partition_of("shop/" + kSku, kPartitions);
  for (const Sample& sample : kSamples) {
    feed().send(20);
    expect(sample, home, "\x01\x02 no record \x03", "", "not_json");
    expect(sample, home, body_of(sample, sample.word), sample.word_field, sample.word_reason);
    expect(sample, home, body_of(sample, sample.range), sample.range_field, "out_of_range");
    if (is_rules(sample)) continue;  // every partition has a copy
    expect(sample, (home + 1) % kPartitions, body_of(sample, sample.right), "key", "misrouted");
  }
  feed_for(std::chrono::seconds{1});
  ASSERT_TRUE(feed().end());
  ASSERT_TRUE(wait_for([&] { return is_done(0) && std::ssize(letters()) == feed().bad(); }))
      << letters().size() << " of " << feed().bad() << program->err();
  EXPECT_FALSE(program->ended());
  // The market's own broken ones are of demand and of offers; their count is part of the sum above.
  std::multiset<Letter> found;
  for (const Json& letter : letters()) {
    const Letter one{letter["topic"], letter["partition"], letter.value("field", ""),
                     letter["reason"]};
    if (expected.contains(one)) found.insert(one);
  }
  for (const Letter& letter : std::set<Letter>(expected.begin(), expected.end())) {
    EXPECT_GE(found.count(letter), expected.count(letter))
        << std::get<0>(letter) << " " << std::get<2>(letter) << " " << std::get<3>(letter);
  }
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
  expect_exactly_once();
}

}  // namespace
}  // namespace shelfd::integration
