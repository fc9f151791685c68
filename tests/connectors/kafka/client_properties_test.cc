// Client properties: what must never change by accident (offsets, isolation, identity), how
// security is passed on, and that the library takes every name and value.
#include "connectors/kafka/client_properties.h"

#include <gtest/gtest.h>

#include <map>

#include "connectors/kafka/client.h"

namespace shelfd::connectors {
namespace {

using Properties = std::map<std::string, std::string>;

Properties map_of(const ClientProperties& properties) {
  return {properties.begin(), properties.end()};
}

KafkaSettings shop() {
  return {.brokers = "broker:9092", .app_id = "shop", .instance = "pod-07", .topic_prefix = ""};
}

TEST(ClientProperties, of_the_group_leave_offsets_to_us) {
  const Properties group = map_of(group_properties(shop(), 2));
  EXPECT_EQ(group.at("enable.auto.commit"), "false");
  EXPECT_EQ(group.at("enable.auto.offset.store"), "false");
  EXPECT_EQ(group.at("auto.offset.reset"), "error");
  EXPECT_EQ(group.at("isolation.level"), "read_committed");
  EXPECT_EQ(group.at("check.crcs"), "true");
  EXPECT_EQ(group.at("group.id"), "shop");
  EXPECT_EQ(group.at("group.instance.id"), "pod-07-2");
  EXPECT_EQ(group.at("partition.assignment.strategy"), "range");
  EXPECT_EQ(group.at("session.timeout.ms"), "20000");
  EXPECT_EQ(group.at("heartbeat.interval.ms"), "3000");
}

TEST(ClientProperties, of_a_short_session_beat_three_times_in_it) {
  KafkaSettings settings = shop();
  settings.session_timeout = std::chrono::seconds{6};
  EXPECT_EQ(map_of(group_properties(settings, 0)).at("heartbeat.interval.ms"), "2000");
}

TEST(ClientProperties, of_the_producer_carry_the_transactional_id) {
  const Properties producer = map_of(producer_properties(shop(), 2));
  EXPECT_EQ(producer.at("transactional.id"), "shop-pod-07-2");
  EXPECT_EQ(producer.at("transaction.timeout.ms"), "10000");
  EXPECT_EQ(producer.at("socket.nagle.disable"), "true");
  EXPECT_EQ(producer.at("enable.metrics.push"), "false");
}

TEST(ClientProperties, of_the_input_are_idempotent_and_not_transactional) {
  const Properties input = map_of(input_properties(shop(), 98, std::chrono::seconds{5}));
  EXPECT_EQ(input.at("enable.idempotence"), "true");
  EXPECT_EQ(input.at("message.timeout.ms"), "5000");
  EXPECT_EQ(input.count("transactional.id"), 0U);
}

TEST(ClientProperties, of_the_lookup_see_what_is_not_committed) {
  EXPECT_EQ(map_of(lookup_properties(shop(), 0)).at("isolation.level"), "read_uncommitted");
  EXPECT_EQ(map_of(changelog_properties(shop(), 0)).at("isolation.level"), "read_committed");
}

TEST(ClientProperties, carry_what_the_security_asks_for_and_nothing_else) {
  KafkaSettings settings = shop();
  settings.ca_file = "ca.pem";
  settings.username = "me";
  settings.password = "secret";
  settings.sasl_mechanism = "SCRAM-SHA-512";
  const Properties plain = map_of(group_properties(settings, 0));
  EXPECT_EQ(plain.at("security.protocol"), "plaintext");
  EXPECT_FALSE(plain.contains("sasl.password"));
  EXPECT_FALSE(plain.contains("ssl.ca.location"));
  settings.security = KafkaSecurity::SaslTls;
  const Properties secured = map_of(producer_properties(settings, 0));
  EXPECT_EQ(secured.at("security.protocol"), "sasl_ssl");
  EXPECT_EQ(secured.at("sasl.password"), "secret");
  EXPECT_EQ(secured.at("sasl.mechanism"), "SCRAM-SHA-512");
  EXPECT_EQ(secured.at("ssl.ca.location"), "ca.pem");
  EXPECT_TRUE(is_secret("sasl.password") && is_secret("ssl.key.password"));
}

// A consumer's property on a producer is only warned of, so the log has to be silent, too.
TEST(ClientProperties, are_all_known_to_the_library) {
  std::vector<std::string> logs;
  const auto log = std::make_shared<ClientLog>(
      KafkaListener{.log = [&](KafkaLogLevel /*level*/, const std::string& text) {
        if (text.find("onfig") != std::string::npos) logs.push_back(text);
      }});
  for (const auto& properties : {group_properties(shop(), 0), changelog_properties(shop(), 0),
                                 lookup_properties(shop(), 0)}) {
    EXPECT_TRUE(Client::make(RD_KAFKA_CONSUMER, properties, {.log = log}));
  }
  EXPECT_TRUE(Client::make(RD_KAFKA_PRODUCER, producer_properties(shop(), 0), {.log = log}));
  EXPECT_EQ(logs, std::vector<std::string>{});
}

}  // namespace
}  // namespace shelfd::connectors
