// Value text: every field of a state or an output as text, doubles and floats bit by bit, so that
// two values can be compared whole. Each struct is taken apart by a structured binding: a field
// that is added to it and forgotten here does not compile.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "tests/connectors/formats/forecast_text.h"

namespace shelfd::tests {

struct ValueText : ForecastText<ValueText> {
  using ForecastText<ValueText>::operator();

  template <typename... Values>
  [[nodiscard]] std::string all(const Values&... values) const {
    return "{" + (((*this)(values) + " ") + ... + "}");
  }

  template <typename T>
    requires std::is_integral_v<T>
  [[nodiscard]] std::string operator()(T value) const {
    return std::to_string(value);
  }
  template <typename T>
    requires std::is_enum_v<T>
  [[nodiscard]] std::string operator()(T value) const {
    return "#" + std::to_string(static_cast<int>(value));
  }
  [[nodiscard]] std::string operator()(double value) const {
    return "d" + std::to_string(std::bit_cast<std::uint64_t>(value));
  }
  [[nodiscard]] std::string operator()(float value) const {
    return "f" + std::to_string(std::bit_cast<std::uint32_t>(value));
  }
  [[nodiscard]] std::string operator()(const std::string& value) const {
    return "\"" + value + "\"";
  }
  [[nodiscard]] std::string operator()(Money value) const { return std::to_string(value.micros); }
  [[nodiscard]] std::string operator()(Quantity value) const { return std::to_string(value.units); }
  [[nodiscard]] std::string operator()(Instant value) const {
    return "@" + std::to_string(unix_millis(value));
  }
  [[nodiscard]] std::string operator()(const Currency& value) const { return "$" + value.text(); }
  template <typename Tag>
  [[nodiscard]] std::string operator()(const Id<Tag>& value) const {
    return "\"" + value.value + "\"";
  }
  template <typename T>
  [[nodiscard]] std::string operator()(const std::optional<T>& value) const {
    return value ? "?" + (*this)(*value) : "-";
  }
  template <typename T>
  [[nodiscard]] std::string operator()(const std::vector<T>& values) const {
    std::string text = "[";
    for (const auto& value : values) text += (*this)(value) + ",";
    return text + "]";
  }
  template <typename T, std::size_t count>
  [[nodiscard]] std::string operator()(const std::array<T, count>& values) const {
    return (*this)(std::vector<T>(values.begin(), values.end()));
  }
  template <typename A, typename B>
  [[nodiscard]] std::string operator()(const std::pair<A, B>& value) const {
    return all(value.first, value.second);
  }
  template <typename... Types>
  [[nodiscard]] std::string operator()(const std::variant<Types...>& value) const {
    return std::to_string(value.index()) + ":" + std::visit(*this, value);
  }

