// Fuzz target of the basket codec and the solver behind it. The first byte chooses JSON or text.
//
// Holds: reading is total, a refusal has a cause; what is accepted is solved within its work, by
// orders that sum to the net price, which is not below the bound.
#include "connectors/formats/basket_codec.h"
#include "connectors/formats/basket_text.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

void solve(const connectors::NamedBasket& basket, std::string_view input) {
  const pricing::NetPrice answer = pricing::cheapest_net_price(basket.basket, {.nodes = 300});
  Money sum{};
  for (const pricing::PricedOrder& order : answer.orders) {
    sum += order.net;
    for (const Money line : order.lines) promise(line >= Money{}, "no line below zero", input);
  }
  promise(sum == answer.net, "orders sum to the net price", input);
  promise(answer.bound <= answer.net, "the bound is a bound", input);
  promise(!connectors::encode_net_price(basket, answer, {}).empty(), "it is written", input);
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  return {
      R"(j{"instances":[{"id":"1","units":[{"sku":"s0","shop":"A","category":"x","list":40000,)"
      R"("price":40000},{"sku":"s1","shop":"B","price":12300}],"promotions":[{"id":"p","layer":2,)"
      R"("scope":{"shop":["A"]},"benefit":{"kind":"amount","off":380,"every":true,"max_times":2},)"
      R"("gate":{"amount":4000,"basis":"running"},"copies":2,"per_order":2,"order_groups":["g"]},)"
      R"({"id":"q","layer":3,"scope":"all","auto":true,"benefit":{"kind":"percent","bp":500,)"
      R"("cap":300,"of":"list","each":true},"unit_groups":["u"]},{"id":"b","layer":1,"scope":)"
      R"("all","benefit":{"kind":"bundle","parts":[{"sku":["s0"]},{"sku":["s1"]}],"price":999}}],)"
      R"("rules":{"max_orders":2,"allocate":"activity","overflow":"lost","shipping":{"fee":600,)"
      R"("free_from":5900,"basis":"running"}},"at":1000,"audience":["public"]}]})",
      R"(j{"unit":"main","units":[{"sku":"a","price":"9.9"}],"promotions":[{"id":"n","layer":1,)"
      R"("scope":"all","benefit":{"kind":"n_for_m","n":3,"m":2}},{"id":"d","layer":1,"scope":)"
      R"("all","benefit":{"kind":"deposit","paid":1,"counts":2}}]})",
      "tshop A\nitem coat 899 x2 list 1299\nshop-coupon 200-30 x2\ncross-shop every 300-50\n"
      "deposit coat 50 100\nshipping 10 59\norders 3\nred-packet 8.88\n"};
}

std::string outcome_of(std::string_view input) {
  if (input.empty()) return "empty";
  const std::string_view bytes = input.substr(1);
  if (input.front() == 't') {
    const auto basket = connectors::read_basket_text(bytes);
    if (basket) solve(*basket, input);
    promise(basket || !basket.error().message.empty(), "a refusal has a cause", input);
    return basket ? "accepted" : "refused";
  }
  const auto baskets = connectors::decode_baskets(bytes);
  if (!baskets) {
    promise(!baskets.error().message.empty(), "a refusal has a cause", input);
    return "refused";
  }
  for (const connectors::NamedBasket& basket : *baskets) solve(basket, input);
  return "accepted";
}

}  // namespace shelfd::fuzz
