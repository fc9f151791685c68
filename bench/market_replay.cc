// Market replay: the black_friday data's price events through the market's rating, one after the
// other, and what the market's price did on 29 November 2019.
//
//   shelfd_market_replay CSV SVG      prints a table in Markdown, writes a picture
//
// Each event is one seller's price of one item as seen (time, item, price, seller; a price of zero
// is the crawler's). After each event of the day the item's market is made of the newest offer of
// each seller, and beside it two plain numbers: the mean and the cheapest of what is seen. The feed
// tells changes alone, so offers are fresh for 14 days. No own price: the data has none for most
// items.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <span>
#include <utility>

#include "base/hash.h"
#include "bench/market_picture.h"
#include "connectors/formats/event_codec.h"
#include "connectors/tables/csv_rows.h"

namespace shelfd::bench {
namespace {

using pricing::LeftOut;

constexpr Instant kDay{std::chrono::sys_days{std::chrono::year{2019} / 11 / 29}};
constexpr std::chrono::hours kWholeDay{24};
constexpr Instant kPictureFrom = kDay - kWholeDay;
constexpr Instant kPictureUntil = kDay + 2 * kWholeDay;
constexpr std::chrono::hours kFreshFor{14 * 24};

struct Seen {
  Instant at{};
  std::string item{};
  std::string seller{};
  Money price{};
};

std::optional<std::vector<Seen>> read_events(const char* path) {
  std::ifstream file(path);
  connectors::CsvRows rows(',');
  std::vector<Seen> events;
  std::string line;
  for (bool is_head = true; std::getline(file, line);) {
    if (!rows.take(line)) continue;
    if (std::exchange(is_head, false)) continue;
    const auto& cells = rows.cells();
    if (cells.size() < 4) continue;
    const auto at = connectors::parse_instant(std::string(cells[0]) + "Z");
    const auto price = parse_money(cells[2]);
    if (!at || !price) continue;
    events.push_back({*at, std::string(cells[1]), std::string(cells[3]), *price});
  }
  if (events.empty()) return std::nullopt;
  std::ranges::stable_sort(events, {}, &Seen::at);
  return events;
}

// One item's offers, and three numbers made of them.
struct ItemMarket {
  std::map<std::string, Seen> newest{};
  std::optional<pricing::MarketPrice> market{};
  double mean = 0;
  double cheapest = 0;
  std::vector<pricing::RatedOffer> rated{};

  void take(const Seen& seen) {
    newest[seen.seller] = seen;
    std::vector<pricing::Offer> offers;
    double sum = 0;
    cheapest = HUGE_VAL;
    for (const auto& [seller, offer] : newest) {
      if (seen.at - offer.at > kFreshFor) continue;
      offers.push_back(
          {.competitor = sip_hash({}, seller), .price = offer.price, .age = seen.at - offer.at});
      sum += main_units(offer.price);
      cheapest = std::min(cheapest, main_units(offer.price));
    }
    mean = sum / static_cast<double>(offers.size());
    rated = pricing::rate_offers(offers, {.fresh_for = kFreshFor}, {});
    market = pricing::market_price(rated);
  }
};

// How a number moved from event to event.
struct Moves {
  int to_zero = 0;
  int beyond_ten_percent = 0;
  int beyond_half = 0;

