// The real broker that other tests stand on does what its header says: it answers an independent
// client (kcat), keeps what it has through a kill, is silent while paused, and has names a test.
#include "tests/integration/kafka_broker.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

#include "tests/integration/on_broker.h"

namespace shelfd::integration {
namespace {

struct Shown {
  bool ok = false;
  std::string text{};
};

// What kcat prints of the broker's topics; it gives up after so many seconds.
Shown list(const std::string& brokers, int seconds = 20) {
  const std::string command = "kcat -b " + brokers + " -L -m " + std::to_string(seconds) + " 2>&1";
  // NOLINTNEXTLINE(cert-env33-c): a shell is what makes of two outputs one
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"),
                                                   [](FILE*) { return 0; });
  Shown shown;
  std::array<char, 4096> part{};
  while (std::fgets(part.data(), part.size(), pipe.get()) != nullptr) shown.text += part.data();
  shown.ok = ::pclose(pipe.get()) == 0;
  return shown;
}

Status create(KafkaBroker& broker, const std::string& topic) {
  const auto made = broker.tool("org.apache.kafka.tools.TopicCommand",
                                {"--create", "--topic", topic, "--partitions", "3"});
  if (!made) return std::unexpected(made.error());
  return {};
}

// "": it was done.
std::string trouble(const Status& done) { return done ? "" : done.error().message; }

struct Broker : OnBroker {};

TEST_F(Broker, answers_an_independent_client) {
  ASSERT_EQ(trouble(create(broker(), topic("in"))), "");
  const Shown shown = list(broker().bootstrap());
  EXPECT_TRUE(shown.ok) << shown.text;
  EXPECT_NE(shown.text.find("topic \"Broker.answers_an_independent_client.in\" with 3 partitions"),
            std::string::npos)
      << shown.text;
}

TEST_F(Broker, keeps_its_topics_and_its_port_through_a_kill) {
  ASSERT_EQ(trouble(create(broker(), topic("in"))), "");
  const std::string before = broker().bootstrap();
  ASSERT_EQ(trouble(broker().kill()), "");
  EXPECT_FALSE(list(before, 1).ok);
  ASSERT_EQ(trouble(broker().restart()), "");
  EXPECT_EQ(broker().bootstrap(), before);
  EXPECT_NE(list(before).text.find(topic("in")), std::string::npos);
}

TEST_F(Broker, is_silent_while_paused) {
  ASSERT_EQ(trouble(broker().pause()), "");
  EXPECT_FALSE(list(broker().bootstrap(), 1).ok);
  ASSERT_EQ(trouble(broker().resume()), "");
  EXPECT_TRUE(list(broker().bootstrap()).ok);
}

TEST_F(Broker, says_what_it_refuses) {
  EXPECT_NE(trouble(broker().kill(7)).find("there is no node 7"), std::string::npos);
}

TEST(BrokerOfItsOwn, has_three_nodes_and_a_further_listener) {
  auto started = KafkaBroker::start(
      {.nodes = 3,
       .properties = {"listener.name.guarded.sasl.enabled.mechanisms=PLAIN",
                      "listener.name.guarded.plain.sasl.jaas.config="
                      "org.apache.kafka.common.security.plain.PlainLoginModule required "
                      "user_clerk=\"of a test\";"},
       .listeners = {"GUARDED:SASL_PLAINTEXT"}});
  if (!started) return skip_or_fail(started.error());
  KafkaBroker& broker = **started;
  ASSERT_EQ(trouble(broker.kill(2)), "");
  EXPECT_NE(list(broker.bootstrap()).text.find(" brokers:"), std::string::npos);
  const std::string login =
      " -X security.protocol=sasl_plaintext -X sasl.mechanisms=PLAIN"
      " -X sasl.username=clerk -X sasl.password=";
  EXPECT_FALSE(list(broker.bootstrap("GUARDED") + login + "other", 2).ok);
  EXPECT_TRUE(list(broker.bootstrap("GUARDED") + login + "'of a test'").ok);
}

}  // namespace
}  // namespace shelfd::integration
