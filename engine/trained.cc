#include "engine/trained.h"

#include <algorithm>
#include <span>

#include "base/hash.h"

namespace shelfd::engine {
namespace {

using forecasting::DemandPrior;
using forecasting::HeadPart;
using forecasting::PooledHead;

template <std::size_t Size>
bool copy(const std::vector<double>& from, std::array<double, Size>& into) {
  if (from.size() != Size) return false;
  std::ranges::copy(from, into.begin());
  return true;
}

std::optional<PooledHead> made(const DemandHead& told) {
  PooledHead head;
  const bool fits =
      copy(told.mean_weights, head.mean.weights) && copy(told.mean_centres, head.mean.centres) &&
      copy(told.mean_scales, head.mean.scales) && copy(told.spread_weights, head.scatter.weights) &&
      copy(told.spread_centres, head.scatter.centres) &&
      copy(told.spread_scales, head.scatter.scales);
  return fits ? std::optional(head) : std::nullopt;
}

template <std::size_t Size>
void add(Digest& digest, const HeadPart<Size>& part) {
  for (const double weight : part.weights) digest.add(weight);
  for (const double centre : part.centres) digest.add(centre);
  for (const double scale : part.scales) digest.add(scale);
}

void add(Digest& digest, const DemandPrior& prior) {
  digest.add(prior.rate.mean);
  digest.add(prior.rate.weight);
  digest.add(prior.rate.excess);
  digest.add(prior.rate.scatter);
  digest.add(prior.size);
  for (const double scatter : prior.scatter) digest.add(scatter);
  for (const float mean : prior.regressors.mean) digest.add(mean);
  for (const float stddev : prior.regressors.stddev) digest.add(stddev);
  digest.add(prior.returns.rate_ratio);
  digest.add(prior.returns.delay_days);
  digest.add(std::uint64_t{prior.returns.told ? 1U : 0U});
}

std::uint64_t digest_of(const Trained& trained) {
  Digest digest;
  digest.add(std::uint64_t{trained.head ? 1U : 0U});
  if (trained.head) {
    add(digest, trained.head->mean);
    add(digest, trained.head->scatter);
  }
  add(digest, trained.merchant);
  for (const auto& [category, prior] : trained.categories) {
    digest.add(sip_hash({}, category));
    add(digest, prior);
  }
  return digest.value();
}

template <std::size_t Size>
std::vector<double> listed(const std::array<double, Size>& numbers) {
  return {numbers.begin(), numbers.end()};
}

}  // namespace

Trained make_trained(const DemandHead* head, const DemandPriors* priors) {
  Trained trained;
  if (head != nullptr) trained.head = made(*head);
  if (priors != nullptr && !priors->priors.empty()) {
    const std::span<const CategoryPrior> all(priors->priors);
    trained.merchant = all.front().prior;
    for (const CategoryPrior& known : all.subspan(1)) {
      trained.categories.emplace(known.category.value, known.prior);
    }
  }
  const bool taught = trained.head || (priors != nullptr && !priors->priors.empty());
  if (taught) trained.digest = digest_of(trained);
  return trained;
}

const PooledHead* head_of(const Trained& trained) {
  return trained.head ? &*trained.head : nullptr;
}

DemandPrior prior_of(const Trained& trained, const Category& category,
                     const forecasting::DemandPool& own) {
  const auto known = trained.categories.find(category.value);
  return forecasting::prior_of(
      own, known == trained.categories.end() ? trained.merchant : known->second);
}

DemandHead record_of(const PooledHead& head) {
  return {.mean_weights = listed(head.mean.weights),
          .mean_centres = listed(head.mean.centres),
          .mean_scales = listed(head.mean.scales),
          .spread_weights = listed(head.scatter.weights),
          .spread_centres = listed(head.scatter.centres),
          .spread_scales = listed(head.scatter.scales)};
}

}  // namespace shelfd::engine
