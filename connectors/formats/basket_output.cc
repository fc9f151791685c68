// Basket output: see encode_net_price in basket_codec.h. Steps are [promotion, uses, amount off],
// as the oracles have them, fees negative.
#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "connectors/formats/basket_codec.h"

namespace shelfd::connectors {
namespace {

using Json = nlohmann::ordered_json;

Json amount_json(const BasketForm& form, Money money) {
  if (form.in_steps) return money.micros / form.step().micros;
  return to_decimal(money);
}

Json order_json(const NamedBasket& basket, const pricing::PricedOrder& order) {
  const BasketForm& form = basket.form;
  Json json;
  json["units"] = order.units;
  json["net"] = amount_json(form, order.net);
  json["lines"] = Json::array();
  for (const Money line : order.lines) json["lines"].push_back(amount_json(form, line));
  json["steps"] = Json::array();
  for (const pricing::OrderStep& step : order.steps) {
    const std::string& id = basket.basket.promotions[step.promotion].id;
    json["steps"].push_back(Json::array({id, step.uses, amount_json(form, step.off)}));
  }
  for (const pricing::ShippingFee& fee : order.shipping) {
    json["steps"].push_back(Json::array({"shipping " + fee.shop, 1, amount_json(form, -fee.fee)}));
  }
  return json;
}

Json advice_json(const NamedBasket& basket, const pricing::BasketAdvice& advice) {
  const BasketForm& form = basket.form;
  Json json = Json::object();
  if (advice.next_best) {
    json["next_best"]["net"] = amount_json(form, advice.next_best->net);
    if (const auto without = advice.next_best->without) {
      json["next_best"]["without"] = basket.basket.promotions[*without].id;
    } else {
      json["next_best"]["orders_less"] = 1;
    }
  }
  if (advice.add_on) {
    json["add_on"]["sku"] = advice.add_on->unit.sku;
    json["add_on"]["shop"] = advice.add_on->unit.shop;
    json["add_on"]["price"] = amount_json(form, advice.add_on->unit.price);
    json["add_on"]["net"] = amount_json(form, advice.add_on->net);
    json["add_on"]["extra"] = amount_json(form, advice.add_on->extra);
  }
  if (advice.automatic_cost > Money{}) {
    json["automatic_cost"] = amount_json(form, advice.automatic_cost);
  }
  return json;
}

}  // namespace

std::string encode_net_price(const NamedBasket& basket, const pricing::NetPrice& answer,
                             const pricing::BasketAdvice& advice) {
  Json json;
  json["id"] = basket.id;
  json["net"] = amount_json(basket.form, answer.net);
  json["proof"] = answer.is_optimal() ? "optimal" : "gap";
  json["bound"] = amount_json(basket.form, answer.bound);
  json["gap_ratio"] = answer.gap_ratio();
  json["nodes"] = answer.nodes;
  json["orders"] = Json::array();
  for (const pricing::PricedOrder& order : answer.orders) {
    json["orders"].push_back(order_json(basket, order));
  }
  json.update(advice_json(basket, advice));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace shelfd::connectors
