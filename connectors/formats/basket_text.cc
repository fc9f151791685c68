#include "connectors/formats/basket_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "connectors/formats/basket_words.h"
#include "connectors/formats/refusal.h"

namespace shelfd::connectors {
namespace {

using pricing::Promotion;

constexpr std::size_t kMaxNameBytes = 128;

std::unexpected<Error> wrong(std::string_view field, Reason reason, std::string_view value) {
  return reject(fmt::format("{}: {} ({})", field, reason, shown(value, 80)));
}

int layer_of(Verb verb) {
  if (verb == Verb::RedPacket) return 4;
  return verb == Verb::ShopCoupon || verb == Verb::ShopReduction ? 2 : 3;
}

class Reader {
 public:
  Reader() { basket_.form.in_steps = false; }

  Status take(const Words& words) {
    const std::optional<Verb> verb = verb_of(words.front());
    if (!verb) return wrong("statement", kUnknownValue, words.front());
    words_ = Words(words.begin() + 1, words.end());
    take_options();
    switch (*verb) {
      case Verb::Basket:
        return take_text(basket_.id);
      case Verb::Shop:
        return take_text(shop_);
      case Verb::Currency:
        return take_currency();
      case Verb::Orders:
        return take_orders();
      case Verb::Item:
      case Verb::AddOn:
        return take_item(*verb == Verb::AddOn);
      case Verb::Shipping:
        return take_shipping();
      default:
        return take_promotion(*verb);
    }
  }

  Result<NamedBasket> basket() {
    if (basket_.basket.units.empty()) return reject("item: missing");
    return std::move(basket_);
  }

 private:
  // "x2", "list 1299", "category coats", "every".
  void take_options() {
    times_.clear();
    list_.clear();
    category_.clear();
    is_every_ = false;
    Words rest;
    for (std::size_t at = 0; at < words_.size(); ++at) {
      const std::string& word = words_[at];
      const bool has_next = at + 1 < words_.size();
      if (has_next && at > 0 && (word == "list" || word == "原价" || word == "原價")) {
        list_ = words_[++at];
      } else if (has_next && (word == "category" || word == "类目" || word == "類目")) {
        category_ = words_[++at];
      } else if (word == "every" || word == "每") {
        is_every_ = true;
      } else if (at > 0 && is_times(word)) {
        times_ = numbers_in(word).front();
      } else {
        rest.push_back(word);
      }
    }
    words_ = rest;
  }

  static bool is_times(std::string_view word) {
    std::string_view digits = word;
    for (const std::string_view sign : {"x", "X", "×", "*"}) {
      if (digits.starts_with(sign)) digits.remove_prefix(sign.size());
    }
    const bool is_marked = digits.size() < word.size() || digits.ends_with("张");
    for (const std::string_view sign : {"张", "張", "件", "个"}) {
      if (digits.ends_with(sign)) digits.remove_suffix(sign.size());
    }
    const bool is_counted = is_marked || digits.size() < word.size();
    return is_counted && !digits.empty() &&
           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  }

  [[nodiscard]] Result<int> times(int most) const {
    if (times_.empty()) return 1;
    if (times_.size() > 4 || std::stoi(times_) < 1 || std::stoi(times_) > most) {
      return wrong("times", kOutOfRange, times_);
    }
    return std::stoi(times_);
  }

  [[nodiscard]] Result<Money> amount(std::string_view field, std::string_view text) const {
    const auto money = parse_money(text);
    if (!money || money->micros % basket_.form.step().micros != 0) {
      return wrong(field, kNotMoney, text);
    }
    if (*money < Money{} || *money > pricing::kMaxBasketAmount) {
      return wrong(field, kOutOfRange, text);
    }
    return *money;
  }

  Status take_text(std::string& to) {
    if (words_.empty()) return wrong("name", kMissing, "");
    if (words_.front().size() > kMaxNameBytes) return wrong("name", kTooLong, words_.front());
    to = words_.front();
    return {};
  }

