#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "connectors/embedded/folder.h"
#include "connectors/embedded/partitions.h"
#include "connectors/system_clock.h"
#include "connectors/tables/import_reader.h"
#include "daemon/commands/commands.h"
#include "daemon/import_feed.h"
#include "daemon/items.h"
#include "daemon/logging.h"
#include "daemon/rebuild.h"
#include "daemon/terminal.h"

// shelfd import KIND=FILE...: a merchant's files into the log, and to suggestions.

namespace shelfd::daemon {
namespace {

constexpr std::size_t kRefusedShown = 10;
constexpr std::size_t kSocketRows = 2'000;

struct Chosen {
  std::vector<std::string> files{};
  std::vector<std::string> maps{};
  std::vector<std::string> sets{};
  std::string zone = "UTC";
  bool dry_run = false;
  bool rebuild = false;
};

Result<connectors::ImportRequest> request_of(const Chosen& chosen) {
  connectors::ImportRequest request{
      .maps = chosen.maps, .sets = chosen.sets, .time_zone = chosen.zone};
  for (const std::string& argument : chosen.files) {
    const std::size_t equals = argument.find('=');
    const auto kind = connectors::kind_named(argument.substr(0, equals));
    if (equals == std::string::npos || !kind) {
      return reject(fmt::format(
          "\"{}\": expected KIND=FILE, with KIND one of offers, demand, catalog, prices, "
          "inventory, shipments, responses",
          argument));
    }
    request.files.push_back({.kind = *kind, .path = argument.substr(equals + 1)});
  }
  return request;
}

void print_file(const connectors::FileReading& file) {
  fmt::print("{} ({}): {} rows, {}, {}\n", file.path, connectors::kind_name(file.kind), file.rows,
             file.encoding, file.delimiter);
  std::vector<std::string> fields;
  fields.reserve(file.understood.size());
  for (const connectors::UnderstoodField& field : file.understood) {
    fields.push_back(field.column.empty() ? fmt::format("{} = \"{}\"", field.field, field.constant)
                                          : fmt::format("{} <- {}", field.field, field.column));
  }
  fmt::print("  understood  {}\n", fmt::join(fields, ", "));
  if (!file.ignored_columns.empty()) {
    fmt::print("  ignored     {}\n", fmt::join(file.ignored_columns, ", "));
  }
  if (!file.personal_columns.empty()) {
    fmt::print("  dropped     {} (these name a person; they were not read)\n",
               fmt::join(file.personal_columns, ", "));
  }
  if (file.returns > 0) fmt::print("  returns     {} orders below zero\n", file.returns);
  if (file.repeated > 0) fmt::print("  repeated    {} rows of an earlier file\n", file.repeated);
}

void print_refused(const connectors::ImportReading& reading) {
  for (std::size_t at = 0; at < std::min(kRefusedShown, reading.refused.size()); ++at) {
    const connectors::RefusedRow& row = reading.refused[at];
    fmt::print("  refused     {}:{} {}: {} \"{}\"\n", reading.files[row.file].path, row.line,
               row.field, row.reason, row.value);
  }
  if (reading.refused_rows > static_cast<std::int64_t>(kRefusedShown)) {
    fmt::print("  refused     {} rows in all\n", reading.refused_rows);
  }
}

void print_reading(const connectors::ImportReading& reading) {
  for (const connectors::FileReading& file : reading.files) print_file(file);
  print_refused(reading);
  if (reading.generated_catalogs > 0) {
    fmt::print("{} new items got a catalog record from --set catalog.*\n",
               reading.generated_catalogs);
  }
  if (reading.catalogs_without_price > 0) {
    fmt::print("{} of them have no own price, so amounts in % are missing there\n",
               reading.catalogs_without_price);
  }
  if (reading.generated_price_facts > 0) {
    fmt::print("{} daily prices were taken from the orders (the day's median)\n",
               reading.generated_price_facts);
  }
}

int print_counts(const Invocation& invocation, const connectors::ImportReading& reading,
                 const FeedCounts& counts, const std::string& data) {
  if (invocation.json()) {
    fmt::print("{}\n", nlohmann::ordered_json{{"added", counts.added},
                                              {"already_imported", counts.already},
                                              {"refused_rows", reading.refused_rows},
                                              {"too_old", counts.too_old},
                                              {"dead_letters", counts.refused},
                                              {"prices", counts.prices},
                                              {"plans", counts.plans}}
                           .dump(2));
    return kOk;
  }
  fmt::print("{} records added, {} already imported, {} rows refused\n", counts.added,
             counts.already, reading.refused_rows);
  if (counts.too_old > 0) {
    fmt::print(
        "{} records are older than what this folder has already closed and were not taken; the\n"
        "same import with --rebuild learns from them\n",
        counts.too_old);
  }
  if (counts.refused > 0) {
    fmt::print("{} records went to dead-letters; `shelfd dead-letters` says why\n", counts.refused);
  }
  if (counts.added > 0) {
    fmt::print("{} price judgements and {} plans are published; see them with\n", counts.prices,
               counts.plans);
    fmt::print("  {1} suggestions --data {0}\n  {1} explain ITEM --data {0}\n", data,
               invocation.program);
  }
  return kOk;
}

// Through the running process: rows go over the socket, the loop there takes them in.
Result<FeedCounts> send_rows(const std::string& data, const connectors::ImportedRows& rows,
                             ProgressBar& bar) {
  FeedCounts counts;
  for (std::size_t from = 0; from < rows.size(); from += kSocketRows) {
    std::string body;
    const std::size_t until = std::min(rows.size(), from + kSocketRows);
    for (std::size_t at = from; at < until; ++at) {
      const connectors::ImportedRow row = rows[at];
      connectors::RowHash hash{};
      std::ranges::copy(row.hash, hash.begin());
      body += nlohmann::json{{"topic", engine::topic_name(row.record.topic)},
                             {"key", row.record.key},
                             {"value", row.record.value},
                             {"hash", connectors::hex(hash)}}
                  .dump();
      body += '\n';
    }
    const auto reply = ask(data, {.method = "POST", .path = "/api/v1/import", .body = body});
    if (!reply) return std::unexpected(reply.error());
    if (reply->status != 202) return reject(reply->body);
    const auto answer = nlohmann::json::parse(reply->body);
    counts.added += answer.value("added", std::size_t{0});
    counts.already += answer.value("already", std::size_t{0});
    bar.show(static_cast<double>(until) / static_cast<double>(rows.size()), "sending");
  }
  return counts;
}

std::function<bool(const ItemId&)> known_in(const std::string& data) {
  return [data](const ItemId& item) {
    const auto reply = ask_item(data, item.key());
    return reply && reply->status == 200;
  };
}

Result<FeedCounts> feed_folder(const Settings& settings, const connectors::ImportedRows& rows,
                               ProgressBar& bar) {
  connectors::SystemClock clock;
  NodeSettings alone = node_of(settings);
  alone.serves = false;
  auto node = Node::open(alone, clock);
  if (!node) return std::unexpected(node.error());
  return feed_rows(**node, rows, [&](double ratio) { bar.show(ratio, "taking in"); });
}

int print_rebuilt(const Invocation& invocation, const connectors::ImportReading& reading,
                  const RebuildCounts& counts, const std::string& data) {
  if (invocation.json()) {
    fmt::print("{}\n", nlohmann::ordered_json{{"added", counts.fed.added},
                                              {"already_imported", counts.fed.already},
                                              {"refused_rows", reading.refused_rows},
                                              {"retained", counts.retained},
                                              {"erased", counts.erased},
                                              {"from_the_future", counts.from_the_future},
                                              {"dead_letters", counts.fed.refused},
                                              {"prices", counts.fed.prices},
                                              {"plans", counts.fed.plans},
                                              {"set_aside", counts.set_aside}}
                           .dump(2));
    return kOk;
  }
  if (counts.set_aside.empty()) {
    fmt::print("every row is known here: nothing was rebuilt\n");
    return kOk;
  }
  fmt::print("{} is made anew from {} records it had and {} of the files\n", data, counts.retained,
             counts.fed.added);
  if (counts.erased > 0) fmt::print("{} had been erased and stay so\n", counts.erased);
  if (counts.from_the_future > 0) {
    fmt::print("{} that were refused as from the future are left out\n", counts.from_the_future);
  }
  fmt::print("what was there stands in {}; delete it when you no longer want it\n",
             fmt::join(counts.set_aside, ", "));
  return kOk;
}

int rebuild_folder(const Invocation& invocation, const Settings& settings,
                   const connectors::ImportReading& reading, ProgressBar& bar) {
  connectors::SystemClock clock;
  const auto counts = rebuild(node_of(settings), clock, reading.rows,
                              [&](double ratio) { bar.show(ratio, "rebuilding"); });
  bar.finish();
  if (!counts) return fail_with(counts.error());
  return print_rebuilt(invocation, reading, *counts, settings.data);
}

// Known items of a folder that no process has open.
std::function<bool(const ItemId&)> known_in_folder(const Settings& settings) {
  const connectors::Folder folder = connectors::folder_at(settings.data);
  auto log = connectors::Partitions::open(folder.database,
                                          {.count = node_of(settings).partitions,
                                           .log = {.opened_at = connectors::SystemClock().now()}});
  if (!log) return [](const ItemId&) { return false; };
  // Shared: std::function wants what it holds to be copied.
  const std::shared_ptr<connectors::Partitions> opened = std::move(*log);
  return [opened](const ItemId& item) {
    const auto found = opened->get(connectors::Family::Situation, item.key());
    return found && found->has_value();
  };
}

// Items whose catalog in the folder is newer than their first row: until it comes, those rows would
// wait for it.
std::set<std::string> without_early_catalog(connectors::Partitions& log,
                                            const connectors::ImportedRows& rows) {
  std::map<std::string, Instant> first;
  for (const connectors::ImportedRow& row : rows) {
    if (row.record.topic == engine::Topic::Catalog) continue;
    const auto [found, fresh] = first.emplace(row.record.key, row.own_time);
    if (!fresh) found->second = std::min(found->second, row.own_time);
  }
  std::set<std::string> late;
  for (const auto& [item, at] : first) {
    const auto bytes = log.get(connectors::Family::Situation, item);
    if (!bytes || !*bytes) continue;
    const auto situation = connectors::decode_situation(**bytes);
    if (situation && situation->catalog_at > at) late.insert(item);
  }
  return late;
}

// Files older than the folder: such an item gets a catalog record before its first row, as a new
// one does.
Result<connectors::ImportReading> read_older(connectors::ImportRequest request,
                                             const std::string& data,
                                             const std::function<void(double)>& progress) {
  const auto log =
      connectors::Partitions::open(connectors::folder_at(data).database,
                                   {.log = {.opened_at = connectors::SystemClock().now()}});
  if (!log) return std::unexpected(log.error());
  std::set<std::string> late;
  request.known = [&](const ItemId& item) {
    const auto found = (*log)->get(connectors::Family::Situation, item.key());
    return found && found->has_value() && !late.contains(item.key());
  };
  auto reading = connectors::read_import(request, progress);
  if (!reading) return reading;
  late = without_early_catalog(**log, reading->rows);
  return late.empty() ? std::move(reading) : connectors::read_import(request, progress);
}

// Errors: those of read_import; Retry where the folder is in use.
Result<connectors::ImportReading> read_files(const Settings& settings, const Chosen& chosen,
                                             connectors::ImportRequest request, bool running,
                                             ProgressBar& bar) {
  const auto progress = [&bar](double ratio) { bar.show(ratio, "reading"); };
  if (chosen.rebuild) return read_older(std::move(request), settings.data, progress);
  request.known = running ? known_in(settings.data) : known_in_folder(settings);
  return connectors::read_import(request, progress);
}

int import_files(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string& data = settings->settings.data;
  auto request = request_of(chosen);
  if (!request) return fail(kBadInput, request.error().message);
  const auto opened = connectors::open_folder(data);
  if (!opened) return fail(kUnavailable, opened.error().message);
  const bool running = daemon_runs(data);
  if (running && chosen.rebuild) {
    return fail(kUnavailable, "shelfd runs on " + data + ": stop it first, then rebuild");
  }
  ProgressBar bar("import");
  auto reading = read_files(settings->settings, chosen, std::move(*request), running, bar);
  bar.finish();
  if (!reading) return fail_with(reading.error());
  if (!invocation.json()) print_reading(*reading);
  if (chosen.dry_run) return kOk;
  if (reading->rows.empty()) return fail(kBadInput, "no row could be read");
  if (chosen.rebuild) return rebuild_folder(invocation, settings->settings, *reading, bar);
  const auto counts = running ? send_rows(data, reading->rows, bar)
                              : feed_folder(settings->settings, reading->rows, bar);
  bar.finish();
  if (!counts) {
    const bool busy = counts.error().reaction == Reaction::Retry;
    return fail(busy ? kUnavailable : kFailed, counts.error().message);
  }
  return print_counts(invocation, *reading, *counts, data);
}

}  // namespace

void add_import(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("import", "bring your own files: KIND=FILE...");
  verb->footer(
      "KIND is offers, demand, catalog, prices, inventory, shipments or responses; a file is CSV "
      "or\n"
      "JSON Lines, a kind may come several times.\n"
      "Example: shelfd import demand=orders.csv offers=rivals.csv --data ./shop \\\n"
      "           --map offers.price=COMPETITOR_PRICE --set catalog.unit_cost=75%");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("KIND=FILE", chosen->files, "what the file holds, and the file")->required();
  verb->add_option("--map", chosen->maps, "field=column, or kind.field=column (repeatable)")
      ->allow_extra_args(false);
  verb->add_option("--set", chosen->sets,
                   "field=value for a field without a column; catalog.FIELD=VALUE for new items, "
                   "where money may be 75% of the first own price (repeatable)")
      ->allow_extra_args(false);
  verb->add_option("--zone", chosen->zone, "time zone of times that name none (UTC)");
  verb->add_flag("--rebuild", chosen->rebuild,
                 "the files are older than the folder: take in all of its history again with "
                 "them, into new databases that take its place");
  verb->add_flag("--dry-run", chosen->dry_run, "show what was understood; add nothing");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return import_files(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
