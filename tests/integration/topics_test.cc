// `shelfd topics` on a real broker: what it makes is as it plans, what somebody set otherwise is
// named by `check`, and what is there is never changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/fakes/temporary_folder.h"
#include "tests/integration/child.h"
#include "tests/integration/on_broker.h"

namespace shelfd::integration {
namespace {

using Words = std::vector<std::string>;

struct Topics : OnBroker {
  fakes::TemporaryFolder folder;

  // `shelfd topics VERB` on the shared broker, with topics of this test's own.
  [[nodiscard]] Ran topics(const std::string& verb, const Words& further = {},
                           const std::string& copies = "1") const {
    Words words = {"topics",         verb,     "--brokers", broker().bootstrap(),
                   "--topic-prefix", prefix(), "--app-id",  prefix() + "app",
                   "--replication",  copies,   "--output",  "json"};
    words.insert(words.end(), further.begin(), further.end());
    Child child(words, folder.path() + "/run");
    const int code = child.code();
    return {.code = code, .out = child.out(), .err = child.err()};
  }
  // "topic setting found wanted" of each finding; the topic without the test's prefix.
  static Words findings_of(const Ran& ran) {
    Words all;
    const auto body = nlohmann::json::parse(ran.out, nullptr, false);
    if (!body.is_object()) return {ran.out + ran.err};
    for (const auto& finding : body["findings"]) {
      std::string text = finding.value("topic", "").substr(prefix().size());
      for (const char* part : {"setting", "found", "wanted"}) {
        text += " " + finding.value(part, "");
      }
      all.push_back(finding.value("fatal", false) ? "fatal: " + text : text);
    }
    return all;
  }
  static std::string configure(const std::string& name, const std::string& setting) {
    const auto done = broker().tool("kafka.admin.ConfigCommand",
                                    {"--alter", "--entity-type", "topics", "--entity-name",
                                     topic(name), "--add-config", setting});
    return done ? "" : done.error().message;
  }
};

TEST_F(Topics, that_it_makes_are_as_it_plans) {
  const Ran planned = topics("plan", {"--partitions", "3"});
  ASSERT_EQ(planned.code, 0) << planned.err;
  const auto plan = nlohmann::json::parse(planned.out)["topics"];
  ASSERT_EQ(plan.size(), 14U);
  for (const auto& each : plan) EXPECT_FALSE(each["there"]);
  EXPECT_EQ(topics("check").code, 1);

  const Ran created = topics("create", {"--partitions", "3"});
  ASSERT_EQ(created.code, 0) << created.err;
  EXPECT_EQ(nlohmann::json::parse(created.out)["created"].size(), 14U);
  const Ran checked = topics("check", {"--partitions", "3"});
  EXPECT_EQ(checked.code, 0) << checked.out;
  EXPECT_EQ(findings_of(checked), Words{});

  const Ran again = topics("create");
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(nlohmann::json::parse(again.out)["created"].size(), 0U);
}

TEST_F(Topics, that_somebody_set_otherwise_are_named_and_left) {
  ASSERT_EQ(topics("create", {"--partitions", "2"}).code, 0);
  ASSERT_EQ(configure("app-state", "cleanup.policy=delete"), "");
  ASSERT_EQ(configure("demand", "retention.ms=60000"), "");
  const Words wanted = {"demand retention.ms 60000 at least 604800000",
                        "fatal: app-state cleanup.policy delete compact"};
  // The broker may take a moment to show it.
  EXPECT_TRUE(wait_for([&] { return findings_of(topics("check")) == wanted; }));
  const Ran checked = topics("check");
  EXPECT_EQ(checked.code, 1);
  EXPECT_EQ(findings_of(checked), wanted);
  const Ran again = topics("create");
  EXPECT_EQ(again.code, 1);  // no worker may run on that state
  EXPECT_EQ(findings_of(again), wanted);
}

TEST_F(Topics, that_are_there_set_the_count_of_the_others) {
  const auto made = broker().tool("org.apache.kafka.tools.TopicCommand",
                                  {"--create", "--topic", topic("demand"), "--partitions", "5"});
  ASSERT_TRUE(made) << made.error().message;
  const Ran other = topics("create", {"--partitions", "4"});
  EXPECT_EQ(other.code, 1);
  EXPECT_NE(other.err.find("have 5 partitions, and all must have the same count"),
            std::string::npos)
      << other.err;
  const Ran created = topics("create");
  EXPECT_EQ(nlohmann::json::parse(created.out)["created"].size(), 13U) << created.err;
  EXPECT_EQ(findings_of(created),
            (Words{"demand message.timestamp.type CreateTime LogAppendTime"}));
}

TEST_F(Topics, that_the_cluster_refuses_are_told_in_its_words) {
  const Ran refused = topics("create", {}, "2");
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("only 1 broker(s) are registered"), std::string::npos) << refused.err;
}

TEST(TopicsWithoutACluster, are_planned_and_otherwise_unavailable) {
  const fakes::TemporaryFolder folder;
  Child planned({"topics", "plan"}, folder.path() + "/plan");
  EXPECT_EQ(planned.code(), 0);
  EXPECT_NE(planned.out().find("shelfd.reference-prices"), std::string::npos);
  Child checked({"topics", "check", "--brokers", "127.0.0.1:1"}, folder.path() + "/check");
  EXPECT_EQ(checked.code(), 69);
  EXPECT_NE(checked.err().find("Connection refused"), std::string::npos) << checked.err();
}

}  // namespace
}  // namespace shelfd::integration
