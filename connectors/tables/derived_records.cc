#include "connectors/tables/derived_records.h"

#include <algorithm>
#include <ranges>

#include "connectors/formats/event_codec.h"
#include "connectors/tables/row_reader.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

constexpr Duration kBefore{1};

struct DayPrice {
  std::uint32_t item = 0;
  Day day{};
  Amount price{};

  friend auto operator<=>(const DayPrice&, const DayPrice&) = default;
};

// A millisecond before, within the years of instants (from 1970 on): at one instant a catalog
// record comes first by its rank.
Instant just_before(Instant first_event) { return std::max(first_event - kBefore, Instant{}); }

bool is_known(const std::function<bool(const ItemId&)>& known, const ItemId& item) {
  return known && known(item);
}

// The prices of the orders that count, by item and day.
std::vector<DayPrice> day_prices(Gathering& gathering, const LocalTime& zone) {
  std::vector<DayPrice> prices;
  for (const OrderPrice& order : gathering.order_prices()) {
    const RowEntry& entry = gathering.rows().entries()[order.entry];
    const auto& first = gathering.facts()[entry.item].first_order_price;
    if (entry.dropped || (first && first->price.currency != order.price.currency)) continue;
    prices.push_back(
        {.item = entry.item, .day = local_day(zone, entry.own_time), .price = order.price});
  }
  std::ranges::sort(prices);
  return prices;
}

std::vector<std::uint32_t> items_in_order(const ImportedRows& rows) {
  const auto range = std::views::iota(0U, static_cast<std::uint32_t>(rows.items().size()));
  std::vector<std::uint32_t> numbers(range.begin(), range.end());
  std::ranges::sort(numbers, {}, [&](std::uint32_t number) { return rows.items()[number]; });
  return numbers;
}

// The columns of the one-row table that generated catalogs are read from.
constexpr std::size_t kMerchantColumn = 0;
constexpr std::size_t kSkuColumn = 1;
constexpr std::size_t kCurrencyColumn = 2;

ColumnPlan generated_plan(const Choices& choices) {
  ColumnPlan plan{.kind = Topic::Catalog};
  for (const Field& field : fields_of(Topic::Catalog)) {
    FieldSource source{.field = &field};
    if (field.name == "merchant") source.column = kMerchantColumn;
    if (field.name == "sku") source.column = kSkuColumn;
    if (field.name == "currency") source.column = kCurrencyColumn;
    const Choice* set = choice_for(choices.sets, Topic::Catalog, field.name);
    const bool meant = set != nullptr && (set->kind || field.name == "currency");
    if (meant && field.name != "merchant" && field.name != "sku") source.constant = set->text;
    if (source.column || !source.constant.empty()) plan.sources.push_back(std::move(source));
  }
  return plan;
}

std::string constant_of(const ColumnPlan& plan, std::string_view field) {
  for (const FieldSource& source : plan.sources) {
    if (source.field->name == field) return source.constant;
  }
  return "";
}

bool asks_for_share(const ColumnPlan& plan) {
  return std::ranges::any_of(plan.sources, [](const FieldSource& source) {
    return is_share_of_price(*source.field, source.constant);
  });
}

std::optional<Amount> own_price(const ItemFacts& facts) {
  if (facts.first_price) return facts.first_price->price;
  if (facts.first_order_price) return facts.first_order_price->price;
  return std::nullopt;
}

// Makes the catalog records of items that have none.
class CatalogMaker {
 public:
  CatalogMaker(const Choices& choices, const LocalTime& zone)
      : reader_(generated_plan(choices), zone),
        currency_(constant_of(reader_.plan(), "currency")),
        asks_for_share_(asks_for_share(reader_.plan())) {}

  [[nodiscard]] Status settle() { return reader_.settle("generated catalog records"); }

