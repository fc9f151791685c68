#include "daemon/replay.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/arithmetic.h"
#include "connectors/embedded/comparison.h"
#include "connectors/embedded/folder.h"
#include "connectors/embedded/partitions.h"
#include "connectors/embedded/scrub.h"
#include "connectors/system_clock.h"
#include "daemon/commands/commands.h"
#include "daemon/node.h"
#include "daemon/terminal.h"
#include "engine/signature.h"

// shelfd replay: makes the data folder anew from its inputs and its epochs, and compares.

namespace shelfd::daemon {
namespace {

using connectors::EmbeddedLog;
using connectors::OutputTopic;
using Json = nlohmann::ordered_json;

// What became of one partition.
struct Outcome {
  std::int32_t partition = 0;
  std::int64_t epochs = 0;
  std::int64_t records = 0;
  std::uint64_t signature = 0;  // of the live suggestions
  std::int64_t erased = 0;      // input records whose item or merchant was erased since
  std::set<std::string> other_arithmetics{};
  std::optional<connectors::Difference> difference{};
};

// A folder for the replayed databases that goes when the replay ends.
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    std::filesystem::create_directories(path_, ignored);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// One number over all latest suggestions, by their fields.
Result<std::uint64_t> signature_of(EmbeddedLog& log) {
  Signature signature;
  const auto prices = [&](std::string_view, std::string_view value) {
    if (const auto price = connectors::decode_price(value)) engine::add_to(signature, *price);
    return true;
  };
  const auto plans = [&](std::string_view, std::string_view value) {
    if (const auto plan = connectors::decode_plan(value)) engine::add_to(signature, *plan);
    return true;
  };
  auto status = log.scan_latest(OutputTopic::ReferencePrices, "", "", prices);
  if (status) status = log.scan_latest(OutputTopic::RestockPlans, "", "", plans);
  if (!status) return std::unexpected(status.error());
  return signature.value();
}

Result<double> epochs_in(EmbeddedLog& log) {
  const auto last = log.tail_appended(OutputTopic::Epochs, 1);
  if (!last) return std::unexpected(last.error());
  return last->empty() ? 0.0 : static_cast<double>(last->back().offset + 1);
}

Status make_again(EmbeddedLog& live, Replay& replay, ProgressBar& bar) {
  const auto epochs = epochs_in(live);
  if (!epochs) return std::unexpected(epochs.error());
  Status taken;
  const auto take = [&](const connectors::AppendedRecord& record) {
    taken = replay.take(record.value);
    bar.show(static_cast<double>(replay.epochs()) / std::max(1.0, *epochs),
             fmt::format("{} epochs", replay.epochs()));
    return taken.has_value();
  };
  auto status = live.scan_appended(OutputTopic::Epochs, 0, take);
  return status ? taken : status;
}

Result<Outcome> replay_partition(EmbeddedLog& live, std::int32_t partition,
                                 const std::string& folder) {
  connectors::SystemClock clock;
  connectors::Metrics metrics(build_name(), arithmetic_fingerprint());
  auto target = EmbeddedLog::open(folder, {.opened_at = clock.now()});
  if (!target) return std::unexpected(target.error());
  auto replay = Replay::open({.inputs = &live,
                              .live = &live,
                              .target = target->get(),
                              .made = target->get(),
                              .clock = &clock,
                              .metrics = &metrics,
                              .partition = partition});
  if (!replay) return std::unexpected(replay.error());
  ProgressBar bar(fmt::format("replay partition {}", partition));
  auto status = make_again(live, **replay, bar);
  bar.finish();
  if (!status) return std::unexpected(status.error());
  Outcome outcome{.partition = partition,
                  .epochs = (*replay)->epochs(),
                  .records = (*replay)->records(),
                  .other_arithmetics = (*replay)->arithmetics()};
  outcome.other_arithmetics.erase(arithmetic_fingerprint());
  const auto signature = signature_of(live);
  if (!signature) return std::unexpected(signature.error());
  outcome.signature = *signature;
  const auto erased = connectors::count_erased(live);
  if (!erased) return std::unexpected(erased.error());
  outcome.erased = *erased;
  auto difference = connectors::first_difference(live, **target, [](std::int64_t) {});
  if (!difference) return std::unexpected(difference.error());
  outcome.difference = std::move(*difference);
  return outcome;
}

std::string shown(const std::string& bytes) {
  constexpr std::size_t kShown = 300;
  std::string text;
  for (const char byte : bytes.substr(0, kShown)) {
    text += byte >= 0x20 && byte < 0x7f ? byte : '.';
  }
  return bytes.empty() ? "(missing)" : text;
}

void print(const Outcome& outcome) {
  fmt::print("partition {}: {} epochs, {} records, signature {:016x}: {}\n", outcome.partition,
             outcome.epochs, outcome.records, outcome.signature,
             outcome.difference ? "differs" : "the same, byte for byte");
  for (const std::string& arithmetic : outcome.other_arithmetics) {
    fmt::print("  other arithmetic: epochs were judged with {}, this machine has {}\n", arithmetic,
               arithmetic_fingerprint());
  }
  if (outcome.erased > 0) {
    fmt::print(
        "  {} input records were erased since: what others learnt from them is not made again\n",
        outcome.erased);
  }
  if (!outcome.difference) return;
  fmt::print("  first difference  {}\n  live              {}\n  replayed          {}\n",
             outcome.difference->key, shown(outcome.difference->one),
             shown(outcome.difference->other));
}

Json to_json(const Outcome& outcome) {
  Json json{{"partition", outcome.partition},
            {"epochs", outcome.epochs},
            {"records", outcome.records},
            {"signature", fmt::format("{:016x}", outcome.signature)},
            {"same", !outcome.difference},
            {"erased_records", outcome.erased},
            {"other_arithmetics", outcome.other_arithmetics}};
  if (outcome.difference) json["first_difference"] = outcome.difference->key;
  return json;
}

int cannot_open(const Error& error) {
  const bool busy = error.reaction == Reaction::Retry;
  return fail(busy ? kUnavailable : kFailed,
              error.message + (busy ? "; stop the daemon, or replay a restored backup" : ""));
}

int replay_folder(Invocation& invocation) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string& data = settings->settings.data;
  const connectors::Folder folder = connectors::folder_at(data);
  if (!std::filesystem::exists(folder.database)) {
    return fail(kBadInput, "there is no data in " + data);
  }
  auto live = connectors::Partitions::open(folder.database,
                                           {.log = {.opened_at = connectors::SystemClock().now()}});
  if (!live) return cannot_open(live.error());
  const Scratch scratch(folder.path + "/replayed");
  Json partitions = Json::array();
  bool same = true;
  for (std::int32_t partition = 0; partition < (*live)->count(); ++partition) {
    const auto outcome = replay_partition((*live)->partition(partition), partition,
                                          scratch.path() + "/" + std::to_string(partition));
    if (!outcome) return fail(kFailed, outcome.error().message);
    same = same && !outcome->difference;
    partitions.push_back(to_json(*outcome));
    if (!invocation.json()) print(*outcome);
  }
  if (invocation.json()) fmt::print("{}\n", Json{{"partitions", partitions}}.dump(2));
  return same ? kOk : kFailed;
}

}  // namespace

void add_replay(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("replay", "make the data folder again from its inputs, and compare");
  verb->footer(
      "Takes every cut of `epochs` again, into a folder of its own that goes afterwards, and\n"
      "compares state and outputs byte for byte. 0: the same; 1: something differs.\n"
      "Example: shelfd replay --data ./shop");
  verb->callback([&invocation] { invocation.work = replay_folder; });
}

}  // namespace shelfd::daemon
