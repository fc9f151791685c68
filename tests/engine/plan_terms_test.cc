// Plan terms: which supplier, what a unit costs, too many and too few of them, and the stock
// position, by hand.
#include "engine/plan_terms.h"

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

Situation with(std::vector<SupplierTerms> suppliers) {
  Situation situation;
  situation.catalog = Shop::catalog();
  situation.catalog.suppliers = std::move(suppliers);
  situation.regular_price = money(30);
  return situation;
}

SupplierTerms supplier(const char* name, std::optional<double> cost, std::optional<double> days) {
  SupplierTerms terms{.supplier = SupplierId(name), .lead_days = days};
  if (cost) terms.cost = Amount{.money = money(*cost)};
  return terms;
}

TEST(PlanTerms, choose_the_cheapest_supplier_then_the_nearest_then_the_name) {
  const Policy policy;
  EXPECT_EQ(choose_supplier(with({}), policy), nullptr);
  EXPECT_EQ(supplier_of(nullptr), 0U);
  const Situation by_cost = with({supplier("a", 19, 1), supplier("b", 18, 9)});
  EXPECT_EQ(choose_supplier(by_cost, policy)->supplier.value, "b");
  const Situation by_days = with({supplier("a", 18, 9), supplier("b", 18, 3)});
  EXPECT_EQ(choose_supplier(by_days, policy)->supplier.value, "b");
  const Situation by_name = with({supplier("b", 18, 3), supplier("a", 18, 3)});
  EXPECT_EQ(choose_supplier(by_name, policy)->supplier.value, "a");
  EXPECT_EQ(supplier_of(choose_supplier(by_name, policy)), name_hash("a"));
}

TEST(PlanTerms, take_the_supplier_s_cost_before_the_item_s) {
  const Situation situation = with({});
  EXPECT_EQ(supplier_cost(supplier("a", 18, 3), situation, {}), money(18));
  EXPECT_EQ(supplier_cost(supplier("a", std::nullopt, 3), situation, {}), money(20));
}

// Sold 3 and received 8 since a count of 40, of which 2 cannot be sold; 12 of 20 are still to come,
// 5 were accepted.
TEST(PlanTerms, count_what_is_there_promised_and_on_its_way) {
  Situation situation = with({});
  EXPECT_EQ(stock_of(situation).on_hand.units, 0);
  situation.stock = StockState{.on_hand = {40},
                               .reserved = {4},
                               .backorders = {1},
                               .unsellable = {2},
                               .sold_since = {3},
                               .received_since = {8}};
  situation.open_orders = {{.ordered = {20}, .received = {8}},
                           {.ordered = {7}, .stage = ShipmentStage::Cancelled},
                           {.ordered = {3}, .received = {5}}};
  situation.accepted_plans = {{.quantity = {5}}};
  const replenishment::StockPosition position = stock_of(situation);
  EXPECT_EQ(position.on_hand.units, 40 - 2 - 3 + 8);
  EXPECT_EQ(position.reserved.units, 4);
  EXPECT_EQ(position.backorders.units, 1);
  EXPECT_EQ(position.open.units, 12);
  EXPECT_EQ(position.accepted.units, 5);
}

// Margin 30 - 20 short, 20 x rate x 7 / 365 over.
TEST(PlanTerms, weigh_too_few_by_the_margin_and_too_many_by_holding) {
  ItemState state;
  state.situation = with({});
  Policy policy;
  policy.holding_rate = 0.365;
  const replenishment::OrderTerms terms = terms_of(state, policy, nullptr, money(20), 7);
  EXPECT_NEAR(terms.underage, 10, 1e-9);
  EXPECT_NEAR(terms.overage, 20 * 0.365 * 7 / 365, 1e-9);
  EXPECT_FALSE(terms.service_level);
  state.situation.catalog.stockout_cost = Amount{.money = money(3)};
  EXPECT_NEAR(terms_of(state, policy, nullptr, money(20), 7).underage, 3, 1e-9);
  // Without a cost there is a level to aim for.
  state.situation.catalog.unit_cost.reset();
  state.situation.catalog.stockout_cost.reset();
  EXPECT_EQ(terms_of(state, policy, nullptr, std::nullopt, 7).service_level, 0.95);
}

}  // namespace
}  // namespace shelfd::engine
