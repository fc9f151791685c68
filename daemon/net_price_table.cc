#include "daemon/net_price_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "daemon/terminal.h"
#include "wording/catalogue.h"
#include "wording/figures.h"
#include "wording/text_lines.h"

namespace shelfd::daemon {
namespace {

using wording::Phrase;

// By the layers' convention, and by whether a coupon is held for it.
Phrase name_of(const pricing::Promotion& promotion) {
  if (std::holds_alternative<pricing::DepositGrows>(promotion.benefit)) return Phrase::NetDeposit;
  if (std::holds_alternative<pricing::FreeShipping>(promotion.benefit)) {
    return Phrase::NetFreeShipping;
  }
  const bool is_coupon = promotion.copies.has_value();
  if (promotion.layer <= 1) return Phrase::NetItemDeal;
  if (promotion.layer == 2) return is_coupon ? Phrase::NetShopCoupon : Phrase::NetShopReduction;
  if (promotion.layer == 3) return is_coupon ? Phrase::NetShoppingCoupon : Phrase::NetOfficial;
  return Phrase::NetRedPacket;
}

class Table {
 public:
  Table(wording::Language language, const connectors::NamedBasket& basket)
      : language_(language), basket_(basket) {}

  std::vector<std::string> lines(const pricing::NetPrice& answer,
                                 const pricing::BasketAdvice& advice) {
    add_title(answer);
    for (std::size_t at = 0; at < answer.orders.size(); ++at) {
      lines_.emplace_back();
      lines_.push_back(say(Phrase::NetOrderOf, {{"n", std::to_string(at + 1)},
                                                {"count", std::to_string(answer.orders.size())}}));
      add_order(answer.orders[at]);
    }
    lines_.emplace_back();
    add_advice(advice);
    while (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
    return std::move(lines_);
  }

 private:
  [[nodiscard]] std::string say(Phrase phrase, const wording::Values& values = {}) const {
    return wording::say(language_, phrase, values);
  }
  [[nodiscard]] std::string amount(Money money) const {
    return wording::amount(language_, money, basket_.form.currency);
  }

  void add_title(const pricing::NetPrice& answer) {
    const std::string nodes = wording::whole(language_, answer.nodes);
    const std::string id = basket_.id.empty() ? "-" : wording::clean(basket_.id);
    lines_.push_back(say(Phrase::NetOf, {{"id", id},
                                         {"net", amount(answer.net)},
                                         {"units", std::to_string(basket_.basket.units.size())},
                                         {"orders", std::to_string(answer.orders.size())}}));
    if (answer.is_optimal()) {
      lines_.push_back("  " + say(Phrase::NetProven, {{"nodes", nodes}}));
      return;
    }
    lines_.push_back("  " + say(Phrase::NetGap, {{"gap", wording::percent(answer.gap_ratio())},
                                                 {"bound", amount(answer.bound)},
                                                 {"nodes", nodes}}));
  }

  // "coat x2, scarf".
  [[nodiscard]] std::string names(const pricing::PricedOrder& order) const {
    std::vector<std::pair<std::string, int>> counted;
    for (const std::size_t unit : order.units) {
      const std::string name = wording::clean(basket_.basket.units[unit].sku);
      const auto known = std::ranges::find(counted, name, &std::pair<std::string, int>::first);
      if (known == counted.end()) {
        counted.emplace_back(name, 1);
      } else {
        ++known->second;
      }
    }
    std::string text;
    for (const auto& [name, count] : counted) {
      text += (text.empty() ? "" : say(Phrase::ListComma)) + name;
      if (count > 1) text += fmt::format(" x{}", count);
    }
    return text;
  }

  void add_order(const pricing::PricedOrder& order) {
    std::vector<std::vector<std::string>> rows;
    Money page{};
    for (const std::size_t unit : order.units) page += basket_.basket.units[unit].price;
    const auto row = [&](std::string_view sign, Phrase phrase, Money money,
                         const std::string& what) {
      rows.push_back({fmt::format("  {} {}", sign, say(phrase)),
                      wording::bare_amount(language_, money, basket_.form.currency), what});
    };
    row(" ", Phrase::NetPage, page, names(order));
    for (const pricing::OrderStep& step : order.steps) {
      const pricing::Promotion& promotion = basket_.basket.promotions[step.promotion];
      const std::string times = step.uses > 1 ? fmt::format(" x{}", step.uses) : "";
      row("-", name_of(promotion), step.off, wording::clean(promotion.id) + times);
    }
    for (const pricing::ShippingFee& fee : order.shipping) {
      row("+", Phrase::NetFee, fee.fee, wording::clean(fee.shop));
    }
    row("=", Phrase::NetPays, order.net, "");
    align(rows);
  }

  // The figures in one column, set to the right.
  void align(const std::vector<std::vector<std::string>>& rows) {
    std::size_t names = 0;
    std::size_t figures = 0;
    for (const auto& row : rows) {
      names = std::max(names, columns_of(row[0]));
      figures = std::max(figures, columns_of(row[1]));
    }
    for (const auto& row : rows) {
      std::string line = row[0] + std::string(names - columns_of(row[0]) + 2, ' ') +
                         std::string(figures - columns_of(row[1]), ' ') + row[1];
      if (!row[2].empty()) line += "  " + row[2];
      lines_.push_back(std::move(line));
    }
  }

  void add_advice(const pricing::BasketAdvice& advice) {
    if (advice.next_best && advice.next_best->without) {
      const pricing::Promotion& promotion = basket_.basket.promotions[*advice.next_best->without];
      lines_.push_back(say(Phrase::NetNextWithout, {{"net", amount(advice.next_best->net)},
                                                    {"promotion", wording::clean(promotion.id)}}));
    } else if (advice.next_best) {
      lines_.push_back(say(Phrase::NetNextFewer, {{"net", amount(advice.next_best->net)}}));
    }
    if (advice.add_on) {
      const pricing::AddOn& add_on = *advice.add_on;
      const bool is_cheaper = add_on.extra < Money{};
      lines_.push_back(say(is_cheaper ? Phrase::NetAddOnCheaper : Phrase::NetAddOn,
                           {{"item", wording::clean(add_on.unit.sku)},
                            {"price", amount(add_on.unit.price)},
                            {"extra", amount(is_cheaper ? -add_on.extra : add_on.extra)}}));
    }
    if (advice.automatic_cost > Money{}) {
      lines_.push_back(say(Phrase::NetAutomatic, {{"extra", amount(advice.automatic_cost)}}));
    }
  }

  wording::Language language_;
  const connectors::NamedBasket& basket_;
  std::vector<std::string> lines_{};
};

}  // namespace

std::vector<std::string> net_price_lines(wording::Language language,
                                         const connectors::NamedBasket& basket,
                                         const pricing::NetPrice& answer,
                                         const pricing::BasketAdvice& advice) {
  return Table(language, basket).lines(answer, advice);
}

}  // namespace shelfd::daemon
