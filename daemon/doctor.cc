#include "daemon/doctor.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <tuple>

namespace shelfd::daemon {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMebibyte = 1ULL << 20U;
constexpr std::uint64_t kNeededDisk = 128 * kMebibyte;        // below it nothing is taken in
constexpr std::uint64_t kComfortableDisk = 2048 * kMebibyte;  // merges write what they read anew
// 256 of the databases, 256 connections of HTTP, some of each client to each broker.
constexpr std::uint64_t kNeededFiles = 768;
constexpr std::uint64_t kComfortableFiles = 2048;
// A commit waits for half a dozen answers of brokers; its objective is 250 ms (DESIGN 7).
constexpr std::chrono::microseconds kSlowAnswer{40'000};
// An own time of 5 minutes after the append is refused; a day closes by the clock.
constexpr milliseconds kClockOff{1'000};
constexpr milliseconds kClockWrong{60'000};

std::optional<std::int64_t> setting_of(const connectors::BrokerAnswer& answer,
                                       const std::string& name) {
  const auto at = answer.settings.find(name);
  if (at == answer.settings.end()) return std::nullopt;
  std::int64_t number = 0;
  const auto read = std::from_chars(at->second.data(), std::to_address(at->second.end()), number);
  return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

Diagnosis limit_line(const connectors::BrokerNode& broker, const char* setting, std::int64_t theirs,
                     milliseconds ours) {
  return {
      .health = Health::Fail,
      .subject = fmt::format("broker {}", broker.id),
      .found = fmt::format("{} is {}, which does not allow {} ms", setting, theirs, ours.count()),
      .advice = "set it so that it does: no worker can join or commit"};
}

// Findings that differ by their topic only.
struct Alike {
  connectors::TopicFinding first{};
  std::size_t topics = 0;
};

std::vector<Alike> by_kind(const std::vector<connectors::TopicFinding>& findings) {
  const auto kind = [](const connectors::TopicFinding& finding) {
    return std::tie(finding.setting, finding.found, finding.wanted, finding.is_fatal, finding.why);
  };
  std::vector<Alike> kinds;
  for (const connectors::TopicFinding& finding : findings) {
    const auto known = std::ranges::find_if(
        kinds, [&](const Alike& alike) { return kind(alike.first) == kind(finding); });
    if (known == kinds.end()) {
      kinds.push_back({.first = finding, .topics = 1});
    } else {
      ++known->topics;
    }
  }
  return kinds;
}

}  // namespace

const char* health_name(Health health) {
  switch (health) {
    case Health::Ok:
      return "ok";
    case Health::Warn:
      return "warn";
    case Health::Fail:
      return "fail";
  }
  return "fail";
}

Diagnosis diagnose_disk(const DiskRoom& room) {
  Diagnosis line{.subject = "disk",
                 .found = fmt::format("{} of {} MiB are free at {}", room.free_bytes / kMebibyte,
                                      room.total_bytes / kMebibyte, room.folder)};
  if (room.free_bytes >= kComfortableDisk) return line;
  line.health = room.free_bytes < kNeededDisk ? Health::Fail : Health::Warn;
  line.advice = room.free_bytes < kNeededDisk
                    ? "make room: below 128 MiB nothing is taken in"
                    : "make room: merges write state anew before they let the old go";
  return line;
}

Diagnosis diagnose_files(std::uint64_t limit) {
  Diagnosis line{.subject = "open files", .found = fmt::format("{} are allowed", limit)};
  if (limit >= kComfortableFiles) return line;
  line.health = limit < kNeededFiles ? Health::Fail : Health::Warn;
  line.advice = fmt::format("allow {} or more (ulimit -n, LimitNOFILE=)", kComfortableFiles);
  return line;
}

Diagnosis diagnose_broker(const connectors::BrokerNode& broker,
                          const Result<connectors::BrokerAnswer>& answer) {
  Diagnosis line{.subject = fmt::format("broker {}", broker.id)};
  if (!answer) {
    line.health = Health::Fail;
    line.found = fmt::format("{}: {}", broker.address, answer.error().message);
    line.advice = answer.error().reaction == Reaction::Stop
                      ? "give this user the right to describe the cluster's configuration"
                      : "this address is what the cluster advertises: can it be reached from here?";
    return line;
  }
  line.found = fmt::format("{} answers in {:.1f} ms", broker.address,
                           static_cast<double>(answer->latency.count()) / 1000);
  const auto version = answer->settings.find("inter.broker.protocol.version");
  if (version != answer->settings.end()) line.found += ", protocol " + version->second;
  if (answer->latency <= kSlowAnswer) return line;
  line.health = Health::Warn;
  line.advice = "a commit waits for several answers: run shelfd nearer to the brokers";
  return line;
}

std::vector<Diagnosis> diagnose_limits(const connectors::KafkaSettings& settings,
                                       const connectors::BrokerNode& broker,
                                       const connectors::BrokerAnswer& answer) {
  std::vector<Diagnosis> lines;
  const std::int64_t session = settings.session_timeout.count();
  for (const auto& [name, allows] :
       {std::pair{"group.min.session.timeout.ms",
                  +[](std::int64_t theirs, std::int64_t ours) { return ours >= theirs; }},
        {"group.max.session.timeout.ms",
         +[](std::int64_t theirs, std::int64_t ours) { return ours <= theirs; }}}) {
    const auto theirs = setting_of(answer, name);
    if (theirs && !allows(*theirs, session)) {
      lines.push_back(limit_line(broker, name, *theirs, settings.session_timeout));
    }
  }
  const auto longest = setting_of(answer, "transaction.max.timeout.ms");
  if (longest && settings.transaction_timeout.count() > *longest) {
    lines.push_back(
        limit_line(broker, "transaction.max.timeout.ms", *longest, settings.transaction_timeout));
  }
  return lines;
}

Diagnosis diagnose_clock(const Result<connectors::ClockDifference>& difference) {
  Diagnosis line{.subject = "clock"};
  if (!difference) {
    line.health = Health::Fail;
    line.found = "a transaction did not go: " + difference.error().message;
    line.advice = "see the message; rights: write to the topic, and to the transactional id";
    return line;
  }
  const milliseconds ahead = difference->ahead;
  line.found =
      fmt::format("the broker's is {} ms {} this machine's, within {} ms; a transaction went",
                  std::chrono::abs(ahead).count(), ahead < milliseconds{} ? "behind" : "ahead of",
                  difference->within.count());
  // What is surely off.
  const milliseconds off = std::chrono::abs(ahead) - difference->within;
  if (off < kClockOff) return line;
  line.health = off < kClockWrong ? Health::Warn : Health::Fail;
  line.advice = "set both by NTP: days close by the clock, and records from the future are refused";
  return line;
}

std::vector<Diagnosis> diagnose_topics(std::size_t planned,
                                       const std::vector<connectors::TopicFinding>& findings) {
  std::vector<Diagnosis> lines;
  std::size_t missing = 0;
  for (Alike& alike : by_kind(findings)) {
    connectors::TopicFinding& finding = alike.first;
    if (finding.setting == "topic") {
      missing += alike.topics;
      continue;
    }
    if (alike.topics > 1) finding.topic += fmt::format(" and {} more", alike.topics - 1);
    lines.push_back({.health = finding.is_fatal ? Health::Fail : Health::Warn,
                     .subject = "topics",
                     .found = connectors::text_of(finding),
                     .advice = "docs/operations.md, Topics, says how to set it; shelfd topics "
                               "check names each"});
  }
  if (missing > 0) {
    lines.push_back({.health = Health::Fail,
                     .subject = "topics",
                     .found = fmt::format("{} of {} are not there", missing, planned),
                     .advice = "shelfd topics create"});
  }
  if (lines.empty()) {
    lines.push_back({.subject = "topics", .found = fmt::format("all {} are as planned", planned)});
  }
  return lines;
}

}  // namespace shelfd::daemon
