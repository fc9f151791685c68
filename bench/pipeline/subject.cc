#include "bench/pipeline/subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include "base/time.h"
#include "bench/pipeline/stage.h"
#include "connectors/embedded/folder.h"
#include "connectors/formats/event_codec.h"
#include "connectors/http/client.h"

namespace shelfd::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAnswers{5};
constexpr std::chrono::seconds kStops{60};

connectors::Reply ask(const std::string& data, const std::string& path) {
  auto reply = connectors::call(connectors::folder_at(data).socket, {.path = path}, kAnswers);
  return reply ? *reply : connectors::Reply{.status = 0};
}

// The time of a line of the program's log: "time=2026-11-26T04:15:00.569Z level=...".
std::optional<Instant> time_of(const std::string& line) {
  constexpr std::string_view kName = "time=";
  if (!line.starts_with(kName)) return std::nullopt;
  const auto at =
      connectors::parse_instant(line.substr(kName.size(), line.find(' ') - kName.size()));
  return at ? std::optional(*at) : std::nullopt;
}

}  // namespace

// It is built beside the benchmarks.
Subject::Subject(connectors::KafkaSettings settings, std::string folder)
    : settings_(std::move(settings)), folder_(std::move(folder)) {}

Program Subject::program(const std::vector<std::string>& words, const std::string& log) const {
  Program program{.words = {SHELFD_PROGRAM},
                  .variables = {"SHELFD_SOURCE=kafka", "SHELFD_KAFKA__BROKERS=" + settings_.brokers,
                                "SHELFD_KAFKA__TOPIC_PREFIX=" + settings_.topic_prefix,
                                "SHELFD_KAFKA__APP_ID=" + settings_.app_id,
                                "SHELFD_KAFKA__INSTANCE=" + settings_.instance,
                                "SHELFD_HTTP__LISTEN=", "SHELFD_DATA=" + data()},
                  .log = folder_ + "/" + log};
  // As many as the peer has threads; the environment may ask for others.
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment here
  if (std::getenv("SHELFD_WORKERS") == nullptr) {
    program.variables.emplace_back("SHELFD_WORKERS=2");
  }
  program.words.insert(program.words.end(), words.begin(), words.end());
  return program;
}

Status Subject::start() {
  auto started = Process::start(program({"run"}, "run"));
  if (!started) return std::unexpected(started.error());
  process_ = std::move(*started);
  return {};
}

Result<double> Subject::start_until_ready(std::chrono::seconds patience) {
  const auto began = SteadyClock::now();
  auto status = start();
  const auto is_ready = [this] { return ask(data(), "/readyz").status == 200; };
  if (status) status = process_->wait("shelfd run: ready", is_ready, patience);
  if (!status) return std::unexpected(status.error());
  return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

double Subject::peak_mebibytes() {
  if (process_) peak_mebibytes_ = std::max(peak_mebibytes_, bench::peak_mebibytes(process_->id()));
  return peak_mebibytes_;
}

void Subject::note_life() {
  static_cast<void>(peak_mebibytes());
  tell(fmt::format("  this life of shelfd held {:.0f} MiB at most",
                   bench::peak_mebibytes(process_->id())));
}

Status Subject::stop() {
  note_life();
  auto status = process_->stop(kStops);
  process_.reset();
  return status;
}

void Subject::kill() {
  note_life();
  process_.reset();
}

double Subject::metric(const std::string& name) const {
  std::istringstream lines(ask(data(), "/metrics").body);
  double sum = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool is_it = line.starts_with(name + " ") || line.starts_with(name + "{");
    if (is_it) sum += std::stod(line.substr(line.rfind(' ') + 1));
  }
  return sum;
}

double Subject::restore_seconds() const {
  std::istringstream lines(process_->err());
  std::optional<Instant> given;
  std::optional<Instant> restored;
  for (std::string line; std::getline(lines, line);) {
    if (!given && line.find("event=partitions_assigned") != std::string::npos) {
      given = time_of(line);
    }
    if (line.find("event=partition_started") != std::string::npos) restored = time_of(line);
  }
  if (!given || !restored) return 0;
  return std::chrono::duration<double>(*restored - *given).count();
}

Result<std::string> Subject::verb(const std::vector<std::string>& words,
                                  std::chrono::seconds patience) const {
  return run(program(words, "verb"), patience);
}

void Subject::lose_state() const {
  std::error_code ignored;  // what is left of it is found by the restored count
  for (const auto& entry : std::filesystem::directory_iterator(data(), ignored)) {
    if (!entry.path().filename().string().starts_with("state-")) continue;
    std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace shelfd::bench
