// Shows that the explanation of a plan keeps its promises on invented items of every kind, in each
// language: the units shown add up to the order, no line is wider than 100 columns.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "tests/wording/invented.h"
#include "tests/wording/readable.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

bool says(const std::vector<std::string>& lines, std::string_view text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

std::vector<std::int64_t> figures_on(const std::vector<std::string>& lines) {
  std::vector<std::int64_t> figures;
  for (const std::string& line : lines) {
    const std::size_t begin = line.find_first_not_of(' ');
    const std::size_t end = line.find("  ", begin);
    if (begin == std::string::npos || begin < 2 || end == std::string::npos) continue;
    std::string figure = line.substr(begin, end - begin);
    std::erase(figure, ',');
    std::erase(figure, '+');
    std::int64_t units = 0;
    const auto read = std::from_chars(figure.data(), figure.data() + figure.size(), units);
    if (read.ptr == figure.data() + figure.size()) figures.push_back(units);
  }
  return figures;
}

TEST(ExplainPlan, the_units_shown_add_up) {
  int sums = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const engine::RestockPlan plan = plan_of(random_case(seed));
    for (const Language language : wording::kLanguages) {
      const auto lines = explain_plan(language, {}, plan);
      expect_readable_page(lines);
      const auto figures = figures_on(lines);
      if (figures.empty()) continue;
      ++sums;
      EXPECT_LE(figures.size(), 5U) << "three causes, the rest, the order";
      EXPECT_EQ(figures.back(), plan.quantity.units);
      EXPECT_EQ(std::accumulate(figures.begin(), figures.end() - 1, std::int64_t{0}),
                figures.back());
    }
  }
  EXPECT_GT(sums, 200);
}

TEST(ExplainPlan, says_what_to_order_from_whom_and_by_when) {
  const auto lines = explain_plan(Language::English, {}, plan_of(kettle()));
  EXPECT_TRUE(says(lines, "units from aqua-import."));
  EXPECT_TRUE(says(lines, "at 18.50 EUR a unit."));
  EXPECT_TRUE(says(lines, "it usually arrives by 2025-05-11."));
}

TEST(ExplainPlan, says_to_count_where_the_stock_is_not_known) {
  const auto lines = explain_plan(Language::English, {}, plan_of(lamp()));
  EXPECT_TRUE(says(lines, "No order is suggested: the stock is not known."));
  EXPECT_TRUE(says(lines, "Send a stock count (inventory)"));
}

TEST(ExplainPlan, words_every_action) {
  engine::RestockPlan plan = plan_of(kettle());
  plan.action = engine::PlanAction::Expedite;
  EXPECT_TRUE(says(explain_plan(Language::English, {}, plan), "Ask for a faster delivery"));
  plan.action = engine::PlanAction::Cancel;
  EXPECT_TRUE(says(explain_plan(Language::English, {}, plan),
                   "Cancel " + std::to_string(plan.quantity.units) + " units"));
  plan.action = engine::PlanAction::Wait;
  EXPECT_TRUE(says(explain_plan(Language::English, {}, plan), "Order nothing today"));
}

// Four a day of which a third is free each day: 30 / 4 = 7.5 days.
TEST(ExplainPlan, says_how_long_the_stock_lasts) {
  EXPECT_TRUE(says(explain_plan(Language::English, {}, plan_of(kettle())),
                   "What can be sold lasts about 7.5 days."));
  EXPECT_TRUE(says(explain_plan(Language::English, {}, plan_of(cable())), "longer than a year"));
}

TEST(ExplainPlan, says_what_is_sold_again) {
  engine::RestockPlan plan = plan_of(kettle());
  EXPECT_FALSE(says(explain_plan(Language::English, {}, plan), "sold again"));
  for (engine::Reason& reason : plan.reasons) {
    if (reason.code == engine::ReasonCode::ExpectedDemand) {
      reason.params.push_back({"resold_units", 6.2});
    }
  }
  EXPECT_TRUE(says(explain_plan(Language::English, {}, plan),
                   "leaves out about 6.2 units that come back by then and are sold again"));
}

TEST(ExplainPlan, stands_an_empty_plan) {
  for (const Language language : wording::kLanguages) {
    expect_readable_page(explain_plan(language, {}, engine::RestockPlan{}));
  }
}

}  // namespace
}  // namespace shelfd::wording_test
