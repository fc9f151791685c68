#include "daemon/doctor.h"

#include <fmt/core.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "connectors/kafka/topic_names.h"
#include "daemon/commands/commands.h"
#include "daemon/topic_survey.h"

// shelfd doctor: looks at the machine, and at a cluster, for what would keep shelfd from working.

namespace shelfd::daemon {
namespace {

using connectors::TopicAdmin;
using Lines = std::vector<Diagnosis>;

void append(Lines& lines, Lines further) { std::ranges::move(further, std::back_inserter(lines)); }

// Of the folder, or of the nearest one above it that exists.
DiskRoom room_of(const std::string& folder) {
  std::filesystem::path place = std::filesystem::absolute(folder);
  while (!std::filesystem::exists(place) && place.has_relative_path()) place = place.parent_path();
  std::error_code error;
  const auto space = std::filesystem::space(place, error);
  if (error) return {.folder = folder};
  return {.folder = folder, .free_bytes = space.available, .total_bytes = space.capacity};
}

std::uint64_t file_limit() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

Diagnosis unreachable(const Error& error) {
  return {.health = Health::Fail,
          .subject = "brokers",
          .found = error.message,
          .advice = "is the address right, is a broker up, does it speak this protocol?"};
}

// Each broker for itself: one of three that is gone shows only so.
Lines look_at_brokers(TopicAdmin& admin, const connectors::KafkaSettings& kafka) {
  const auto brokers = admin.brokers();
  if (!brokers) return {unreachable(brokers.error())};
  Lines lines;
  for (const connectors::BrokerNode& broker : *brokers) {
    const auto answer = admin.ask_broker(broker);
    lines.push_back(diagnose_broker(broker, answer));
    if (answer) append(lines, diagnose_limits(kafka, broker, *answer));
  }
  return lines;
}

Lines look_at_topics(TopicAdmin& admin, const TopicRequest& request, bool probe) {
  const auto survey = survey_topics(admin, request);
  if (!survey) return {unreachable(survey.error())};
  Lines lines = diagnose_topics(survey->plan.size(), survey->findings);
  const std::string topic = connectors::input_topic(request.kafka, engine::Topic::Responses);
  if (probe && survey->is_there(topic)) {
    lines.push_back(diagnose_clock(connectors::probe_clock(request.kafka, topic)));
  }
  return lines;
}

Lines look_at_cluster(const TopicRequest& request, bool probe) {
  auto admin = TopicAdmin::make(request.kafka);
  if (!admin) return {unreachable(admin.error())};
  Lines lines = look_at_brokers(*admin, request.kafka);
  if (lines.front().subject != "brokers") append(lines, look_at_topics(*admin, request, probe));
  return lines;
}

void print(const Invocation& invocation, const Lines& lines) {
  if (invocation.json()) {
    auto all = nlohmann::ordered_json::array();
    for (const Diagnosis& line : lines) {
      all.push_back({{"health", health_name(line.health)},
                     {"subject", line.subject},
                     {"found", line.found},
                     {"advice", line.advice}});
    }
    fmt::print("{}\n", nlohmann::ordered_json{{"lines", all}}.dump());
    return;
  }
  for (const Diagnosis& line : lines) {
    fmt::print("{:<5} {}: {}\n", health_name(line.health), line.subject, line.found);
    if (!line.advice.empty()) fmt::print("      -> {}\n", line.advice);
  }
}

int examine(Invocation& invocation, const TopicRequest& flags, bool probe) {
  const auto request = with_settings(flags, invocation);
  if (!request) return kBadSettings;
  Lines lines = {diagnose_disk(room_of(request->data)), diagnose_files(file_limit())};
  if (!request->kafka.brokers.empty()) append(lines, look_at_cluster(*request, probe));
  print(invocation, lines);
  const bool fails =
      std::ranges::any_of(lines, [](const Diagnosis& line) { return line.health == Health::Fail; });
  return fails ? kFailed : kOk;
}

}  // namespace

void add_doctor(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "doctor", "looks for what keeps shelfd from working; leaves with 1 where something does");
  verb->footer("Example: shelfd doctor --brokers kafka-0:9092 --probe");
  const auto request = std::make_shared<TopicRequest>();
  const auto probe = std::make_shared<bool>(false);
  add_cluster_flags(*verb, *request);
  add_topic_flags(*verb, *request);
  verb->add_flag("--probe", *probe,
                 "also the broker's clock and a transaction: by a record to the input responses "
                 "that is aborted, so that readers of committed records do not see it");
  verb->callback([&invocation, request, probe] {
    invocation.work = [request, probe](Invocation& given) {
      return examine(given, *request, *probe);
    };
  });
}

}  // namespace shelfd::daemon
