// Shows that levels, quantities and costs equal the enumerated and textbook answers of the oracles'
// file, oracles/inventory.json in the folder that SHELFD_SHARED names; skips where it is not there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "replenishment/reorder_policy.h"

namespace shelfd::replenishment {
namespace {

CountMixture poisson(double mean) {
  return {{.weight = 1, .law = {.size = 1e9, .mean_units = mean}}};
}

// The oracles' file, or nothing where it is not there.
std::optional<nlohmann::json> oracle_cases() {
  const char* shared = std::getenv("SHELFD_SHARED");
  if (shared == nullptr) return std::nullopt;
  std::ifstream file(std::string(shared) + "/oracles/inventory.json");
  if (!file) return std::nullopt;
  return nlohmann::json::parse(file).at("cases");
}

// |value - expected| <= tolerance * max(1, |expected|), as the oracles' README asks.
void expect_answer(const nlohmann::json& oracle, const char* name, double value) {
  const double expected = oracle.at("expect").at(name);
  const double tolerance = oracle.at("rel_tol");
  EXPECT_NEAR(value, expected, tolerance * std::max(1.0, std::abs(expected))) << name;
}

double input(const nlohmann::json& oracle, const char* name, double otherwise = 0) {
  return oracle.at("inputs").value(name, otherwise);
}

CountMixture oracle_demand(const nlohmann::json& oracle) {
  if (oracle.at("model") != "newsvendor_negative_binomial") {
    return poisson(input(oracle, "demand_mean") * (input(oracle, "lead_time") + 1));
  }
  const double size = input(oracle, "r");
  const double p = input(oracle, "p");
  return {{.weight = 1, .law = {.size = size, .mean_units = size * (1 - p) / p}}};
}

void check_newsvendor(const nlohmann::json& oracle) {
  const OrderTerms terms{.underage = input(oracle, "stockout_cost"),
                         .overage = input(oracle, "holding_cost")};
  const CountMixture demand = oracle_demand(oracle);
  if (oracle.at("inputs").contains("base_stock_level")) {
    const auto level = oracle.at("inputs").at("base_stock_level").get<std::int64_t>();
    expect_answer(oracle, "cost", plan_order(terms, {.on_hand = {level}}, demand).cost_now);
    return;
  }
  const OrderPlan plan = plan_order(terms, {}, demand);
  expect_answer(oracle, "base_stock_level", static_cast<double>(plan.level.units));
  expect_answer(oracle, "cost", plan.cost_then);
}

// A unit's cost c is paid for what is ordered: c q = c (E left - E short + mean - on hand), so it
// joins the overage and leaves the underage, and c (mean - on hand) is paid whatever is ordered.
void check_pack(const nlohmann::json& oracle) {
  const double unit_cost = input(oracle, "unit_cost");
  const double on_hand = input(oracle, "on_hand");
  const OrderTerms terms{.case_pack = {static_cast<std::int64_t>(input(oracle, "pack"))},
                         .minimum = {static_cast<std::int64_t>(input(oracle, "moq"))},
                         .underage = input(oracle, "stockout_cost") - unit_cost,
                         .overage = input(oracle, "holding_cost") + unit_cost};
  const OrderPlan plan =
      plan_order(terms, {.on_hand = {static_cast<std::int64_t>(on_hand)}}, oracle_demand(oracle));
  expect_answer(oracle, "order_quantity", static_cast<double>(plan.quantity.units));
  expect_answer(oracle, "cost",
                plan.cost_then + unit_cost * (input(oracle, "demand_mean") - on_hand));
}

TEST(ReorderOracles, are_equalled) {
  const std::optional<nlohmann::json> cases = oracle_cases();
  if (!cases) GTEST_SKIP() << "SHELFD_SHARED names no folder with oracles/inventory.json";
  int checked = 0;
  for (const nlohmann::json& oracle : *cases) {
    const std::string model = oracle.at("model");
    SCOPED_TRACE(oracle.at("id").get<std::string>());
    if (model == "moq_pack") {
      check_pack(oracle);
    } else if (model == "newsvendor_poisson" || model == "base_stock_poisson" ||
               model == "newsvendor_negative_binomial") {
      check_newsvendor(oracle);
    } else {
      continue;
    }
    ++checked;
  }
  EXPECT_EQ(checked, 17);  // 5 + 2 Poisson, 2 negative binomial, 8 with packs
}

}  // namespace
}  // namespace shelfd::replenishment
