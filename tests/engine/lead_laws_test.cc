// Shows that a remembered lead time is the one that would be worked out, whatever came before it.
#include "engine/lead_laws.h"

#include <gtest/gtest.h>

namespace shelfd::engine {
namespace {

using forecasting::LeadEvidence;
using forecasting::LeadTable;
using forecasting::SupplierLeads;

// `count` orders that came after `days`.
LeadTable came_after(int days, int count) {
  LeadTable table;
  for (int order = 0; order < count; ++order) {
    for (int age = 0; age <= days; ++age) {
      forecasting::count(table, age, age == days ? forecasting::kOneOrder : 0,
                         forecasting::kOneOrder);
    }
  }
  return table;
}

struct Evidence {
  LeadTable item{};
  SupplierLeads supplier{};
  LeadTable lane{};
  LeadTable merchant{};
  std::optional<double> stated_days{};
  PooledSignatures pooled{};

  [[nodiscard]] LeadEvidence all() const {
    return {.item = &item,
            .supplier = &supplier,
            .lane = &lane,
            .merchant = &merchant,
            .stated_days = stated_days};
  }
};

void expect_worked_out(LeadLaws& laws, const Evidence& evidence) {
  const LeadLaw worked_out = lead_law(evidence.all());
  for (int time = 0; time < 2; ++time) {
    const LeadLaw& known = laws.of(evidence.all(), evidence.pooled);
    EXPECT_EQ(known.law.probability, worked_out.law.probability);
    EXPECT_EQ(known.law.own_share, worked_out.law.own_share);
    ASSERT_EQ(known.shares.size(), worked_out.shares.size());
    for (std::size_t at = 0; at < known.shares.size(); ++at) {
      EXPECT_EQ(known.shares[at].weight, worked_out.shares[at].weight);
      EXPECT_EQ(known.shares[at].days, worked_out.shares[at].days);
      EXPECT_EQ(known.shares[at].squares, worked_out.shares[at].squares);
    }
  }
}

TEST(LeadLaws, are_what_is_worked_out_for_each_pool_and_promise) {
  LeadLaws laws;
  // More than there is room for, so that they take each other's places.
  for (std::uint64_t supplier = 1; supplier <= 2 * kLeadLaws; ++supplier) {
    Evidence evidence{.pooled = {supplier * 0x9E3779B97F4A7C15, 7, 9}};
    evidence.supplier.ordered = came_after(static_cast<int>(supplier % 20), 12);
    expect_worked_out(laws, evidence);
    evidence.stated_days = static_cast<double>(supplier % 5);
    expect_worked_out(laws, evidence);
    evidence.pooled[1] = 8;
    evidence.lane = came_after(3, 20);
    expect_worked_out(laws, evidence);
  }
}

// Its own orders are in no signature.
TEST(LeadLaws, know_an_items_own_orders_from_anothers) {
  LeadLaws laws;
  Evidence none{.pooled = {1, 2, 3}};
  none.supplier.ordered = came_after(5, 10);
  Evidence own = none;
  own.item = came_after(15, 30);
  expect_worked_out(laws, none);
  expect_worked_out(laws, own);
  expect_worked_out(laws, none);
  EXPECT_NE(lead_law(none.all()).law.probability, lead_law(own.all()).law.probability);
}

}  // namespace
}  // namespace shelfd::engine
