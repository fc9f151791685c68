// The belief, a category's pool and the merchant's days as records.
#include "connectors/formats/demand_codec.h"
#include "connectors/formats/lead_packing.h"
#include "connectors/formats/response_parts.h"
#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_codec.h"
#include "connectors/formats/state_packing.h"
#include "connectors/formats/swing_packing.h"

namespace shelfd::connectors {
namespace {

using engine::Belief;

void pack_models(const Belief& belief, state::Belief& packed) {
  pack_demand(belief.demand, *packed.mutable_demand());
}

Belief read_models(const state::Belief& packed, Verdict& verdict) {
  return {.version = packed.version(),
          .demand = read_demand(packed.demand(), verdict),
          .reported = read_pool(packed.reported(), verdict),
          .response = read_response(packed.response(), verdict),
          .suppliers = {}};
}

}  // namespace

std::string encode_belief(const Belief& belief, StateFormat format) {
  Roomy<state::Belief> roomy;
  state::Belief& packed = *roomy;
  packed.set_version(belief.version);
  pack_models(belief, packed);
  pack_pool(belief.reported, *packed.mutable_reported());
  pack_response(belief.response, *packed.mutable_response());
  for (const engine::SupplierBelief& supplier : belief.suppliers) {
    state::SupplierBelief& row = *packed.add_suppliers();
    row.set_supplier(supplier.supplier);
    pack_lead(supplier.lead, *row.mutable_lead());
  }
  if (belief.returns != forecasting::ItemReturns{}) {
    pack_returns(belief.returns, *packed.mutable_returns());
  }
  pack_viewed(belief.viewed, packed);
  if (belief.swing != forecasting::SwingTest{}) pack_swing(belief.swing, *packed.mutable_swing());
  return to_record(packed, format);
}

Result<Belief> decode_belief(std::string_view bytes) {
  Verdict verdict("belief");
  Roomy<state::Belief> roomy;
  state::Belief& packed = *roomy;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  Belief belief = read_models(packed, verdict);
  verdict.at_most("suppliers", static_cast<std::size_t>(packed.suppliers_size()),
                  engine::kMaxSuppliers);
  if (!verdict.good()) return verdict.error();
  for (const state::SupplierBelief& row : packed.suppliers()) {
    belief.suppliers.push_back(
        {.supplier = row.supplier(), .lead = read_lead(row.lead(), verdict)});
  }
  belief.swing = read_swing(packed.swing(), verdict);
  belief.viewed = read_viewed(packed, verdict);
  if (packed.has_returns()) belief.returns = read_returns(packed.returns(), verdict);
  if (!verdict.good()) return verdict.error();
  return belief;
}

std::string encode_category_pool(const engine::CategoryPool& pool, StateFormat format) {
  state::CategoryPool packed;
  pack_pool(pool.known, *packed.mutable_known());
  for (const engine::CategoryPool::Waiting& waiting : pool.waiting) {
    packed.add_waiting_day(waiting.day);
    pack_pool(waiting.change, *packed.add_waiting());
  }
  return to_record(packed, format);
}

Result<engine::CategoryPool> decode_category_pool(std::string_view bytes) {
  Verdict verdict("category pool");
  state::CategoryPool packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  const auto rows = static_cast<std::size_t>(packed.waiting_size());
  verdict.at_most("waiting", rows, engine::kMaxWaitingDays);
  verdict.equal("waiting_day", packed.waiting_day_size(), rows);
  if (!verdict.good()) return verdict.error();
  engine::CategoryPool pool{.known = read_pool(packed.known(), verdict)};
  for (int row = 0; row < packed.waiting_size(); ++row) {
    pool.waiting.push_back(
        {.day = packed.waiting_day(row), .change = read_pool(packed.waiting(row), verdict)});
  }
  if (!verdict.good()) return verdict.error();
  return pool;
}

std::string encode_merchant_days(const engine::MerchantDays& days, StateFormat format) {
  state::MerchantDays packed;
  packed.set_published(days.published);
  for (const engine::MerchantDays::DayItems& row : days.items) {
    packed.add_day(row.day);
    packed.add_items(row.items);
  }
  return to_record(packed, format);
}

Result<engine::MerchantDays> decode_merchant_days(std::string_view bytes) {
  Verdict verdict("merchant days");
  state::MerchantDays packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  verdict.equal("items", packed.items_size(), static_cast<std::size_t>(packed.day_size()));
  if (!verdict.good()) return verdict.error();
  engine::MerchantDays days{.published = packed.published()};
  for (int row = 0; row < packed.day_size(); ++row) {
    days.items.push_back({.day = packed.day(row), .items = packed.items(row)});
  }
  return days;
}

}  // namespace shelfd::connectors
