#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/arithmetic.h"
#include "connectors/query/published.h"
#include "connectors/query/verification.h"
#include "daemon/commands/commands.h"
#include "daemon/items.h"
#include "daemon/node.h"
#include "daemon/terminal.h"

// shelfd verify: judges published suggestions again from what they carry.

namespace shelfd::daemon {
namespace {

using connectors::VerificationCount;
using connectors::Verifier;
using Json = nlohmann::ordered_json;

struct Chosen {
  std::string item{};
  std::string file{};
};

// One page of a topic; the exit code, and in `after` where the next begins ("": nowhere).
int take_page(const std::string& data, const char* topic, std::string& after, Verifier& verifier) {
  connectors::Request request{.method = "GET",
                              .path = std::string("/api/v1/published/") + topic,
                              .params = {{"limit", std::to_string(connectors::kMaxPage)}}};
  if (!after.empty()) request.params["after"] = after;
  const auto reply = ask(data, request);
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 200) return fail_reply(*reply);
  const auto body = nlohmann::json::parse(reply->body);
  for (const auto& record : body["records"]) verifier.take(record.get_ref<const std::string&>());
  after = body.value("next", "");
  return kOk;
}

// How many items there are, for the bar; 1 where it cannot be told.
double items_in(const std::string& data) {
  const auto reply = ask(data, {.method = "GET", .path = "/api/v1/status"});
  if (!reply || reply->status != 200) return 1;
  return std::max(1.0, nlohmann::json::parse(reply->body).value("items", 1.0));
}

int take_all(const std::string& data, Verifier& verifier) {
  ProgressBar bar("verify");
  const double records = 2 * items_in(data);  // a price and a plan each
  for (const char* topic : {"reference-prices", "restock-plans"}) {
    std::string after;
    do {
      if (const int code = take_page(data, topic, after, verifier); code != kOk) return code;
      const std::int64_t done = verifier.count().records;
      bar.show(static_cast<double>(done) / records, fmt::format("{} records", done));
    } while (!after.empty());
  }
  return kOk;
}

int take_item(const std::string& data, const std::string& name, Verifier& verifier) {
  const auto reply = ask_item(data, name);
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 200) return fail_reply(*reply);
  const auto body = nlohmann::json::parse(reply->body);
  for (const char* kind : {"price", "plan"}) {
    if (!body[kind].is_null()) verifier.take(body[kind].dump());
  }
  return kOk;
}

// A record a line, as consumers of the topics have them.
int take_file(const std::string& path, Verifier& verifier) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return fail(kBadInput, path + ": cannot be read");
  ProgressBar bar("verify");
  std::uintmax_t done = 0;
  for (std::string line; std::getline(file, line);) {
    done += line.size() + 1;
    if (line.find_first_not_of(" \t\r") != std::string::npos) verifier.take(line);
    bar.show(static_cast<double>(done) / static_cast<double>(bytes),
             fmt::format("{} records", verifier.count().records));
  }
  return kOk;
}

Json fields_json(const std::vector<engine::Difference>& differences) {
  Json fields = Json::array();
  for (const engine::Difference& difference : differences) {
    Json field;
    field["field"] = difference.field;
    field["published"] = difference.published;
    field["recomputed"] = difference.recomputed;
    field["discrete"] = difference.discrete;
    fields.push_back(std::move(field));
  }
  return fields;
}

void print_json(const VerificationCount& count, const std::string& arithmetic) {
  Json json;
  json["build"] = build_name();
  json["arithmetic"] = arithmetic;
  json["records"] = count.records;
  json["verified"] = count.verified();
  json["identical"] = count.identical;
  json["other_arithmetic"] = count.other_arithmetic;
  json["different"] = count.different;
  json["different_discrete"] = count.different_discrete;
  json["not_judged"] = count.not_judged;
  json["unreadable"] = count.unreadable;
  json["other_build"] = count.other_build;
  json["differences"] = Json::array();
  for (const connectors::DifferentRecord& record : count.told_different) {
    Json told;
    told["suggestion_id"] = record.suggestion_id;
    told["build"] = record.build;
    told["arithmetic"] = record.arithmetic;
    told["fields"] = fields_json(record.differences);
    json["differences"].push_back(std::move(told));
  }
  json["unreadable_records"] = Json::array();
  for (const connectors::UnreadableRecord& record : count.told_unreadable) {
    Json told;
    told["number"] = record.number;
    told["message"] = record.message;
    json["unreadable_records"].push_back(std::move(told));
  }
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

void print_told(const VerificationCount& count) {
  for (const connectors::DifferentRecord& record : count.told_different) {
    fmt::print("{} (build {}, arithmetic {}) differs:\n", record.suggestion_id, record.build,
               record.arithmetic);
    for (const engine::Difference& difference : record.differences) {
      fmt::print("  {}: published \"{}\", recomputed \"{}\"\n", difference.field,
                 difference.published, difference.recomputed);
    }
  }
  for (const connectors::UnreadableRecord& record : count.told_unreadable) {
    fmt::print("record {} cannot be read: {}\n", record.number, record.message);
  }
}

void print_counts(const VerificationCount& count, const std::string& arithmetic) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  std::string why;
  std::int64_t not_judged = 0;
  for (const auto& [reason, times] : count.not_judged) {
    why += fmt::format("{}{} {}", why.empty() ? "" : ", ", reason, times);
    not_judged += times;
  }
  const std::string discrete =
      count.different_discrete == 0
          ? ""
          : fmt::format("of them {} in a price, quantity or code, under another arithmetic",
                        count.different_discrete);
  print_table({{"suggestions", number(count.records), ""},
               {"verified", number(count.verified()), "judged again from what they carry"},
               {"  identical", number(count.identical), "to the last bit"},
               {"  other arithmetic", number(count.other_arithmetic),
                "equal within 1e-9; here it is " + arithmetic},
               {"  different", number(count.different), discrete},
               {"no judged message", number(not_judged), why},
               {"unreadable", number(count.unreadable), ""},
               {"other build", number(count.other_build), "here it is " + build_name()}});
}

int verify(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string& data = settings->settings.data;
  const std::string arithmetic = arithmetic_fingerprint();
  Verifier verifier(arithmetic, build_name());
  const int code = !chosen.file.empty()   ? take_file(chosen.file, verifier)
                   : !chosen.item.empty() ? take_item(data, chosen.item, verifier)
                                          : take_all(data, verifier);
  if (code != kOk) return code;
  const VerificationCount& count = verifier.count();
  if (invocation.json()) {
    print_json(count, arithmetic);
  } else {
    print_told(count);
    print_counts(count, arithmetic);
  }
  return count.all_good() ? kOk : kFailed;
}

}  // namespace

void add_verify(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "verify", "judges suggestions again from what they carry; 1 if any differs");
  verb->footer(
      "Example: shelfd verify\n"
      "         shelfd verify demo/KETTLE-3 --output json\n"
      "         shelfd verify --file suggestions.jsonl");
  const auto chosen = std::make_shared<Chosen>();
  auto* item = verb->add_option("ITEM", chosen->item, "merchant/sku (default: every item)");
  verb->add_option("--file", chosen->file, "records from a file, one a line; needs no data folder")
      ->excludes(item);
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return verify(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