  // All amounts are read in it, so it comes before any.
  Status take_currency() {
    const auto currency = parse_currency(words_.empty() ? "" : words_.front());
    if (!currency) return wrong("currency", kNotACurrency, words_.empty() ? "" : words_.front());
    if (!basket_.basket.units.empty() || !basket_.basket.promotions.empty()) {
      return wrong("currency", kUnsupported, "after an amount");
    }
    basket_.form.currency = *currency;
    return {};
  }

  Status take_orders() {
    const Words numbers = numbers_in(words_.empty() ? times_ : words_.front());
    const std::string text = numbers.empty() ? "" : numbers.front();
    if (text.empty() || text.size() > 3 || text.find('.') != std::string::npos ||
        std::stoi(text) < 1 || std::stoi(text) > pricing::kMaxTimes) {
      return wrong("orders", kOutOfRange, text);
    }
    basket_.basket.rules.max_orders = std::stoi(text);
    basket_.has_rules = true;
    return {};
  }

  Status take_item(bool is_add_on) {
    if (words_.size() < 2) return wrong("item", kMissing, "a name and a price");
    if (words_.front().size() > kMaxNameBytes) return wrong("item", kTooLong, words_.front());
    const auto price = amount("price", words_[1]);
    if (!price) return std::unexpected(price.error());
    pricing::BasketUnit unit{.sku = words_.front(),
                             .shop = shop_,
                             .category = category_,
                             .list = *price,
                             .price = *price};
    if (!list_.empty()) {
      const auto list = amount("list", list_);
      if (!list) return std::unexpected(list.error());
      unit.list = *list;
    }
    const auto count = times(static_cast<int>(pricing::kMaxBasketUnits));
    if (!count) return std::unexpected(count.error());
    auto& units = is_add_on ? basket_.add_ons : basket_.basket.units;
    if (units.size() + static_cast<std::size_t>(*count) > pricing::kMaxBasketUnits) {
      return wrong("item", kTooMany, words_.front());
    }
    units.insert(units.end(), static_cast<std::size_t>(*count), unit);
    return {};
  }

  Status take_shipping() {
    const Words numbers = numbers_of_words();
    if (numbers.size() != 2) return wrong("shipping", kMissing, "a fee and the sum free of it");
    const auto fee = amount("shipping", numbers[0]);
    if (!fee) return std::unexpected(fee.error());
    const auto free_from = amount("shipping", numbers[1]);
    if (!free_from) return std::unexpected(free_from.error());
    basket_.basket.rules.shipping = pricing::Shipping{.fee = *fee, .free_from = *free_from};
    return {};
  }

  [[nodiscard]] Words numbers_of_words() const {
    Words numbers;
    for (const std::string& word : words_) {
      for (std::string& number : numbers_in(word)) numbers.push_back(std::move(number));
    }
    return numbers;
  }

  Status take_promotion(Verb verb) {
    if (basket_.basket.promotions.size() == pricing::kMaxPromotions) {
      return wrong("promotion", kTooMany, std::to_string(pricing::kMaxPromotions));
    }
    Promotion promotion;
    promotion.id = source_;
    const bool is_of_shop =
        verb == Verb::ShopCoupon || verb == Verb::ShopReduction || verb == Verb::Discount;
    if (is_of_shop) promotion.scope.shops = {shop_};
    if (!category_.empty()) promotion.scope.categories = {category_};
    Status read = read_benefit(verb, promotion);
    if (!read) return read;
    basket_.basket.promotions.push_back(std::move(promotion));
    return {};
  }

  Status read_benefit(Verb verb, Promotion& promotion) {
    const auto copies = times(pricing::kMaxTimes);
    if (!copies) return std::unexpected(copies.error());
    if (verb == Verb::Deposit) return read_deposit(promotion);
    if (verb == Verb::Discount) return read_discount(promotion);
    promotion.layer = layer_of(verb);
    promotion.automatic = verb == Verb::ShopReduction || verb == Verb::CrossShop;
    if (!promotion.automatic) promotion.copies = *copies;
    return read_amount_off(verb, promotion);
  }

