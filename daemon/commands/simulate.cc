#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <fstream>

#include "connectors/formats/event_codec.h"
#include "connectors/tables/import_reader.h"
#include "daemon/commands/commands.h"
#include "daemon/terminal.h"
#include "simulator/market.h"

// shelfd simulate: writes a simulated market as files that `shelfd import` reads.

namespace shelfd::daemon {
namespace {

struct Chosen {
  std::string folder{};
  std::size_t items = 50;
  std::uint64_t seed = 1;
  int days = 90;
};

class Writer {
 public:
  explicit Writer(std::string folder) : folder_(std::move(folder)) {}

  [[nodiscard]] bool write(const engine::Event& event) {
    const auto topic = static_cast<engine::Topic>(event.index());
    std::ofstream& file = files_[event.index()];
    if (!file.is_open()) {
      file.open(folder_ + "/" + engine::topic_name(topic) + ".jsonl");
    }
    file << connectors::encode_event(event) << '\n';
    ++counts_[event.index()];
    return file.good();
  }

  [[nodiscard]] const auto& counts() const { return counts_; }

 private:
  std::string folder_;
  std::array<std::ofstream, engine::kTopicCount> files_;
  std::array<std::size_t, engine::kTopicCount> counts_{};
};

int simulate(const Chosen& chosen) {
  std::error_code error;
  std::filesystem::create_directories(chosen.folder, error);
  if (error) return fail(kFailed, chosen.folder + ": " + error.message());
  simulator::MarketSettings settings;
  settings.seed = chosen.seed;
  settings.items = chosen.items;
  settings.days = chosen.days;
  simulator::Market market(settings);
  Writer writer(chosen.folder);
  ProgressBar bar("simulate");
  bool good = true;
  for (const engine::Event& event : market.opening()) good = writer.write(event) && good;
  for (int day = 1; day <= chosen.days && good; ++day) {
    for (const auto& timed : market.advance(settings.start + std::chrono::days{day})) {
      good = writer.write(timed.event) && good;
    }
    bar.show(static_cast<double>(day) / chosen.days);
  }
  bar.finish();
  if (!good) return fail(kFailed, chosen.folder + ": a file cannot be written");
  std::string command = "shelfd import";
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    if (writer.counts()[rank] == 0) continue;
    const auto topic = static_cast<engine::Topic>(rank);
    fmt::print("{:>9} {}\n", writer.counts()[rank], engine::topic_name(topic));
    if (topic == engine::Topic::Rules) continue;
    command += fmt::format(" {}={}/{}.jsonl", connectors::kind_name(topic), chosen.folder,
                           engine::topic_name(topic));
  }
  fmt::print("{}\n", command);
  return kOk;
}

}  // namespace

void add_simulate(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("simulate", "write a simulated market as JSON Lines files");
  verb->footer("Example: shelfd simulate ./market --items 100 --days 90 --seed 7");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("FOLDER", chosen->folder, "where the files go")->required();
  verb->add_option("--items", chosen->items, "how many items")->check(CLI::Range(1, 10'000'000));
  verb->add_option("--seed", chosen->seed, "the same seed writes the same market");
  verb->add_option("--days", chosen->days, "how many days")->check(CLI::Range(1, 3650));
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation&) { return simulate(*chosen); };
  });
}

}  // namespace shelfd::daemon
