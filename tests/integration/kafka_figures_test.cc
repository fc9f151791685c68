// Shows what a worker on a real cluster tells of it: its clients' figures, the lag of its
// partitions, and a feeder whose open transaction holds records back.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/integration/on_cluster.h"

namespace shelfd::integration {
namespace {

struct KafkaFigures : OnCluster {
  // Of one series; -1 where it is not there.
  [[nodiscard]] double figure(const std::string& series) const {
    const std::string all = "\n" + metrics(0);
    const std::size_t at = all.find("\n" + series + " ");
    return at == std::string::npos ? -1 : std::stod(all.substr(at + series.size() + 2));
  }
  // Dead letters of all topics and reasons.
  [[nodiscard]] std::int64_t letters_of_all() const {
    std::istringstream lines(metrics(0));
    double sum = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("shelfd_dead_letters_total{")) {
        sum += std::stod(line.substr(line.rfind(' ')));
      }
    }
    return static_cast<std::int64_t>(sum);
  }
};

TEST_F(KafkaFigures, tell_of_both_clients_and_of_every_partition) {
  make_shop();
  const auto program = start(0);
  ASSERT_TRUE(feed_until([&] { return is_done(0); })) << program->err();
  const auto all_told = [&] {
    return figure(R"(shelfd_kafka_bytes_total{direction="in",role="group"})") > 0 &&
           figure(R"(shelfd_kafka_bytes_total{direction="out",role="producer"})") > 0 &&
           figure(R"(shelfd_kafka_round_trip_seconds{quantile="0.99",role="group"})") > 0 &&
           figure(R"(shelfd_kafka_round_trip_seconds{quantile="0.5",role="producer"})") > 0;
  };
  EXPECT_TRUE(feed_until(all_told)) << metrics(0);
  for (int partition = 0; partition < kPartitions; ++partition) {
    const std::string label = "{partition=\"" + std::to_string(partition) + "\"}";
    EXPECT_TRUE(wait_for([&] { return figure("shelfd_lag_records" + label) == 0; })) << metrics(0);
    EXPECT_EQ(figure("shelfd_lag_seconds" + label), 0);
  }
  // Of the worker's four clients only the changelog's has nothing to do; none lost a connection.
  EXPECT_EQ(figure("shelfd_kafka_connections_lost_total{role=\"group\"}"), 0) << metrics(0);
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
}

// Records behind an open transaction are there and may not be read: lag counts them, and the topic
// is named by the age. Once it commits all of them are taken.
TEST_F(KafkaFigures, tell_of_a_feeder_that_leaves_its_transaction_open) {
  make_shop();
  const auto program = start(0);
  ASSERT_TRUE(feed_until([&] { return is_done(0); })) << program->err();
  const std::string age = "shelfd_stable_offset_age_seconds{topic=\"demand\"}";
  const std::string letters = R"(shelfd_dead_letters_total{reason="not_json",topic="demand"})";
  ASSERT_TRUE(feed().end());
  ASSERT_TRUE(wait_for([&] { return letters_of_all() == feed().bad(); })) << metrics(0);
  const double before = figure(letters);
  EXPECT_EQ(figure(age), 0);
  const std::string command = "kcat -P -b " + cluster().bootstrap() + " -t " + prefix() +
                              "demand -p 1 -X transactional.id=feeder-" + prefix() +
                              " -X linger.ms=5 2>/dev/null";
  FILE* feeder = ::popen(command.c_str(), "we");  // NOLINT(cert-env33-c): kcat is a program
  ASSERT_NE(feeder, nullptr);
  // kcat reads by pages of memory: the last record stays with it until the pipe is closed.
  const std::string nothing(5'000, 'x');
  for (int record = 0; record < 5; ++record) std::fputs((nothing + "\n").c_str(), feeder);
  std::fflush(feeder);
  EXPECT_TRUE(wait_for([&] { return figure(age) > 1; })) << metrics(0);
  EXPECT_TRUE(wait_for([&] { return figure("shelfd_lag_records{partition=\"1\"}") >= 4; }))
      << metrics(0);
  EXPECT_EQ(figure("shelfd_lag_records{partition=\"2\"}"), 0);
  EXPECT_EQ(figure(letters), before);
  ::pclose(feeder);
  EXPECT_TRUE(wait_for([&] { return figure(age) == 0; })) << metrics(0);
  EXPECT_TRUE(wait_for([&] { return figure("shelfd_lag_records{partition=\"1\"}") == 0; }))
      << metrics(0);
  EXPECT_EQ(figure(letters), before + 5);
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
}

// A producer that puts all it has into partition 0: three of four records lie wrong. It is told
// once, with topic and cure; and closed once 10,000 others came.
TEST_F(KafkaFigures, tell_of_a_producer_with_another_partitioner) {
  make_shop();
  const auto program = start(0);
  ASSERT_TRUE(wait_for([&] { return is_done(0); })) << program->err();
  const auto told = [&](const std::string& event) {
    const std::string line = "event=" + event + " topic=" + prefix() + "competitor-offers ";
    const std::string log = program->err();
    int times = 0;
    for (std::size_t at = 0; (at = log.find(line, at)) != std::string::npos; ++at) ++times;
    return times;
  };
  feed().send_offers(200, 0);
  const std::string ratio = "shelfd_misrouted_ratio{topic=\"competitor-offers\"}";
  EXPECT_TRUE(wait_for([&] { return figure(ratio) > 0.5; })) << metrics(0);
  EXPECT_TRUE(wait_for([&] { return told("misrouted") == 1; })) << program->err();
  EXPECT_NE(program->err().find("partitioner=murmur2_random"), std::string::npos);
  EXPECT_EQ(told("misrouted_over"), 0);
  for (int i = 0; i < 3; ++i) {
    feed().send_offers(5'000, -1);
    std::this_thread::sleep_for(std::chrono::milliseconds{2'500});
  }
  ASSERT_TRUE(wait_for([&] { return told("misrouted_over") == 1; })) << program->err();
  EXPECT_TRUE(wait_for([&] { return figure(ratio) == 0; })) << metrics(0);
  EXPECT_EQ(told("misrouted"), 1);
  program->end(SIGTERM);
  expect_exactly_once();
}

// The broker does not answer: the commit waits for it, its age grows although the loop waits, too,
// and the process is alive. It is not restarted for what is not its fault.
TEST_F(KafkaFigures, tell_of_a_commit_that_waits_for_its_broker) {
  auto own = KafkaBroker::start();
  if (!own) return skip_or_fail(own.error());
  use(**own);
  make_shop();
  const auto program = start(0, {"SHELFD_KAFKA__SESSION_TIMEOUT_MS=30000"});
  ASSERT_TRUE(feed_until([&] { return is_ready(0); })) << program->err();
  bool grew = false;
  for (int pause = 0; pause < 10 && !grew; ++pause) {  // one may find no commit under way
    const double before = figure("shelfd_commit_seconds_count");
    ASSERT_TRUE(feed_until([&] { return figure("shelfd_commit_seconds_count") > before + 5; }))
        << program->err();  // connections that the pause before has ended are back
    ASSERT_TRUE((*own)->pause());
    feed_for(std::chrono::seconds{5});
    grew = figure("shelfd_transaction_age_seconds") > 3;
    EXPECT_TRUE(is_alive(0));
    ASSERT_TRUE((*own)->resume());
  }
  EXPECT_TRUE(grew) << metrics(0);
  EXPECT_TRUE(wait_for([&] { return figure("shelfd_transaction_age_seconds") < 1; }));
  program->end(SIGTERM);
  expect_exactly_once();
}

}  // namespace
}  // namespace shelfd::integration