  // `without_price` is raised where a share was asked and there is no own price in the currency.
  [[nodiscard]] Result<engine::CatalogEntry> make(const ItemId& item, const ItemFacts& facts,
                                                  std::int64_t& without_price) {
    const auto price = own_price(facts);
    const std::string named = price ? price->currency.text() : "";
    const std::string currency = currency_.empty() ? named : currency_;
    std::optional<Money> base;
    if (price && (named.empty() || named == currency)) base = price->money;
    if (asks_for_share_ && !base) ++without_price;
    TableRow row{.cells = {{.text = item.merchant.value}, {.text = item.sku.value}, {}}};
    row.cells[kCurrencyColumn].text = currency;
    auto read = reader_.read(row, base);
    if (!read) {
      const Refused& refused = read.error();
      return reject("--set catalog." + refused.field + ": " + refused.reason + ": \"" +
                    refused.value + "\"");
    }
    auto entry = std::move(*engine::content_if<engine::CatalogEntry>(read->event));
    if (!entry.updated_at) entry.updated_at = just_before(facts.first_event);
    return entry;
  }

 private:
  RowReader reader_;
  std::string currency_;
  bool asks_for_share_;
};

// The item's earliest row of a catalog file, at another time.
engine::CatalogEntry copied_catalog(const ImportedRows& rows, std::size_t entry, Instant at) {
  const ImportedRow row = rows[entry];
  EventDecoder decoder;
  Decoded decoded = decoder.decode(Topic::Catalog, row.record.key, row.record.value);
  auto catalog = std::move(*engine::content_if<engine::CatalogEntry>(*decoded));
  catalog.updated_at = at;
  return catalog;
}

}  // namespace

std::int64_t add_price_facts(Gathering& gathering, const LocalTime& zone, std::uint32_t file) {
  const std::vector<DayPrice> prices = day_prices(gathering, zone);
  std::int64_t added = 0;
  for (std::size_t start = 0; start < prices.size();) {
    const auto same = [&](const DayPrice& each) {
      return each.item == prices[start].item && each.day == prices[start].day;
    };
    std::size_t end = start;
    while (end < prices.size() && same(prices[end])) ++end;
    const DayPrice& median = prices[start + (end - start - 1) / 2];
    const ItemId item = gathering.rows().items()[median.item];
    const engine::PriceFact fact{.item = item,
                                 .price = median.price,
                                 .at = std::max(day_start(zone, median.day), Instant{})};
    const RowHash hash =
        row_hash("price-fact\n" + item.key() + '\n' + std::to_string(day_number(median.day)));
    ++added;
    gathering.add_generated(fact, {.file = file, .line = static_cast<std::uint32_t>(added)}, hash);
    start = end;
  }
  return added;
}

Result<AddedCatalogs> add_catalogs(Gathering& gathering, const Choices& choices,
                                   const ImportRequest& request, std::uint32_t file) {
  const LocalTime utc;
  CatalogMaker maker(choices, utc);
  if (Status settled = maker.settle(); !settled) return std::unexpected(settled.error());
  AddedCatalogs added;
  for (const std::uint32_t number : items_in_order(gathering.rows())) {
    const ItemId item = gathering.rows().items()[number];
    const ItemFacts facts = gathering.facts()[number];
    if (facts.first_event == Instant::max() || is_known(request.known, item)) continue;
    const RowPlace place{.file = file, .line = static_cast<std::uint32_t>(added.count + 1)};
    const RowHash hash = row_hash("catalog\n" + item.key());
    const ImportedRows& rows = gathering.rows();
    if (facts.first_catalog) {
      if (rows.entries()[*facts.first_catalog].own_time <= facts.first_event) continue;
      gathering.add_generated(
          copied_catalog(rows, *facts.first_catalog, just_before(facts.first_event)), place, hash);
    } else {
      auto entry = maker.make(item, facts, added.without_price);
      if (!entry) return std::unexpected(std::move(entry.error()));
      gathering.add_generated(*std::move(entry), place, hash);
    }
    ++added.count;
  }
  return added;
}

void date_catalogs(Gathering& gathering, const std::function<bool(const ItemId&)>& known) {
  ImportedRows& rows = gathering.rows();
  for (const std::size_t at : gathering.undated()) {
    RowEntry& entry = rows.entries()[at];
    const Instant first = gathering.facts()[entry.item].first_event;
    if (first == Instant::max() || is_known(known, rows.items()[entry.item])) continue;
    entry.own_time = just_before(first);
    entry.addition = RowAddition::UpdatedAt;
  }
}

}  // namespace shelfd::connectors
