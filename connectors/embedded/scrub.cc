#include "connectors/embedded/scrub.h"

#include <algorithm>
#include <fstream>

#include "connectors/partitioning.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kChunkRecords = 1'000;  // a write
constexpr std::size_t kPollBytes = 4'000'000;
constexpr std::size_t kLongestKey = 512;  // merchant, sku, and what stands behind them
constexpr std::size_t kFilePiece = std::size_t{1} << 20U;

// One walk over a partition; erases where it is told to.
class Walk {
 public:
  Walk(EmbeddedLog& log, const Whose& whose, bool erases)
      : log_(log), whose_(whose), name_(whose.name()), erases_(erases) {}

  [[nodiscard]] Result<Traces> run();

 private:
  [[nodiscard]] Status walk_inputs(engine::Topic topic);
  [[nodiscard]] Status walk_dead_letters();
  [[nodiscard]] Status walk_latest(OutputTopic topic);
  [[nodiscard]] Status walk_state(Family family);
  [[nodiscard]] Status walk_shared(Family family);
  [[nodiscard]] bool is_its(std::string_view key, std::string_view value);
  void note_alike(std::string_view key);
  void count(std::int64_t& kind, std::string_view key, std::string_view value);
  [[nodiscard]] Status erase();

  EmbeddedLog& log_;
  const Whose& whose_;
  std::string name_;
  bool erases_;
  Traces traces_;
  ErasedRecords pending_;
};

void Walk::note_alike(std::string_view key) {
  const std::size_t at = key.find(name_);
  if (at == std::string_view::npos || traces_.alike.size() >= kMaxAlike) return;
  traces_.alike.emplace(at == 0 ? key.substr(name_.size()) : std::string_view());
}

void Walk::count(std::int64_t& kind, std::string_view key, std::string_view value) {
  ++kind;
  traces_.bytes += static_cast<std::int64_t>(key.size() + value.size());
}

// Of a record in the log: rules have the merchant as their key.
bool Walk::is_its(std::string_view key, std::string_view value) {
  if (whose_.has(key)) return true;
  if (key.find('/') == std::string_view::npos) {
    if (whose_.sku.empty() && key == whose_.merchant) return true;
    return key != "*" && value.find(name_) != std::string_view::npos;
  }
  note_alike(key);
  return false;
}

Status Walk::erase() {
  if (!erases_) return {};
  auto status = log_.erase_records(pending_);
  pending_ = {};
  return status;
}

Status Walk::walk_inputs(engine::Topic topic) {
  const auto heads = log_.heads();
  if (!heads) return std::unexpected(heads.error());
  const std::int64_t head = heads->at(static_cast<std::size_t>(topic));
  for (std::int64_t next = 0; next < head;) {
    auto records = log_.poll(topic, next, kChunkRecords, kPollBytes);
    if (!records) return std::unexpected(records.error());
    next += static_cast<std::int64_t>(records->size());
    for (RawRecord& record : *records) {
      if (record.erased || !is_its(record.key, record.value)) continue;
      count(traces_.inputs, record.key, record.value);
      pending_.inputs.push_back(std::move(record));
    }
    if (auto status = erase(); !status) return status;
  }
  return {};
}

Status Walk::walk_dead_letters() {
  auto status = log_.scan_appended(OutputTopic::DeadLetters, 0, [&](const AppendedRecord& record) {
    if (record.value.empty() || !is_its(record.key, record.value)) return true;
    count(traces_.dead_letters, record.key, record.value);
    pending_.dead_letters.push_back(record.offset);
    return true;
  });
  return status ? erase() : status;
}

Status Walk::walk_latest(OutputTopic topic) {
  auto status =
      log_.scan_latest(topic, name_, name_, [&](std::string_view key, std::string_view value) {
        const auto item = item_in(topic, key);
        if (!item) return true;
        if (!whose_.has(*item)) {
          note_alike(*item);
          return true;
        }
        count(traces_.outputs, key, value);
        pending_.latest.push_back({.topic = topic, .key = std::string(key)});
        return true;
      });
  return status ? erase() : status;
}

