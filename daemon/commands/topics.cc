#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "daemon/commands/commands.h"
#include "daemon/terminal.h"
#include "daemon/topic_survey.h"

// shelfd topics plan | create | check: the topics of a cluster. What is there is never changed.

namespace shelfd::daemon {
namespace {

using connectors::PlannedTopic;
using connectors::TopicAdmin;
using connectors::TopicFinding;
using Json = nlohmann::ordered_json;

Json json_of(const TopicFinding& finding) {
  return {{"topic", finding.topic},   {"setting", finding.setting}, {"found", finding.found},
          {"wanted", finding.wanted}, {"fatal", finding.is_fatal},  {"why", finding.why}};
}

Json json_of(const std::vector<TopicFinding>& findings) {
  Json all = Json::array();
  for (const TopicFinding& finding : findings) all.push_back(json_of(finding));
  return all;
}

Json json_of(const PlannedTopic& topic, bool is_there) {
  Json settings = Json::object();
  for (const auto& setting : topic.settings) settings[setting.name] = setting.value;
  return {{"topic", topic.name},
          {"there", is_there},
          {"partitions", topic.partitions},
          {"replication", topic.copies},
          {"settings", settings}};
}

std::string settings_text(const PlannedTopic& topic) {
  std::string text;
  for (const auto& setting : topic.settings) {
    text += (text.empty() ? "" : " ") + setting.name + "=" + setting.value;
  }
  return text;
}

void print_plan(const TopicSurvey& survey, bool of_cluster) {
  const std::string absent = of_cluster ? "missing" : "planned";
  std::vector<std::vector<std::string>> table = {
      {"topic", "state", "partitions", "replication", "settings"}};
  for (const PlannedTopic& topic : survey.plan) {
    table.push_back({topic.name, survey.is_there(topic.name) ? "there" : absent,
                     std::to_string(topic.partitions), std::to_string(topic.copies),
                     settings_text(topic)});
  }
  print_table(table);
}

// Fatal ones first; they alone keep workers from running.
void print_findings(std::vector<TopicFinding> findings) {
  std::ranges::stable_partition(findings, &TopicFinding::is_fatal);
  for (const TopicFinding& finding : findings) {
    fmt::print("{}{}\n", finding.is_fatal ? "fatal: " : "", connectors::text_of(finding));
  }
}

bool has_fatal(const std::vector<TopicFinding>& findings) {
  return std::ranges::any_of(findings, &TopicFinding::is_fatal);
}

int plan(Invocation& invocation, const TopicRequest& request) {
  TopicSurvey survey = survey_nothing(request);
  if (!request.kafka.brokers.empty()) {
    auto admin = TopicAdmin::make(request.kafka);
    if (!admin) return fail_with(admin.error());
    auto surveyed = survey_topics(*admin, request);
    if (!surveyed) return fail_with(surveyed.error());
    survey = std::move(*surveyed);
  }
  if (!invocation.json()) {
    print_plan(survey, !request.kafka.brokers.empty());
    return kOk;
  }
  Json topics = Json::array();
  for (const PlannedTopic& topic : survey.plan) {
    topics.push_back(json_of(topic, survey.is_there(topic.name)));
  }
  fmt::print("{}\n", Json{{"topics", topics}}.dump());
  return kOk;
}

// "" where the missing topics can be made beside those that are there.
std::string conflict(const TopicSurvey& survey) {
  const auto common = connectors::common_partitions(survey.plan, survey.found);
  if (!common || *common == survey.plan.front().partitions) return {};
  return fmt::format(
      "the topics that are there have {} partitions, and all must have the same count: leave "
      "--partitions out, or take another --topic-prefix and --app-id",
      *common);
}

int print_created(const Invocation& invocation, const std::vector<PlannedTopic>& made,
                  const TopicSurvey& survey) {
  if (invocation.json()) {
    Json created = Json::array();
    for (const PlannedTopic& topic : made) created.push_back(topic.name);
    fmt::print("{}\n", Json{{"created", created}, {"findings", json_of(survey.findings)}}.dump());
  } else {
    for (const PlannedTopic& topic : made) {
      fmt::print("created {} (partitions: {}, copies: {})\n", topic.name, topic.partitions,
                 topic.copies);
    }
    if (made.empty()) fmt::print("nothing was missing\n");
    if (!survey.findings.empty()) fmt::print("not as planned, and left as it is:\n");
    print_findings(survey.findings);
  }
  return has_fatal(survey.findings) ? kFailed : kOk;
}

int create(Invocation& invocation, const TopicRequest& request) {
  auto admin = TopicAdmin::make(request.kafka);
  if (!admin) return fail_with(admin.error());
  const auto before = survey_topics(*admin, request);
  if (!before) return fail_with(before.error());
  if (const std::string problem = conflict(*before); !problem.empty()) {
    return fail(kFailed, problem);
  }
  std::vector<PlannedTopic> missing;
  std::ranges::copy_if(before->plan, std::back_inserter(missing),
                       [&](const PlannedTopic& topic) { return !before->is_there(topic.name); });
  if (const Status created = admin->create(missing); !created) return fail_with(created.error());
  const auto after = survey_topics(*admin, request);
  if (!after) return fail_with(after.error());
  return print_created(invocation, missing, *after);
}

int check(Invocation& invocation, const TopicRequest& request) {
  auto admin = TopicAdmin::make(request.kafka);
  if (!admin) return fail_with(admin.error());
  const auto survey = survey_topics(*admin, request);
  if (!survey) return fail_with(survey.error());
  if (invocation.json()) {
    fmt::print("{}\n", Json{{"findings", json_of(survey->findings)}}.dump());
  } else if (survey->findings.empty()) {
    fmt::print("{} topics are as planned (partitions: {}, copies: {})\n", survey->plan.size(),
               survey->plan.front().partitions, survey->plan.front().copies);
  } else {
    print_findings(survey->findings);
  }
  return survey->findings.empty() ? kOk : kFailed;
}

using Work = int (*)(Invocation&, const TopicRequest&);

int work_with_settings(Invocation& invocation, const TopicRequest& flags, bool asks_cluster,
                       Work work) {
  const auto request = with_settings(flags, invocation);
  if (!request) return kBadSettings;
  if (asks_cluster && request->kafka.brokers.empty()) {
    return fail(kUsage, "which cluster? --brokers, or kafka.brokers of the settings");
  }
  return work(invocation, *request);
}

CLI::App* add_verb(CLI::App& topics, Invocation& invocation, const char* name, const char* help,
                   bool asks_cluster, Work work) {
  CLI::App* verb = topics.add_subcommand(name, help);
  const auto request = std::make_shared<TopicRequest>();
  add_cluster_flags(*verb, *request);
  add_publish_flag(*verb, *request);
  add_topic_flags(*verb, *request);
  verb->callback([&invocation, request, asks_cluster, work] {
    invocation.work = [request, asks_cluster, work](Invocation& given) {
      return work_with_settings(given, *request, asks_cluster, work);
    };
  });
  return verb;
}

}  // namespace

void add_topics(CLI::App& app, Invocation& invocation) {
  CLI::App* topics = app.add_subcommand("topics", "the topics of a Kafka cluster");
  topics->require_subcommand(1);
  topics->footer("Example: shelfd topics check --brokers kafka-0:9092,kafka-1:9092");
  add_verb(*topics, invocation, "plan",
           "which topics there should be, and how; with --brokers also which are missing", false,
           plan)
      ->footer("Example: shelfd topics plan --partitions 12");
  CLI::App* created =
      add_verb(*topics, invocation, "create",
               "makes those that are missing; what is there stays as it is", true, create);
  created->footer(
      "Example: shelfd topics create --brokers kafka-0:9092 --partitions 12\n"
      "on one broker: ... --replication 1");
  CLI::App* checked =
      add_verb(*topics, invocation, "check",
               "whether all are as planned; leaves with 1 where one is not", true, check);
  checked->footer("Example: shelfd topics check --brokers kafka-0:9092 --output json");
}

}  // namespace shelfd::daemon
