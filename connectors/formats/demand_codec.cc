// Demand codec: one visit of the fields in order serves both ways.
#include "connectors/formats/demand_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace shelfd::connectors {
namespace {

using forecasting::DemandBelief;
using forecasting::DemandPool;
using forecasting::FilterState;
using forecasting::ForecastRecord;
using forecasting::kBank;
using forecasting::kRegressors;
using forecasting::spread_cell;

template <typename Belief, typename Visit>
void visit_sales(Belief& belief, const Visit& visit) {
  for (auto& tally : belief.sparse.units) visit(tally.sum), visit(tally.exposure);
  for (auto& tally : belief.sparse.orders) visit(tally.sum), visit(tally.exposure);
  visit(belief.sparse.squares.sum);
  visit(belief.sparse.squares.exposure);
  visit(belief.sparse.active);
  visit(belief.sparse.periods);
  visit(belief.sparse.since);
  visit(belief.sparse.surplus);
  visit(belief.sparse.expected);
  visit(belief.size.units);
  visit(belief.size.orders);
  visit(belief.size.squares);
}

// `seen` of an open forecast may be not a number; it is visited apart.
template <typename Record, typename Visit, typename VisitSeen>
void visit_record(Record& record, const Visit& visit, const VisitSeen& visit_seen) {
  for (auto& open : record.open) visit(open.mean), visit_seen(open.seen);
  for (auto& means : record.members) {
    for (auto& mean : means) visit(mean);
  }
  for (auto& scatter : record.scatter) visit(scatter.sum), visit(scatter.weight);
  for (auto& loss : record.loss) visit(loss);
}

template <typename State, typename Visit>
void visit_member(State& member, std::uint32_t used, const Visit& visit) {
  for (auto& mean : member.mean) visit(mean);
  for (std::size_t i = 0; i < kRegressors; ++i) visit(member.spread[spread_cell(i, i)]);
  for (std::size_t i = 0; i < kRegressors; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool both = ((used >> i) & (used >> j) & 1U) != 0;
      if (both) visit(member.spread[spread_cell(i, j)]);
    }
  }
}

std::uint32_t used_regressors(const DemandBelief& belief) {
  std::uint32_t used = 0;
  for (const FilterState& member : belief.bank) {
    for (std::size_t i = 0; i < kRegressors; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const float cell = member.spread[spread_cell(i, j)];
        if (std::bit_cast<std::uint32_t>(cell) != 0) used |= (1U << i) | (1U << j);
      }
    }
  }
  return used;
}

// Reads a column number after number; a missing one reads as zero, and is refused.
class Column {
 public:
  Column(const char* field, const google::protobuf::RepeatedField<float>& numbers, Verdict& verdict)
      : field_(field), numbers_(numbers), verdict_(verdict) {}

  float any() { return at_ < numbers_.size() ? numbers_.Get(at_++) : missing(); }
  float finite() {
    const float number = any();
    if (std::isfinite(number)) return number;
    verdict_.refuse(std::string(field_) + ": a number is not finite");
    return 0;
  }
  void end() {
    if (at_ != numbers_.size()) verdict_.refuse(std::string(field_) + ": there are more numbers");
  }

 private:
  float missing() {
    verdict_.refuse(std::string(field_) + ": there are fewer numbers");
    return 0;
  }

  const char* field_;
  const google::protobuf::RepeatedField<float>& numbers_;
  Verdict& verdict_;
  int at_ = 0;
};

void read_bank(const state::Demand& packed, Verdict& verdict, DemandBelief& belief) {
  if ((packed.used() >> kRegressors) != 0) verdict.refuse("demand.used: no such regressor");
  belief.bank.resize(kBank.size());
  Column column("demand.bank", packed.bank(), verdict);
  for (FilterState& member : belief.bank) {
    visit_member(member, packed.used(), [&](float& number) { number = column.finite(); });
    for (std::size_t i = 0; i < kRegressors; ++i) {
      if (member.spread[spread_cell(i, i)] < 0) verdict.refuse("demand.bank: variance below zero");
    }
  }
  column.end();
  belief.record.periods = static_cast<std::int32_t>(packed.periods() & 0x7fffffffU);
  belief.record.judged = packed.judged();
  Column record("demand.record", packed.record(), verdict);
  visit_record(
      belief.record, [&](float& number) { number = record.finite(); },
      [&](float& seen) { seen = record.any(); });
  record.end();
}

template <typename Pool, typename Visit>
void visit_pool(Pool& pool, const Visit& visit) {
  const auto moments = [&visit](auto& of) {
    visit(of.items);
    visit(of.sum);
    visit(of.square_sum);
  };
  moments(pool.rate);
  visit(pool.excess.sum);
  visit(pool.excess.weight);
  visit(pool.units);
  visit(pool.orders);
  for (auto& orders : pool.by_part) visit(orders);
  for (auto& scatter : pool.scatter) visit(scatter.sum), visit(scatter.weight);
  for (auto& response : pool.responses) moments(response);
  visit(pool.returns.returned);
  visit(pool.returns.due);
  for (auto& nats : pool.returns.evidence) visit(nats);
}

