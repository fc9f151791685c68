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
#include "connectors/kafka/database_state.h"
#include "connectors/system_clock.h"
#include "daemon/commands/commands.h"
#include "daemon/kafka_options.h"
#include "daemon/node.h"
#include "daemon/scratch_folder.h"
#include "daemon/terminal.h"
#include "daemon/whole_mirror.h"
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

Result<Outcome> replay_partition(connectors::Partitions& all, std::int32_t partition,
                                 const std::string& folder) {
  EmbeddedLog& live = all.partition(partition);
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
                              .partition = partition,
                              .partitions = all.count()});
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

int replay_all(const Invocation& invocation, connectors::Partitions& live,
               const std::string& folder) {
  const ScratchFolder scratch(folder + "/replayed");
  Json partitions = Json::array();
  bool same = true;
  for (std::int32_t partition = 0; partition < live.count(); ++partition) {
    const auto outcome =
        replay_partition(live, partition, scratch.path() + "/" + std::to_string(partition));
    if (!outcome) return fail(kFailed, outcome.error().message);
    same = same && !outcome->difference;
    partitions.push_back(to_json(*outcome));
    if (!invocation.json()) print(*outcome);
  }
  if (invocation.json()) fmt::print("{}\n", Json{{"partitions", partitions}}.dump(2));
  return same ? kOk : kFailed;
}

int replay_folder(const Invocation& invocation, const Settings& settings) {
  const connectors::Folder folder = connectors::folder_at(settings.data);
  if (!std::filesystem::exists(folder.database)) {
    return fail(kBadInput, "there is no data in " + settings.data);
  }
  auto live = connectors::Partitions::open(folder.database,
                                           {.log = {.opened_at = connectors::SystemClock().now()}});
  if (!live) return cannot_open(live.error());
  return replay_all(invocation, **live, folder.path);
}

// What this process's folder holds of a partition, against the changelog. Absent: no such folder,
// or a process has it.
Result<std::optional<connectors::Difference>> local_difference(const KafkaNodeSettings& settings,
                                                               EmbeddedLog& live,
                                                               std::int32_t partition,
                                                               std::int32_t partitions,
                                                               bool& compared) {
  const std::string folder = settings.data + "/state-" + std::to_string(partition);
  compared = false;
  if (!std::filesystem::exists(folder)) return std::nullopt;
  auto state = connectors::DatabaseState::open({.folder = folder,
                                                .app_id = settings.kafka.app_id,
                                                .partition = partition,
                                                .partitions = partitions});
  if (!state && state.error().reaction == Reaction::Retry) return std::nullopt;
  if (!state) return std::unexpected(state.error());
  compared = true;
  return connectors::first_state_difference(live, **state, [](std::int64_t) {});
}

int compare_local(const KafkaNodeSettings& settings, connectors::Partitions& live) {
  int code = kOk;
  for (std::int32_t partition = 0; partition < live.count(); ++partition) {
    bool compared = false;
    const auto difference =
        local_difference(settings, live.partition(partition), partition, live.count(), compared);
    if (!difference) return fail_with(difference.error());
    if (!compared) continue;
    fmt::print(stderr, "partition {}: the local state {}\n", partition,
               *difference ? "differs from the changelog at " + (*difference)->key
                           : "is the changelog's, byte for byte");
    if (*difference) code = kFailed;
  }
  return code;
}

// The topics are read whole into a folder of their own, and that is replayed.
int replay_cluster(const Invocation& invocation, const Settings& settings) {
  const auto node = kafka_node_of(settings, read_variable);
  if (!node) return fail(kBadSettings, node.error().message);
  ProgressBar bar("reading the topics");
  const auto mirror = WholeMirror::read(node->kafka, settings.data, [&](std::size_t records) {
    bar.show(0, fmt::format("{} records", records));
  });
  bar.finish();
  if (!mirror) return fail_with(mirror.error());
  const std::string folder = connectors::folder_at(settings.data).path;
  const int replayed = replay_all(invocation, (*mirror)->partitions(), folder);
  const int local = compare_local(*node, (*mirror)->partitions());
  return replayed == kOk ? local : replayed;
}

int replay_source(Invocation& invocation) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  return settings->settings.source == "kafka" ? replay_cluster(invocation, settings->settings)
                                              : replay_folder(invocation, settings->settings);
}

}  // namespace

void add_replay(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("replay", "make the data folder again from its inputs, and compare");
  verb->footer(
      "Takes every cut of `epochs` again, into a folder of its own that goes afterwards, and\n"
      "compares state and outputs byte for byte. 0: the same; 1: something differs.\n"
      "With source: kafka the topics are read whole first, and local state is compared too.\n"
      "Example: shelfd replay --data ./shop");
  verb->callback([&invocation] { invocation.work = replay_source; });
}

}  // namespace shelfd::daemon
