// `shelfd doctor` on a real broker: all is well where it is, a missing topic fails it, and its
// probe is seen by nobody who reads committed records.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/fakes/temporary_folder.h"
#include "tests/integration/child.h"
#include "tests/integration/on_broker.h"

namespace shelfd::integration {
namespace {

struct Doctor : OnBroker {
  fakes::TemporaryFolder folder;

  [[nodiscard]] Ran run(std::vector<std::string> words) const {
    words.insert(words.end(), {"--brokers", broker().bootstrap(), "--topic-prefix", prefix(),
                               "--app-id", prefix() + "app", "--replication", "1", "--data",
                               folder.path(), "--output", "json"});
    Child child(words, folder.path() + "/run");
    const int code = child.code();
    return {.code = code, .out = child.out(), .err = child.err()};
  }
  // The health of each subject, the last where it has several.
  static std::map<std::string, std::string> health_of(const Ran& ran) {
    std::map<std::string, std::string> health;
    const auto body = nlohmann::json::parse(ran.out, nullptr, false);
    if (!body.is_object()) return {{"output", ran.out + ran.err}};
    for (const auto& line : body["lines"]) {
      health[line.value("subject", "")] = line.value("health", "");
    }
    return health;
  }
  // The end of the topic's only partition: one past its newest record or marker.
  static std::string end_of(const std::string& name) {
    const auto told = broker().tool("org.apache.kafka.tools.GetOffsetShell", {"--topic", name});
    return told ? told->substr(told->rfind(':') + 1) : told.error().message;
  }
};

TEST_F(Doctor, finds_a_broker_with_all_topics_well) {
  ASSERT_EQ(run({"topics", "create", "--partitions", "1"}).code, 0);
  const Ran ran = run({"doctor", "--probe"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  auto health = health_of(ran);
  EXPECT_EQ(health["broker 1"], "ok");
  EXPECT_EQ(health["topics"], "ok");
  EXPECT_EQ(health["clock"], "ok");
  // Two records of the probe, and the marker of their abort.
  EXPECT_EQ(end_of(topic("responses")), "3");
}

TEST_F(Doctor, writes_nothing_unless_asked) {
  ASSERT_EQ(run({"topics", "create", "--partitions", "1"}).code, 0);
  EXPECT_EQ(run({"doctor"}).code, 0);
  EXPECT_EQ(end_of(topic("responses")), "0");
}

TEST_F(Doctor, fails_where_topics_are_missing) {
  const Ran ran = run({"doctor", "--probe"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(health_of(ran)["topics"], "fail");
  EXPECT_NE(ran.out.find("14 of 14 are not there"), std::string::npos);
}

}  // namespace
}  // namespace shelfd::integration
