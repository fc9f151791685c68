// The situation as a record: its ticks, then its parts (state.proto).
#include <algorithm>
#include <array>

#include "connectors/formats/catalog_packing.h"
#include "connectors/formats/situation_parts.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::connectors {
namespace {

using engine::Situation;

constexpr std::uint32_t kMaxMoneyZeros = 6;
constexpr std::int64_t kYear2026 = 1'767'225'600;  // Unix seconds: keeps base_seconds short

// The second in which the newest of what the instants lie around happened.
std::int64_t base_seconds(const Situation& situation) {
  const Instant counted = situation.stock ? situation.stock->as_of : Instant{};
  const Instant newest = std::max({situation.catalog_at, situation.regular_from, counted,
                                   situation.open_price.judged_at, situation.open_plan.judged_at});
  return std::chrono::floor<std::chrono::seconds>(newest).time_since_epoch().count();
}

// A part that says nothing is left out: it would cost two bytes.
void fill(const Situation& situation, Packer& packer, state::Situation& packed) {
  const PriceFrom from{.price = price_of(situation), .unit_cost = unit_cost_of(situation.catalog)};
  const CatalogFrom catalog_from{.price = from.price, .catalog_at = situation.catalog_at};
  pack_catalog(situation.catalog, catalog_from, packer, *packed.mutable_catalog());
  packed.set_catalog_at(packer.own_time(situation.catalog_at));
  packed.set_catalog_content(situation.catalog_content);
  if (situation.stock) pack_stock(*situation.stock, packer, *packed.mutable_stock());
  for (const engine::OpenOrder& order : situation.open_orders) {
    pack_order(order, packer, *packed.add_open_orders());
  }
  pack_price(situation, from, packer, *packed.mutable_price());
  if (packed.price().ByteSizeLong() == 0) packed.clear_price();
  pack_offers(situation.offers, from.price, packer, *packed.mutable_offers());
  if (packed.offers().ByteSizeLong() == 0) packed.clear_offers();
  pack_days(situation, packer, *packed.mutable_days());
  if (packed.days().ByteSizeLong() == 0) packed.clear_days();
  pack_published(situation, from.price, packer, *packed.mutable_published());
  if (packed.published().ByteSizeLong() == 0) packed.clear_published();
  pack_answers(situation, from.price, packer, *packed.mutable_answers());
  if (packed.answers().ByteSizeLong() == 0) packed.clear_answers();
}

std::uint32_t zeros_of(std::int64_t micros) {
  std::uint32_t zeros = 0;
  for (; micros >= 10; micros /= 10) ++zeros;
  return zeros;
}

Ticks read_ticks(const state::Situation& packed, Verdict& verdict) {
  Ticks ticks{.base_seconds = wrapped_sum(packed.base_seconds(), kYear2026),
              .micros = 1,
              .millis = packed.ticks() % 2 == 1 ? 1000 : 1};
  const std::uint32_t zeros = packed.ticks() / 2;
  if (zeros > kMaxMoneyZeros) {
    verdict.refuse("ticks: " + std::to_string(packed.ticks()) + " is not known");
    return ticks;
  }
  for (std::uint32_t zero = 0; zero < zeros; ++zero) ticks.micros *= 10;
  return ticks;
}

void read_parts(const state::Situation& packed, const Unpacker& unpacker, Situation& situation) {
  situation.catalog_at = unpacker.own_time(packed.catalog_at());
  situation.catalog_content = packed.catalog_content();
  const Money price = unpacker.money(packed.price().price(), {});
  situation.catalog = unpack_catalog(
      packed.catalog(), {.price = price, .catalog_at = situation.catalog_at}, unpacker);
  read_price(packed.price(), {.price = price, .unit_cost = unit_cost_of(situation.catalog)},
             unpacker, situation);
  situation.offers = read_offers(packed.offers(), price, unpacker);
  if (packed.has_stock()) situation.stock = read_stock(packed.stock(), unpacker);
  read_days(packed.days(), unpacker, situation);
  read_published(packed.published(), price, unpacker, situation);
  read_answers(packed.answers(), price, unpacker, situation);
  const auto orders = static_cast<std::size_t>(packed.open_orders_size());
  unpacker.verdict().at_most("open_orders", orders, engine::kMaxOpenOrders);
  if (!unpacker.verdict().good()) return;
  for (const state::OpenOrder& order : packed.open_orders()) {
    situation.open_orders.push_back(read_order(order, unpacker));
  }
}

}  // namespace

std::string encode_situation(const Situation& situation, StateFormat format) {
  Roomy<state::Situation> roomy;
  state::Situation& packed = *roomy;
  Packer packer(base_seconds(situation), packed.mutable_exact());
  fill(situation, packer, packed);
  if (packer.measure_again()) {
    packed.Clear();
    fill(situation, packer, packed);
  }
  const Ticks& ticks = packer.ticks();
  packed.set_base_seconds(ticks.base_seconds - kYear2026);
  packed.set_ticks(zeros_of(ticks.micros) * 2 + (ticks.millis == 1000 ? 1 : 0));
  return to_record(packed, format);
}

Result<Situation> decode_situation(std::string_view bytes) {
  Verdict verdict("situation");
  Roomy<state::Situation> roomy;
  state::Situation& packed = *roomy;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  const Ticks ticks = read_ticks(packed, verdict);
  const Unpacker unpacker(ticks, packed.exact(), verdict);
  Situation situation;
  if (verdict.good()) read_parts(packed, unpacker, situation);
  if (!verdict.good()) return verdict.error();
  return situation;
}

}  // namespace shelfd::connectors
