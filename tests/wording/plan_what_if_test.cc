// Shows that what is said to change an order does change it: the stock levels named are tried.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/wording/invented.h"
#include "wording/figures.h"
#include "wording/what_if.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

bool says(const std::vector<std::string>& lines, const std::string& text) {
  return std::ranges::find(lines, text) != lines.end();
}

// Units ordered with so much on the shelf.
std::int64_t order_at(const Case& shop, std::int64_t on_hand) {
  engine::JudgedPlan judged = *plan_of(shop).basis.judged;
  judged.stock.on_hand.units = on_hand;
  const engine::PlanJudgement judgement = engine::judge_plan(judged);
  return judgement.waits ? 0 : judgement.plan.quantity.units;
}

TEST(PlanWhatIf, names_the_stock_at_which_nothing_would_be_ordered) {
  const Case shop = kettle();
  std::int64_t enough = 30;
  while (order_at(shop, enough) > 0) ++enough;
  EXPECT_TRUE(
      says(plan_what_ifs(Language::English, plan_of(shop)),
           "With " + std::to_string(enough) + " units on the shelf, nothing would be ordered."));
}

TEST(PlanWhatIf, names_the_stock_at_which_an_order_is_due) {
  const Case shop = cable();
  std::int64_t due = 500;
  while (order_at(shop, due) == 0) --due;
  EXPECT_TRUE(says(plan_what_ifs(Language::English, plan_of(shop)),
                   "When the shelf is down to " + std::to_string(due) + " units, an order of " +
                       wording::units(Language::English, Quantity{order_at(shop, due)}) +
                       " is due."));
}

TEST(PlanWhatIf, tells_what_to_order_if_the_orders_on_the_way_do_not_come) {
  const Case shop = kettle();
  engine::JudgedPlan lost = *plan_of(shop).basis.judged;
  lost.stock.open = {};
  const std::int64_t order = engine::judge_plan(lost).plan.quantity.units;
  EXPECT_TRUE(says(plan_what_ifs(Language::English, plan_of(shop)),
                   "If the 20 units on the way did not come, the order would be " +
                       std::to_string(order) + " units."));
}

TEST(PlanWhatIf, is_silent_where_a_person_s_wish_decided) {
  engine::RestockPlan plan = plan_of(kettle());
  plan.quantity = {};
  EXPECT_TRUE(plan_what_ifs(Language::English, plan).empty());
  plan.basis.judged.reset();
  EXPECT_TRUE(plan_what_ifs(Language::English, plan).empty());
}

}  // namespace
}  // namespace shelfd::wording_test
