#include "daemon/publishing.h"

#include <algorithm>
#include <iterator>

#include "connectors/formats/output_codec.h"
#include "engine/alert_flow.h"

namespace shelfd::daemon {
namespace {

using connectors::OutputTopic;
using connectors::SuggestionKind;

const engine::Reason* biggest(const std::vector<engine::Reason>& reasons) {
  const auto size = [](const engine::Reason& reason) { return std::abs(reason.amount); };
  const auto found = std::ranges::max_element(reasons, {}, size);
  return found == reasons.end() ? nullptr : &*found;
}

template <typename Suggestion>
void count_answer(SuggestionKind kind, const Suggestion& suggestion, connectors::Metrics& metrics) {
  metrics.count_suggestion(kind, suggestion.status);
  const engine::Reason* reason = biggest(suggestion.reasons);
  if (reason != nullptr && suggestion.status == engine::Status::Open) {
    metrics.count_reason(kind, reason->code);
  }
}

std::string alert_id(const ItemId& item, const engine::OpenAlert& alert) {
  return item.key() + ":" + engine::alert_kind_name(alert.kind) + ":" +
         std::to_string(unix_millis(alert.opened_at));
}

}  // namespace

void publish(const ItemId& item, const engine::StepOutcome& outcome, connectors::Metrics& metrics,
             EpochResult& result) {
  auto& outputs = result.sealed.outputs;
  if (const auto& price = outcome.price) {
    outputs.push_back({OutputTopic::ReferencePrices, item.key(), connectors::encode_price(*price)});
    count_answer(SuggestionKind::Price, *price, metrics);
    ++result.prices;
  }
  if (const auto& plan = outcome.plan) {
    outputs.push_back({OutputTopic::RestockPlans, item.key(), connectors::encode_plan(*plan)});
    count_answer(SuggestionKind::Plan, *plan, metrics);
    ++result.plans;
  }
  for (const engine::Alert& alert : outcome.alerts) {
    outputs.push_back({OutputTopic::Alerts, alert.alert_id, connectors::encode_alert(alert)});
    metrics.count_alert(alert.kind, alert.open);
  }
}

void keep_judgements(engine::StepOutcome& outcome, Judgements& judgements) {
  if (outcome.price) judgements.prices.push_back(*std::move(outcome.price));
  if (outcome.plan) judgements.plans.push_back(*std::move(outcome.plan));
  std::ranges::move(outcome.alerts, std::back_inserter(judgements.alerts));
}

void withdraw(const ItemId& item, const std::vector<engine::OpenAlert>& alerts,
              connectors::SealedEpoch& sealed) {
  for (const OutputTopic topic : {OutputTopic::ReferencePrices, OutputTopic::RestockPlans}) {
    sealed.outputs.push_back({.topic = topic, .key = item.key(), .value = {}});
  }
  for (const engine::OpenAlert& alert : alerts) {
    sealed.outputs.push_back(
        {.topic = OutputTopic::Alerts, .key = alert_id(item, alert), .value = {}});
  }
}

}  // namespace shelfd::daemon
