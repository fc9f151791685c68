#include "connectors/tables/cell_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "connectors/formats/event_codec.h"
#include "connectors/tables/column_synonyms.h"
#include "connectors/tables/local_time.h"

namespace shelfd::connectors {
namespace {

using Value = std::expected<CellValue, std::string>;

constexpr std::chrono::hours kNoon{12};

Value refused(std::string_view reason) { return std::unexpected(std::string(reason)); }

Value money_value(std::string_view text, const CellStyle& style) {
  const auto number = plain_number(text, style.marks);
  if (!number || number->percent) return refused("not_money");
  const auto money = parse_money(number->decimal);
  if (!money) return refused("not_money");
  return Amount{.money = *money, .currency = number->currency};
}

Value whole_value(std::string_view text, const CellStyle& style) {
  const auto number = plain_number(text, style.marks);
  if (!number || number->percent) return refused("not_a_number");
  const auto micros = parse_money(number->decimal);
  if (!micros) return refused("out_of_range");
  if (micros->micros % kMicrosPerUnit != 0) return refused("not_whole");
  return micros->micros / kMicrosPerUnit;
}

std::optional<double> double_of(std::string_view decimal) {
  double value = 0;
  const char* first = decimal.data();
  const char* last = std::next(first, static_cast<std::ptrdiff_t>(decimal.size()));
  const auto [end, error] = std::from_chars(first, last, value);
  if (error != std::errc{} || end != last) return std::nullopt;
  return value;
}

Value number_value(std::string_view text, const CellStyle& style) {
  const auto number = plain_number(text, style.marks);
  const auto value = number ? double_of(number->decimal) : std::nullopt;
  if (!value) return refused("not_a_number");
  return number->percent ? *value / 100 : *value;
}

Value flag_value(std::string_view text) {
  constexpr auto kYes = std::to_array<std::string_view>(
      {"true", "t", "yes", "y", "1", "instock", "available", "onsale", "有货", "有貨", "有", "是",
       "在售", "现货", "現貨", "有现货", "供應中"});
  constexpr auto kNo = std::to_array<std::string_view>(
      {"false", "f", "no", "n", "0", "outofstock", "unavailable", "soldout", "无货", "無貨", "缺货",
       "缺貨", "无", "無", "否", "售罄", "售完", "补货中", "補貨中"});
  // A vocabulary's address ("https://schema.org/InStock") counts by its last part.
  const std::string word = bare_name(text.substr(text.rfind('/') + 1));
  if (std::ranges::find(kYes, word) != kYes.end()) return true;
  if (std::ranges::find(kNo, word) != kNo.end()) return false;
  const auto count = whole_value(text, {});
  if (count && std::holds_alternative<std::int64_t>(*count)) {
    return std::get<std::int64_t>(*count) > 0;
  }
  return refused("unknown_value");
}

Value time_value(std::string_view text, const CellStyle& style) {
  const auto parts = date_parts(text, style.order);
  if (!parts) {
    const auto instant = parse_instant(text);
    return instant ? Value(*instant) : refused("not_an_instant");
  }
  if (parts->utc_offset)
    return Instant{parts->day} + parts->time.value_or(Duration{}) - *parts->utc_offset;
  const LocalTime utc;
  return local_instant(style.zone == nullptr ? utc : *style.zone, parts->day,
                       parts->time.value_or(kNoon));
}

// The words of our contract under other names.
struct WordSynonym {
  std::string_view field{};
  std::string_view from{};
  std::string_view to{};
};
constexpr auto kWords = std::to_array<WordSynonym>({
    {"type", "sale", "order"},
    {"type", "purchase", "order"},
    {"type", "refund", "return"},
    {"type", "returned", "return"},
    {"type", "cancelled", "cancel"},
    {"type", "canceled", "cancel"},
    {"type", "pageview", "view"},
    {"type", "page_view", "view"},
    {"type", "add_to_cart", "cart"},
    {"type", "订单", "order"},
    {"type", "訂單", "order"},
    {"type", "退货", "return"},
    {"type", "退貨", "return"},
    {"type", "退款", "return"},
    {"type", "取消", "cancel"},
    {"condition", "renewed", "refurbished"},
    {"condition", "全新", "new"},
    {"condition", "二手", "used"},
    {"condition", "翻新", "refurbished"},
    {"condition", "整新", "refurbished"},
    {"stage", "canceled", "cancelled"},
    {"stage", "placed", "ordered"},
    {"stage", "delivered", "received"},
    {"stage", "in_transit", "shipped"},
    {"stage", "已下单", "ordered"},
    {"stage", "已下單", "ordered"},
    {"stage", "已发货", "shipped"},
    {"stage", "已發貨", "shipped"},
    {"stage", "已收货", "received"},
    {"stage", "已收貨", "received"},
    {"stage", "已入库", "received"},
    {"stage", "已入庫", "received"},
    {"stage", "已取消", "cancelled"},
    {"kind", "promo", "promotion"},
    {"kind", "sale", "promotion"},
    {"kind", "促销", "promotion"},
    {"kind", "促銷", "promotion"},
});

std::string word_value(const Field& field, std::string_view text) {
  std::string word(text);
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  for (const WordSynonym& synonym : kWords) {
    if (synonym.field == field.name && synonym.from == word) return std::string(synonym.to);
  }
  return word;
}

Value currency_value(std::string_view text) {
  std::string code(text);
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (code == "RMB" || code == "人民币" || code == "人民幣") code = "CNY";
  if (code == "NTD") code = "TWD";
  if (!parse_currency(code)) return refused("not_a_currency");
  return code;
}

}  // namespace

std::expected<CellValue, std::string> cell_value(const Field& field, const TableCell& cell,
                                                 const CellStyle& style) {
  if (cell.nested != (field.type == FieldType::Nested)) return refused("wrong_type");
  switch (field.type) {
    case FieldType::Text:
      return std::string(cell.text);
    case FieldType::Word:
      return word_value(field, cell.text);
    case FieldType::Money:
      return money_value(cell.text, style);
    case FieldType::Whole:
      return whole_value(cell.text, style);
    case FieldType::Number:
      return number_value(cell.text, style);
    case FieldType::Flag:
      return flag_value(cell.text);
    case FieldType::Time:
      return time_value(cell.text, style);
    case FieldType::CurrencyCode:
      return currency_value(cell.text);
    case FieldType::Nested:
      return NestedJson{std::string(cell.text)};
  }
  return refused("wrong_type");
}

Result<double> share_of(std::string_view percent) {
  constexpr double kMost = 10;
  const auto number = plain_number(percent, {});
  const auto value = number && number->percent ? double_of(number->decimal) : std::nullopt;
  if (!value || !(*value >= 0) || *value / 100 > kMost) {
    return reject("\"" + std::string(percent) +
                  "\" is no share of the price; expected 0% to 1000%");
  }
  return *value / 100;
}

bool is_cancelled(std::string_view status) {
  constexpr auto kCancelled = std::to_array<std::string_view>(
      {"cancelled", "canceled", "voided", "expired", "交易关闭", "已取消", "已关闭", "订单取消",
       "交易關閉", "已關閉", "訂單取消", "不成立"});
  return std::ranges::find(kCancelled, bare_name(status)) != kCancelled.end();
}

}  // namespace shelfd::connectors
