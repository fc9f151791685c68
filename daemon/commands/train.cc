#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "backtest/publication.h"
#include "connectors/formats/event_codec.h"
#include "connectors/system_clock.h"
#include "daemon/commands/commands.h"
#include "daemon/merchant_history.h"
#include "daemon/rules_file.h"
#include "daemon/terminal.h"
#include "engine/trained.h"

// shelfd train: what a merchant's items teach together, into its rules.

namespace shelfd::daemon {
namespace {

using backtest::HeadFate;
using backtest::Training;
using backtest::Verdict;
using Json = nlohmann::ordered_json;

struct Chosen {
  std::string merchant{};
  std::string out{};
  bool dry_run = false;
};

bool applies(const Chosen& chosen) { return !chosen.dry_run && chosen.out.empty(); }

struct Trained {
  MerchantId merchant{};
  int days = 0;
  std::size_t items = 0;
  Training training{};
  backtest::Publication publication{};
};

// Pinball loss over the units that came, as in `shelfd backtest forecast`.
double scaled(double loss, const Training& training) {
  const double units = std::max(training.loss.units, 1.0);
  return 2 * loss / (units * static_cast<double>(backtest::kLossLevels.size()));
}

double share(double rows, const Training& training) {
  return rows / static_cast<double>(std::max<std::size_t>(training.held_out, 1));
}

const char* word_of(Verdict verdict) {
  constexpr auto kWords =
      std::to_array<const char*>({"too_few_series", "too_few_forecasts", "not_better", "better"});
  return kWords.at(static_cast<std::size_t>(verdict));
}

const char* word_of(HeadFate fate) {
  constexpr auto kWords =
      std::to_array<const char*>({"none", "kept", "unchanged", "published", "withdrawn"});
  return kWords.at(static_cast<std::size_t>(fate));
}

std::string why(const Training& training) {
  switch (training.verdict) {
    case Verdict::TooFewSeries:
      return fmt::format(
          "{} items with a history, and a head needs {}; everything works without it",
          training.series, backtest::kMinHeadSeries);
    case Verdict::TooFewRows:
      return fmt::format(
          "{} forecasts that came true, and a head needs {}; everything works without it",
          training.rows, backtest::kMinHeadRows);
    case Verdict::NotBetter:
      return "on the newest days it does not beat the filters; everything works without it";
    case Verdict::Better:
      return "on the newest days it beats the filters";
  }
  return {};
}

std::string fate(const backtest::Publication& publication, bool applied) {
  const std::string& version = publication.head_version;
  switch (publication.head) {
    case HeadFate::None:
      return "none is published";
    case HeadFate::Kept:
      return version + " stays in force";
    case HeadFate::Unchanged:
      return version + " is in force already";
    case HeadFate::Published:
      return version + (applied ? " is published" : " would be published");
    case HeadFate::Withdrawn:
      return version + (applied ? " is withdrawn" : " would be withdrawn") +
             ": it loses to the filters by now";
  }
  return {};
}

void print_held_out(const Training& training) {
  const double filters = scaled(training.loss.filter, training);
  const double head = scaled(training.loss.head, training);
  fmt::print(
      "  held out     {} forecasts of the newest quarter, in four parts; each was foretold by a\n"
      "               head that learnt what had ended before it, the last {} forecasts\n",
      training.held_out, training.learnt);
  fmt::print("  loss there   {:.4f} of the filters, {:.4f} of the head ({:+.1f}%)\n", filters, head,
             100 * (head / std::max(filters, 1e-12) - 1));
  fmt::print("  .95 covers   {:.3f} of the filters, {:.3f} of the head\n",
             share(training.loss.filter_covers, training),
             share(training.loss.head_covers, training));
}

// Categories that have a prior of their own.
std::size_t categories_of(const Training& training) {
  const std::size_t priors = backtest::priors_of(training.pools).size();
  return priors == 0 ? 0 : priors - 1;
}

void print_one(const Trained& trained, const Chosen& chosen) {
  const Training& training = trained.training;
  const backtest::Publication& publication = trained.publication;
  fmt::print("{}\n", trained.merchant.value);
  fmt::print("  history      {} items, {} days\n", trained.items, trained.days);
  fmt::print("  series       {}, {} forecasts that came true\n", training.series, training.rows);
  if (training.held_out > 0) print_held_out(training);
  fmt::print("  head         {}: {}\n", fate(publication, applies(chosen)), why(training));
  fmt::print("  priors       {} categories{}\n", categories_of(training),
             publication.new_priors ? "" : ", nothing new");
  if (!publication.rules) {
    fmt::print("  rules        stay as they are\n");
  } else if (chosen.dry_run) {
    fmt::print("  rules        would become {}; nothing was changed\n", publication.rules->version);
  } else if (!chosen.out.empty()) {
    fmt::print("  rules        {} written to {}: look at it, then shelfd rules apply {}\n",
               publication.rules->version, chosen.out, chosen.out);
  } else {
    fmt::print(
        "  rules        {} applied; every item is judged again within 30 minutes of "
        "shelfd running\n",
        publication.rules->version);
  }
}

Json json_of(const Trained& trained, const Chosen& chosen) {
  const Training& training = trained.training;
  const backtest::Publication& publication = trained.publication;
  Json json{{"merchant", trained.merchant.value},
            {"items", trained.items},
            {"days", trained.days},
            {"series", training.series},
            {"forecasts", training.rows},
            {"verdict", word_of(training.verdict)}};
  if (training.held_out > 0) {
    json["held_out"] = {{"learnt", training.learnt},
                        {"forecasts", training.held_out},
                        {"loss_filters", scaled(training.loss.filter, training)},
                        {"loss_head", scaled(training.loss.head, training)},
                        {"covered_95_filters", share(training.loss.filter_covers, training)},
                        {"covered_95_head", share(training.loss.head_covers, training)}};
  }
  json["head"] = word_of(publication.head);
  if (!publication.head_version.empty()) json["head_version"] = publication.head_version;
  json["categories"] = categories_of(training);
  if (publication.rules) json["rules_version"] = publication.rules->version;
  json["changed"] = publication.rules.has_value() && applies(chosen);
  return json;
}

Result<Trained> train_one(const backtest::History& history, const MerchantId& merchant,
                          const HistoryProgress& progress) {
  backtest::ForecastSet set = history.finish(merchant);
  set.panel.rivals_planned = false;
  const engine::Rules* own = history.rules(merchant.value);
  const engine::Trained in_force =
      engine::make_trained(own != nullptr && own->demand_head ? &*own->demand_head : nullptr, {});
  Trained trained{
      .merchant = merchant, .days = backtest::days_in(set.panel), .items = set.panel.series.size()};
  trained.training = backtest::train(set.panel, engine::head_of(in_force), [&](int done, int all) {
    progress(static_cast<double>(done) / std::max(1, all));
  });
  int last = 0;
  for (const backtest::Series& series : set.panel.series) {
    last = std::max(last, series.first + static_cast<int>(series.periods.size()));
  }
  trained.publication =
      backtest::publication_of(trained.training, merchant, own, Instant{from_day_number(last)});
  return trained;
}

// A file for `shelfd rules apply`, which adds the offsets of the zone and the time of issue, and
// keeps a head in force that the file does not name.
Status write_file(const backtest::Publication& publication, const std::string& path) {
  engine::Rules rules = *publication.rules;
  if (publication.head == HeadFate::Withdrawn) {
    return reject(publication.head_version +
                  " would be withdrawn, which no file can say; leave out --out");
  }
  if (rules.utc_offsets && !rules.time_zone) {
    return reject("the rules of " + rules.merchant.value +
                  " have utc_offsets and no time_zone, which no file can say; leave out --out");
  }
  rules.utc_offsets.reset();
  rules.issued_at.reset();
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << Json::parse(connectors::encode_event(rules)).dump(2) << "\n";
  stream.close();
  return stream ? Status{} : stop("cannot write " + path);
}

Status publish(const std::string& data, engine::Rules rules) {
  connectors::SystemClock clock;
  rules.issued_at = clock.now();
  const auto reply = ask(
      data, {.method = "POST", .path = "/api/v1/rules", .body = connectors::encode_event(rules)});
  if (!reply) {
    return retry("nothing was applied, --out FILE keeps the rules: " + reply.error().message);
  }
  if (reply->status == 202) return {};
  return reject("the rules of " + rules.merchant.value + " were refused: " + reply->body);
}

Result<std::vector<MerchantId>> chosen_merchants(const backtest::History& history,
                                                 const Chosen& chosen) {
  std::vector<MerchantId> merchants = history.merchants();
  if (!chosen.merchant.empty()) {
    const MerchantId asked{chosen.merchant};
    if (std::ranges::find(merchants, asked) == merchants.end()) {
      return reject("there is no history of a merchant \"" + chosen.merchant + "\"");
    }
    return std::vector{asked};
  }
  if (!chosen.out.empty() && merchants.size() > 1) {
    return reject(
        fmt::format("--out takes one merchant's rules, and there are {}: name one with "
                    "--merchant",
                    merchants.size()));
  }
  return merchants;
}

Result<std::vector<Trained>> train_all(const Settings& settings, const Chosen& chosen) {
  ProgressBar bar("train");
  const auto history =
      merchant_history(settings, [&](double done) { bar.show(done, "reading the history"); });
  if (!history) return std::unexpected(history.error());
  const auto merchants = chosen_merchants(*history, chosen);
  if (!merchants) return std::unexpected(merchants.error());
  std::vector<Trained> all;
  for (const MerchantId& merchant : *merchants) {
    auto trained = train_one(*history, merchant,
                             [&](double done) { bar.show(done, "training " + merchant.value); });
    if (!trained) return std::unexpected(trained.error());
    all.push_back(*std::move(trained));
  }
  bar.finish();
  return all;
}

Status take(const Trained& trained, const Settings& settings, const Chosen& chosen) {
  const auto& rules = trained.publication.rules;
  if (!rules || chosen.dry_run) return {};
  return chosen.out.empty() ? publish(settings.data, *rules)
                            : write_file(trained.publication, chosen.out);
}

int train(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const auto all = train_all(settings->settings, chosen);
  if (!all) return fail_with(all.error());
  Json merchants = Json::array();
  for (const Trained& trained : *all) {
    const auto status = take(trained, settings->settings, chosen);
    if (!status) return fail_with(status.error());
    if (invocation.json()) {
      merchants.push_back(json_of(trained, chosen));
    } else {
      print_one(trained, chosen);
    }
  }
  if (invocation.json()) {
    fmt::print("{}\n", Json{{"merchants", std::move(merchants)}}.dump(2));
  } else if (all->empty()) {
    fmt::print("there are no items to learn from in {}\n", settings->settings.data);
  }
  return kOk;
}

}  // namespace

void add_train(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("train", "learn what many items teach together, into the rules");
  verb->footer(
      "Walks each merchant's own history, fits a head that corrects the forecasts of all its\n"
      "items, and publishes it in the merchant's rules if it beats the filters on the newest "
      "days,\n"
      "which it has not seen; with it where items of each category start. Nothing crosses\n"
      "merchants. Everything works without it; a head needs 200 items with a history.\n"
      "Reads a folder that no process has open, or the topics of a cluster.\n"
      "Example: shelfd train --data ./shop --dry-run\n"
      "         shelfd train --data ./shop --merchant acme --out acme.json\n"
      "         shelfd rules apply acme.json");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("--merchant", chosen->merchant, "of this merchant alone (default: of each)");
  auto* out = verb->add_option("--out", chosen->out,
                               "write the rules to this file, to be looked at; apply nothing");
  verb->add_flag("--dry-run", chosen->dry_run, "say what it would do, and do nothing")
      ->excludes(out);
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return train(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