  // What came in.
  [[nodiscard]] std::string operator()(const pricing::OfferNets& value) const {
    const auto& [a, b, c, d, e] = value;
    return all(a, b, c, d, static_cast<std::int64_t>(e));
  }
  [[nodiscard]] std::string operator()(const pricing::NetSpan& value) const {
    return all(value.from, value.nets);
  }
  [[nodiscard]] std::string operator()(const engine::OfferView& value) const {
    return all(value.competitor, value.nets);
  }
  [[nodiscard]] std::string operator()(const pricing::Scope& value) const {
    return all(value.shops, value.skus, value.categories);
  }
  [[nodiscard]] std::string operator()(const pricing::Gate& value) const {
    return all(value.amount, value.count, value.basis);
  }
  [[nodiscard]] std::string operator()(const pricing::AmountOff& value) const {
    return all(value.off, value.every, value.max_times);
  }
  [[nodiscard]] std::string operator()(const pricing::PercentOff& value) const {
    return all(value.basis_points, value.of, value.cap, value.each);
  }
  [[nodiscard]] std::string operator()(const pricing::NForM& value) const {
    return all(value.size, value.paid);
  }
  [[nodiscard]] std::string operator()(const pricing::NthOff& value) const {
    return all(value.size, value.basis_points);
  }
  [[nodiscard]] std::string operator()(const pricing::GroupPrice& value) const {
    return all(value.size, value.price);
  }
  [[nodiscard]] std::string operator()(const pricing::Bundle& value) const {
    return all(value.parts, value.price);
  }
  [[nodiscard]] std::string operator()(const pricing::DepositGrows& value) const {
    return all(value.paid, value.counts);
  }
  [[nodiscard]] std::string operator()(const pricing::FixedPrice& value) const {
    return all(value.price);
  }
  [[nodiscard]] std::string operator()(const pricing::FreeShipping& value) const {
    return all(value.cap);
  }
  [[nodiscard]] std::string operator()(const pricing::Promotion& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m);
  }
  [[nodiscard]] std::string operator()(const ItemId& value) const {
    return all(value.merchant, value.sku);
  }
  [[nodiscard]] std::string operator()(const Amount& value) const {
    return all(value.money, value.currency);
  }
  [[nodiscard]] std::string operator()(const engine::PriceBreak& value) const {
    return all(value.from, value.cost);
  }
  [[nodiscard]] std::string operator()(const engine::SupplierTerms& value) const {
    const auto& [a, b, c, d, e, f, g, h] = value;
    return all(a, b, c, d, e, f, g, h);
  }
  [[nodiscard]] std::string operator()(const engine::CatalogEntry& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa,
                 ab, ac, ad, ae, af] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) +
           all(q, r, s, t, u, v, w, x, y, z, aa, ab, ac, ad, ae, af);
  }

  // The situation.
  [[nodiscard]] std::string operator()(const engine::OfferState& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l);
  }
  [[nodiscard]] std::string operator()(const engine::DayTally& value) const {
    const auto& [a, b, c, d, e, f, g, h, i] = value;
    return all(a, b, c, d, e, f, g, h, i);
  }
  [[nodiscard]] std::string operator()(const engine::HeldOrders& value) const {
    return all(value.day, value.units, value.orders);
  }
  [[nodiscard]] std::string operator()(const engine::Receipt& value) const {
    return all(value.at, value.quantity);
  }
  [[nodiscard]] std::string operator()(const engine::OpenOrder& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  }
  [[nodiscard]] std::string operator()(const engine::ToldPrice& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return all(a, b, c, d, e, f, g);
  }
  [[nodiscard]] std::string operator()(const engine::ToldCause& value) const {
    const auto& [a, b, c, d] = value;
    return all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const engine::StockMark& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::OpenPrice& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return all(a, b, c, d, e, f, g);
  }
  [[nodiscard]] std::string operator()(const engine::OpenPlan& value) const {
    const auto& [a, b, c, d, e, f] = value;
    return all(a, b, c, d, e, f);
  }
  [[nodiscard]] std::string operator()(const engine::AcceptedPrice& value) const {
    const auto& [a, b, c] = value;
    return all(a, b, c);
  }
  [[nodiscard]] std::string operator()(const engine::AcceptedPlan& value) const {
    const auto& [a, b, c, d] = value;
    return all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const engine::Rejection& value) const {
    const auto& [a, b, c, d] = value;
    return all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const engine::OpenAlert& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::StockState& value) const {
    const auto& [a, b, c, d, e, f, g, h, i] = value;
    return all(a, b, c, d, e, f, g, h, i);
  }
  [[nodiscard]] std::string operator()(const engine::Situation& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa,
                 ab, ac, ad, ae, af, ag, ah] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m, n) +
           all(o, p, q, r, s, t, u, v, w, x, y, z, aa, ab, ac, ad, ae, af, ag, ah);
  }

  [[nodiscard]] std::string operator()(const engine::ResponsePool::Waiting& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::ResponsePool& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::MovementPool::Waiting& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::MovementPool& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::WaitingPriceDay& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return all(a, b, c, d, e, f, g);
  }
  [[nodiscard]] std::string operator()(const engine::ClosedPrice& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return all(a, b, c, d, e, f, g);
  }
  [[nodiscard]] std::string operator()(const engine::ResponseBelief& value) const {
    const auto& [a, b, c, d, e, f, g, h, i] = value;
    return all(a, b, c, d, e, f, g, h, i);
  }
  [[nodiscard]] std::string operator()(const engine::SupplierBelief& value) const {
    return all(value.supplier, value.lead);
  }
  [[nodiscard]] std::string operator()(const engine::Belief& value) const {
    const auto& [a, b, c, d, e, f, g, h] = value;
    return all(a, b, c, d, e, f, g, h);
  }
  [[nodiscard]] std::string operator()(const connectors::AsideRecord& value) const {
    const auto& [a, b, c, d] = value;
    return all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const HashKey& value) const {
    return all(value.first, value.second);
  }
  [[nodiscard]] std::string operator()(const connectors::Control& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m);
  }
  [[nodiscard]] std::string operator()(const connectors::Rewriting& value) const {
    return all(value.from, value.cursor);
  }
  [[nodiscard]] std::string operator()(const connectors::Spread& value) const {
    const auto& [a, b, c, d] = value;
    return all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const connectors::Feed& value) const {
    return all(value.frontier, value.closed);
  }
  [[nodiscard]] std::string operator()(const engine::MerchantDays::DayItems& value) const {
    return all(value.day, value.items);
  }
  [[nodiscard]] std::string operator()(const engine::MerchantDays& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::CategoryPool::Waiting& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::CategoryPool& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::LeadPool::Waiting& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  [[nodiscard]] std::string operator()(const engine::LeadPool& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }

  // What was judged.
  [[nodiscard]] std::string operator()(const pricing::UnitEconomics& value) const {
    const auto& [a, b, c, d, e, f, g] = value;
    return all(a, b, c, d, e, f, g);
  }
  [[nodiscard]] std::string operator()(const pricing::Guardrails& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j] = value;
    return all(a, b, c, d, e, f, g, h, i, j.knots);
  }
  [[nodiscard]] std::string operator()(const pricing::NetKnot& value) const {
    return all(value.list, value.paid);
  }
  [[nodiscard]] std::string operator()(const pricing::RivalPrice& value) const {
    return all(value.price, value.weight);
  }
  [[nodiscard]] std::string operator()(const pricing::RivalOffer& value) const {
    return all(value.competitor, value.price);
  }
  [[nodiscard]] std::string operator()(const pricing::MarketPrice& value) const {
    const auto& [a, b, c, d, e, f] = value;
    return all(a, b, c, d, e, f);
  }
  [[nodiscard]] std::string operator()(const pricing::PriceInputs& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x);
  }
  [[nodiscard]] std::string operator()(const engine::JudgedOffer& value) const {
    const auto& [a, b, c, d, e, f] = value;
    return all(a, b, c, d, e, f);
  }
  [[nodiscard]] std::string operator()(const engine::JudgedPrice& value) const {
    return all(value.offers, value.min_effective_offers, value.basket, value.inputs);
  }
  [[nodiscard]] std::string operator()(const MixturePart& value) const {
    return all(value.weight, value.law.size, value.law.mean_units);
  }
  [[nodiscard]] std::string operator()(const replenishment::OrderTerms& value) const {
    const auto& [a, b, c, d, e] = value;
    return all(a, b, c, d, e);
  }
  [[nodiscard]] std::string operator()(const replenishment::StockPosition& value) const {
    const auto& [a, b, c, d, e] = value;
    return all(a, b, c, d, e);
  }
  [[nodiscard]] std::string operator()(const engine::JudgedPlan& value) const {
    const auto& [a, b, c, d, e, f, g, h] = value;
    return all(a, b, c, d, e, f, g, h);
  }

  // What goes out.
  [[nodiscard]] std::string operator()(const engine::Param& value) const {
    return all(value.name, value.value);
  }
  [[nodiscard]] std::string operator()(const engine::Reason& value) const {
    const auto& [a, b, c, d] = value;
    return all(a, b, c, d);
  }
  [[nodiscard]] std::string operator()(const engine::LeftOutOffer& value) const {
    return all(value.competitor, value.why);
  }
  [[nodiscard]] std::string operator()(const engine::MarketView& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l);
  }
  [[nodiscard]] std::string operator()(const engine::ExpectedGain& value) const {
    const auto& [a, b, c, d, e] = value;
    return all(a, b, c, d, e);
  }
  [[nodiscard]] std::string operator()(const engine::Reduction& value) const {
    const auto& [a, b] = value;
    return all(a, b);
  }
  template <typename Judged>
  [[nodiscard]] std::string operator()(const engine::Basis<Judged>& value) const {
    const auto& [a, b, c, d, e, f] = value;
    return all(a, b, c, d, e, f);
  }
  [[nodiscard]] std::string operator()(const engine::PriceSuggestion& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
  [[nodiscard]] std::string operator()(const engine::RestockPlan& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l) + all(m, n, o, p, q, r, s, t, u, v, w, x);
  }
  [[nodiscard]] std::string operator()(const engine::Alert& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k);
  }
  [[nodiscard]] std::string operator()(const connectors::DeadLetter& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j] = value;
    return all(a, b, c, d, e, f, g, h, i, j);
  }
  [[nodiscard]] std::string operator()(const connectors::EpochRecord& value) const {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = value;
    return all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  }
};

template <typename Value>
[[nodiscard]] std::string text_of(const Value& value) {
  return ValueText{}(value);
}

}  // namespace shelfd::tests
