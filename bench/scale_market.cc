#include "bench/scale_market.h"

#include <cstdio>
#include <cstdlib>

#include "bench/records.h"
#include "connectors/embedded/folder.h"
#include "simulator/item_birth.h"
#include "simulator/names.h"

namespace shelfd::bench {
namespace {

constexpr std::size_t kQuickItems = 20'000;
constexpr std::size_t kItemsAnAppend = 2'000;
constexpr std::chrono::hours kOpening{-3};  // before midnight
constexpr std::chrono::hours kSent{-1};

// The newest midnight (UTC) that is past, so that a process on the machine's own clock can go on.
Instant last_midnight(Instant now) { return std::chrono::floor<std::chrono::days>(now); }

void add_offers(const simulator::MarketSettings& settings, std::size_t index,
                std::vector<connectors::NewRecord>& records) {
  const simulator::Item item = simulator::draw_item(settings, index);
  const std::size_t count = std::min(item.rivals.size(), kOpeningOffers);
  for (const simulator::Rival& rival : std::span(item.rivals).first(count)) {
    engine::CompetitorOffer offer;
    offer.item = simulator::item_id(index, settings.merchants);
    offer.competitor = simulator::rival_name(rival.name);
    offer.price = {.money = rival.price, .currency = settings.currency};
    offer.match_confidence = rival.match_confidence;
    offer.observed_at = settings.start;
    records.push_back(record_of(offer));
  }
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

// The number in the variable, `usual` where it is not set.
std::size_t variable(const char* name, std::size_t usual) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it meanwhile
  return text == nullptr ? usual : std::max(1UL, std::strtoul(text, nullptr, 10));
}

}  // namespace

ScaleSettings scale_settings() {
  ScaleSettings settings;
  if (variable("SHELFD_BENCH_QUICK", 0) != 0) {
    settings = {
        .items = kQuickItems, .load = std::chrono::seconds{5}, .midnight = std::chrono::seconds{5}};
  }
  settings.items = variable("SHELFD_BENCH_ITEMS", settings.items);
  settings.load = std::chrono::seconds{
      variable("SHELFD_BENCH_SECONDS", static_cast<std::size_t>(settings.load.count()))};
  settings.memory_bytes = variable("SHELFD_BENCH_MEMORY", settings.memory_bytes >> 20U) << 20U;
  return settings;
}

ScaleMarket::ScaleMarket(const ScaleSettings& settings)
    : shares_(daemon::shares_of(settings.memory_bytes)),
      memory_(connectors::DatabaseMemory::make(shares_.databases)) {
  const Instant midnight = last_midnight(clock_.now());
  market_ = {.items = settings.items, .start = midnight + kOpening};
  clock_.set(midnight + kSent);
  events_ = std::make_unique<simulator::EventStream>(market_, clock_.now(), Duration{0});
}

Instant ScaleMarket::midnight() const { return market_.start - kOpening; }

Result<std::unique_ptr<ScaleMarket>> ScaleMarket::make(const ScaleSettings& settings) {
  std::unique_ptr<ScaleMarket> market(new ScaleMarket(settings));
  auto status = market->open();
  if (status) status = market->fill();
  if (!status) return std::unexpected(status.error());
  return market;
}

Status ScaleMarket::open() {
  const auto folder = connectors::open_folder(data());
  if (!folder) return std::unexpected(folder.error());
  auto log = connectors::EmbeddedLog::open(
      folder->database, {.opened_at = clock_.now(), .database = {.memory = memory_}});
  if (!log) return std::unexpected(log.error());
  log_ = std::move(*log);
  timed_ = std::make_unique<TimedLog>(*log_, clock_);
  metrics_ = std::make_unique<connectors::Metrics>("bench", "bench");
  auto loop = daemon::Loop::open({.log = timed_.get(),
                                  .store = log_.get(),
                                  .clock = &clock_,
                                  .metrics = metrics_.get(),
                                  .build = "bench",
                                  .arithmetic = "bench",
                                  .cache_bytes = shares_.items,
                                  .commits = connectors::HandOff::Commits::OnOwnThread,
                                  .believes_clock = true});
  if (!loop) return std::unexpected(loop.error());
  loop_ = std::move(*loop);
  return {};
}

void ScaleMarket::close() {
  loop_.reset();
  timed_.reset();
  log_.reset();
}

// Takes what is there as far as it goes.
Status ScaleMarket::settle(std::string_view what) {
  const std::chrono::nanoseconds started = clock_.monotonic();
  std::chrono::nanoseconds told = started;
  std::size_t items = 0;
  for (bool idle = false; !idle;) {
    const auto turn = loop_->turn();
    if (!turn) return std::unexpected(turn.error());
    idle = turn->idle;
    items += turn->items;
    if (what.empty() || (!idle && clock_.monotonic() - told < std::chrono::seconds{10})) continue;
    told = clock_.monotonic();
    static_cast<void>(std::fprintf(stderr, "%.*s: %zu items in %.1f s\n",
                                   static_cast<int>(what.size()), what.data(), items,
                                   seconds(told - started)));
  }
  return {};
}

Status ScaleMarket::fill() {
  const std::chrono::nanoseconds started = clock_.monotonic();
  std::chrono::nanoseconds told = started;
  loop_->begin_feed();
  loop_->advance_feed(midnight());
  std::vector<connectors::NewRecord> records;
  for (const engine::Event& rules : simulator::opening_rules(market_)) {
    records.push_back(record_of(rules));
  }
  for (std::size_t index = 0; index < market_.items; ++index) {
    for (const engine::Event& event : simulator::opening_of(market_, index)) {
      records.push_back(record_of(event));
    }
    add_offers(market_, index, records);
    if ((index + 1) % kItemsAnAppend != 0 && index + 1 < market_.items) continue;
    auto status = log_->append(records, {}, market_.start);
    if (status) status = settle("");
    if (!status) return status;
    records.clear();
    if (clock_.monotonic() - told < std::chrono::seconds{10}) continue;
    told = clock_.monotonic();
    static_cast<void>(
        std::fprintf(stderr, "opening: %zu items in %.1f s\n", index + 1, seconds(told - started)));
  }
  loop_->end_feed();
  auto status = settle("judging");
  prepared_seconds_ = seconds(clock_.monotonic() - started);
  static_cast<void>(std::fprintf(stderr, "prepared in %.1f s\n", prepared_seconds_));
  return status;
}

}  // namespace shelfd::bench