  void count(double before, double after) {
    if (!(before > 0)) return;
    if (after <= 0) ++to_zero;
    const double ratio = after / before;
    if (ratio < 0.9 || ratio > 1.1) ++beyond_ten_percent;
    if (ratio < 0.5 || ratio > 2) ++beyond_half;
  }
};

struct Day {
  int events = 0;
  int zeros = 0;
  int without_market = 0;
  std::map<std::string, int> events_of{};
  std::map<std::string, int> zeros_of{};
  std::map<LeftOut, int> left_out{};
  std::map<std::string, std::pair<double, double>> references{};  // first and last of the day
  Moves reference{};
  Moves mean{};
  Moves cheapest{};
};

double reference_of(const ItemMarket& item) {
  return item.market ? main_units(item.market->reference) : 0;
}

void count_event(const Seen& seen, const ItemMarket& before, const ItemMarket& after, Day& day) {
  ++day.events;
  ++day.events_of[seen.item];
  if (seen.price <= Money{}) {
    ++day.zeros;
    ++day.zeros_of[seen.item];
  }
  if (!after.market) ++day.without_market;
  for (const pricing::RatedOffer& offer : after.rated) ++day.left_out[offer.left_out];
  if (before.market && after.market) {
    day.reference.count(reference_of(before), reference_of(after));
    const auto first = day.references.try_emplace(seen.item, reference_of(before), 0).first;
    first->second.second = reference_of(after);
  }
  if (before.newest.empty()) return;
  day.mean.count(before.mean, after.mean);
  day.cheapest.count(before.cheapest, after.cheapest);
}

Day replay_day(const std::vector<Seen>& events) {
  std::map<std::string, ItemMarket> items;
  Day day;
  for (const Seen& seen : events) {
    if (seen.at >= kDay + kWholeDay) break;
    ItemMarket& item = items[seen.item];
    if (seen.at < kDay) {
      item.take(seen);
      continue;
    }
    const ItemMarket before = item;
    item.take(seen);
    count_event(seen, before, item, day);
  }
  return day;
}

void print_moves(const char* name, const Moves& moves) {
  std::cout << "| " << name << " | " << moves.to_zero << " | " << moves.beyond_ten_percent << " | "
            << moves.beyond_half << " |\n";
}

void print_day(const Day& day) {
  int fell = 0;
  int rose = 0;
  std::vector<double> ratios;
  for (const auto& [item, reference] : day.references) {
    const double ratio = reference.second / reference.first;
    fell += ratio < 0.99 ? 1 : 0;
    rose += ratio > 1.01 ? 1 : 0;
    ratios.push_back(ratio);
  }
  std::ranges::sort(ratios);
  std::cout
      << day.events << " events of " << day.events_of.size() << " items, " << day.zeros
      << " of them zeros. After an event the item had no market " << day.without_market
      << " times. Of " << ratios.size() << " items with a market before and after, " << fell
      << " fell by more than 1% over the day, " << rose << " rose; the middle one stood at "
      << ratios.at(ratios.size() / 2) << " of its price, the lowest at " << ratios.front()
      << ".\n\n| one event moved | to zero | by more than 10% | by more than half or twice |\n"
      << "| --- | --- | --- | --- |\n";
  print_moves("the market's reference", day.reference);
  print_moves("the mean of what is seen", day.mean);
  print_moves("the cheapest that is seen", day.cheapest);
  std::cout << "\nOffers looked at: " << day.left_out.at(LeftOut::None) << " counted, "
            << day.left_out.at(LeftOut::Implausible) << " implausible.\n";
}

// Of those with a zero on the day the one with most events; ties to the lower number.
std::string item_to_show(const Day& day) {
  std::string shown;
  for (const auto& [item, zeros] : day.zeros_of) {
    if (shown.empty() || day.events_of.at(item) > day.events_of.at(shown)) shown = item;
  }
  return shown;
}

MarketPicture picture_of(const std::vector<Seen>& events, const std::string& shown) {
  MarketPicture picture{.title = "Item " + shown + ", 28 to 30 November 2019",
                        .from = kPictureFrom,
                        .until = kPictureUntil};
  ItemMarket item;
  for (const Seen& seen : events) {
    if (seen.item != shown || seen.at >= kPictureUntil) continue;
    item.take(seen);
    picture.sellers[seen.seller].push_back({seen.at, main_units(seen.price)});
    if (!item.market) continue;
    picture.reference.push_back({seen.at, main_units(item.market->reference)});
    picture.mean.push_back({seen.at, item.mean});
  }
  return picture;
}

}  // namespace
}  // namespace shelfd::bench

int main(int count, char** arguments) {
  const std::span given(arguments, static_cast<std::size_t>(count));
  const std::vector<const char*> words(given.begin(), given.end());
  if (words.size() != 3) {
    std::cerr << "usage: shelfd_market_replay CSV SVG\n";
    return 2;
  }
  const auto events = shelfd::bench::read_events(words[1]);
  if (!events) {
    std::cerr << "no events in " << words[1] << "\n";
    return 65;
  }
  const shelfd::bench::Day day = shelfd::bench::replay_day(*events);
  shelfd::bench::print_day(day);
  std::ofstream file(words[2]);
  file << shelfd::bench::to_svg(
      shelfd::bench::picture_of(*events, shelfd::bench::item_to_show(day)));
  return file.flush() ? 0 : 1;
}
