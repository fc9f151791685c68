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

struct WriteParam {
  OutputWriter& json;
  const std::string& name;
  const Currency& currency;
  void operator()(std::int64_t value) const { json.whole(name, value); }
  void operator()(double value) const { json.number(name, value, kParamDecimals); }
  void operator()(Money value) const { json.money(name, value, currency); }
  void operator()(Instant value) const { json.instant(name, value); }
  void operator()(const std::string& value) const { json.text(name, value); }
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

void write_params(OutputWriter& json, const std::vector<Param>& params, const Currency& currency) {
  json.begin_object("params");
  for (auto param = params.begin(); param != params.end(); ++param) {
    const std::string& name = param->name;
    const auto is_same = [&name](const Param& other) { return other.name == name; };
    if (std::ranges::any_of(params.begin(), param, is_same)) continue;
    const auto last = std::ranges::find_if(params.rbegin(), params.rend(), is_same);
    std::visit(WriteParam{json, name, currency}, last->value);
  }
  json.end_object();
}

void write_texts(OutputWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.begin_list(name);
  for (const std::string& text : texts) json.text({}, text);
  json.end_list();
}

std::vector<Param> read_params(const Fields& fields) {
  std::vector<Param> params;
  const Fields named = fields.object("params");
  for (const auto& [name, value] : named.value().items()) {
    params.push_back({.name = name, .value = read_param(named, name)});
  }
  return params;
}

void write_reasons(OutputWriter& json, const std::vector<Reason>& reasons, Counted counted,
                   const Currency& currency) {
  json.begin_list("reasons");
  for (const Reason& reason : reasons) {
    json.begin_object();
    json.text("code", engine::reason_name(reason.code));
    const bool counts = reason.code < ReasonCode::NoPrice || reason.amount != 0;
    if (counts && counted == Counted::Money) {
      json.money("amount", Money{reason.amount}, currency);
    }
    if (counts && counted == Counted::Units) json.whole("units", reason.amount);
    json.text("rests_on", word(kRestsOn, reason.rests_on));
    write_params(json, reason.params, currency);
    json.end_object();
  }
  json.end_list();
}

std::vector<Reason> read_reasons(const Fields& fields, Counted counted) {
  std::vector<Reason> reasons;
  for (const Fields& element : fields.objects("reasons")) {
    reasons.push_back(read_reason(element, counted));
  }
  return reasons;
}

}  // namespace shelfd::connectors
