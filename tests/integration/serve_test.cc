// Shows that `shelfd serve` answers from a cluster what its workers publish, whatever verb asks
// through its folder; that what is handed in there lies in the input topics, and reaches the
// workers; that a replica more or a restart changes nothing; and that a cluster which does not
// answer stops neither reading nor the probes. A worker runs on a small market beside it; kcat, a
// client that nobody here wrote, says what lies in the topics.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "connectors/embedded/folder.h"
#include "connectors/http/client.h"
#include "connectors/partitioning.h"
#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

using Json = nlohmann::json;

constexpr int kServe = 10;
constexpr int kReplica = 11;

struct Serving : OnCluster {
  void SetUp() override {
    OnCluster::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    begin();
  }

  void begin() {
    make_shop();
    worker = start(0);
    serve = start_verb(kServe, {"serve"});
    ASSERT_TRUE(feed_until([&] { return is_ready(0) && is_ready(kServe); }))
        << worker->err() << serve->err();
  }

  Json json(const std::vector<std::string>& arguments, int number = kServe) {
    std::vector<std::string> words = arguments;
    words.insert(words.end(), {"--output", "json"});
    const Ran ran = shelfd(words, number);
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    const Json told = Json::parse(ran.out, nullptr, false);
    return told.is_object() ? told : Json::object();
  }

  // Of every item and kind the newest suggestion, as the folder's `suggestions` has them.
  std::map<std::string, Json> suggestions(int number = kServe) {
    std::map<std::string, Json> all;
    const Json told = json({"suggestions", "--status", "all", "--limit", "10000"}, number);
    for (const Json& one : told.value("suggestions", Json::array())) {
      all[one.value("sku", "") + " " + one.value("kind", "")] = one;
    }
    return all;
  }

  // Every item has its price and its plan.
  bool has_all() { return suggestions().size() == std::size_t{2} * kItems; }
  // Nothing more is sent (kcat keeps the last kilobyte until then), and all that was is judged.
  bool settle() {
    if (!feed().end()) return false;
    if (!wait_for([&] { return is_done(0); })) return false;
    return wait_for([&] { return has_all(); });
  }

  connectors::Reply post(const std::string& path, const std::string& body) {
    auto reply = connectors::call(connectors::folder_at(data(kServe)).socket,
                                  {.method = "POST", .path = path, .body = body}, kCap);
    return reply ? *reply : connectors::Reply{.status = 0, .body = reply.error().message};
  }

