#include "engine/own_net.h"

#include "engine/transition.h"

namespace shelfd::engine {
namespace {

Money own_shipping(const Situation& situation, const Policy& policy) {
  const auto& shipping = situation.catalog.shipping;
  if (!shipping) return {};
  return convert(*shipping, item_currency(situation, policy), policy.rates).value_or(Money{});
}

pricing::ItemPrice own_item(const Situation& situation, const Policy& policy, Money price) {
  return {.price = price,
          .shipping = own_shipping(situation, policy),
          .step = minor_unit(item_currency(situation, policy))};
}

bool is_listed(const Situation& situation) {
  return situation.catalog.own_promotions.empty() && !situation.catalog.shipping;
}

bool runs(const pricing::Promotion& promotion, Instant at) {
  return (!promotion.from || *promotion.from <= at) && (!promotion.to || at < *promotion.to);
}

bool same_item(const pricing::ItemPrice& a, const pricing::ItemPrice& b) {
  return a.price == b.price && a.shipping == b.shipping && a.step == b.step;
}

OwnNet work_out(const OwnNetMemory& question, const Situation& situation, Instant now) {
  const auto& promotions = situation.catalog.own_promotions;
  return {.curve = pricing::net_curve(question.item, promotions, now, question.audiences,
                                      question.basket),
          .nets = pricing::offer_nets(question.item, promotions, now, question.audiences)};
}

}  // namespace

OwnNet own_net(const Situation& situation, const Policy& policy, Instant now,
               OwnNetMemory* memory) {
  if (is_listed(situation)) {
    if (memory != nullptr) *memory = {};
    return {};
  }
  OwnNetMemory question{.filled = true,
                        .catalog_at = situation.catalog_at,
                        .catalog_content = situation.catalog_content,
                        .item = own_item(situation, policy, situation.price.value_or(Money{})),
                        .running = {},
                        .audiences = policy.audiences,
                        .basket = policy.reference_basket,
                        .net = {}};
  for (const pricing::Promotion& promotion : situation.catalog.own_promotions) {
    question.running.push_back(runs(promotion, now));
  }
  if (memory != nullptr && memory->filled && memory->catalog_at == question.catalog_at &&
      memory->catalog_content == question.catalog_content &&
      same_item(memory->item, question.item) && memory->running == question.running &&
      memory->audiences == question.audiences && memory->basket == question.basket) {
    return memory->net;
  }
  question.net = work_out(question, situation, now);
  if (memory == nullptr) return question.net;
  *memory = std::move(question);
  return memory->net;
}

Money own_paid(const Situation& situation, const Policy& policy, Money price, Instant at) {
  if (is_listed(situation)) return {};
  const pricing::ItemPrice item = own_item(situation, policy, price);
  const auto& promotions = situation.catalog.own_promotions;
  if (policy.reference_basket == pricing::ReferenceBasket::Full) {
    return pricing::offer_nets(item, promotions, at, policy.audiences).full;
  }
  return pricing::net_alone(item, promotions, at, policy.audiences);
}

void add_delivery(const Situation& situation, const Policy& policy,
                  pricing::UnitEconomics& economics) {
  const Money shipping = own_shipping(situation, policy);
  if (shipping <= Money{}) return;
  economics.fee_fixed += times_ratio_nearest(shipping, pricing::kept_share(economics));
}

}  // namespace shelfd::engine