Status Walk::walk_state(Family family) {
  const bool is_timer = family == Family::Timers;
  const std::string prefix = is_timer ? "" : name_;
  auto status =
      log_.scan(family, prefix, prefix, [&](std::string_view key, std::string_view value) {
        const auto item = item_in(family, key);
        if (!item) return true;
        if (!whose_.has(*item)) {
          note_alike(*item);
          return true;
        }
        count(is_timer ? traces_.timers : traces_.state, key, value);
        if (is_timer) pending_.writes.push_back({.family = family, .key = std::string(key)});
        return true;
      });
  return status ? erase() : status;
}

// What a merchant has beside its items.
Status Walk::walk_shared(Family family) {
  const std::string prefix = whose_.merchant + '\0';
  return log_.scan(family, prefix, prefix, [&](std::string_view key, std::string_view value) {
    count(traces_.state, key, value);
    return true;
  });
}

Result<Traces> Walk::run() {
  Status status;
  for (const Family family :
       {Family::Situation, Family::Belief, Family::Recent, Family::Aside, Family::Timers}) {
    if (status) status = walk_state(family);
  }
  for (const Family family : {Family::Pools, Family::Names}) {
    if (status && whose_.sku.empty()) status = walk_shared(family);
  }
  for (const OutputTopic topic :
       {OutputTopic::ReferencePrices, OutputTopic::RestockPlans, OutputTopic::Alerts}) {
    if (status) status = walk_latest(topic);
  }
  if (status) status = walk_dead_letters();
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    if (status) status = walk_inputs(static_cast<engine::Topic>(rank));
  }
  if (!status) return std::unexpected(status.error());
  return std::move(traces_);
}

// Whether `text` names it, and no key that is alike explains it, before `end`. Behind that the text
// may be cut off.
bool names(std::string_view text, std::size_t end, const std::string& name,
           const std::set<std::string>& alike) {
  for (auto at = text.find(name); at < end; at = text.find(name, at + 1)) {
    const std::string_view rest = text.substr(at + name.size());
    const auto explains = [rest](const std::string& known) { return rest.starts_with(known); };
    if (std::ranges::none_of(alike, explains)) return true;
  }
  return false;
}

}  // namespace

void Traces::add(const Traces& other) {
  inputs += other.inputs;
  dead_letters += other.dead_letters;
  outputs += other.outputs;
  state += other.state;
  timers += other.timers;
  bytes += other.bytes;
  alike.insert(other.alike.begin(), other.alike.end());
}

Result<Traces> find_traces(EmbeddedLog& log, const Whose& whose) {
  return Walk(log, whose, false).run();
}

Result<Traces> scrub(EmbeddedLog& log, const Whose& whose) { return Walk(log, whose, true).run(); }

Result<std::int64_t> count_erased(EmbeddedLog& log) {
  const auto heads = log.heads();
  if (!heads) return std::unexpected(heads.error());
  std::int64_t erased = 0;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    for (std::int64_t next = 0; next < heads->at(rank);) {
      const auto records =
          log.poll(static_cast<engine::Topic>(rank), next, kChunkRecords, kPollBytes);
      if (!records) return std::unexpected(records.error());
      next += static_cast<std::int64_t>(records->size());
      erased += std::ranges::count_if(*records, &RawRecord::erased);
    }
  }
  return erased;
}

Result<bool> file_names(const std::string& path, const Whose& whose,
                        const std::set<std::string>& alike) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return stop("file " + path + ": cannot be read");
  std::string text;
  std::string piece(kFilePiece, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    text.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    const std::size_t whole = text.size() - std::min(text.size(), kLongestKey);
    if (names(text, file ? whole : text.size(), whose.name(), alike)) return true;
    text.erase(0, whole);
  }
  return false;
}

}  // namespace shelfd::connectors
