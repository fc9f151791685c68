// Basket codec: the oracles' answers exactly, refusals that name the field, and the text form.
// SHELFD_ORACLES names the folder of promotions.json; skips where it is not there.
#include "connectors/formats/basket_codec.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "connectors/formats/basket_text.h"
#include "tests/pricing/naive_net_price.h"

namespace shelfd::connectors {
namespace {

std::optional<std::string> oracle_text() {
  const char* oracles = std::getenv("SHELFD_ORACLES");
  const char* shared = std::getenv("SHELFD_SHARED");
  const std::string folder = oracles != nullptr ? std::string(oracles)
                             : shared != nullptr
                                 ? std::string(shared) + "/oracles"
                                 : std::string(SHELFD_SOURCE) + "/../shared/oracles";
  std::ifstream file(folder + "/promotions.json", std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Priced again by the naive till, from units and steps alone.
std::int64_t priced_again(const pricing::Basket& basket, const pricing::NetPrice& answer) {
  std::int64_t net = 0;
  for (const pricing::PricedOrder& order : answer.orders) {
    std::vector<int> uses(basket.promotions.size(), 0);
    for (const pricing::OrderStep& step : order.steps) uses[step.promotion] = step.uses;
    const auto naive = pricing::naive_order(basket, order.units, uses);
    if (!naive) return -1;
    net += naive->net;
  }
  return net;
}

TEST(BasketCodec, the_oracles_answers_are_exact) {
  const auto text = oracle_text();
  if (!text) GTEST_SKIP() << "no promotions.json in SHELFD_ORACLES or ../shared/oracles";
  const auto baskets = decode_baskets(*text);
  ASSERT_TRUE(baskets.has_value()) << baskets.error().message;
  const auto instances = nlohmann::json::parse(*text)["instances"];
  ASSERT_EQ(baskets->size(), instances.size());
  for (std::size_t at = 0; at < baskets->size(); ++at) {
    const pricing::Basket& basket = (*baskets)[at].basket;
    const pricing::NetPrice answer = pricing::cheapest_net_price(basket);
    const std::int64_t net = instances[at]["net"];
    EXPECT_EQ(answer.net.micros / 10'000, net) << (*baskets)[at].id;
    EXPECT_TRUE(answer.is_optimal()) << (*baskets)[at].id;
    EXPECT_EQ(priced_again(basket, answer), net) << (*baskets)[at].id;
    if (basket.units.size() <= 6) {
      EXPECT_EQ(pricing::naive_net(basket), net) << (*baskets)[at].id;
    }
  }
}

std::string refusal(std::string_view json) {
  const auto baskets = decode_baskets(json);
  return baskets ? "accepted" : baskets.error().message;
}

constexpr std::string_view kUnits = R"("units": [{"sku": "a", "price": 100}])";

std::string with_promotion(std::string_view fields) {
  return "{" + std::string(kUnits) +
         R"(, "promotions": [{"id": "p", "layer": 1, "scope": "all", )" + std::string(fields) +
         "}]}";
}

TEST(BasketCodec, a_refusal_names_the_field) {
  EXPECT_EQ(refusal("{" + std::string(kUnits) + "}"), "accepted");
  EXPECT_EQ(refusal("{"), "file: not_json");
  EXPECT_EQ(refusal("{}"), "units: missing");
  EXPECT_EQ(refusal(R"({"instances": [{}]})"), "instances[0].units: missing");
  EXPECT_EQ(refusal(R"({"instances": [7]})"), "instances[0]: wrong_type");
  EXPECT_EQ(refusal(R"({"units": [{"sku": "a", "price": -5}]})"),
            "units[0].price: out_of_range (-5)");
  EXPECT_EQ(refusal(with_promotion(R"("benefit": {"kind": "gift"})")),
            "promotions[0].benefit.kind: unknown_value (gift)");
  EXPECT_EQ(refusal(with_promotion(R"("benefit": {"kind": "amount", "off": 5, "every": true})")),
            "promotions[0].benefit.every: unsupported (without a gate)");
  EXPECT_EQ(refusal(with_promotion(
                R"("auto": true, "copies": 1, "benefit": {"kind": "amount", "off": 5})")),
            "promotions[0].auto: unsupported (with copies)");
  EXPECT_EQ(refusal(with_promotion(R"("benefit": {"kind": "bundle", "price": 5})")),
            "promotions[0].benefit.parts: missing");
  EXPECT_EQ(refusal(with_promotion(R"("gate": {"amount": 5})")), "promotions[0].benefit: missing");
}

TEST(BasketCodec, main_units_are_decimals_on_the_step) {
  const auto baskets = decode_baskets(
      R"({"unit": "main", "currency": "JPY", "units": [{"sku": "a", "price": "1200"}]})");
  ASSERT_TRUE(baskets.has_value());
  EXPECT_EQ(baskets->front().basket.units[0].price.micros, 1'200 * kMicrosPerUnit);
  EXPECT_EQ(refusal(R"({"unit": "main", "units": [{"sku": "a", "price": 1.005}]})"),
            "units[0].price: not_money (1.005)");
}

// 259 + 259 + 30 in two pieces reach 500: 60 off, and every 300 less 50 once: 548 - 60 - 50.
TEST(BasketText, a_basket_in_chinese_is_the_basket_in_english) {
  const auto chinese = read_basket_text(
      "店铺 海风\n商品 羊毛衫 259 x2 类目 服饰\n商品 袜 30 # 凑单\n店铺券 满500减60\n跨店满减 "
      "每300减50\n");
  const auto english = read_basket_text(
      "shop A\nitem jumper 259 x2 category clothes\nitem socks 30\nshop-coupon 500-60\n"
      "cross-shop every 300-50\n");
  ASSERT_TRUE(chinese.has_value()) << chinese.error().message;
  ASSERT_TRUE(english.has_value()) << english.error().message;
  EXPECT_EQ(pricing::cheapest_net_price(chinese->basket).net.micros, 438 * kMicrosPerUnit);
  EXPECT_EQ(pricing::cheapest_net_price(english->basket).net.micros, 438 * kMicrosPerUnit);
}

TEST(BasketText, an_error_names_line_and_field) {
  const auto message = [](std::string_view text) {
    const auto basket = read_basket_text(text);
    return basket ? std::string("accepted") : basket.error().message;
  };
  EXPECT_EQ(message("shop A\nitem coat abc\n"), "line 2: price: not_money (abc)");
  EXPECT_EQ(message("gift 5\n"), "line 1: statement: unknown_value (gift)");
  EXPECT_EQ(message("item a 5\norders 0\n"), "line 2: orders: out_of_range (0)");
  EXPECT_EQ(message("item a 5\ncoupon 20\n"), "line 2: amounts: missing (coupon 20)");
  EXPECT_EQ(message("# nothing\n"), "item: missing");
}

TEST(BasketPreset, comes_with_version_and_source) {
  const auto preset = decode_preset(
      R"({"preset": "p", "version": "1", "source": "s", "unit": "main", "promotions": [],
          "rules": {"max_orders": 7}})");
  ASSERT_TRUE(preset.has_value());
  auto basket = read_basket_text("item a 5\n");
  ASSERT_TRUE(add_preset(*preset, *basket).has_value());
  EXPECT_EQ(basket->basket.rules.max_orders, 7);
  const auto nameless = decode_preset(R"({"preset": "p", "version": "1"})");
  ASSERT_FALSE(nameless.has_value());
  EXPECT_EQ(nameless.error().message, "source: missing");
}

TEST(BasketExamples, all_can_be_read) {
  const auto bytes = [](const std::string& name) {
    std::ifstream file(std::string(SHELFD_SOURCE) + "/examples/" + name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto text = read_basket_text(bytes("double11.txt"));
  EXPECT_TRUE(text.has_value()) << text.error().message;
  EXPECT_TRUE(decode_baskets(bytes("three_coupons.json")).has_value());
  for (const char* name : {"cross_shop_300_50", "official_15_percent", "claim_code_preferential"}) {
    EXPECT_TRUE(decode_preset(bytes("presets/" + std::string(name) + ".json")).has_value()) << name;
  }
}

// What is written has net, proof and orders whose steps explain the price.
TEST(BasketOutput, is_the_oracles_form) {
  auto basket = read_basket_text("item a 5\nred-packet 1\n");
  const pricing::NetPrice answer = pricing::cheapest_net_price(basket->basket);
  const auto json = nlohmann::json::parse(encode_net_price(*basket, answer, {}));
  EXPECT_EQ(json["net"], "4");
  EXPECT_EQ(json["proof"], "optimal");
  EXPECT_EQ(json["orders"][0]["steps"][0], nlohmann::json::parse(R"(["red-packet 1", 1, "1"])"));
}

}  // namespace
}  // namespace shelfd::connectors
