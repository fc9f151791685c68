#include "connectors/tables/row_reader.h"

#include <algorithm>

#include "connectors/formats/json_writer.h"
#include "connectors/formats/refusal.h"
#include "connectors/tables/import_reader.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kShownBytes = 80;

bool is_place(const Field& field) { return field.name == "location" || field.name == "channel"; }

bool has_marks(FieldType type) {
  return type == FieldType::Money || type == FieldType::Whole || type == FieldType::Number;
}

Refused refusal(const Field& field, std::string reason, std::string_view value) {
  return {.field = std::string(field.name),
          .reason = std::move(reason),
          .value = shown(value, kShownBytes)};
}

// The price of one unit, to the nearest micro, halves away from zero.
Money unit_share(Money total, std::int64_t units) {
  const std::int64_t half = units / 2;
  const std::int64_t shift = total.micros < 0 ? -half : half;
  return Money{(total + Money{shift}).micros / units};
}

// Writes a value under a name; lists and objects are joined by `json`.
void write_value(JsonWriter& json, std::string_view name, const CellValue& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    json.field(name, std::string_view(*text));
  if (const auto* flag = std::get_if<bool>(&value)) json.field(name, *flag);
  if (const auto* number = std::get_if<double>(&value)) json.field(name, *number);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) json.field(name, *whole);
  if (const auto* amount = std::get_if<Amount>(&value)) json.field(name, amount->money);
  if (const auto* at = std::get_if<Instant>(&value)) json.field(name, *at);
}

std::string_view supplier_member(std::string_view field) {
  return field == "supplier_cost" ? std::string_view("cost") : field;
}

}  // namespace

RowReader::RowReader(ColumnPlan plan, const LocalTime& zone) : plan_(std::move(plan)) {
  for (const FieldSource& source : plan_.sources) {
    columns_.push_back({.source = source, .style = {.zone = &zone}});
  }
}

void RowReader::observe(const TableRow& row) {
  if (!row.refused.empty()) return;
  for (Column& column : columns_) {
    if (!column.source.column) continue;
    const TableCell& cell = row.cells[*column.source.column];
    if (cell.text.empty()) continue;
    const Field& field = *column.source.field;
    if (has_marks(field.type)) observe_number(cell.text, column.style.marks);
    if (field.type == FieldType::Time) observe_date(cell.text, column.dates);
    if (!is_place(field) || column.varies) continue;
    if (!column.sole) column.sole = cell.text;
    column.varies = *column.sole != cell.text;
  }
}

Status RowReader::settle(const std::string& path) {
  for (Column& column : columns_) {
    if (Status settled = settle_column(column, path); !settled) return settled;
    if (Status checked = check_constant(column, path); !checked) return checked;
  }
  return {};
}

Status RowReader::settle_column(Column& column, const std::string& path) {
  if (is_place(*column.source.field) && column.sole && !column.varies) {
    column.dropped = true;
    sole_places_.push_back(std::string(column.source.field->name) + " (only \"" + *column.sole +
                           "\")");
  }
  if (column.source.field->type != FieldType::Time) return {};
  const auto set = std::ranges::find_if(
      plan_.sources, [](const FieldSource& source) { return source.field->name == kDateOrder; });
  if (set != plan_.sources.end()) {
    column.style.order = set->constant == "dmy" ? DateOrder::DayFirst : DateOrder::MonthFirst;
    return {};
  }
  column.style.order = column.dates.order();
  const bool contradictory = column.style.order == DateOrder::Contradictory;
  const bool undecided =
      column.style.order == DateOrder::Unknown && !column.dates.undecided.empty();
  if (!contradictory && !undecided) return {};
  return reject(path + ": " + std::string(column.source.field->name) + ": " +
                (contradictory ? "some dates lead with the day and some with the month"
                               : "\"" + column.dates.undecided + "\" may lead with day or month") +
                "; say --set " + std::string(kind_name(plan_.kind)) + ".date_order=dmy or mdy");
}

Status RowReader::check_constant(const Column& column, const std::string& path) const {
  const std::string& constant = column.source.constant;
  const Field& field = *column.source.field;
  if (constant.empty()) return {};
  if (plan_.kind == engine::Topic::Catalog && is_share_of_price(field, constant)) {
    const auto share = share_of(constant);
    return share ? Status{} : std::unexpected(share.error());
  }
  const auto value = cell_value(field, {.text = constant}, column.style);
  if (value) return {};
  return reject(path + ": --set " + std::string(field.name) + "=" + constant + ": " +
                value.error());
}

std::expected<ReadRow, Refused> RowReader::read(const TableRow& row,
                                                std::optional<Money> own_price) {
  if (!row.refused.empty()) {
    return std::unexpected(Refused{.reason = row.refused, .value = row.value});
  }
  if (auto refused = take_values(row, own_price)) return std::unexpected(*std::move(refused));
  ReadRow read;
  if (plan_.kind == engine::Topic::Demand) {
    if (auto refused = settle_demand(read.returned)) return std::unexpected(*std::move(refused));
  }
  for (const Field& field : fields_of(plan_.kind)) {
    if (field.required && value_of(field.name) == nullptr) {
      return std::unexpected(refusal(field, "missing", ""));
    }
  }
  const std::string key = std::get<std::string>(value_of("merchant")->value) + "/" +
                          std::get<std::string>(value_of("sku")->value);
  Decoded decoded = decoder_.decode(plan_.kind, key, json());
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  read.event = *std::move(decoded);
  return read;
}

