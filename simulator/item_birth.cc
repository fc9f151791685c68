// Draws of an item's truth, in a fixed order, each part from its own stream.
#include "simulator/item_birth.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulator/names.h"
#include "simulator/portable_math.h"
#include "simulator/response.h"

namespace shelfd::simulator {
namespace {

constexpr double kTaxRate = 0.2;
constexpr double kRivalWeight = 0.9;  // of all rivals together
constexpr double kLeastMargin = 0.08;
constexpr double kPopularityPower = 0.9;  // Zipf
// Messy sellers: primes, so that no item has two of these at once in a small market.
constexpr std::size_t kNoCostEvery = 17;
constexpr std::size_t kNoCountEvery = 19;
constexpr std::size_t kNoRivalsEvery = 23;

std::uint64_t seed_of(const MarketSettings& settings, std::size_t index, std::uint64_t stream) {
  return stream_seed(stream_seed(settings.seed, index), stream);
}

double ln_uniform(Random& random, double low, double high) {
  return portable_exp(random.between(portable_ln(low), portable_ln(high)));
}

Rival draw_rival(Random& random, double reference, std::size_t name) {
  Rival rival;
  rival.name = static_cast<std::uint8_t>(name);
  rival.habit = static_cast<RivalHabit>(random.below(4));
  const double level = std::clamp(1 + 0.06 * random.normal(), 0.87, 1.13);
  rival.shipping =
      random.chance(0.3)
          ? Money{std::min<std::int64_t>(3'900'000, round_money(0.08 * reference).micros)}
          : Money{};
  rival.shipping = floor_to(rival.shipping, {10'000});
  rival.anchor = shop_price(level * reference - main_units(rival.shipping));
  rival.price = rival.previous = rival.anchor;
  rival.condition = random.chance(0.05) ? pricing::Condition::Refurbished : pricing::Condition::New;
  rival.match_confidence =
      static_cast<float>(random.chance(0.06) ? random.between(0.4, 0.65) : random.between(0.85, 1));
  if (random.chance(0.8)) {
    rival.rating = static_cast<float>(random.between(0.7, 0.99));
    rival.rating_count = static_cast<std::int32_t>(10 + random.below(5000));
  }
  rival.weight = random.between(0.5, 1.5);
  refresh(rival);
  return rival;
}

std::vector<Rival> draw_rivals(Random& random, double reference) {
  const std::int64_t count = 3 + random.below(6);
  const auto first = static_cast<std::size_t>(random.below(kRivalNames));
  std::vector<Rival> rivals;
  double weights = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::size_t name = (first + 5 * static_cast<std::size_t>(i)) % kRivalNames;
    rivals.push_back(draw_rival(random, reference, name));
    weights += rivals.back().weight;
  }
  for (Rival& rival : rivals) rival.weight *= kRivalWeight / weights;
  return rivals;
}

void draw_response(Item& item, Random& random, double reference) {
  ItemTruth& truth = item.truth;
  const double total = ln_uniform(random, 2, 6);
  truth.rival_pull = total * random.between(0.15, 0.5);
  const double weight = item.rivals.empty() ? 0 : kRivalWeight;
  truth.elasticity = total - truth.rival_pull * weight / 2;
  truth.tax_rate = kTaxRate;
  constexpr std::array<double, 3> kFees = {0, 0.08, 0.12};
  truth.fee_rate = kFees[static_cast<std::size_t>(random.below(3))];
  const Money cost = round_money(kept_share(truth) * reference * (1 - 1 / total));
  truth.opening_cost = floor_to(cost, {10'000});
  item.cost = truth.opening_cost;
  truth.anchor_price = true_optimum(item);
  truth.anchor_hinge = true_hinge(item.rivals, truth.anchor_price);
}

void draw_price(Item& item, Random& random) {
  ItemTruth& truth = item.truth;
  const double sign = random.chance(0.5) ? 1 : -1;
  const double off = item.index % 6 == 2 ? random.between(0.15, 0.2) : random.between(0.0, 0.1);
  const double least = main_units(item.cost) / kept_share(truth) / (1 - kLeastMargin);
  const double price = main_units(truth.anchor_price) * (1 + sign * off);
  // Rounding to the nearest tenth takes at most 0.06 away.
  truth.opening_price = shop_price(std::max(price, least + 0.06));
  item.price = item.regular_price = item.home_price = truth.opening_price;
}

void draw_supply(ItemTruth& truth, Random& random, std::uint64_t seed) {
  constexpr std::array<std::int64_t, 4> kPacks = {1, 1, 6, 12};
  truth.case_pack = truth.units_per_day < 1 ? 1 : kPacks[static_cast<std::size_t>(random.below(4))];
  truth.moq = truth.case_pack * (1 + random.below(2));
  truth.supplier = static_cast<std::size_t>(random.below(kSupplierNames));
  Random supplier{stream_seed(seed, 1'000'000'007 + truth.supplier)};
  truth.lead_days = supplier.between(3, 12);
  const double stock = truth.units_per_day * random.between(10, 35);
  truth.opening_stock = std::max<std::int64_t>(2, std::llround(stock));
}

void seed_streams(const MarketSettings& settings, Item& item) {
  item.shopping = Random{seed_of(settings, item.index, 1)};
  item.rivalry = Random{seed_of(settings, item.index, 2)};
  item.scraping = Random{seed_of(settings, item.index, 3)};
  item.supplying = Random{seed_of(settings, item.index, 4)};
  item.selling = Random{seed_of(settings, item.index, 5)};
}

}  // namespace

double reference_price(const MarketSettings& settings, std::size_t index) {
  Random random{seed_of(settings, index, 6)};
  const Range range = price_range(index);
  return range.low + (range.high - range.low) * random.uniform() * random.uniform();
}

Item draw_item(const MarketSettings& settings, std::size_t index) {
  Random random{seed_of(settings, index, 0)};
  Item item;
  item.index = index;
  const double reference = reference_price(settings, index);
  if (index % kNoRivalsEvery != kNoRivalsEvery - 9) item.rivals = draw_rivals(random, reference);
  draw_response(item, random, reference);
  draw_price(item, random);
  ItemTruth& truth = item.truth;
  truth.units_per_day =
      settings.top_units_per_day *
      portable_exp(-kPopularityPower * portable_ln(static_cast<double>(index + 1)));
  draw_supply(truth, random, settings.seed);
  truth.shows_cost = index % kNoCostEvery != kNoCostEvery - 6;
  truth.counts_stock = index % kNoCountEvery != kNoCountEvery - 7;
  truth.slice_offset_seconds = static_cast<std::int32_t>(random.below(3600));
  item.on_hand = truth.opening_stock;
  item.price_effect = price_effect(item, item.price);
  item.sold_per_day = truth.units_per_day * item.price_effect;
  seed_streams(settings, item);
  return item;
}

engine::CatalogEntry catalog_entry(const MarketSettings& settings, const Item& item, Instant at) {
  const ItemTruth& truth = item.truth;
  engine::CatalogEntry entry;
  entry.item = item_id(item.index, settings.merchants);
  entry.title = title_of(item.index);
  entry.category = category_of(item.index);
  entry.currency = settings.currency;
  entry.updated_at = at;
  if (truth.shows_cost) entry.unit_cost = Amount{.money = item.cost, .currency = {}};
  entry.tax_rate = truth.tax_rate;
  entry.price_includes_tax = true;
  entry.fee_rate = truth.fee_rate;
  entry.price = Amount{.money = item.price, .currency = {}};
  engine::SupplierTerms terms;
  terms.supplier = supplier_id(truth.supplier);
  terms.moq = Quantity{truth.moq};
  terms.case_pack = Quantity{truth.case_pack};
  terms.lead_days = std::round(truth.lead_days);
  entry.suppliers.push_back(terms);
  return entry;
}

std::vector<engine::Event> opening_of(const MarketSettings& settings, std::size_t index) {
  const Item item = draw_item(settings, index);
  const ItemId id = item_id(index, settings.merchants);
  std::vector<engine::Event> events;
  events.emplace_back(catalog_entry(settings, item, settings.start));
  engine::PriceFact price;
  price.item = id;
  price.price = {.money = item.price, .currency = settings.currency};
  price.at = settings.start;
  events.emplace_back(price);
  if (item.truth.counts_stock) {
    engine::StockCount count;
    count.item = id;
    count.on_hand = Quantity{item.on_hand};
    count.as_of = settings.start;
    events.emplace_back(count);
  }
  return events;
}

std::vector<engine::Event> opening_rules(const MarketSettings& settings) {
  const SaleCalendar sales = sale_calendar(settings.start, settings.days);
  std::vector<engine::Event> events;
  for (std::size_t merchant = 0; merchant < settings.merchants; ++merchant) {
    engine::Rules rules;
    rules.merchant = merchant_id(merchant);
    rules.version = "simulated-1";
    rules.issued_at = settings.start;
    rules.time_zone = "UTC";
    rules.currency = settings.currency;
    rules.tax_rate = kTaxRate;
    rules.price_includes_tax = true;
    rules.occasions = sale_occasions(sales, settings.days);
    events.emplace_back(rules);
  }
  return events;
}

}  // namespace shelfd::simulator
