// The plan of topics and what a cluster has otherwise: a cluster that was made by the plan has no
// finding, and each single change of it has the one that names it.
#include "connectors/kafka/topic_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shelfd::connectors {
namespace {

// A cluster that has all topics as planned.
std::vector<FoundTopic> made_by(const std::vector<PlannedTopic>& plan) {
  std::vector<FoundTopic> found;
  for (const PlannedTopic& planned : plan) {
    FoundTopic topic{.name = planned.name,
                     .partitions = planned.partitions,
                     .copies = planned.copies,
                     .settings = {}};
    for (const TopicSetting& setting : planned.settings) {
      topic.settings[setting.name] = setting.value;
    }
    found.push_back(std::move(topic));
  }
  return found;
}

struct Plan : testing::Test {
  std::vector<PlannedTopic> plan = plan_topics({}, {.partitions = 4, .copies = 3});
  std::vector<FoundTopic> found = made_by(plan);

  FoundTopic& topic(const std::string& name) {
    return *std::ranges::find(found, name, &FoundTopic::name);
  }
  // Each finding, after "fatal: " where it is.
  [[nodiscard]] std::vector<std::string> findings() const {
    std::vector<std::string> texts;
    for (const TopicFinding& finding : check_plan(plan, found)) {
      const std::string text = text_of(finding);
      texts.push_back((finding.is_fatal ? "fatal: " : "") + text.substr(0, text.rfind(": ")));
    }
    return texts;
  }
  // The value that a planned topic is given, "" for none.
  [[nodiscard]] std::string planned(const std::string& name, const std::string& setting) const {
    const auto at = std::ranges::find(plan, name, &PlannedTopic::name);
    if (at == plan.end()) return "no topic " + name;
    const auto value = std::ranges::find(at->settings, setting, &TopicSetting::name);
    return value == at->settings.end() ? "" : value->value;
  }
};

using Texts = std::vector<std::string>;

TEST_F(Plan, has_inputs_outputs_and_the_changelog) {
  Texts names;
  for (const PlannedTopic& topic : plan) names.push_back(topic.name);
  EXPECT_EQ(names,
            (Texts{"shelfd.rules", "shelfd.catalog", "shelfd.prices", "shelfd.inventory",
                   "shelfd.shipments", "shelfd.competitor-offers", "shelfd.demand",
                   "shelfd.responses", "shelfd.reference-prices", "shelfd.restock-plans",
                   "shelfd.alerts", "shelfd.dead-letters", "shelfd.epochs", "shelfd-state"}));
}

TEST_F(Plan, keeps_the_newest_of_a_key_where_records_say_what_is) {
  for (const char* name : {"shelfd.rules", "shelfd.catalog", "shelfd.reference-prices",
                           "shelfd.restock-plans", "shelfd.alerts", "shelfd-state"}) {
    EXPECT_EQ(planned(name, "cleanup.policy"), "compact") << name;
    EXPECT_EQ(planned(name, "retention.ms"), "") << name;
  }
}

// 7 days = 604'800'000 ms; 30 days = 2'592'000'000 ms.
TEST_F(Plan, keeps_for_a_time_where_records_say_what_happened) {
  for (const char* name :
       {"shelfd.prices", "shelfd.inventory", "shelfd.shipments", "shelfd.competitor-offers",
        "shelfd.demand", "shelfd.responses", "shelfd.epochs"}) {
    EXPECT_EQ(planned(name, "cleanup.policy"), "delete") << name;
    EXPECT_EQ(planned(name, "retention.ms"), "604800000") << name;
  }
  EXPECT_EQ(planned("shelfd.dead-letters", "cleanup.policy"), "delete");
  EXPECT_EQ(planned("shelfd.dead-letters", "retention.ms"), "2592000000");
}

TEST_F(Plan, dates_inputs_by_the_broker) {
  for (std::size_t rank = 0; rank < 8; ++rank) {
    EXPECT_EQ(planned(plan[rank].name, "message.timestamp.type"), "LogAppendTime");
  }
  EXPECT_EQ(planned("shelfd.alerts", "message.timestamp.type"), "");
}

// A write waits for all copies but one, and for one at least.
TEST(PlannedCopies, say_how_many_a_write_waits_for) {
  for (const auto& [copies, in_sync] : {std::pair{1, "1"}, {2, "1"}, {3, "2"}}) {
    for (const PlannedTopic& topic : plan_topics({}, {.partitions = 1, .copies = copies})) {
      const auto at = std::ranges::find(topic.settings, "min.insync.replicas", &TopicSetting::name);
      ASSERT_NE(at, topic.settings.end());
      EXPECT_EQ(at->value, in_sync);
    }
  }
}

TEST(PlannedNames, follow_prefix_and_application) {
  const auto plan = plan_topics({.app_id = "north", .topic_prefix = ""}, {});
  EXPECT_EQ(plan.front().name, "rules");
  EXPECT_EQ(plan.back().name, "north-state");
}

TEST_F(Plan, finds_nothing_where_all_is_as_planned) { EXPECT_EQ(findings(), Texts{}); }

TEST_F(Plan, lets_more_pass_where_more_is_harmless) {
  topic("shelfd.demand").settings["retention.ms"] = "-1";
  topic("shelfd.epochs").settings["retention.ms"] = "604800001";
  topic("shelfd-state").settings["max.message.bytes"] = "8000000";
  topic("shelfd-state").settings["min.insync.replicas"] = "3";
  topic("shelfd.alerts").copies = 5;
  EXPECT_EQ(findings(), Texts{});
}

TEST_F(Plan, does_not_look_at_other_topics) {
  found.push_back({.name = "theirs", .partitions = 1, .copies = 1, .settings = {}});
  EXPECT_EQ(findings(), Texts{});
}

TEST_F(Plan, misses_a_topic) {
  std::erase_if(found, [](const FoundTopic& each) { return each.name == "shelfd.prices"; });
  const auto missed = check_plan(plan, found);
  ASSERT_EQ(missed.size(), 1U);
  EXPECT_TRUE(missed[0].is_fatal);
  EXPECT_EQ(text_of(missed[0]),
            "shelfd.prices: is not there: no worker starts before all are there: "
            "`shelfd topics create`");
}

TEST_F(Plan, finds_a_count_of_its_own) {
  topic("shelfd.demand").partitions = 6;
  EXPECT_EQ(findings(), Texts{"fatal: shelfd.demand: partitions is 6, not 4"});
}

// The state is bound to its count: whatever the others have, they are wrong.
TEST_F(Plan, measures_counts_by_the_changelog) {
  topic("shelfd-state").partitions = 6;
  for (const PlannedTopic& planned : plan) {
    if (planned.name != "shelfd-state" && planned.name != "shelfd.demand") {
      topic(planned.name).partitions = 6;
    }
  }
  plan = plan_topics({}, {.partitions = 6, .copies = 3});
  EXPECT_EQ(findings(), Texts{"fatal: shelfd.demand: partitions is 4, not 6"});
}

TEST_F(Plan, takes_the_count_of_most_where_there_is_no_changelog) {
  found.pop_back();
  topic("shelfd.demand").partitions = 6;
  EXPECT_EQ(common_partitions(plan, found), 4);
  for (FoundTopic& each : found) each.partitions = each.name < "shelfd.inventory" ? 9 : 8;
  EXPECT_EQ(common_partitions(plan, found), 8);
  EXPECT_EQ(common_partitions(plan, {}), std::nullopt);
}

TEST_F(Plan, tells_where_all_agree_on_another_count) {
  for (FoundTopic& each : found) each.partitions = 8;
  const Texts texts = findings();
  EXPECT_EQ(texts.size(), plan.size());
  EXPECT_EQ(texts[0], "shelfd.rules: partitions is 8, not 4");
}

TEST_F(Plan, finds_too_few_copies) {
  topic("shelfd-state").copies = 2;
  EXPECT_EQ(findings(), Texts{"shelfd-state: replication is 2, not at least 3"});
}

TEST_F(Plan, finds_a_changelog_that_forgets) {
  topic("shelfd-state").settings["cleanup.policy"] = "delete";
  EXPECT_EQ(findings(), Texts{"fatal: shelfd-state: cleanup.policy is delete, not compact"});
  topic("shelfd-state").settings["cleanup.policy"] = "compact,delete";
  EXPECT_EQ(findings(),
            Texts{"fatal: shelfd-state: cleanup.policy is compact,delete, not compact"});
}

TEST_F(Plan, finds_inputs_that_lose_records) {
  topic("shelfd.rules").settings["cleanup.policy"] = "compact,delete";
  topic("shelfd.demand").settings["cleanup.policy"] = "compact";
  EXPECT_EQ(findings(), (Texts{"fatal: shelfd.rules: cleanup.policy is compact,delete, not compact",
                               "fatal: shelfd.demand: cleanup.policy is compact, not delete"}));
}

TEST_F(Plan, finds_outputs_that_lose_records) {
  topic("shelfd.alerts").settings["cleanup.policy"] = "delete";
  topic("shelfd.epochs").settings["cleanup.policy"] = "compact";
  EXPECT_EQ(findings(), (Texts{"shelfd.alerts: cleanup.policy is delete, not compact",
                               "shelfd.epochs: cleanup.policy is compact, not delete"}));
}

TEST_F(Plan, finds_short_retention) {
  topic("shelfd.demand").settings["retention.ms"] = "604799999";
  topic("shelfd.dead-letters").settings["retention.ms"] = "604800000";
  topic("shelfd-state").settings["delete.retention.ms"] = "86400000";
  EXPECT_EQ(findings(),
            (Texts{"shelfd.demand: retention.ms is 604799999, not at least 604800000",
                   "shelfd.dead-letters: retention.ms is 604800000, not at least 2592000000",
                   "shelfd-state: delete.retention.ms is 86400000, not at least 604800000"}));
}

TEST_F(Plan, finds_records_dated_by_producers) {
  topic("shelfd.demand").settings["message.timestamp.type"] = "CreateTime";
  EXPECT_EQ(findings(),
            Texts{"shelfd.demand: message.timestamp.type is CreateTime, not LogAppendTime"});
}

TEST_F(Plan, finds_writes_that_wait_for_too_few_or_too_many) {
  topic("shelfd.demand").settings["min.insync.replicas"] = "1";
  topic("shelfd.alerts").settings["min.insync.replicas"] = "4";
  EXPECT_EQ(findings(), (Texts{"shelfd.demand: min.insync.replicas is 1, not at least 2",
                               "fatal: shelfd.alerts: min.insync.replicas is 4, not at most 3"}));
}

TEST_F(Plan, finds_room_for_less_than_a_batch) {
  topic("shelfd-state").settings["max.message.bytes"] = "1000000";
  EXPECT_EQ(findings(),
            Texts{"fatal: shelfd-state: max.message.bytes is 1000000, not at least 1048588"});
}

TEST_F(Plan, finds_leaders_that_may_have_missed_records) {
  topic("shelfd-state").settings["unclean.leader.election.enable"] = "true";
  EXPECT_EQ(findings(), Texts{"shelfd-state: unclean.leader.election.enable is true, not false"});
}

TEST_F(Plan, finds_what_a_cluster_does_not_tell_or_tells_as_no_number) {
  topic("shelfd-state").settings.erase("cleanup.policy");
  topic("shelfd-state").settings["delete.retention.ms"] = "7d";
  EXPECT_EQ(findings(), (Texts{"fatal: shelfd-state: cleanup.policy is not set, not compact",
                               "shelfd-state: delete.retention.ms is 7d, not at least 604800000"}));
}

}  // namespace
}  // namespace shelfd::connectors
