#include "connectors/formats/output_json.h"

#include <charconv>
#include <limits>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMoneyDecimals = 6;
constexpr std::uint64_t kMaxMainUnits = 9'223'372'036'854;  // of 2^63 micros

const Json& empty_object() {
  static const Json kEmpty = Json::object();
  return kEmpty;
}

const Json& empty_list() {
  static const Json kEmpty = Json::array();
  return kEmpty;
}

// All of a text as digits; nothing where it is empty or holds anything else.
std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "5" behind a point is 500'000 micros.
std::optional<std::uint64_t> decimal_micros(std::string_view decimals) {
  if (decimals.size() > kMoneyDecimals) return std::nullopt;
  std::string padded(decimals);
  padded.append(kMoneyDecimals - padded.size(), '0');
  return digits(padded);
}

}  // namespace

bool is_whole(const Json& value) {
  if (value.is_number_unsigned()) {
    return value.get<std::uint64_t>() <=
           static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  }
  return value.is_number_integer();
}

std::optional<Money> read_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const bool pointed = point != std::string_view::npos;
  if (pointed && point + 1 == text.size()) return std::nullopt;
  const auto units = digits(text.substr(0, point));
  const auto micros = decimal_micros(pointed ? text.substr(point + 1) : "0");
  if (!units || !micros || *units > kMaxMainUnits) return std::nullopt;
  const std::uint64_t magnitude = *units * static_cast<std::uint64_t>(kMicrosPerUnit) + *micros;
  const std::uint64_t limit = (std::uint64_t{1} << 63U) - (negative ? 0U : 1U);
  if (magnitude > limit) return std::nullopt;
  return Money{static_cast<std::int64_t>(negative ? ~magnitude + 1 : magnitude)};
}

void Findings::refuse(const std::string& path, const std::string& cause) {
  if (cause_.empty()) cause_ = (path.empty() ? "record" : path) + ": " + cause;
}

Fields::Fields(const Json& object, std::string path, Findings& findings)
    : object_(object.is_object() ? object : empty_object()),
      path_(std::move(path)),
      findings_(findings) {
  if (!object.is_object()) findings_.refuse(path_, "not an object");
}

std::string Fields::path_of(const std::string& name) const {
  return path_.empty() ? name : path_ + "." + name;
}

void Fields::refuse(const std::string& name, const std::string& cause) const {
  findings_.refuse(path_of(name), cause);
}

bool Fields::has(const char* name) const { return object_.contains(name); }

// The field where it is there and of the type; `called` says the type to people.
const Json* Fields::find(const char* name, Json::value_t type, const char* called) const {
  const auto found = object_.find(name);
  if (found == object_.end()) {
    refuse(name, "missing");
    return nullptr;
  }
  if (found->type() != type) {
    refuse(name, std::string("not ") + called);
    return nullptr;
  }
  return &*found;
}

std::string Fields::text(const char* name) const {
  const Json* found = find(name, Json::value_t::string, "a text");
  return found != nullptr ? found->get<std::string>() : std::string();
}

std::string Fields::maybe_text(const char* name) const {
  return has(name) ? text(name) : std::string();
}

bool Fields::flag(const char* name) const {
  const Json* found = find(name, Json::value_t::boolean, "true or false");
  return found != nullptr && found->get<bool>();
}

std::int64_t Fields::whole(const char* name) const {
  const auto found = object_.find(name);
  if (found != object_.end() && is_whole(*found)) return found->get<std::int64_t>();
  refuse(name, found == object_.end() ? "missing" : "not a whole number");
  return 0;
}

std::int32_t Fields::small_whole(const char* name) const {
  const std::int64_t value = whole(name);
  if (value == static_cast<std::int32_t>(value)) return static_cast<std::int32_t>(value);
  refuse(name, "out of range");
  return 0;
}

double Fields::number(const char* name) const {
  const auto found = object_.find(name);
  if (found != object_.end() && found->is_number()) return found->get<double>();
  refuse(name, found == object_.end() ? "missing" : "not a number");
  return 0;
}

Money Fields::money(const char* name) const {
  const Json* found = find(name, Json::value_t::string, "a decimal text");
  if (found == nullptr) return {};
  const auto money = read_decimal(found->get_ref<const std::string&>());
  if (!money) refuse(name, "not a decimal text");
  return money.value_or(Money{});
}

std::optional<Money> Fields::maybe_money(const char* name) const {
  if (!has(name)) return std::nullopt;
  return money(name);
}

Instant Fields::instant(const char* name) const {
  const auto at = parse_instant(text(name));
  if (at) return *at;
  refuse(name, "not an instant");
  return {};
}

std::optional<Instant> Fields::maybe_instant(const char* name) const {
  if (!has(name)) return std::nullopt;
  return instant(name);
}

Currency Fields::maybe_currency(const char* name) const {
  if (!has(name)) return {};
  const auto currency = parse_currency(text(name));
  if (currency) return *currency;
  refuse(name, "not a currency");
  return {};
}

std::vector<std::string> Fields::texts(const char* name) const {
  std::vector<std::string> texts;
  for (const Json& element : list(name)) {
    if (!element.is_string()) {
      refuse(name, "holds more than texts");
      break;
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

Fields Fields::object(const char* name) const {
  const Json* found = find(name, Json::value_t::object, "an object");
  return {found != nullptr ? *found : empty_object(), path_of(name), findings_};
}

std::vector<Fields> Fields::objects(const char* name) const {
  std::vector<Fields> readers;
  for (const Json& element : list(name)) readers.emplace_back(element, path_of(name), findings_);
  return readers;
}

const Json& Fields::list(const char* name) const {
  const Json* found = find(name, Json::value_t::array, "a list");
  return found != nullptr ? *found : empty_list();
}

}  // namespace shelfd::connectors
