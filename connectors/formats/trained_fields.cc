#include "connectors/formats/trained_fields.h"

#include <algorithm>
#include <array>
#include <vector>

#include "connectors/formats/event_encoders.h"
#include "connectors/formats/event_texts.h"
#include "forecasting/category_prior.h"
#include "forecasting/pooled_head.h"

namespace shelfd::connectors {
namespace {

using forecasting::DemandPrior;
using forecasting::kResponses;
using forecasting::kWeek;

constexpr TextOf kVersion{.least_bytes = 1, .most_bytes = kMaxNameBytes};
constexpr double kMaxPriorUnits = 1e6;
constexpr double kMaxResponse = 50;

struct HeadLists {
  std::vector<double>& weights;
  std::vector<double>& centres;
  std::vector<double>& scales;
};

void read_head_part(FieldReader& reader, std::size_t features, const HeadLists& lists) {
  constexpr NumberIn kAny{.least = -kMaxHeadNumber, .most = kMaxHeadNumber};
  reader.all_values("weights", features, lists.weights, kAny);
  reader.all_values("centres", features, lists.centres, kAny);
  reader.all_values("scales", features, lists.scales,
                    NumberIn{.most = kMaxHeadNumber, .above_least = true});
}

template <std::size_t Size>
void copy(const std::vector<double>& from, std::array<double, Size>& into) {
  if (from.size() == Size) std::ranges::copy(from, into.begin());
}

// Absent: nobody told of a return.
void read_returns(FieldReader& reader, forecasting::ReturnPrior& prior) {
  std::optional<double> rate;
  reader.optional("return_rate", rate, NumberIn{.most = forecasting::kMaxReturnRate});
  reader.optional(
      "return_days", prior.delay_days,
      NumberIn{.least = forecasting::kDelays.front(), .most = forecasting::kDelays.back()});
  prior.told = rate.has_value();
  prior.rate_ratio = rate.value_or(prior.rate_ratio);
}

void read_prior(FieldReader& reader, engine::CategoryPrior& known) {
  constexpr NumberIn kUnits{.most = kMaxPriorUnits, .above_least = true};
  DemandPrior& prior = known.prior;
  reader.optional("items", known.items, WholeIn{});
  reader.required("rate_units", prior.rate.mean, kUnits);
  reader.required(
      "rate_days", prior.rate.weight,
      NumberIn{.least = forecasting::kMinPriorPeriods, .most = forecasting::kMaxPriorPeriods});
  reader.required("size_units", prior.size, kUnits);
  reader.required("excess", prior.rate.excess, NumberIn{.most = forecasting::kMaxExcess});
  std::vector<double> scatter;
  std::vector<double> means;
  std::vector<double> spreads;
  reader.all_values("scatter", prior.scatter.size(), scatter,
                    NumberIn{.least = forecasting::kMinScatter, .most = forecasting::kMaxScatter});
  reader.all_values("response_means", kResponses, means,
                    NumberIn{.least = -kMaxResponse, .most = kMaxResponse});
  reader.all_values("response_spreads", kResponses, spreads,
                    NumberIn{.most = kMaxResponse, .above_least = true});
  read_returns(reader, prior.returns);
  copy(scatter, prior.scatter);
  prior.rate.scatter = prior.scatter.front();
  for (std::size_t at = 0; at < std::min(means.size(), spreads.size()); ++at) {
    prior.regressors.mean.at(kWeek + at) = static_cast<float>(means[at]);
    prior.regressors.stddev.at(kWeek + at) = static_cast<float>(spreads[at]);
  }
}

void encode_prior(JsonWriter& json, const engine::CategoryPrior& known) {
  const DemandPrior& prior = known.prior;
  json.field("items", known.items);
  json.field("rate_units", prior.rate.mean);
  json.field("rate_days", prior.rate.weight);
  json.field("size_units", prior.size);
  json.field("excess", prior.rate.excess);
  const std::vector<double> scatter(prior.scatter.begin(), prior.scatter.end());
  encode_list(json, "scatter", scatter);
  std::vector<double> means;
  std::vector<double> spreads;
  for (std::size_t at = kWeek; at < kWeek + kResponses; ++at) {
    means.push_back(static_cast<double>(prior.regressors.mean.at(at)));
    spreads.push_back(static_cast<double>(prior.regressors.stddev.at(at)));
  }
  encode_list(json, "response_means", means);
  encode_list(json, "response_spreads", spreads);
  if (!prior.returns.told) return;
  json.field("return_rate", prior.returns.rate_ratio);
  json.field("return_days", prior.returns.delay_days);
}

}  // namespace

void read_head(FieldReader& reader, engine::Rules& rules) {
  engine::DemandHead& head = rules.demand_head.emplace();
  reader.required("version", head.version, kVersion);
  reader.optional("trained_at", head.trained_at, InstantOf{});
  reader.optional("series", head.series, WholeIn{});
  reader.optional("rows", head.rows, WholeIn{});
  reader.required_object("mean", [&](FieldReader& part) {
    read_head_part(part, forecasting::kMeanFeatures,
                   {head.mean_weights, head.mean_centres, head.mean_scales});
  });
  reader.required_object("spread", [&](FieldReader& part) {
    read_head_part(part, forecasting::kScatterFeatures,
                   {head.spread_weights, head.spread_centres, head.spread_scales});
  });
}

void read_priors(FieldReader& reader, engine::Rules& rules) {
  engine::DemandPriors& priors = rules.demand_priors.emplace();
  reader.required("version", priors.version, kVersion);
  reader.optional("trained_at", priors.trained_at, InstantOf{});
  reader.required_object(
      "merchant", [&](FieldReader& inside) { read_prior(inside, priors.priors.emplace_back()); });
  reader.objects("categories", kMaxPriorCategories, [&](FieldReader& inside) {
    engine::CategoryPrior& known = priors.priors.emplace_back();
    inside.required("category", known.category,
                    IdOf<Category>{.text = {.most_bytes = kMaxNameBytes}});
    read_prior(inside, known);
  });
}

void encode_head(JsonWriter& json, const engine::DemandHead& head) {
  json.begin_object("demand_head");
  json.field("version", std::string_view(head.version));
  json.optional("trained_at", head.trained_at);
  json.field("series", head.series);
  json.field("rows", head.rows);
  json.begin_object("mean");
  encode_list(json, "weights", head.mean_weights);
  encode_list(json, "centres", head.mean_centres);
  encode_list(json, "scales", head.mean_scales);
  json.end_object();
  json.begin_object("spread");
  encode_list(json, "weights", head.spread_weights);
  encode_list(json, "centres", head.spread_centres);
  encode_list(json, "scales", head.spread_scales);
  json.end_object();
  json.end_object();
}

void encode_priors(JsonWriter& json, const engine::DemandPriors& priors) {
  if (priors.priors.empty()) return;
  json.begin_object("demand_priors");
  json.field("version", std::string_view(priors.version));
  json.optional("trained_at", priors.trained_at);
  json.begin_object("merchant");
  encode_prior(json, priors.priors.front());
  json.end_object();
  const std::vector<engine::CategoryPrior> named(priors.priors.begin() + 1, priors.priors.end());
  encode_objects(json, "categories", named, [&](const engine::CategoryPrior& known) {
    json.field("category", std::string_view(known.category.value));
    encode_prior(json, known);
  });
  json.end_object();
}

}  // namespace shelfd::connectors