  // "key value" of each record of a topic's partition, oldest first.
  std::vector<std::string> records(const std::string& topic, int partition) {
    const std::string command = "kcat -C -e -q -o beginning -b " + cluster().bootstrap() + " -t " +
                                prefix() + topic + " -p " + std::to_string(partition) +
                                " -f '%k %s\\n' > " + folder.path() + "/records 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c): kcat is a program
    std::vector<std::string> lines;
    std::istringstream text(text_of_file(folder.path() + "/records"));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  std::int64_t letters_sent() {
    std::size_t letters = 0;
    for (int partition = 0; partition < kPartitions; ++partition) {
      letters += records("dead-letters", partition).size();
    }
    return static_cast<std::int64_t>(letters);
  }

  std::unique_ptr<Child> worker;
  std::unique_ptr<Child> serve;
};

TEST_F(Serving, answers_what_the_workers_publish) {
  feed_for(std::chrono::seconds{1});
  ASSERT_TRUE(settle());
  const Ran explained = shelfd({"explain", "shop/item-0"}, kServe);
  EXPECT_EQ(explained.code, 0) << explained.err;
  EXPECT_NE(explained.out.find("What it rests on"), std::string::npos) << explained.out;
  EXPECT_NE(explained.out.find("rival-"), std::string::npos) << "rivals have their names";
  EXPECT_NE(explained.out.find("Next 14 days"), std::string::npos) << "beliefs are mirrored";
  const Json verified = json({"verify"});
  EXPECT_EQ(verified.value("records", 0), 2 * kItems) << verified.dump();
  EXPECT_EQ(verified.value("different", -1), 0);
  EXPECT_TRUE(wait_for([&] {
    const std::int64_t sent = letters_sent();
    return sent >= feed().bad() && json({"dead-letters"}).value("total", 0) == sent;
  })) << letters_sent()
      << " letters, of which bad " << feed().bad();
  const Json rules = json({"rules", "show", "--merchant", "shop"});
  EXPECT_EQ(rules["effective"].value("currency", ""), "EUR");
  EXPECT_NE(metrics(kServe).find("\nshelfd_reader_behind_seconds "), std::string::npos);
}

TEST_F(Serving, hands_responses_to_the_workers) {
  ASSERT_TRUE(settle());
  Json open;
  for (const auto& [name, one] : suggestions()) {
    if (one.value("kind", "") == "price" && one.value("status", "") == "open") open = one;
  }
  ASSERT_TRUE(open.is_object()) << "no price is open";
  const std::string sku = open.value("sku", "");
  const Ran responded = shelfd({"respond", "shop/" + sku, "accept", "--applied"}, kServe);
  ASSERT_EQ(responded.code, 0) << responded.out << responded.err;
  const auto taken = records("responses", connectors::partition_of("shop/" + sku, kPartitions));
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_TRUE(taken.front().starts_with("shop/" + sku + " {")) << taken.front();
  EXPECT_TRUE(wait_for([&] {
    return suggestions()[sku + " price"].value("current_price", "") ==
           open.value("suggested_price", "");
  })) << suggestions()[sku + " price"].dump(1);
}

TEST_F(Serving, brings_rules_to_every_partition_and_records_to_their_own) {
  const std::string file = folder.path() + "/rules.yaml";
  std::ofstream(file) << "merchant: shop\nversion: \"2\"\ntime_zone: Europe/Berlin\n"
                         "currency: EUR\nmin_margin_ratio: 0.2\n";
  const Ran applied = shelfd({"rules", "apply", file}, kServe);
  ASSERT_EQ(applied.code, 0) << applied.out << applied.err;
  for (int partition = 0; partition < kPartitions; ++partition) {
    const auto lines = records("rules", partition);
    ASSERT_EQ(lines.size(), 2U) << "of partition " << partition;
    EXPECT_EQ(lines.back(), records("rules", 0).back());
  }
  EXPECT_TRUE(wait_for([&] {
    return json({"rules", "show", "--merchant", "shop"})["effective"].value("version", "") == "2";
  }));
  std::string body;
  for (int item = 0; item < kItems; ++item) {
    body += R"({"merchant":"shop","sku":"item-)" + std::to_string(item) +
            R"(","type":"order","quantity":1,"event_id":"served-)" + std::to_string(item) + "\"}\n";
  }
  const connectors::Reply reply = post("/api/v1/records/demand", body + "no record\n");
  EXPECT_EQ(reply.status, 202) << reply.body;
  int found = 0;
  for (int partition = 0; partition < kPartitions; ++partition) {
    for (const std::string& line : records("demand", partition)) {
      if (line.find("served-") == std::string::npos) continue;
      ++found;
      EXPECT_EQ(connectors::partition_of(line.substr(0, line.find(' ')), kPartitions), partition);
    }
  }
  EXPECT_EQ(found, kItems);
}

TEST_F(Serving, goes_on_where_it_was_and_answers_like_a_replica) {
  feed_for(std::chrono::seconds{1});
  const auto replica = start_verb(kReplica, {"serve"});
  serve->end(SIGKILL);
  feed_for(std::chrono::seconds{1});
  // Nobody serves: what was read is there, and nothing can be handed in.
  EXPECT_FALSE(suggestions().empty());
  EXPECT_EQ(shelfd({"respond", "shop/item-0", "reject"}, kServe).code, 69);
  serve = start_verb(kServe, {"serve"});
  ASSERT_TRUE(wait_for([&] { return is_ready(kServe) && is_ready(kReplica); })) << serve->err();
  ASSERT_TRUE(settle());
  EXPECT_TRUE(wait_for([&] { return suggestions(kServe) == suggestions(kReplica); }));
  const auto letters = [&](int number) {
    std::multiset<std::string> all;
    const Json told = json({"dead-letters", "--limit", "1000"}, number);
    for (const Json& one : told.value("dead_letters", Json::array())) all.insert(one.dump());
    return all;
  };
  EXPECT_TRUE(wait_for([&] {
    const auto sent = static_cast<std::size_t>(letters_sent());
    return letters_sent() >= feed().bad() && letters(kServe).size() == sent &&
           letters(kReplica).size() == sent;
  })) << letters_sent()
      << " letters, " << letters(kServe).size() << " and " << letters(kReplica).size()
      << " read, of which bad " << feed().bad();
  EXPECT_EQ(letters(kServe), letters(kReplica));
  serve->end(SIGTERM);
  EXPECT_EQ(serve->code(), 0) << serve->err();
}

