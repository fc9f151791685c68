#include "connectors/formats/basket_codec.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "connectors/formats/basket_fields.h"
#include "connectors/formats/json_document.h"
#include "connectors/formats/json_writer.h"

namespace shelfd::connectors {
namespace {

using simdjson::SUCCESS;

std::unexpected<Error> refused(const std::string& place, const Refused& why) {
  std::string field = place;
  if (!why.field.empty()) field += (field.empty() ? "" : ".") + why.field;
  if (field.empty()) field = "file";
  return reject(why.value.empty() ? fmt::format("{}: {}", field, why.reason)
                                  : fmt::format("{}: {} ({})", field, why.reason, why.value));
}

// The root's own fields, and each instance's text where there are such.
struct Envelope {
  BasketForm form{};
  std::vector<std::string_view> instances{};
  bool has_instances = false;
};

std::optional<Refused> split_instances(simdjson::ondemand::value& value, Envelope& envelope) {
  simdjson::ondemand::array array;
  if (value.get_array().get(array) != SUCCESS) {
    return Refused{.field = "instances", .reason = std::string(kWrongType)};
  }
  envelope.has_instances = true;
  for (auto element : array) {
    simdjson::ondemand::object object;
    std::string_view text;
    if (element.get_object().get(object) != SUCCESS || object.raw_json().get(text) != SUCCESS) {
      return Refused{.field = fmt::format("instances[{}]", envelope.instances.size()),
                     .reason = std::string(kWrongType)};
    }
    if (envelope.instances.size() == kMaxBaskets) {
      return Refused{.field = "instances", .reason = std::string(kTooMany)};
    }
    envelope.instances.push_back(text);
  }
  return std::nullopt;
}

std::optional<Refused> read_form_field(std::string_view key, simdjson::ondemand::value& value,
                                       BasketForm& form) {
  std::string_view text;
  if (value.get_string().get(text) != SUCCESS) {
    return Refused{.field = std::string(key), .reason = std::string(kWrongType)};
  }
  if (key == "unit") {
    form.in_steps = text == "cent";
    if (text == "cent" || text == "main") return std::nullopt;
  } else if (const auto currency = parse_currency(text)) {
    form.currency = *currency;
    return std::nullopt;
  }
  return Refused{
      .field = std::string(key), .reason = std::string(kUnknownValue), .value = shown(text, 80)};
}

// Looks at the root's members only. What is not JSON beyond them, JsonDocument finds.
std::optional<Refused> open_envelope(simdjson::padded_string_view bytes,
                                     simdjson::ondemand::parser& parser, Envelope& envelope) {
  Refused broken{.field = {}, .reason = std::string(kNotJson)};
  simdjson::ondemand::document document;
  simdjson::ondemand::object root;
  if (parser.iterate(bytes).get(document) != SUCCESS) return broken;
  if (document.get_object().get(root) != SUCCESS) return broken;
  for (auto member : root) {
    std::string_view key;
    simdjson::ondemand::value value;
    if (member.unescaped_key().get(key) != SUCCESS || member.value().get(value) != SUCCESS) {
      return broken;
    }
    std::optional<Refused> wrong;
    if (key == "instances") {
      wrong = split_instances(value, envelope);
    } else if (key == "unit" || key == "currency") {
      wrong = read_form_field(key, value, envelope.form);
    }
    if (wrong) return wrong;
  }
  return std::nullopt;
}

Result<NamedBasket> decode_one(std::string_view text, const BasketForm& form,
                               const std::string& place, JsonDocument& document) {
  const auto root = document.parse(text);
  if (!root) return refused(place, root.error());
  NamedBasket basket{.form = form};
  FirstRefusal refusal;
  FieldReader reader(**root, refusal);
  read_basket(reader, basket);
  if (refusal.refused()) return refused(place, *refusal.refused());
  return basket;
}

}  // namespace

Result<std::vector<NamedBasket>> decode_baskets(std::string_view bytes) {
  if (bytes.size() > kMaxBasketFileBytes) {
    return refused({}, {.field = {}, .reason = std::string(kTooLarge)});
  }
  const simdjson::padded_string padded(bytes);
  simdjson::ondemand::parser parser;
  Envelope envelope;
  if (const auto wrong = open_envelope(padded, parser, envelope)) return refused({}, *wrong);
  JsonDocument document;
  std::vector<NamedBasket> baskets;
  if (!envelope.has_instances) {
    auto basket = decode_one(bytes, envelope.form, {}, document);
    if (!basket) return std::unexpected(basket.error());
    baskets.push_back(*std::move(basket));
    return baskets;
  }
  for (std::size_t at = 0; at < envelope.instances.size(); ++at) {
    auto basket = decode_one(envelope.instances[at], envelope.form,
                             fmt::format("instances[{}]", at), document);
    if (!basket) return std::unexpected(basket.error());
    baskets.push_back(*std::move(basket));
  }
  return baskets;
}

Result<BasketPreset> decode_preset(std::string_view bytes) {
  JsonDocument document;
  const auto root = document.parse(bytes);
  if (!root) return refused({}, root.error());
  BasketPreset preset;
  FirstRefusal refusal;
  FieldReader reader(**root, refusal);
  reader.required("preset", preset.id, TextOf{.least_bytes = 1});
  reader.required("version", preset.version, TextOf{.least_bytes = 1});
  reader.required("source", preset.source, TextOf{.least_bytes = 1, .most_bytes = 1'024});
  read_promotions(reader, preset.basket);
  if (refusal.refused()) return refused({}, *refusal.refused());
  return preset;
}

Status add_preset(const BasketPreset& preset, NamedBasket& basket) {
  const NamedBasket& from = preset.basket;
  if (from.form.currency != basket.form.currency) {
    return reject(fmt::format("currency: {} of the preset, {} of the basket",
                              from.form.currency.text(), basket.form.currency.text()));
  }
  std::vector<pricing::Promotion>& promotions = basket.basket.promotions;
  if (promotions.size() + from.basket.promotions.size() > pricing::kMaxPromotions) {
    return reject("promotions: too_many");
  }
  promotions.insert(promotions.end(), from.basket.promotions.begin(), from.basket.promotions.end());
  if (!basket.has_rules && from.has_rules) basket.basket.rules = from.basket.rules;
  return {};
}

}  // namespace shelfd::connectors
