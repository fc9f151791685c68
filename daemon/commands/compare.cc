#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "connectors/formats/output_codec.h"
#include "connectors/kafka/topic_admin.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/kafka/topic_reader.h"
#include "daemon/commands/commands.h"
#include "daemon/kafka_options.h"
#include "daemon/side_by_side.h"
#include "daemon/terminal.h"

// shelfd compare A B: what two app ids on the same inputs suggest, side by side.

namespace shelfd::daemon {
namespace {

using connectors::KafkaSettings;
using connectors::OutputTopic;
using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kLongestWait{200};

struct Chosen {
  std::string a{};
  std::string b{};
};

// A shadow where it has topics of its own, else the live one.
Result<KafkaSettings> published_by(KafkaSettings settings, const std::string& app_id) {
  settings.app_id = app_id;
  settings.publishes_shadow = true;
  auto admin = connectors::TopicAdmin::make(settings);
  if (!admin) return std::unexpected(admin.error());
  const auto found = admin->find({output_topic(settings, OutputTopic::ReferencePrices)});
  if (!found) return std::unexpected(found.error());
  settings.publishes_shadow = !found->empty();
  return settings;
}

void take(const connectors::TopicRecord& record, Answers& answers) {
  const std::string value = record.value.value_or("");
  if (record.topic == 0) {
    answers.prices.erase(record.key);
    if (const auto price = connectors::decode_price(value)) {
      answers.prices[record.key] = answer_of(*price);
    }
    return;
  }
  answers.plans.erase(record.key);
  if (const auto plan = connectors::decode_plan(value))
    answers.plans[record.key] = answer_of(*plan);
}

// Everything that was committed when it began.
Result<Answers> read_answers(const KafkaSettings& settings) {
  const auto oldest = [](std::size_t, std::int32_t) { return connectors::ReadFrom{}; };
  auto reader = connectors::TopicReader::open(settings,
                                              {output_topic(settings, OutputTopic::ReferencePrices),
                                               output_topic(settings, OutputTopic::RestockPlans)},
                                              oldest, {});
  if (!reader) return std::unexpected(reader.error());
  Answers answers;
  ProgressBar bar("reading " + settings.app_id);
  while (!(*reader)->at_end()) {
    const auto records = (*reader)->read(kLongestWait);
    if (!records) return std::unexpected(records.error());
    for (const connectors::TopicRecord& record : *records) take(record, answers);
    bar.show((*reader)->at_end() ? 1 : 0, fmt::format("{} prices", answers.prices.size()));
  }
  bar.finish();
  return answers;
}

Json shared_json(const Shared& shared) {
  return {{"both", shared.both},           {"only_a", shared.only_a},
          {"only_b", shared.only_b},       {"same", shared.same},
          {"differing", shared.differing}, {"open_a", shared.open_a},
          {"open_b", shared.open_b},       {"largest_item", shared.largest_item}};
}

Json gains_json(const std::map<std::string, Money>& gains) {
  Json json = Json::object();
  for (const auto& [currency, gain] : gains) json[currency] = to_decimal(gain);
  return json;
}

void print_json(const Chosen& chosen, const PricesBeside& prices, const PlansBeside& plans) {
  Json json{{"a", chosen.a}, {"b", chosen.b}};
  json["prices"] = shared_json(prices);
  json["prices"]["mean_ratio"] = prices.mean_ratio;
  json["prices"]["largest_ratio"] = prices.largest_ratio;
  json["prices"]["gain_a"] = gains_json(prices.gain_a);
  json["prices"]["gain_b"] = gains_json(prices.gain_b);
  json["plans"] = shared_json(plans);
  json["plans"]["mean_units"] = plans.mean_units;
  json["plans"]["largest_units"] = plans.largest_units;
  json["plans"]["units_a"] = plans.units_a;
  json["plans"]["units_b"] = plans.units_b;
  fmt::print("{}\n", json.dump(2));
}

std::string gains_text(const std::map<std::string, Money>& gains) {
  std::string text;
  for (const auto& [currency, gain] : gains) {
    text += (text.empty() ? "" : ", ") + to_decimal(gain) + " " + currency;
  }
  return text.empty() ? "none" : text;
}

std::string largest_text(const std::string& item, const std::string& amount) {
  return item.empty() ? "none" : amount + " at " + item;
}

void print_tables(const Chosen& chosen, const PricesBeside& prices, const PlansBeside& plans) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  print_table(
      {{"", "prices", "plans"},
       {"of both", number(prices.both), number(plans.both)},
       {"only of " + chosen.a, number(prices.only_a), number(plans.only_a)},
       {"only of " + chosen.b, number(prices.only_b), number(plans.only_b)},
       {"the same", number(prices.same), number(plans.same)},
       {"differing", number(prices.differing), number(plans.differing)},
       {"mean difference", fmt::format("{:.2f}%", 100 * prices.mean_ratio),
        fmt::format("{:.1f} units", plans.mean_units)},
       {"largest, " + chosen.b + " against " + chosen.a,
        largest_text(prices.largest_item, fmt::format("{:+.2f}%", 100 * prices.largest_ratio)),
        largest_text(plans.largest_item, fmt::format("{:+} units", plans.largest_units))},
       {"open, " + chosen.a, number(prices.open_a), number(plans.open_a)},
       {"open, " + chosen.b, number(prices.open_b), number(plans.open_b)},
       {"claimed, " + chosen.a, gains_text(prices.gain_a), number(plans.units_a) + " units"},
       {"claimed, " + chosen.b, gains_text(prices.gain_b), number(plans.units_b) + " units"}});
}

int compare(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const auto kafka = kafka_of(settings->settings, read_variable);
  if (!kafka) return fail(kBadSettings, kafka.error().message);
  const auto a = published_by(*kafka, chosen.a);
  if (!a) return fail_with(a.error());
  const auto b = published_by(*kafka, chosen.b);
  if (!b) return fail_with(b.error());
  if (!a->publishes_shadow && !b->publishes_shadow) {
    return fail(kBadInput, "neither " + chosen.a + " nor " + chosen.b +
                               " has topics of a shadow (kafka.publish), so both are one");
  }
  const auto of_a = read_answers(*a);
  if (!of_a) return fail_with(of_a.error());
  const auto of_b = read_answers(*b);
  if (!of_b) return fail_with(of_b.error());
  const PricesBeside prices = prices_beside(*of_a, *of_b);
  const PlansBeside plans = plans_beside(*of_a, *of_b);
  if (invocation.json()) {
    print_json(chosen, prices, plans);
  } else {
    print_tables(chosen, prices, plans);
  }
  return kOk;
}

}  // namespace

void add_compare(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "compare", "what two app ids on the same inputs suggest: one live, one a shadow");
  verb->footer(
      "Reads the latest prices and plans of both from the cluster that the settings name; an app\n"
      "id with topics of a shadow (kafka.publish: shadow) is read there.\n"
      "Example: shelfd compare shelfd shelfd-next --output json");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("A", chosen->a, "an app id")->required();
  verb->add_option("B", chosen->b, "another")->required();
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return compare(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
