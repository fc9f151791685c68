// Shows that `shelfd rekey` copies every record exactly once, under its key and into the partition
// of that, through kills at any moment and at each step of a transaction, and when two share the
// work and one is killed; that a worker then refuses none; and what becomes of records without a
// key. The records come and are read by kcat, a client that nobody here wrote.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "connectors/formats/event_codec.h"
#include "connectors/partitioning.h"
#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

using std::chrono::milliseconds;
using Words = std::vector<std::string>;

constexpr int kRecords = 20'000;
constexpr int kPartitionsFrom = 6;

struct Copied {
  int partition = 0;
  std::string key{};
  std::string value{};
};

struct Rekeying : OnCluster {
  void SetUp() override {
    OnCluster::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_shop();
    ASSERT_TRUE(feed().end());
    make_topic("from");
  }

  static void make_topic(const std::string& name) {
    const auto made = broker().tool(
        "org.apache.kafka.tools.TopicCommand",
        {"--create", "--topic", topic(name), "--partitions", std::to_string(kPartitionsFrom)});
    ASSERT_TRUE(made) << made.error().message;
  }
  // By the partitioner of librdkafka, which is CRC32.
  void produce(const std::string& name, const std::string& lines) const {
    const std::string file = folder.path() + "/lines";
    std::ofstream(file) << lines;
    const std::string command = "kcat -P -b " + broker().bootstrap() + " -t " + topic(name) +
                                " -K '\t' -l " + file + " 2>&1";
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): kcat is a program
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  // Committed records.
  [[nodiscard]] std::vector<Copied> consume(const std::string& name) const {
    const std::string file = folder.path() + "/read";
    const std::string command = "kcat -C -e -q -b " + broker().bootstrap() + " -t " + topic(name) +
                                " -X isolation.level=read_committed -f '%p\t%k\t%s\n' >" + file;
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): kcat is a program
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream stream(file);
    std::vector<Copied> all;
    for (std::string partition; std::getline(stream, partition, '\t');) {
      Copied& one = all.emplace_back();
      one.partition = std::stoi(partition);
      std::getline(stream, one.key, '\t');
      std::getline(stream, one.value);
    }
    return all;
  }
  static std::string orders() {
    const std::string at =
        connectors::format_instant(std::chrono::floor<Duration>(std::chrono::system_clock::now()));
    std::string lines;
    for (int record = 0; record < kRecords; ++record) {
      const std::string sku = "item-" + std::to_string(record % kItems);
      if (record % 3 != 0) lines.append("shop/").append(sku);
      lines.append("\t{\"merchant\":\"shop\",\"sku\":\"").append(sku);
      lines.append(R"(","type":"order","quantity":1,"unit_price":"30.00","currency":"EUR",)");
      lines.append(R"("occurred_at":")").append(at).append(R"(","event_id":"e)");
      lines.append(std::to_string(record)).append("\"}\n");
    }
    return lines;
  }
  [[nodiscard]] std::unique_ptr<Child> rekey(int number, const Words& further,
                                             const Words& variables = {}) {
    Words words = {"rekey", topic("from"), topic("demand"), "--output", "json"};
    words.insert(words.end(), further.begin(), further.end());
    return start_verb(number, words, variables);
  }
  void expect_each_once() const {
    const std::vector<Copied> all = consume("demand");
    EXPECT_EQ(all.size(), kRecords);
    std::map<std::string, int> times;
    int misplaced = 0;
    for (const Copied& one : all) {
      const auto body = nlohmann::json::parse(one.value);
      ++times[body.value("event_id", "")];
      const std::string key = body.value("merchant", "") + "/" + body.value("sku", "");
      if (one.key != key || one.partition != connectors::partition_of(key, kPartitions)) {
        ++misplaced;
      }
    }
    EXPECT_EQ(times.size(), kRecords);
    EXPECT_EQ(misplaced, 0);
  }
  milliseconds some_time(int least, int most) {
    return milliseconds{std::uniform_int_distribution<int>(least, most)(random)};
  }

  std::mt19937_64 random{seed()};
};

TEST_F(Rekeying, copies_each_record_once_through_kills) {
  produce("from", orders());
  int killed = 0;
  for (int kill = 0; kill < 3 * times(); ++kill) {
    const auto copy = rekey(0, {});
    if (kill_after(*copy, some_time(600, 1'600))) ++killed;
  }
  for (const char* point : {"before_commit_write", "transaction_committed"}) {
    const int passing = std::uniform_int_distribution<int>(1, 4)(random);
    const auto copy =
        rekey(0, {}, {"SHELFD_CRASH_AT=" + std::string(point) + ":" + std::to_string(passing)});
    // It goes on for ever where all is copied before that passing.
    static_cast<void>(kill_after(*copy, std::chrono::seconds{8}));
    if (copy->code() == -1) ++killed;
  }
  EXPECT_GE(killed, 3);
  const auto last = rekey(0, {"--once"});
  ASSERT_EQ(last->code(), 0) << last->err();
  std::printf("  %d kills; the last run: %s", killed, last->out().c_str());
  expect_each_once();
}

TEST_F(Rekeying, is_shared_by_two_of_which_one_is_killed) {
  const auto first = rekey(0, {});
  produce("from", orders());
  const auto second = rekey(1, {"--once"});
  static_cast<void>(kill_after(*first, some_time(500, 3'000)));
  ASSERT_EQ(second->code(), 0) << second->err();
  const auto last = rekey(1, {"--once"});
  ASSERT_EQ(last->code(), 0) << last->err();
  EXPECT_NE(last->out().find("\"copied\":0"), std::string::npos) << last->out();
  expect_each_once();
}

TEST_F(Rekeying, leaves_nothing_misrouted_to_a_worker) {
  produce("from", orders());
  const auto copy = rekey(0, {"--once"});
  ASSERT_EQ(copy->code(), 0) << copy->err();
  const auto program = start(0);
  ASSERT_TRUE(wait_for([&] { return is_done(0) || program->ended(); })) << program->err();
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
  const auto refused = consume("dead-letters");
  EXPECT_TRUE(refused.empty()) << refused.size() << " refused, the first " << refused[0].value;
}

TEST_F(Rekeying, tells_of_records_without_a_key_or_brings_them_elsewhere) {
  produce("from", "\t{\"merchant\":\"shop\",\"sku\":\"a\"}\nold\t{\"merchant\":\"shop\"}\n\tno\n");
  const auto counted = rekey(0, {"--once"});
  EXPECT_EQ(counted->code(), 65) << counted->err();
  EXPECT_EQ(counted->out(), "{\"copied\":1,\"rejected\":2,\"done\":true}\n");
  EXPECT_NE(counted->err().find("2 records have no key; the first, topic " + topic("from")),
            std::string::npos)
      << counted->err();
  make_topic("rejects");
  const auto moved = rekey(0, {"--once", "--rejects", topic("rejects"), "--app-id", app() + "2"});
  EXPECT_EQ(moved->code(), 0) << moved->err();
  std::map<std::string, std::string> rejects;
  for (const Copied& one : consume("rejects")) rejects[one.value] = one.key;
  EXPECT_EQ(rejects,
            (std::map<std::string, std::string>{{"{\"merchant\":\"shop\"}", "old"}, {"no", ""}}));
}

TEST_F(Rekeying, names_what_is_not_there) {
  const auto copy = rekey(0, {"--rejects", topic("nowhere")});
  EXPECT_EQ(copy->code(), 1);
  EXPECT_NE(copy->err().find(topic("nowhere") + ": is not there"), std::string::npos)
      << copy->err();
}

}  // namespace
}  // namespace shelfd::integration
