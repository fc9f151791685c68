#include "engine/plan_terms.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "engine/price_flow.h"
#include "engine/transition.h"

namespace shelfd::engine {
namespace {

constexpr double kDaysPerYear = 365;
// A service level to aim for where neither a cost nor a level is known.
constexpr double kServiceLevelUnknownCost = 0.95;

// Main units earned by one more unit sold at the regular price; absent without a cost.
std::optional<double> margin_of(const ItemState& state, const Policy& policy) {
  const Situation& situation = state.situation;
  const auto economics = economics_of(situation, policy);
  if (!economics || !situation.regular_price) return std::nullopt;
  return pricing::unit_margin(*economics, *situation.regular_price);
}

}  // namespace

std::optional<Money> supplier_cost(const SupplierTerms& terms, const Situation& situation,
                                   const Policy& policy) {
  if (!terms.cost) return unit_cost(situation, policy);
  return convert(*terms.cost, item_currency(situation, policy), policy.rates);
}

const SupplierTerms* choose_supplier(const Situation& situation, const Policy& policy) {
  const auto& suppliers = situation.catalog.suppliers;
  if (suppliers.size() == 1) return &suppliers.front();
  const auto rank = [&](const SupplierTerms& terms) {
    const auto cost = supplier_cost(terms, situation, policy);
    return std::tuple(!cost.has_value(), cost.value_or(Money{}), terms.lead_days.value_or(1e9),
                      std::string_view(terms.supplier.value));
  };
  const auto best = std::ranges::min_element(suppliers, {}, rank);
  return best == suppliers.end() ? nullptr : &*best;
}

std::uint64_t supplier_of(const SupplierTerms* terms) {
  return terms == nullptr ? 0 : name_hash(terms->supplier.value);
}

replenishment::StockPosition stock_of(const Situation& situation) {
  if (!situation.stock) return {};
  const StockState& stock = *situation.stock;
  replenishment::StockPosition position{
      .on_hand = stock.on_hand - stock.unsellable - stock.sold_since + stock.received_since,
      .reserved = stock.reserved,
      .backorders = stock.backorders,
      .open = {},
      .accepted = {}};
  for (const OpenOrder& order : situation.open_orders) {
    if (order.stage == ShipmentStage::Cancelled) continue;
    position.open.units += std::max<std::int64_t>(0, order.ordered.units - order.received.units);
  }
  for (const AcceptedPlan& plan : situation.accepted_plans) position.accepted += plan.quantity;
  return position;
}

replenishment::OrderTerms terms_of(const ItemState& state, const Policy& policy,
                                   const SupplierTerms* supplier, std::optional<Money> cost,
                                   double review_days) {
  const CatalogEntry& catalog = state.situation.catalog;
  replenishment::OrderTerms terms;
  if (supplier != nullptr) {
    terms.case_pack = supplier->case_pack;
    terms.minimum = supplier->moq;
  }
  terms.service_level = catalog.service_level ? catalog.service_level : policy.service_level;
  const auto margin = margin_of(state, policy);
  const auto short_cost =
      catalog.stockout_cost
          ? convert(*catalog.stockout_cost, item_currency(state.situation, policy), policy.rates)
          : std::nullopt;
  if (short_cost) {
    terms.underage = main_units(*short_cost);
  } else if (margin) {
    terms.underage = std::max(0.0, *margin);
  }
  const double holding_rate = catalog.holding_rate.value_or(policy.holding_rate);
  terms.overage = main_units(cost.value_or(Money{})) * holding_rate * review_days / kDaysPerYear;
  if (!terms.service_level && (terms.underage <= 0 || terms.overage <= 0)) {
    terms.service_level = kServiceLevelUnknownCost;
  }
  return terms;
}

}  // namespace shelfd::engine
