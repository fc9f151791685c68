#include "engine/lead_flow.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "engine/transition.h"

// Open orders at the close of a day, and asked about.

namespace shelfd::engine {
namespace {

using forecasting::LeadEvidence;
using forecasting::OrderAge;
using forecasting::SupplierLeads;

// An order that was silent speaks again when the law has grown so long that it is among the 95 of
// 100 that take less.
constexpr double kSpeaksAgain = 0.95;

const PooledLeads& or_none(const PooledLeads* pooled) {
  static const PooledLeads kNone{};
  return pooled == nullptr ? kNone : *pooled;
}

std::int32_t day_of(const Policy& policy, Instant at) {
  return static_cast<std::int32_t>(day_number(local_day(policy.zone, at)));
}

std::optional<double> stated_days(const Situation& situation, std::uint64_t supplier) {
  for (const SupplierTerms& terms : situation.catalog.suppliers) {
    if (name_hash(terms.supplier.value) == supplier) return terms.lead_days;
  }
  return std::nullopt;
}

// Local days of an order's life.
struct OrderDays {
  std::int32_t ordered = 0;
  std::optional<std::int32_t> shipped{};
  std::optional<std::int32_t> promised{};

  [[nodiscard]] OrderAge age_on(std::int32_t day) const {
    OrderAge age{.ordered_days = std::max(0, day - ordered)};
    if (shipped && day >= *shipped) age.shipped_days = day - *shipped;
    if (promised) age.promised_days = day - *promised;
    return age;
  }
  // Days that were promised from order to receipt.
  [[nodiscard]] std::optional<double> promised_span() const {
    if (!promised) return std::nullopt;
    return std::max(0, *promised - ordered);
  }
};

OrderDays days_of(const OpenOrder& order, const Policy& policy, std::optional<double> stated) {
  OrderDays days{.ordered = day_of(policy, order.ordered_at)};
  if (order.shipped_at) days.shipped = day_of(policy, *order.shipped_at);
  if (order.expected_at) {
    days.promised = std::max(days.ordered, day_of(policy, *order.expected_at));
  } else if (stated && *stated >= 0.5) {
    days.promised = days.ordered + static_cast<std::int32_t>(std::lround(*stated));
  }
  return days;
}

// What a day's close tells of one order, and to which supplier's tables.
class Counting {
 public:
  Counting(const Transition& transition, OpenOrder& order, std::int32_t day)
      : order_(order),
        evidence_(lead_evidence(transition.state, *transition.context.pools, order.supplier)),
        days_(days_of(order, transition.policy(), evidence_.stated_days)),
        day_(day) {}

  // `received`: the local day of the first receipt, when it has come.
  void close(std::optional<std::int32_t> received, SupplierLeads& counts) {
    const std::int32_t age = std::max(0, received.value_or(day_) - days_.ordered);
    if (!received && (age > forecasting::kLongestLeadDays || falls_silent(age))) return;
    for (; order_.lead_counted <= age; ++order_.lead_counted) {
      count(order_.lead_counted, received && order_.lead_counted == age, counts);
    }
    if (!received) return;
    // The receipt was told when its day had been counted as one more without.
    if (!counted_receipt_) add(age, 1, 0, counts);
    while (order_.lead_counted > age + 1) add(--order_.lead_counted, 0, -1, counts);
    order_.lead_learnt = true;
    order_.silent = false;
  }

 private:
  // By the law of an order with this one's promise, or once it is shipped by that of shipments.
  bool falls_silent(std::int32_t age) {
    const double share = order_.silent ? kSpeaksAgain : forecasting::kSilentAfter;
    if (const auto shipped = days_.age_on(day_).shipped_days) {
      const auto law = forecasting::shipped_law(evidence_);
      order_.silent = *shipped > forecasting::quantile_days(law, share);
      return order_.silent;
    }
    LeadEvidence placed = evidence_;
    if (const auto span = days_.promised_span()) placed.stated_days = span;
    const auto law = forecasting::lead_time_law(placed);
    order_.silent = age > forecasting::quantile_days(law, share);
    return order_.silent;
  }

  void count(std::int32_t age, bool came, SupplierLeads& counts) {
    add(age, came ? 1 : 0, 1, counts);
    counts.promised_gain +=
        forecasting::promised_gain(evidence_, days_.age_on(days_.ordered + age), came);
    counted_receipt_ = counted_receipt_ || came;
  }

