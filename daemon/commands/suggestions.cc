#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "connectors/formats/output_codec.h"
#include "daemon/commands/commands.h"
#include "daemon/terminal.h"
#include "wording/wording.h"

// shelfd suggestions: what waits for a person, by money.

namespace shelfd::daemon {
namespace {

struct Chosen {
  std::string kind = "all";
  std::string status = "open";
  std::string merchant{};
  int limit = 0;
};

// The line of one record; a record that cannot be read is said so, not hidden.
std::string line_of(wording::Language language, const nlohmann::json& record) {
  const std::string text = record.dump();
  if (record.value("kind", "") == "price") {
    const auto price = connectors::decode_price(text);
    return price ? wording::one_line(language, *price) : "unreadable: " + price.error().message;
  }
  const auto plan = connectors::decode_plan(text);
  return plan ? wording::one_line(language, *plan) : "unreadable: " + plan.error().message;
}

int show(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const auto language = language_of(invocation);
  if (!language) return kUsage;
  connectors::Request request{.method = "GET", .path = "/api/v1/suggestions"};
  request.params = {{"kind", chosen.kind}, {"status", chosen.status}};
  if (!chosen.merchant.empty()) request.params["merchant"] = chosen.merchant;
  if (chosen.limit > 0) request.params["limit"] = std::to_string(chosen.limit);
  const auto reply = ask(settings->settings.data, request);
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 200) return fail_reply(*reply);
  if (invocation.json()) {
    fmt::print("{}\n", reply->body);
    return kOk;
  }
  const auto body = nlohmann::json::parse(reply->body);
  for (const auto& record : body["suggestions"]) {
    fmt::print("{}\n", line_of(*language, record));
  }
  const std::int64_t open = body.value("open_prices", 0) + body.value("open_plans", 0);
  fmt::print("{} shown; open now: prices {}, plans {}{}\n", body.value("shown", 0),
             body.value("open_prices", 0), body.value("open_plans", 0),
             open > body.value("shown", 0) ? "; --limit shows more" : "");
  return kOk;
}

}  // namespace

void add_suggestions(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("suggestions", "what waits for a person, ranked by money");
  verb->footer(
      "Example: shelfd suggestions --kind price --limit 5\n"
      "         shelfd suggestions --status all --output json");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("--kind", chosen->kind, "price, plan or all")
      ->check(CLI::IsMember({"price", "plan", "all"}));
  verb->add_option("--status", chosen->status, "open, needs_person, keep or all")
      ->check(CLI::IsMember({"open", "needs_person", "keep", "all"}));
  verb->add_option("--merchant", chosen->merchant, "only of this merchant");
  verb->add_option("--limit", chosen->limit, "at most this many (default: the merchant's rule)")
      ->check(CLI::Range(1, 10'000));
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return show(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