template <typename Viewed, typename Visit>
void visit_viewed(Viewed& viewed, const Visit& visit) {
  visit(viewed.units);
  visit(viewed.views);
  visit(viewed.days);
  visit(viewed.empty_views);
  visit(viewed.empty_days);
}

// Units, which are never below zero; then what may be.
template <typename Returns, typename Visit>
void visit_return_units(Returns& returns, const Visit& visit) {
  for (auto& units : returns.out) visit(units);
  for (auto& units : returns.due) visit(units);
  visit(returns.returned);
  visit(returns.week_returned);
}

template <typename Returns, typename Visit>
void visit_return_sums(Returns& returns, const Visit& visit) {
  visit(returns.week_sold);
  for (auto& nats : returns.evidence) visit(nats);
}

}  // namespace

void pack_demand(const DemandBelief& belief, state::Demand& packed) {
  bool any = false;
  visit_sales(belief, [&any](float number) { any = any || !is_absent(number); });
  if (any) visit_sales(belief, [&packed](float number) { packed.add_sales(number); });
  packed.set_log_price_sum(belief.log_price_sum);
  packed.set_log_price_weight(belief.log_price_weight);
  if (belief.bank.empty()) return;
  const std::uint32_t used = used_regressors(belief);
  packed.set_used(used);
  for (const FilterState& member : belief.bank) {
    visit_member(member, used, [&packed](float number) { packed.add_bank(number); });
  }
  packed.set_periods(static_cast<std::uint32_t>(belief.record.periods));
  packed.set_judged(belief.record.judged);
  const auto put = [&packed](float number) { packed.add_record(number); };
  visit_record(belief.record, put, put);
}

DemandBelief read_demand(const state::Demand& packed, Verdict& verdict) {
  DemandBelief belief;
  if (packed.sales_size() > 0) {
    Column sales("demand.sales", packed.sales(), verdict);
    visit_sales(belief, [&sales](float& number) { number = sales.finite(); });
    sales.end();
  }
  belief.log_price_sum = packed.log_price_sum();
  belief.log_price_weight = packed.log_price_weight();
  if (!std::isfinite(belief.log_price_sum) || !std::isfinite(belief.log_price_weight)) {
    verdict.refuse("demand.log_price: a number is not finite");
  }
  if (packed.bank_size() > 0) read_bank(packed, verdict, belief);
  refresh_digest(belief);
  return belief;
}

void pack_returns(const forecasting::ItemReturns& returns, state::Returns& packed) {
  const auto put = [&packed](float number) { packed.add_numbers(number); };
  visit_return_units(returns, put);
  visit_return_sums(returns, put);
  packed.set_days(returns.days);
}

forecasting::ItemReturns read_returns(const state::Returns& packed, Verdict& verdict) {
  forecasting::ItemReturns returns;
  Column column("returns.numbers", packed.numbers(), verdict);
  visit_return_units(returns, [&](float& units) {
    units = column.finite();
    if (units < 0) verdict.refuse("returns.numbers: units below zero");
  });
  visit_return_sums(returns, [&](float& sum) { sum = column.finite(); });
  column.end();
  returns.days = packed.days();
  if (returns.days <= 0) verdict.refuse("returns.days: not above zero");
  return returns;
}

void pack_viewed(const forecasting::ViewedSales& viewed, state::Belief& packed) {
  if (viewed == forecasting::ViewedSales{}) return;
  visit_viewed(viewed, [&packed](float sum) { packed.add_viewed(sum); });
}

forecasting::ViewedSales read_viewed(const state::Belief& packed, Verdict& verdict) {
  forecasting::ViewedSales viewed;
  if (packed.viewed_size() == 0) return viewed;
  Column column("viewed", packed.viewed(), verdict);
  visit_viewed(viewed, [&](float& sum) {
    sum = column.finite();
    if (sum < 0) verdict.refuse("viewed: a sum below zero");
  });
  column.end();
  return viewed;
}

void pack_pool(const DemandPool& pool, state::DemandPool& packed) {
  int last = 0;
  visit_pool(pool, [&](std::int64_t number) {
    packed.add_numbers(number);
    if (number != 0) last = packed.numbers_size();
  });
  packed.mutable_numbers()->Truncate(last);
}

DemandPool read_pool(const state::DemandPool& packed, Verdict& verdict) {
  DemandPool pool;
  int at = 0;
  visit_pool(pool, [&](std::int64_t& number) {
    if (at < packed.numbers_size()) number = packed.numbers(at++);
  });
  if (at < packed.numbers_size()) verdict.refuse("pool.numbers: there are more numbers");
  return pool;
}

}  // namespace shelfd::connectors
