#include "daemon/rebuild.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "connectors/embedded/folder.h"

namespace shelfd::daemon {
namespace {

using connectors::EmbeddedLog;
using connectors::Family;
using connectors::Partitions;
using connectors::RawRecord;

constexpr std::size_t kReadRecords = 1'000;
constexpr std::size_t kReadBytes = 4'000'000;
constexpr std::size_t kIndexChunk = 10'000;

// Where a record comes from: a place in the old log, or a row of the files.
struct Place {
  Instant own_time{};
  engine::Topic topic = engine::Topic::Rules;
  std::int32_t partition = kFile;
  std::int64_t at = 0;  // offset, or row

  static constexpr std::int32_t kFile = -1;
};

// Rules first, as they came; then by own time and topic, what was there before the files.
bool comes_before(const Place& one, const Place& other) {
  const auto order = [](const Place& place) {
    const bool rules = place.topic == engine::Topic::Rules;
    return std::tuple(!rules, rules ? Instant{} : place.own_time, place.topic);
  };
  return order(one) < order(other);
}

using Refused = std::set<std::pair<engine::Topic, std::int64_t>>;

// Places of records that were refused as from the future.
Result<Refused> from_the_future(EmbeddedLog& log) {
  Refused refused;
  auto status = log.scan_appended(
      connectors::OutputTopic::DeadLetters, 0, [&](const connectors::AppendedRecord& record) {
        const auto letter = connectors::decode_dead_letter(record.value);
        if (!letter || letter->reason != "from_the_future") return true;
        if (const auto topic = engine::topic_named(letter->topic)) {
          refused.emplace(*topic, letter->offset);
        }
        return true;
      });
  if (!status) return std::unexpected(status.error());
  return refused;
}

// Lists the records of the old log that are fed again.
class Retained {
 public:
  Retained(Partitions& old, RebuildCounts& counts) : old_(old), counts_(counts) {}

  [[nodiscard]] Status list(std::vector<Place>& places);

 private:
  [[nodiscard]] Status list_topic(std::int32_t partition, engine::Topic topic,
                                  const Refused& refused, std::vector<Place>& places);
  [[nodiscard]] Instant own_time_of(const RawRecord& record);

  Partitions& old_;
  RebuildCounts& counts_;
  connectors::EventDecoder decoder_;
};

Instant Retained::own_time_of(const RawRecord& record) {
  const auto decoded = decoder_.decode(record.topic, record.key, record.value);
  return decoded ? engine::stated_time(*decoded).value_or(record.appended_at) : record.appended_at;
}

Status Retained::list_topic(std::int32_t partition, engine::Topic topic, const Refused& refused,
                            std::vector<Place>& places) {
  EmbeddedLog& log = old_.partition(partition);
  for (std::int64_t next = 0;;) {
    const auto records = log.poll(topic, next, kReadRecords, kReadBytes);
    if (!records) return std::unexpected(records.error());
    if (records->empty()) return {};
    next = records->back().offset + 1;
    for (const RawRecord& record : *records) {
      if (record.erased) {
        ++counts_.erased;
      } else if (refused.contains({topic, record.offset})) {
        ++counts_.from_the_future;
      } else {
        places.push_back({.own_time = own_time_of(record),
                          .topic = topic,
                          .partition = partition,
                          .at = record.offset});
      }
    }
  }
}

Status Retained::list(std::vector<Place>& places) {
  for (std::int32_t partition = 0; partition < old_.count(); ++partition) {
    const auto refused = from_the_future(old_.partition(partition));
    if (!refused) return std::unexpected(refused.error());
    for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
      const auto topic = static_cast<engine::Topic>(rank);
      // Every partition has its copy of the rules.
      if (topic == engine::Topic::Rules && partition > 0) continue;
      auto status = list_topic(partition, topic, *refused, places);
      if (!status) return status;
    }
  }
  counts_.retained = places.size();
  return {};
}

Status list_rows(Partitions& old, const connectors::ImportedRows& rows, FeedCounts& counts,
                 std::vector<Place>& places) {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const connectors::ImportedRow row = rows[at];
    const auto known = old.has_row({.record = row.record, .row_hash = row.hash});
    if (!known) return std::unexpected(known.error());
    if (*known) {
      ++counts.already;
      continue;
    }
    places.push_back(
        {.own_time = row.own_time, .topic = row.record.topic, .at = static_cast<std::int64_t>(at)});
    ++counts.added;
  }
  return {};
}

