#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "connectors/formats/output_codec.h"
#include "daemon/commands/commands.h"
#include "daemon/items.h"

// shelfd respond ITEM ACTION: what a person did with the newest suggestion of an item.

namespace shelfd::daemon {
namespace {

struct Chosen {
  std::string item{};
  std::string action{};
  std::string kind = "price";
  std::string suggestion_id{};
  std::string price{};
  std::string quantity{};
  std::string reason{};
  std::string until{};
  std::string role{};
  bool applied = false;
};

// The id of the item's newest suggestion of the chosen kind; "" where it has none.
Result<std::string> newest_id(const std::string& data, const Chosen& chosen) {
  const auto reply = ask_item(data, chosen.item);
  if (!reply) return std::unexpected(reply.error());
  if (reply->status != 200) return reject(reply->body);
  const auto body = nlohmann::json::parse(reply->body);
  const auto& record = body[chosen.kind];
  if (record.is_null()) return reject("no " + chosen.kind + " was suggested for " + chosen.item);
  return record.value("suggestion_id", "");
}

nlohmann::ordered_json response_of(const std::string& item, const std::string& id,
                                   const Chosen& chosen) {
  const std::size_t slash = item.find('/');
  nlohmann::ordered_json response = {{"merchant", item.substr(0, slash)},
                                     {"sku", item.substr(slash + 1)},
                                     {"suggestion_id", id},
                                     {"action", chosen.action}};
  if (!chosen.price.empty()) response["price"] = chosen.price;
  if (!chosen.quantity.empty()) response["quantity"] = std::stoll(chosen.quantity);
  if (chosen.applied) response["applied"] = true;
  if (!chosen.reason.empty()) response["reason"] = chosen.reason;
  if (!chosen.until.empty()) response["until"] = chosen.until;
  if (!chosen.role.empty()) response["by_role"] = chosen.role;
  return response;
}

// Exit 0 only after the response is durable.
int respond(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string& data = settings->settings.data;
  const auto item = item_named(data, chosen.item);
  if (!item) return fail(kBadInput, item.error().message);
  Chosen whole = chosen;
  whole.item = *item;
  std::string id = chosen.suggestion_id;
  if (id.empty()) {
    const auto newest = newest_id(data, whole);
    if (!newest) return fail(kBadInput, newest.error().message);
    id = *newest;
  }
  const auto reply = ask(data, {.method = "POST",
                                .path = "/api/v1/responses",
                                .body = response_of(*item, id, whole).dump()});
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 202) return fail_reply(*reply);
  if (invocation.json()) {
    fmt::print("{}\n", nlohmann::json{{"accepted", true}, {"suggestion_id", id}}.dump());
  } else {
    fmt::print("recorded: {} {}; a running shelfd takes it in at once, else the next run does\n",
               chosen.action, id);
  }
  return kOk;
}

}  // namespace

void add_respond(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("respond", "accept, reject, override or snooze a suggestion");
  verb->footer(
      "Example: shelfd respond demo/KETTLE-3 accept --applied\n"
      "         shelfd respond demo/KETTLE-3 reject --reason too_low\n"
      "         shelfd respond demo/KETTLE-3 accept --kind plan");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("ITEM", chosen->item, "merchant/sku, or the sku alone")->required();
  verb->add_option("ACTION", chosen->action, "accept, reject, override or snooze")
      ->required()
      ->check(CLI::IsMember({"accept", "reject", "override", "snooze"}));
  verb->add_option("--kind", chosen->kind, "price or plan")
      ->check(CLI::IsMember({"price", "plan"}));
  verb->add_option("--suggestion", chosen->suggestion_id, "its id (default: the item's newest)");
  verb->add_option("--price", chosen->price, "of an override");
  verb->add_option("--quantity", chosen->quantity, "of an overridden plan")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  verb->add_flag("--applied", chosen->applied, "the price is in force already");
  verb->add_option("--reason", chosen->reason, "of a rejection; it changes the next suggestion")
      ->check(CLI::IsMember(
          {"too_low", "too_high", "wrong_rival", "wrong_cost", "no_cash", "not_now", "other"}));
  verb->add_option("--until", chosen->until, "of a snooze, RFC 3339");
  verb->add_option("--role", chosen->role, "who answers, as a role: buyer, owner");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return respond(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
