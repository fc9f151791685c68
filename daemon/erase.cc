#include "daemon/erase.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "base/arithmetic.h"
#include "connectors/crash_point.h"
#include "connectors/embedded/folder.h"
#include "connectors/partitioning.h"
#include "connectors/system_clock.h"
#include "daemon/loop.h"
#include "daemon/node.h"

namespace shelfd::daemon {
namespace {

namespace fs = std::filesystem;
using connectors::EmbeddedLog;
using connectors::Family;
using connectors::Partitions;
using connectors::Traces;
using connectors::Whose;

// Of Family::Control, there from the first scrub until the tables are rewritten.
constexpr std::string_view kErasingKey = "erasing";
constexpr std::size_t kDueBytes = 8;  // of a timer's key, before the item

class StandingClock final : public connectors::Clock {
 public:
  explicit StandingClock(Instant at) : at_(at) {}
  Instant now() override { return at_; }
  std::chrono::nanoseconds monotonic() override { return machine_.monotonic(); }

 private:
  Instant at_;
  connectors::SystemClock machine_;
};

Result<std::unique_ptr<Partitions>> open(const EraseTask& task) {
  return Partitions::open(
      connectors::folder_at(task.data).database,
      {.count = task.partitions, .log = {.opened_at = connectors::SystemClock().now()}});
}

// The partitions that may hold its state.
std::vector<std::int32_t> homes_of(const Whose& whose, std::int32_t count) {
  if (!whose.sku.empty()) return {connectors::partition_of(whose.name(), count)};
  std::vector<std::int32_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Result<Traces> in_all(Partitions& partitions, const Whose& whose,
                      Result<Traces> (*walk)(EmbeddedLog&, const Whose&)) {
  Traces all;
  for (std::int32_t number = 0; number < partitions.count(); ++number) {
    const auto traces = walk(partitions.partition(number), whose);
    if (!traces) return traces;
    all.add(*traces);
  }
  return all;
}

Result<connectors::Control> control_of(EmbeddedLog& log) {
  const auto bytes = log.get(Family::Control, connectors::kControlKey);
  if (!bytes) return std::unexpected(bytes.error());
  return *bytes ? connectors::decode_control(**bytes) : connectors::Control{};
}

Status check_no_feed(Partitions& partitions) {
  for (std::int32_t number = 0; number < partitions.count(); ++number) {
    const auto feed = partitions.partition(number).get(Family::Control, feed_write({}).key);
    if (!feed) return std::unexpected(feed.error());
    if (*feed) {
      return reject("an import of this folder was cut off; repeat it first, then erase");
    }
  }
  return {};
}

// When a partition's time stands: where nothing is unread, at its `now`.
Result<Instant> standing_time(EmbeddedLog& log) {
  const auto control = control_of(log);
  if (!control) return std::unexpected(control.error());
  const auto heads = log.heads();
  if (!heads) return std::unexpected(heads.error());
  const bool all_read = *heads == control->next_offsets;
  return all_read ? control->now : connectors::SystemClock().now();
}

connectors::NewRecord farewell(const Whose& whose, Instant now) {
  if (!whose.sku.empty()) return {.topic = engine::Topic::Catalog, .key = whose.name()};
  const engine::Event rules = engine::Rules{
      .merchant = MerchantId(whose.merchant), .version = "left", .issued_at = now, .left_at = now};
  return {.topic = engine::Topic::Rules,
          .key = whose.merchant,
          .value = connectors::encode_event(rules)};
}

// Turns the loop until nothing is left to do at that time.
Status settle(EmbeddedLog& log, std::int32_t partition, Instant at) {
  StandingClock clock(at);
  const std::string arithmetic = arithmetic_fingerprint();
  connectors::Metrics metrics(build_name(), arithmetic);
  const auto loop = Loop::open({.log = &log,
                                .store = &log,
                                .clock = &clock,
                                .metrics = &metrics,
                                .build = build_name(),
                                .arithmetic = arithmetic,
                                .partition = partition,
                                .believes_clock = true});
  if (!loop) return std::unexpected(loop.error());
  for (;;) {
    const auto turn = (*loop)->turn();
    if (!turn) return std::unexpected(turn.error());
    if (turn->idle) return {};
  }
}

// The item may be the last whose timer was taken.
bool is_at_cursor(const connectors::Control& control, const Whose& whose) {
  const auto item = connectors::item_in(Family::Timers, control.timer_cursor);
  return item && whose.has(*item);
}

// Of the cursor the instant is enough.
Status forget_cursor(EmbeddedLog& log, const Whose& whose, Instant now) {
  auto control = control_of(log);
  if (!control) return std::unexpected(control.error());
  if (!is_at_cursor(*control, whose)) return {};
  control->timer_cursor.resize(kDueBytes);
  return log.append({},
                    {{.family = Family::Control,
                      .key = std::string(connectors::kControlKey),
                      .value = connectors::encode_control(*control)}},
                    now);
}

Status take_farewell(Partitions& partitions, const Whose& whose, Instant now) {
  const std::vector<std::int32_t> homes = homes_of(whose, partitions.count());
  std::vector<Instant> times;
  for (const std::int32_t home : homes) {
    const auto at = standing_time(partitions.partition(home));
    if (!at) return std::unexpected(at.error());
    times.push_back(*at);
  }
  auto status = partitions.append({{.record = farewell(whose, now)}}, now);
  if (!status) return status;
  for (std::size_t at = 0; at < homes.size(); ++at) {
    EmbeddedLog& log = partitions.partition(homes[at]);
    status = settle(log, homes[at], times[at]);
    if (status) status = forget_cursor(log, whose, now);
    if (!status) return status;
  }
  return {};
}

Status mark(Partitions& partitions, bool erasing, Instant now) {
  return partitions.append({}, now,
                           {{.family = Family::Control,
                             .key = std::string(kErasingKey),
                             .value = erasing ? std::optional<std::string>("") : std::nullopt}});
}

Status rewrite(Partitions& partitions, const std::function<void(double, const std::string&)>& say) {
  for (std::int32_t number = 0; number < partitions.count(); ++number) {
    say(0.5 + 0.3 * number / partitions.count(), "rewriting the tables");
    auto status = partitions.partition(number).compact({.from = "", .until = "\xff"});
    if (!status) return status;
  }
  return {};
}

Status search_files(const EraseTask& task, EraseReport& report) {
  const std::vector<std::string> databases = connectors::databases_of(task.data);
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(task.data, gone)) {
    const std::string name = entry.path().filename();
    const bool is_ours = std::ranges::find(databases, name) != databases.end();
    if (entry.is_directory(gone) && !is_ours) report.untouched.push_back(entry.path());
  }
  if (task.whose.name().size() < connectors::kLeastSearched) return {};
  for (const std::string& name : databases) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(task.data) / name, gone)) {
      if (!entry.is_regular_file(gone)) continue;
      const auto found = connectors::file_names(entry.path(), task.whose, report.left.alike);
      if (!found) return std::unexpected(found.error());
      ++report.files;
      if (*found) report.naming.push_back(entry.path());
    }
  }
  return {};
}

}  // namespace

