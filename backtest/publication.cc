#include "backtest/publication.h"

#include <array>

#include "base/hash.h"
#include "engine/trained.h"

namespace shelfd::backtest {
namespace {

using engine::CategoryPrior;
using engine::DemandHead;
using engine::DemandPriors;
using engine::Rules;

constexpr std::size_t kMaxVersionBytes = 128;
constexpr const char* kEnding = "trained-";

std::string hex(std::uint64_t value) {
  constexpr std::array<char, 16> kDigits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                            '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string text(16, '0');
  for (std::size_t at = text.size(); at > 0; --at, value >>= 4U) {
    text[at - 1] = kDigits.at(value & 15U);
  }
  return text;
}

void add(Signature& signature, const std::vector<double>& numbers) {
  for (const double number : numbers) signature.add(number);
}

std::string version_of(const DemandHead& head) {
  Signature signature;
  for (const auto* list : {&head.mean_weights, &head.mean_centres, &head.mean_scales,
                           &head.spread_weights, &head.spread_centres, &head.spread_scales}) {
    add(signature, *list);
  }
  return "head-" + hex(signature.value());
}

void add(Signature& signature, const CategoryPrior& known) {
  const forecasting::DemandPrior& prior = known.prior;
  signature.add(std::string_view(known.category.value));
  signature.add(known.items);
  for (const double number :
       {prior.rate.mean, prior.rate.weight, prior.rate.excess, prior.rate.scatter, prior.size}) {
    signature.add(number);
  }
  for (const double scatter : prior.scatter) signature.add(scatter);
  for (const float mean : prior.regressors.mean) signature.add(static_cast<double>(mean));
  for (const float stddev : prior.regressors.stddev) signature.add(static_cast<double>(stddev));
  if (!prior.returns.told) return;
  signature.add(prior.returns.rate_ratio);
  signature.add(prior.returns.delay_days);
}

std::string version_of(const std::vector<CategoryPrior>& priors) {
  Signature signature;
  for (const CategoryPrior& known : priors) add(signature, known);
  return "priors-" + hex(signature.value());
}

bool loses(const Training& training) {
  return training.in_force_loss && *training.in_force_loss >= training.loss.filter;
}

// What becomes of the head, in the record.
void decide_head(const Training& training, Instant through, Rules& rules, Publication& result) {
  auto& head = rules.demand_head;
  const std::string before = head ? head->version : "";
  result.head = head ? HeadFate::Kept : HeadFate::None;
  result.head_version = before;
  if (training.head) {
    DemandHead next = engine::record_of(*training.head);
    next.version = version_of(next);
    next.trained_at = through;
    next.series = static_cast<std::int64_t>(training.series);
    next.rows = static_cast<std::int64_t>(training.rows);
    result.head = next.version == before ? HeadFate::Unchanged : HeadFate::Published;
    result.head_version = next.version;
    head = std::move(next);
  } else if (training.verdict == Verdict::NotBetter && loses(training)) {
    result.head = HeadFate::Withdrawn;
    head.reset();
  }
}

void decide_priors(const Training& training, Instant through, Rules& rules, Publication& result) {
  std::vector<CategoryPrior> priors = priors_of(training.pools);
  if (priors.empty()) return;
  const std::string version = version_of(priors);
  result.new_priors = !rules.demand_priors || rules.demand_priors->version != version;
  rules.demand_priors =
      DemandPriors{.version = version, .trained_at = through, .priors = std::move(priors)};
}

// "2026-11-25" becomes "2026-11-25+trained-<hash>", and so does "2026-11-25+trained-<another>".
std::string marked(const std::string& version, const Rules& rules) {
  Signature signature;
  signature.add(std::string_view(rules.demand_head ? rules.demand_head->version : ""));
  signature.add(std::string_view(rules.demand_priors ? rules.demand_priors->version : ""));
  std::string ending = kEnding + hex(signature.value());
  const auto mark = version.rfind(kEnding);
  const bool alone = version.empty() || mark == 0;
  if (alone) return ending;
  const bool marked_before = mark != std::string::npos && version[mark - 1] == '+';
  const std::string base = marked_before ? version.substr(0, mark - 1) : version;
  const std::string whole = base + "+" + ending;
  return whole.size() <= kMaxVersionBytes ? whole : ending;
}

}  // namespace

Publication publication_of(const Training& training, const MerchantId& merchant, const Rules* own,
                           Instant through) {
  Rules rules = own == nullptr ? Rules{.merchant = merchant} : *own;
  Publication result;
  decide_head(training, through, rules, result);
  decide_priors(training, through, rules, result);
  const bool new_head = result.head == HeadFate::Published || result.head == HeadFate::Withdrawn;
  if (!new_head && !result.new_priors) return result;
  rules.version = marked(rules.version, rules);
  result.rules = std::move(rules);
  return result;
}

}  // namespace shelfd::backtest