Result<FedRecord> record_at(Partitions& old, const connectors::ImportedRows& rows,
                            const Place& place) {
  if (place.partition == Place::kFile) {
    connectors::ImportedRow row = rows[static_cast<std::size_t>(place.at)];
    return FedRecord{.arrival = {.record = std::move(row.record), .row_hash = std::move(row.hash)},
                     .own_time = row.own_time};
  }
  auto records = old.partition(place.partition).poll(place.topic, place.at, 1, 1);
  if (!records) return std::unexpected(records.error());
  RawRecord& record = records->front();
  return FedRecord{.arrival = {.record = {.topic = record.topic,
                                          .key = std::move(record.key),
                                          .value = record.value.str(),
                                          .appended_at = record.appended_at}},
                   .own_time = place.own_time};
}

// The hashes of imported rows, to the partition of the same number; where the count is another, to
// all: a hash does not tell its item.
Status bring_index(Partitions& old, Partitions& made, Instant now) {
  for (std::int32_t number = 0; number < old.count(); ++number) {
    std::string from;
    for (bool more = true; more;) {
      std::vector<connectors::StateWrite> writes;
      auto status = old.partition(number).scan(
          Family::Imported, "", from, [&](std::string_view key, std::string_view) {
            more = writes.size() == kIndexChunk;
            from = key;
            if (more) return false;
            writes.push_back(
                {.family = Family::Imported, .key = std::string(key), .value = std::string()});
            return true;
          });
      if (!status) return status;
      if (writes.size() < kIndexChunk) more = false;
      status = old.count() == made.count() ? made.partition(number).append({}, writes, now)
                                           : made.append({}, now, writes);
      if (!status) return status;
    }
  }
  return {};
}

// The keys of event ids, and the highest state format: neither is taken back.
Status keep_lasting(Partitions& old, std::optional<connectors::StateFormat> asked,
                    NodeSettings& fresh) {
  fresh.keys.clear();
  for (std::int32_t number = 0; number < old.count(); ++number) {
    const auto bytes = old.partition(number).get(Family::Control, connectors::kControlKey);
    if (!bytes) return std::unexpected(bytes.error());
    if (!*bytes) continue;
    auto status = check_state_format(old.partition(number), number, asked);
    if (!status) return status;
    const auto control = connectors::decode_control(**bytes);
    if (!control) return std::unexpected(control.error());
    fresh.keys.push_back(control->key);
    fresh.state_format = next_format(*control, fresh.state_format);
  }
  return {};
}

Result<std::vector<Place>> places_of(Partitions& old, const connectors::ImportedRows& rows,
                                     RebuildCounts& counts) {
  std::vector<Place> places;
  auto status = Retained(old, counts).list(places);
  if (status) status = list_rows(old, rows, counts.fed, places);
  if (!status) return std::unexpected(status.error());
  std::ranges::stable_sort(places, comes_before);
  return places;
}

// Into new databases at `fresh.data`.
Status feed_again(Partitions& old, const NodeSettings& fresh, connectors::Clock& clock,
                  const FeedSource& source, FeedCounts& counts,
                  const std::function<void(double)>& progress) {
  const auto node = Node::open(fresh, clock);
  if (!node) return std::unexpected(node.error());
  auto status = bring_index(old, (*node)->partitions(), clock.now());
  if (!status) return status;
  (*node)->begin_feed(true);
  const std::size_t added = counts.added;
  status = feed_records(**node, source, counts, progress);
  counts.added = added;
  return status ? (*node)->partitions().close() : status;
}

}  // namespace

Result<RebuildCounts> rebuild(const NodeSettings& settings, connectors::Clock& clock,
                              const connectors::ImportedRows& rows,
                              const std::function<void(double)>& progress) {
  RebuildCounts counts;
  const auto folder = connectors::open_folder(settings.data);
  if (!folder) return std::unexpected(folder.error());
  NodeSettings fresh = settings;
  fresh.data = connectors::rebuilding_path(folder->path);
  fresh.serves = false;
  std::error_code failure;
  std::filesystem::remove_all(fresh.data, failure);
  // The count it has, whatever is asked for the new one.
  auto old = Partitions::open(folder->database, {.log = {.opened_at = clock.now()}});
  if (!old) return std::unexpected(old.error());
  fresh.partitions = settings.partitions.value_or((*old)->count());
  auto kept = keep_lasting(**old, settings.state_format, fresh);
  if (!kept) return std::unexpected(kept.error());
  const auto places = places_of(**old, rows, counts);
  if (!places) return std::unexpected(places.error());
  if (counts.fed.added == 0 && fresh.partitions == (*old)->count()) return counts;
  const auto at = [&](std::size_t place) { return record_at(**old, rows, (*places)[place]); };
  auto status =
      feed_again(**old, fresh, clock, {.count = places->size(), .at = at}, counts.fed, progress);
  if (!status) return std::unexpected(status.error());
  old->reset();
  auto set_aside = connectors::swap_rebuilt(folder->path, clock.now());
  if (!set_aside) return std::unexpected(set_aside.error());
  counts.set_aside = std::move(*set_aside);
  return counts;
}

}  // namespace shelfd::daemon
