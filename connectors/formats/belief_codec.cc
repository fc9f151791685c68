// The belief and the pools as records.
#include "connectors/formats/response_parts.h"
#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_codec.h"
#include "connectors/formats/state_packing.h"

namespace shelfd::connectors {
namespace {

using engine::Belief;
using forecasting::kLeadBins;
using forecasting::LeadCounts;

void pack_rates(const forecasting::RatePool& pool, state::Rates& packed) {
  packed.set_items(pool.items);
  packed.set_rate_sum(pool.rate_sum);
  packed.set_square_sum(pool.square_sum);
}

forecasting::RatePool read_rates(const state::Rates& packed) {
  return {
      .items = packed.items(), .rate_sum = packed.rate_sum(), .square_sum = packed.square_sum()};
}

void pack_lead(const LeadCounts& counts, state::Lead& packed) {
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    if (counts.bins[bin] == 0) continue;
    packed.add_bin(static_cast<std::uint32_t>(bin));
    packed.add_count(static_cast<std::uint32_t>(counts.bins[bin]));
  }
}

LeadCounts read_lead(const state::Lead& packed, Verdict& verdict) {
  LeadCounts counts;
  verdict.equal("lead.count", packed.count_size(), static_cast<std::size_t>(packed.bin_size()));
  verdict.at_most("lead.bin", static_cast<std::size_t>(packed.bin_size()), kLeadBins);
  if (!verdict.good()) return counts;
  for (int row = 0; row < packed.bin_size(); ++row) {
    const std::uint32_t bin = packed.bin(row);
    const std::uint32_t count = packed.count(row);
    if (bin >= kLeadBins) {
      verdict.refuse("lead.bin: no bin " + std::to_string(bin));
    } else if (count > static_cast<std::uint32_t>(forecasting::kMaxCount)) {
      verdict.refuse("lead.count: " + std::to_string(count) + " is out of range");
    } else {
      counts.bins[bin] = static_cast<std::int32_t>(count);
    }
  }
  return counts;
}

void pack_models(const Belief& belief, state::Belief& packed) {
  packed.set_shape(belief.demand.shape);
  packed.set_exposure_days(belief.demand.exposure_days);
  packed.set_scatter(belief.demand.scatter);
  packed.set_scatter_weight(belief.demand.scatter_weight);
  packed.set_selling_days(belief.demand.selling_days);
}

Belief read_models(const state::Belief& packed, Verdict& verdict) {
  return {.version = packed.version(),
          .demand = {.shape = packed.shape(),
                     .exposure_days = packed.exposure_days(),
                     .scatter = packed.scatter(),
                     .scatter_weight = packed.scatter_weight(),
                     .selling_days = packed.selling_days()},
          .reported = read_rates(packed.reported()),
          .response = read_response(packed.response(), verdict),
          .suppliers = {}};
}

}  // namespace

std::string encode_belief(const Belief& belief) {
  Roomy<state::Belief> roomy;
  state::Belief& packed = *roomy;
  packed.set_format(kStateFormat);
  packed.set_version(belief.version);
  pack_models(belief, packed);
  pack_rates(belief.reported, *packed.mutable_reported());
  pack_response(belief.response, *packed.mutable_response());
  for (const engine::SupplierBelief& supplier : belief.suppliers) {
    state::SupplierBelief& row = *packed.add_suppliers();
    row.set_supplier(supplier.supplier);
    pack_lead(supplier.lead, *row.mutable_lead());
  }
  return to_bytes(packed);
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
  if (!verdict.good()) return verdict.error();
  return belief;
}

std::string encode_category_pool(const engine::CategoryPool& pool) {
  state::CategoryPool packed;
  packed.set_format(kStateFormat);
  pack_rates(pool.known, *packed.mutable_known());
  for (const engine::CategoryPool::Waiting& waiting : pool.waiting) {
    packed.add_waiting_day(waiting.day);
    pack_rates(waiting.change, *packed.add_waiting());
  }
  return to_bytes(packed);
}

Result<engine::CategoryPool> decode_category_pool(std::string_view bytes) {
  Verdict verdict("category pool");
  state::CategoryPool packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  const auto rows = static_cast<std::size_t>(packed.waiting_size());
  verdict.at_most("waiting", rows, engine::kMaxWaitingDays);
  verdict.equal("waiting_day", packed.waiting_day_size(), rows);
  if (!verdict.good()) return verdict.error();
  engine::CategoryPool pool{.known = read_rates(packed.known())};
  for (int row = 0; row < packed.waiting_size(); ++row) {
    pool.waiting.push_back(
        {.day = packed.waiting_day(row), .change = read_rates(packed.waiting(row))});
  }
  return pool;
}

std::string encode_supplier_pool(const engine::SupplierPool& pool) {
  state::SupplierPool packed;
  packed.set_format(kStateFormat);
  pack_lead(pool.known, *packed.mutable_known());
  for (const engine::SupplierPool::Waiting& waiting : pool.waiting) {
    state::WaitingLeads& row = *packed.add_waiting();
    row.set_day(waiting.day);
    for (const engine::SupplierPool::Lead& lead : waiting.leads) {
      row.add_days(lead.days);
      row.add_receipts(lead.receipts);
    }
  }
  return to_bytes(packed);
}

Result<engine::SupplierPool> decode_supplier_pool(std::string_view bytes) {
  Verdict verdict("supplier pool");
  state::SupplierPool packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  verdict.at_most("waiting", static_cast<std::size_t>(packed.waiting_size()),
                  engine::kMaxWaitingDays);
  engine::SupplierPool pool{.known = read_lead(packed.known(), verdict)};
  for (const state::WaitingLeads& row : packed.waiting()) {
    verdict.equal("receipts", row.receipts_size(), static_cast<std::size_t>(row.days_size()));
    if (!verdict.good()) return verdict.error();
    engine::SupplierPool::Waiting waiting{.day = row.day()};
    for (int lead = 0; lead < row.days_size(); ++lead) {
      waiting.leads.push_back({.days = row.days(lead), .receipts = row.receipts(lead)});
    }
    pool.waiting.push_back(std::move(waiting));
  }
  if (!verdict.good()) return verdict.error();
  return pool;
}

std::string encode_merchant_days(const engine::MerchantDays& days) {
  state::MerchantDays packed;
  packed.set_format(kStateFormat);
  packed.set_published(days.published);
  for (const engine::MerchantDays::DayItems& row : days.items) {
    packed.add_day(row.day);
    packed.add_items(row.items);
  }
  return to_bytes(packed);
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