Result<ErasedSoFar> look_for(const EraseTask& task) {
  const auto partitions = open(task);
  if (!partitions) return std::unexpected(partitions.error());
  auto traces = in_all(**partitions, task.whose, connectors::find_traces);
  if (!traces) return std::unexpected(traces.error());
  for (std::int32_t number = 0; number < (*partitions)->count(); ++number) {
    const auto control = control_of((*partitions)->partition(number));
    if (!control) return std::unexpected(control.error());
    traces->state += is_at_cursor(*control, task.whose) ? 1 : 0;
  }
  const auto marked = (*partitions)->get(Family::Control, kErasingKey);
  if (!marked) return std::unexpected(marked.error());
  return ErasedSoFar{.traces = std::move(*traces), .cut_off = marked->has_value()};
}

Result<EraseReport> erase(const EraseTask& task,
                          const std::function<void(double, const std::string&)>& progress) {
  EraseReport report;
  const Instant now = connectors::SystemClock().now();
  progress(0, "looking");
  auto partitions = open(task);
  if (!partitions) return std::unexpected(partitions.error());
  auto status = check_no_feed(**partitions);
  if (!status) return std::unexpected(status.error());
  auto before = in_all(**partitions, task.whose, connectors::find_traces);
  if (!before) return std::unexpected(before.error());
  report.before = std::move(*before);
  if (report.before.records() > 0) {
    progress(0.1, "erasing its state");
    status = take_farewell(**partitions, task.whose, now);
    if (status) status = mark(**partitions, true, now);
    if (!status) return std::unexpected(status.error());
    connectors::crash_point(connectors::CrashPoint::EraseTaken);
    progress(0.3, "erasing its records");
    const auto scrubbed = in_all(**partitions, task.whose, connectors::scrub);
    if (!scrubbed) return std::unexpected(scrubbed.error());
    connectors::crash_point(connectors::CrashPoint::EraseScrubbed);
  }
  status = rewrite(**partitions, progress);
  if (status) status = mark(**partitions, false, now);
  if (status) status = (*partitions)->close();
  if (!status) return std::unexpected(status.error());
  progress(0.8, "looking again");
  partitions->reset();
  auto left = look_for(task);
  if (!left) return std::unexpected(left.error());
  report.left = std::move(left->traces);
  progress(0.9, "searching the files");
  status = search_files(task, report);
  if (!status) return std::unexpected(status.error());
  return report;
}

}  // namespace shelfd::daemon