  Status read_amount_off(Verb verb, Promotion& promotion) {
    const Words numbers = numbers_of_words();
    const std::size_t wanted = verb == Verb::RedPacket ? 1 : 2;
    if (numbers.size() != wanted) return wrong("amounts", kMissing, source_);
    const auto off = amount("off", numbers.back());
    if (!off) return std::unexpected(off.error());
    const bool is_every = is_every_ || words_.front().starts_with("每");
    if (wanted == 2) {
      const auto gate = amount("gate", numbers.front());
      if (!gate) return std::unexpected(gate.error());
      if (*gate == Money{}) return wrong("gate", kOutOfRange, numbers.front());
      promotion.gate.amount = *gate;
    }
    promotion.benefit = pricing::AmountOff{.off = *off, .every = wanted == 2 && is_every};
    return {};
  }

  Status read_deposit(Promotion& promotion) {
    const Words numbers = words_.size() < 2 ? Words{} : numbers_in(join_from(1));
    if (numbers.size() != 2) return wrong("deposit", kMissing, "an item, paid and counted");
    const auto paid = amount("paid", numbers[0]);
    if (!paid) return std::unexpected(paid.error());
    const auto counts = amount("counts", numbers[1]);
    if (!counts) return std::unexpected(counts.error());
    if (*counts < *paid) return wrong("counts", kOutOfRange, numbers[1]);
    promotion.scope.skus = {words_.front()};
    promotion.benefit = pricing::DepositGrows{.paid = *paid, .counts = *counts};
    return {};
  }

  // "9折" and "8.5折" cost that many tenths; "10%" is taken off.
  Status read_discount(Promotion& promotion) {
    const std::string text = words_.empty() ? "" : words_.front();
    const Words numbers = numbers_in(text);
    const bool is_tenths = text.ends_with("折");
    if (numbers.size() != 1 || (!is_tenths && !text.ends_with("%"))) {
      return wrong("discount", kUnknownValue, text);
    }
    const auto number = parse_money(numbers.front());
    const Money most{(is_tenths ? 10 : 100) * kMicrosPerUnit};
    const std::int64_t step = is_tenths ? 1'000 : 10'000;  // micros a basis point
    if (!number || *number > most || number->micros % step != 0) {
      return wrong("discount", kOutOfRange, text);
    }
    const std::int64_t points = number->micros / step;
    promotion.benefit = pricing::PercentOff{.basis_points = is_tenths ? 10'000 - points : points,
                                            .of = pricing::Basis::Activity,
                                            .each = true};
    promotion.automatic = true;
    return {};
  }

  [[nodiscard]] std::string join_from(std::size_t first) const {
    std::string joined;
    for (std::size_t at = first; at < words_.size(); ++at) joined += words_[at] + " ";
    return joined;
  }

 public:
  // The statement as it stands there, which names its promotion.
  void name(const Words& words) {
    source_.clear();
    for (const std::string& word : words) source_ += (source_.empty() ? "" : " ") + word;
    source_ = shown(source_, kMaxNameBytes);
  }

 private:
  NamedBasket basket_{};
  Words words_{};  // of the statement, without its verb and options
  std::string source_{};
  std::string shop_{};
  std::string times_{};
  std::string list_{};
  std::string category_{};
  bool is_every_ = false;
};

}  // namespace

Result<NamedBasket> read_basket_text(std::string_view text) {
  if (text.size() > kMaxBasketFileBytes) return reject("file: too_large");
  Reader reader;
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Words words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    reader.name(words);
    const Status taken = reader.take(words);
    if (!taken) return reject(fmt::format("line {}: {}", line, taken.error().message));
  }
  return reader.basket();
}

}  // namespace shelfd::connectors