TEST_F(Serving, refuses_what_is_not_for_a_cluster) {
  const connectors::Reply reply = post("/api/v1/import", "{}\n");
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("input topics"), std::string::npos) << reply.body;
  serve->end(SIGTERM);
  const auto worked = start(kServe, {"SHELFD_SOURCE=embedded"});
  EXPECT_EQ(worked->code(), 1);
  EXPECT_NE(worked->err().find("mirrors a cluster"), std::string::npos) << worked->err();
  const auto embedded = start_verb(kServe, {"serve"}, {"SHELFD_SOURCE=embedded"});
  EXPECT_EQ(embedded->code(), 2);
  EXPECT_NE(embedded->err().find("`shelfd run`"), std::string::npos) << embedded->err();
}

// The same model beside itself: what it suggests differs by nothing but the instants of its epochs.
TEST_F(Serving, a_shadow_publishes_beside_the_live_one_and_is_compared) {
  const std::string shadow = app() + "-next";
  const std::vector<std::string> settings = {"SHELFD_KAFKA__APP_ID=" + shadow,
                                             "SHELFD_KAFKA__PUBLISH=shadow"};
  const Ran made =
      shelfd({"topics", "create", "--brokers", cluster().bootstrap(), "--replication", "1",
              "--topic-prefix", prefix(), "--app-id", shadow, "--publish", "shadow"});
  ASSERT_EQ(made.code, 0) << made.err;
  const auto second = start(1, settings);
  ASSERT_TRUE(wait_for([&] { return is_done(1); })) << second->err();
  ASSERT_TRUE(settle());
  Json told;
  ASSERT_TRUE(wait_for([&] {
    told = json({"compare", app(), shadow});
    return told["prices"].value("both", 0) == kItems && told["plans"].value("both", 0) == kItems;
  })) << told.dump(1);
  EXPECT_EQ(told["prices"].value("only_b", -1), 0) << told.dump(1);
  EXPECT_GT(told["prices"].value("same", 0), 0) << told.dump(1);
  const auto reader = start_verb(kReplica, {"serve"}, settings);
  ASSERT_TRUE(wait_for([&] { return is_ready(kReplica); })) << reader->err();
  EXPECT_EQ(suggestions(kReplica).size(), std::size_t{2} * kItems);
  const Ran refused = shelfd({"respond", "shop/item-0", "reject"}, kReplica);
  EXPECT_EQ(refused.code, 65) << refused.err;
  EXPECT_NE(refused.err.find("shadow"), std::string::npos) << refused.err;
}

struct ServingApart : Serving {
  void SetUp() override { OnCluster::SetUp(); }
};

TEST_F(ServingApart, reads_on_while_the_cluster_does_not_answer) {
  auto own = KafkaBroker::start();
  if (!own) return skip_or_fail(own.error());
  use(**own);
  begin();
  ASSERT_TRUE(settle());
  ASSERT_TRUE((*own)->pause());
  const std::string order =
      R"({"merchant":"shop","sku":"item-1","type":"order","quantity":1,"event_id":"late"})";
  const connectors::Reply refused = post("/api/v1/records/demand", order);
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_NE(refused.body.find("bring it again"), std::string::npos) << refused.body;
  EXPECT_TRUE(has_all());
  EXPECT_TRUE(is_ready(kServe));
  ASSERT_TRUE((*own)->resume());
  EXPECT_TRUE(wait_for([&] { return post("/api/v1/records/demand", order).status == 202; }));
  EXPECT_FALSE(serve->ended()) << serve->err();
}

}  // namespace
}  // namespace shelfd::integration
