// Forecast text: the beliefs of forecasting as text, every field of them, for value_text.h.
#pragma once

#include <string>

#include "engine/item_state.h"
#include "forecasting/category_prior.h"

namespace shelfd::tests {

// `Self` turns the fields to text.
template <typename Self>
struct ForecastText {
  // The belief, the pools and the partition's records.
  [[nodiscard]] std::string operator()(const forecasting::Tally& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::SparseDemand& value) const {
    const auto& [a, b, c, d, e, f, g, h] = value;
    return self().all(a, b, c, d, e, f, g, h);
  }
  [[nodiscard]] std::string operator()(const forecasting::OrderSize& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::FilterState& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::OpenForecast& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::Scatter& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::ForecastRecord& value) const {
    const auto& [a, b, c, d, e, f] = value;
    return self().all(a, b, c, d, e, f);
  }
  // Without its digest, which is worked out.
  [[nodiscard]] std::string operator()(const forecasting::DemandBelief& value) const {
    return self().all(value.sparse, value.size, value.log_price_sum, value.log_price_weight,
                      value.bank, value.record);
  }
  [[nodiscard]] std::string operator()(const forecasting::Moments& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::ScatterSum& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::ReturnsPool& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::ItemReturns& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return self().all(a, b, c, d, e, f, g);
  }
  [[nodiscard]] std::string operator()(const forecasting::ViewedSales& value) const {
    const auto& [a, b, c, d, e] = value;
    return self().all(a, b, c, d, e);
  }
  [[nodiscard]] std::string operator()(const forecasting::DemandPool& value) const {
    const auto& [a, b, c, d, e, f, g, h] = value;
    return self().all(a, b, c, d, e, f, g, h);
  }
  [[nodiscard]] std::string operator()(const forecasting::PriceEvidence& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k] = value;
    return self().all(a, b, c, d, e, f, g, h, i, j, k);
  }
  [[nodiscard]] std::string operator()(const forecasting::PriceSpell& value) const {
    const auto& [a, b, c, d, e, f, g, h, i] = value;
    return self().all(a, b, c, d, e, f, g, h, i);
  }
  [[nodiscard]] std::string operator()(const forecasting::ElasticityPool& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::LeadRow& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::LeadTable& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::SupplierLeads& value) const {
    const auto& [a, b, c, d] = value;
    return self().all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const forecasting::ControlSums& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::ControlDay& value) const {
    const auto& [a, b, c] = value;
    return self().all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const forecasting::CommonMovement& value) const {
    const auto& [a, b] = value;
    return self().all(a, b);
  }
  [[nodiscard]] std::string operator()(const forecasting::SwingRun& value) const {
    const auto& [a, b, c, d, e] = value;
    return self().all(a, b, c, d, e);
  }
  [[nodiscard]] std::string operator()(const forecasting::SwingTest& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return self().all(a, b, c, d, e, f, g);
  }

 private:
  [[nodiscard]] const Self& self() const { return static_cast<const Self&>(*this); }
};

}  // namespace shelfd::tests
