// Life tables of lead times, and the pools of them, as records.
#include "connectors/formats/lead_packing.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::connectors {
namespace {

using forecasting::LeadRow;
using forecasting::LeadTable;
using forecasting::SupplierLeads;

constexpr std::int64_t kMostDays = 4'000'000;  // beyond any calendar day, and sums do not overflow
constexpr std::int64_t kMostGain = std::int64_t{1} << 50;

bool is_count(std::int64_t value) {
  return value >= -forecasting::kMaxLeadCount && value <= forecasting::kMaxLeadCount;
}

void pack_leads(const SupplierLeads& leads, state::Leads& packed) {
  if (leads.ordered != LeadTable{}) pack_lead(leads.ordered, *packed.mutable_ordered());
  if (leads.shipped != LeadTable{}) pack_lead(leads.shipped, *packed.mutable_shipped());
  if (leads.promised != LeadTable{}) pack_lead(leads.promised, *packed.mutable_promised());
  packed.set_promised_gain(leads.promised_gain);
}

SupplierLeads read_leads(const state::Leads& packed, Verdict& verdict) {
  if (packed.promised_gain() < -kMostGain || packed.promised_gain() > kMostGain) {
    verdict.refuse("leads.promised_gain: " + std::to_string(packed.promised_gain()) +
                   " is out of range");
  }
  return {.ordered = read_lead(packed.ordered(), verdict),
          .shipped = read_lead(packed.shipped(), verdict),
          .promised = read_lead(packed.promised(), verdict),
          .promised_gain = packed.promised_gain()};
}

}  // namespace

void pack_lead(const LeadTable& table, state::Lead& packed) {
  packed.set_base_day(table.base_day);
  packed.set_newest_day(table.newest_day - table.base_day);
  std::int32_t next = 0;
  for (const LeadRow& row : table.rows) {
    packed.add_bin(row.bin - next);
    next = row.bin + 1;
  }
  put_column(table.rows, packed.mutable_at_risk(), [](const LeadRow& row) { return row.at_risk; });
  put_column(table.rows, packed.mutable_arrived(), [](const LeadRow& row) { return row.arrived; });
}

LeadTable read_lead(const state::Lead& packed, Verdict& verdict) {
  LeadTable table;
  const auto rows = static_cast<std::size_t>(packed.bin_size());
  verdict.at_most("lead.bin", rows, 2 * forecasting::kLeadBins);
  verdict.column("lead.at_risk", packed.at_risk_size(), rows);
  verdict.column("lead.arrived", packed.arrived_size(), rows);
  const std::int64_t newest = std::int64_t{packed.base_day()} + packed.newest_day();
  if (packed.base_day() < 0 || packed.newest_day() < 0 || newest > kMostDays) {
    verdict.refuse("lead.newest_day: " + std::to_string(newest) + " is out of range");
  }
  if (!verdict.good()) return table;
  table.base_day = packed.base_day();
  table.newest_day = static_cast<std::int32_t>(newest);
  constexpr auto kBins = static_cast<std::int64_t>(forecasting::kLeadBins);
  std::int64_t next = 0;
  for (int row = 0; row < packed.bin_size(); ++row) {
    const std::int64_t bin = next + packed.bin(row);
    const LeadRow read{.bin = static_cast<std::int32_t>(bin),
                       .arrived = entry(packed.arrived(), row),
                       .at_risk = entry(packed.at_risk(), row)};
    if (bin < -kBins || bin >= kBins || (row > 0 && bin < next)) {
      verdict.refuse("lead.bin: no bin " + std::to_string(bin));
      return {};
    }
    if (!is_count(read.arrived) || !is_count(read.at_risk)) {
      verdict.refuse("lead.at_risk: " + std::to_string(read.at_risk) + " is out of range");
      return {};
    }
    table.rows.push_back(read);
    next = bin + 1;
  }
  return table;
}

std::string encode_lead_pool(const engine::LeadPool& pool, StateFormat format) {
  state::LeadPool packed;
  pack_leads(pool.known, *packed.mutable_known());
  for (const engine::LeadPool::Waiting& waiting : pool.waiting) {
    packed.add_waiting_day(waiting.day);
    pack_leads(waiting.change, *packed.add_waiting());
  }
  return to_record(packed, format);
}

Result<engine::LeadPool> decode_lead_pool(std::string_view bytes) {
  Verdict verdict("lead pool");
  state::LeadPool packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  const auto rows = static_cast<std::size_t>(packed.waiting_size());
  verdict.at_most("waiting", rows, engine::kMaxWaitingDays);
  verdict.equal("waiting_day", packed.waiting_day_size(), rows);
  if (!verdict.good()) return verdict.error();
  engine::LeadPool pool{.known = read_leads(packed.known(), verdict)};
  for (int row = 0; row < packed.waiting_size(); ++row) {
    const std::int32_t day = packed.waiting_day(row);
    if (day < 0 || day > kMostDays) {
      verdict.refuse("waiting_day: " + std::to_string(day) + " is out of range");
    }
    pool.waiting.push_back({.day = day, .change = read_leads(packed.waiting(row), verdict)});
  }
  if (!verdict.good()) return verdict.error();
  return pool;
}

}  // namespace shelfd::connectors