  void add(std::int32_t days, int arrived, int at_risk, SupplierLeads& counts) const {
    const OrderAge age = days_.age_on(days_.ordered + days);
    forecasting::count(counts.ordered, age.ordered_days, arrived, at_risk);
    if (age.shipped_days) {
      forecasting::count(counts.shipped, *age.shipped_days, arrived, at_risk);
    }
    if (age.promised_days) {
      forecasting::count(counts.promised, *age.promised_days, arrived, at_risk);
    }
  }

  OpenOrder& order_;
  LeadEvidence evidence_;
  OrderDays days_;
  std::int32_t day_;
  bool counted_receipt_ = false;
};

SupplierBelief* belief_of(Belief& belief, std::uint64_t supplier) {
  auto& suppliers = belief.suppliers;
  const auto found = std::ranges::find(suppliers, supplier, &SupplierBelief::supplier);
  if (found != suppliers.end()) return &*found;
  if (suppliers.size() >= kMaxSuppliers) return nullptr;
  return &suppliers.emplace_back(SupplierBelief{.supplier = supplier});
}

// Orders that the close of a day counts, by supplier: their tables are then learnt one by one.
std::vector<OpenOrder*> counted_orders(Situation& situation, Instant end) {
  std::vector<OpenOrder*> orders;
  for (OpenOrder& order : situation.open_orders) {
    if (order.lead_learnt || order.ordered_at >= end) continue;
    if (order.receipts.empty()) {
      if (order.stage == ShipmentStage::Cancelled || order.ordered.units == 0) continue;
    } else if (order.receipts.front().at <= order.ordered_at) {
      // Where the receipt is the earliest stage known, how long it took is not.
      continue;
    }
    orders.push_back(&order);
  }
  std::ranges::sort(orders, {}, [](const OpenOrder* order) {
    return std::tuple(order->supplier, order->shipment);
  });
  return orders;
}

}  // namespace

LeadEvidence lead_evidence(const ItemState& state, const Pools& pools, std::uint64_t supplier) {
  static const forecasting::LeadTable kNone{};
  const auto& suppliers = state.belief.suppliers;
  const auto own = std::ranges::find(suppliers, supplier, &SupplierBelief::supplier);
  const auto pool = pools.suppliers.find(supplier);
  return {.item = own == suppliers.end() ? &kNone : &own->lead,
          .supplier = &or_none(pool == pools.suppliers.end() ? nullptr : pool->second).leads,
          .lane = &or_none(pools.lane).leads.ordered,
          .merchant = &or_none(pools.merchant).leads.ordered,
          .stated_days = stated_days(state.situation, supplier)};
}

bool is_under_way(const OpenOrder& order) {
  return !is_done(order) && order.received < order.ordered;
}

forecasting::LeadTimeLaw remaining_time(const ItemState& state, const StepContext& context,
                                        const OpenOrder& order) {
  const LeadEvidence evidence = lead_evidence(state, *context.pools, order.supplier);
  const OrderDays days = days_of(order, *context.policy, evidence.stated_days);
  return forecasting::remaining_law(evidence, days.age_on(day_of(*context.policy, context.now)));
}

const OpenOrder* silent_order(const Situation& situation) {
  const OpenOrder* longest = nullptr;
  for (const OpenOrder& order : situation.open_orders) {
    if (!order.silent || !is_under_way(order)) continue;
    if (longest == nullptr || order.ordered_at < longest->ordered_at) longest = &order;
  }
  return longest;
}

int days_without_news(const OpenOrder& order, const Policy& policy, Instant now) {
  return std::max(0, day_of(policy, now) - day_of(policy, order.changed_at));
}

void learn_lead_times(Transition& transition, std::int32_t day, Instant end) {
  const std::vector<OpenOrder*> orders = counted_orders(transition.situation(), end);
  for (auto first = orders.begin(); first != orders.end();) {
    const std::uint64_t supplier = (*first)->supplier;
    PoolChange change{
        .day = day, .category = transition.situation().catalog.category, .supplier = supplier};
    for (; first != orders.end() && (*first)->supplier == supplier; ++first) {
      std::optional<std::int32_t> received;
      const auto& receipts = (*first)->receipts;
      if (!receipts.empty() && receipts.front().at < end) {
        received = day_of(transition.policy(), receipts.front().at);
      }
      Counting(transition, **first, day).close(received, change.leads);
    }
    if (change.leads == SupplierLeads{}) continue;
    if (SupplierBelief* own = belief_of(transition.belief(), supplier)) {
      forecasting::learn(own->lead, change.leads.ordered, day, forecasting::kMaxOwnCount);
    }
    transition.outcome.pool_changes.push_back(std::move(change));
  }
}

}  // namespace shelfd::engine
