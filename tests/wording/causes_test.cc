// Shows which reasons a reader is shown: the largest three, the sum of the rest, and the one of a
// line.
#include "wording/causes.h"

#include <gtest/gtest.h>

namespace shelfd::wording {
namespace {

using engine::ReasonCode;

engine::Reason reason(ReasonCode code, std::int64_t amount) {
  return {.code = code, .amount = amount};
}

// -90 + 10 - 20 + 5 + 40 = -55: shown -90, +40, -20, the rest 10 + 5 = 15.
TEST(Causes, shows_the_largest_three_and_the_sum_of_the_rest) {
  const std::vector<engine::Reason> reasons = {
      reason(ReasonCode::Rivals, -90),   reason(ReasonCode::Cost, 10),
      reason(ReasonCode::Response, -20), reason(ReasonCode::Ending, 5),
      reason(ReasonCode::Careful, 40),   reason(ReasonCode::NoMarket, 0)};
  const Causes causes = causes_of(reasons);
  ASSERT_EQ(causes.largest.size(), 3U);
  EXPECT_EQ(causes.largest[0]->amount, -90);
  EXPECT_EQ(causes.largest[1]->amount, 40);
  EXPECT_EQ(causes.largest[2]->amount, -20);
  EXPECT_EQ(causes.rest, 15);
  EXPECT_EQ(causes.rest_count, 2U);
  ASSERT_EQ(causes.without_amount.size(), 1U);
  EXPECT_EQ(biggest_reason(reasons)->code, ReasonCode::Rivals);
}

// The sum is +30, so the careful step of -60 is not why the price rises.
TEST(Causes, a_line_names_what_pulls_the_way_the_sum_goes) {
  const std::vector<engine::Reason> reasons = {reason(ReasonCode::Cost, 50),
                                               reason(ReasonCode::Rivals, 40),
                                               reason(ReasonCode::Careful, -60)};
  EXPECT_EQ(biggest_reason(reasons)->code, ReasonCode::Cost);
}

TEST(Causes, a_line_names_what_took_the_change_back) {
  const std::vector<engine::Reason> reasons = {reason(ReasonCode::Cost, 50),
                                               reason(ReasonCode::SmallGain, -50),
                                               reason(ReasonCode::NoMarket, 0)};
  EXPECT_EQ(biggest_reason(reasons)->code, ReasonCode::SmallGain);
}

// 50 + 30 + 20 - 99 - 1 = 0: a promotion that takes back the last cent is shown instead of the 30.
TEST(Causes, what_took_the_change_back_is_shown_however_small) {
  const std::vector<engine::Reason> reasons = {
      reason(ReasonCode::Cost, 50), reason(ReasonCode::Rivals, 30),
      reason(ReasonCode::Response, 20), reason(ReasonCode::Careful, -99),
      reason(ReasonCode::PromotionRunning, -1)};
  const Causes causes = causes_of(reasons);
  ASSERT_EQ(causes.largest.size(), 3U);
  EXPECT_EQ(causes.largest[2]->code, ReasonCode::PromotionRunning);
  EXPECT_EQ(causes.rest, 50);
  EXPECT_EQ(causes.rest_count, 2U);
}

TEST(Causes, without_amounts_the_first_is_named_and_none_where_there_is_none) {
  const std::vector<engine::Reason> reasons = {reason(ReasonCode::NoCost, 0),
                                               reason(ReasonCode::NoMarket, 0)};
  EXPECT_EQ(biggest_reason(reasons)->code, ReasonCode::NoCost);
  EXPECT_EQ(biggest_reason({}), nullptr);
}

}  // namespace
}  // namespace shelfd::wording
