#include "connectors/formats/output_parts.h"

#include <algorithm>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

using engine::Param;
using engine::ParamValue;
using engine::Reason;
using engine::ReasonCode;

bool ends_in(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings,
                             [&](std::string_view ending) { return name.ends_with(ending); });
}

struct ParamJson {
  const Currency& currency;
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(double value) const { return rounded(value, kParamDecimals); }
  Json operator()(Money value) const { return to_decimal(value, currency); }
  Json operator()(Instant value) const { return format_instant(value); }
  Json operator()(const std::string& value) const { return value; }
};

ParamValue read_param(const Fields& fields, const std::string& name) {
  if (ends_in(name, {"_price", "_cost", "_amount"})) return fields.money(name.c_str());
  if (ends_in(name, {"_at"})) return fields.instant(name.c_str());
  if (ends_in(name, {"_ratio", "_days", "_rate"})) return fields.number(name.c_str());
  if (ends_in(name, {"_units", "_count"})) return fields.whole(name.c_str());
  return fields.text(name.c_str());
}

Reason read_reason(const Fields& fields, Counted counted) {
  Reason reason;
  const auto code = engine::reason_named(fields.text("code"));
  if (!code) fields.refuse("code", "not known");
  reason.code = code.value_or(ReasonCode::NoPrice);
  if (counted == Counted::Money && fields.has("amount")) {
    reason.amount = fields.money("amount").micros;
  }
  if (counted == Counted::Units && fields.has("units")) reason.amount = fields.whole("units");
  reason.rests_on = fields.choice<engine::RestsOn>("rests_on", kRestsOn);
  reason.params = read_params(fields);
  return reason;
}

}  // namespace

Json params_json(const std::vector<Param>& params, const Currency& currency) {
  Json json = Json::object();
  for (const Param& param : params) json[param.name] = std::visit(ParamJson{currency}, param.value);
  return json;
}

std::vector<Param> read_params(const Fields& fields) {
  std::vector<Param> params;
  const Fields named = fields.object("params");
  for (const auto& [name, value] : named.value().items()) {
    params.push_back({.name = name, .value = read_param(named, name)});
  }
  return params;
}

Json reasons_json(const std::vector<Reason>& reasons, Counted counted, const Currency& currency) {
  Json list = Json::array();
  for (const Reason& reason : reasons) {
    Json json;
    json["code"] = engine::reason_name(reason.code);
    const bool counts = reason.code < ReasonCode::NoPrice || reason.amount != 0;
    if (counts && counted == Counted::Money) {
      json["amount"] = to_decimal(Money{reason.amount}, currency);
    }
    if (counts && counted == Counted::Units) json["units"] = reason.amount;
    json["rests_on"] = word(kRestsOn, reason.rests_on);
    json["params"] = params_json(reason.params, currency);
    list.push_back(std::move(json));
  }
  return list;
}

std::vector<Reason> read_reasons(const Fields& fields, Counted counted) {
  std::vector<Reason> reasons;
  for (const Fields& element : fields.objects("reasons")) {
    reasons.push_back(read_reason(element, counted));
  }
  return reasons;
}

}  // namespace shelfd::connectors
