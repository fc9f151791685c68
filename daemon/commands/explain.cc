#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "connectors/formats/outlook_codec.h"
#include "connectors/formats/output_codec.h"
#include "daemon/commands/commands.h"
#include "daemon/items.h"
#include "wording/wording.h"

// shelfd explain ITEM: the newest judgement of an item and its next days, in words.

namespace shelfd::daemon {
namespace {

void print_lines(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) fmt::print("{}\n", line);
  fmt::print("\n");
}

int print_price(wording::Language language, const wording::ItemContext& context,
                const nlohmann::json& record) {
  if (record.is_null()) return kOk;
  const auto price = connectors::decode_price(record.dump());
  if (!price) return fail(kFailed, price.error().message);
  print_lines(wording::explain_price(language, context, *price));
  return kOk;
}

int print_plan(wording::Language language, const wording::ItemContext& context,
               const nlohmann::json& record) {
  if (record.is_null()) return kOk;
  const auto plan = connectors::decode_plan(record.dump());
  if (!plan) return fail(kFailed, plan.error().message);
  print_lines(wording::explain_plan(language, context, *plan));
  return kOk;
}

int print_outlook(wording::Language language, const nlohmann::json& body) {
  const auto found = body.find("outlook");
  if (found == body.end() || found->is_null()) return kOk;
  const auto outlook = connectors::decode_outlook(found->dump());
  if (!outlook) return fail(kFailed, outlook.error().message);
  print_lines(wording::explain_outlook(language, *outlook));
  return kOk;
}

int explain(Invocation& invocation, const std::string& name) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const auto language = language_of(invocation);
  if (!language) return kUsage;
  const auto reply = ask_item(settings->settings.data, name);
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 200) return fail_reply(*reply);
  if (invocation.json()) {
    fmt::print("{}\n", reply->body);
    return kOk;
  }
  const auto body = nlohmann::json::parse(reply->body);
  const wording::ItemContext context{.title = body.value("title", "")};
  if (const int code = print_price(*language, context, body["price"]); code != kOk) return code;
  if (const int code = print_plan(*language, context, body["plan"]); code != kOk) return code;
  if (const int code = print_outlook(*language, body); code != kOk) return code;
  for (const auto& record : body["alerts"]) {
    const auto alert = connectors::decode_alert(record.dump());
    if (alert) fmt::print("! {}\n", wording::alert_sentence(*language, *alert, context));
  }
  return kOk;
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "explain", "why an item's price and plan are what they are, and its next 14 days");
  verb->footer(
      "Example: shelfd explain demo/KETTLE-3\n"
      "         shelfd explain P2 --data b2w --language zh-Hans");
  const auto name = std::make_shared<std::string>();
  verb->add_option("ITEM", *name, "merchant/sku, or the sku alone where only one has it")
      ->required();
  verb->callback([&invocation, name] {
    invocation.work = [name](Invocation& given) { return explain(given, *name); };
  });
}

}  // namespace shelfd::daemon