std::optional<Refused> RowReader::take_values(const TableRow& row, std::optional<Money> own_price) {
  values_.clear();
  currency_ = {};
  for (const Column& column : columns_) {
    if (auto refused = take_value(column, row)) return refused;
  }
  take_shares(own_price);
  const bool can_name = field_named(plan_.kind, "currency") != nullptr;
  if (can_name && !currency_.empty() && value_of("currency") == nullptr) {
    set("currency", currency_.text());
  }
  return std::nullopt;
}

std::optional<Refused> RowReader::take_value(const Column& column, const TableRow& row) {
  const Field& field = *column.source.field;
  TableCell cell;
  CellStyle style = column.style;
  if (column.source.column && !column.dropped) cell = row.cells[*column.source.column];
  if (cell.text.empty()) {
    if (is_share_of_price(field, column.source.constant)) return std::nullopt;
    cell = {.text = column.source.constant};
    style.marks = {};
  }
  if (cell.text.empty() || field.name == kDateOrder) return std::nullopt;
  auto value = cell_value(field, cell, style);
  if (!value) return refusal(field, std::move(value.error()), cell.text);
  if (const auto* amount = std::get_if<Amount>(&*value)) take_currency(*amount);
  values_.push_back({.field = &field, .value = *std::move(value)});
  return std::nullopt;
}

void RowReader::take_currency(const Amount& amount) {
  if (currency_.empty()) currency_ = amount.currency;
}

// "75%" of a catalog row's own price.
void RowReader::take_shares(std::optional<Money> own_price) {
  if (plan_.kind != engine::Topic::Catalog) return;
  const Value* price = value_of("price");
  if (price != nullptr) own_price = std::get<Amount>(price->value).money;
  if (!own_price) return;
  for (const FieldSource& source : plan_.sources) {
    if (!is_share_of_price(*source.field, source.constant)) continue;
    if (value_of(source.field->name) != nullptr) continue;
    const auto share = share_of(source.constant);
    if (share) set(source.field->name, Amount{.money = times_ratio_nearest(*own_price, *share)});
  }
}

std::optional<Refused> RowReader::settle_demand(bool& returned) {
  const Value* status = value_of("status");
  if (status != nullptr && is_cancelled(std::get<std::string>(status->value))) {
    return refusal(*status->field, "cancelled_order", std::get<std::string>(status->value));
  }
  if (value_of("type") == nullptr) set("type", std::string("order"));
  Value* quantity = value_of("quantity");
  std::int64_t units = quantity == nullptr ? 1 : std::get<std::int64_t>(quantity->value);
  if (units < 0) {
    auto& type = std::get<std::string>(value_of("type")->value);
    returned = type == "order";
    if (returned) type = "return";
    units = -units;
    set("quantity", units);
  }
  const Value* total = value_of("line_total");
  if (total != nullptr && value_of("unit_price") == nullptr && units > 0) {
    const Money whole = std::get<Amount>(total->value).money;
    set("unit_price",
        Amount{.money = unit_share(whole < Money{} && returned ? -whole : whole, units)});
  }
  return std::nullopt;
}

RowReader::Value* RowReader::value_of(std::string_view field) {
  const auto found =
      std::ranges::find_if(values_, [&](const Value& value) { return value.field->name == field; });
  return found == values_.end() ? nullptr : &*found;
}

void RowReader::set(std::string_view field, CellValue value) {
  if (Value* there = value_of(field)) {
    there->value = std::move(value);
  } else {
    values_.push_back({.field = field_named(plan_.kind, field), .value = std::move(value)});
  }
}

// The terms of the first supplier, unless the row brings its own list.
void RowReader::write_supplier(JsonWriter& json) {
  const bool any = std::ranges::any_of(
      values_, [](const Value& value) { return value.field->place == FieldPlace::Supplier; });
  if (!any || value_of("suppliers") != nullptr) return;
  json.begin_list("suppliers");
  json.begin_object();
  if (value_of("supplier") == nullptr) json.field("supplier", std::string_view("supplier"));
  for (const Value& value : values_) {
    if (value.field->place != FieldPlace::Supplier) continue;
    write_value(json, supplier_member(value.field->name), value.value);
  }
  json.end_object();
  json.end_list();
}

// The record as JSON, lists and objects last.
std::string RowReader::json() {
  JsonWriter json;
  json.begin_object();
  for (const Value& value : values_) {
    const bool written = value.field->place == FieldPlace::Record;
    if (written) write_value(json, value.field->name, value.value);
  }
  write_supplier(json);
  json.end_object();
  std::string text = json.take();
  for (const Value& value : values_) {
    const auto* nested = std::get_if<NestedJson>(&value.value);
    if (nested == nullptr) continue;
    text.back() = ',';
    text += '"' + std::string(value.field->name) + "\":" + nested->json + '}';
  }
  return text;
}

}  // namespace shelfd::connectors
