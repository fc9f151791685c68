#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "daemon/commands/commands.h"
#include "daemon/interrupt.h"
#include "daemon/simulated_feed.h"
#include "daemon/terminal.h"
#include "wording/wording.h"

// shelfd demo: a simulated market on this machine, with every part of the program running.

namespace shelfd::daemon {
namespace {

constexpr const char* kMarker = "this-is-a-demo";

struct Chosen {
  std::size_t items = 24;
  std::uint64_t seed = 1;
  int days = 90;
  double seconds = 0;  // 0: until interrupted
};

// Every demo starts anew; only a folder that a demo made is emptied.
Status make_folder(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path + "/db", error)) {
    if (!std::filesystem::exists(path + "/" + kMarker, error)) {
      return reject(path + " holds data that no demo made; name another folder with --data");
    }
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
      if (entry.path().filename().string().starts_with("db")) {
        std::filesystem::remove_all(entry.path(), error);
      }
    }
  }
  std::filesystem::create_directories(path, error);
  const std::ofstream marker(path + "/" + kMarker);
  if (!marker) return reject(path + ": cannot be written");
  return {};
}

// Prints each open suggestion once: one that is issued again with the same answer (its reasons or
// its market moved) is not news to somebody who watches.
class Printer {
 public:
  explicit Printer(wording::Language language) : language_(language) {}

  void print(const Turn& turn) {
    for (const engine::PriceSuggestion& price : turn.judgements.prices) {
      const std::int64_t to = price.suggested_price.value_or(Money{}).micros;
      if (is_news("price " + price.item.key(), price.status, to)) {
        fmt::print("{}\n", wording::one_line(language_, price));
      }
    }
    for (const engine::RestockPlan& plan : turn.judgements.plans) {
      if (is_news("plan " + plan.item.key(), plan.status, plan.quantity.units)) {
        fmt::print("{}\n", wording::one_line(language_, plan));
      }
    }
    std::fflush(stdout);
  }

 private:
  bool is_news(const std::string& name, engine::Status status, std::int64_t answer) {
    std::int64_t& last = last_[name];
    const std::int64_t now = status == engine::Status::Open ? answer : 0;
    return std::exchange(last, now) != now && now != 0;
  }

  wording::Language language_;
  std::map<std::string, std::int64_t> last_;
};

// An item to try the commands on: the newest open price, else any.
std::string example_of(const Turn& turn, const std::string& before) {
  for (const engine::PriceSuggestion& price : turn.judgements.prices) {
    if (price.status == engine::Status::Open) return price.item.key();
  }
  return before;
}

// What a run of the demo is made of.
struct Run {
  Chosen chosen{};
  simulator::MarketSettings shop{};
  wording::Language language = wording::Language::English;
  std::string data{};
  std::string program{};
};

int play(Node& node, FastClock& clock, const Run& run) {
  const Chosen& chosen = run.chosen;
  SimulatedFeed feed(node, run.shop);
  std::string example = feed.market().id(0).key();
  ProgressBar bar(fmt::format("{} days of a simulated shop", chosen.days));
  Printer printer(run.language);
  const auto seen = [&](const Turn& turn) {
    if (!turn.judgements.prices.empty() || !turn.judgements.plans.empty()) bar.finish();
    printer.print(turn);
    feed.consider(turn);
    example = example_of(turn, example);
  };
  auto status =
      feed.play_history(chosen.days, seen, [&](double ratio) { bar.show(ratio, "played"); });
  bar.finish();
  if (!status) return fail(kFailed, status.error().message);
  fmt::print("-- {} events of {} days are taken in; now a day passes each minute --\n",
             feed.events(), chosen.days);
  std::fflush(stdout);
  clock.go();
  const auto end = clock.monotonic() + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                           std::chrono::duration<double>(chosen.seconds));
  const auto live = [&]() -> Status {
    const bool over = chosen.seconds > 0 && clock.monotonic() >= end;
    if (is_interrupted() || over) node.stop();
    return feed.play_live();
  };
  status = node.run(seen, live);
  if (!status) return fail(kFailed, status.error().message);
  fmt::print(
      "\nThree commands to try, now or, in a second terminal, while a demo runs:\n"
      "  {2} suggestions --data {0}\n"
      "  {2} explain {1} --data {0}\n"
      "  {2} respond {1} reject --reason too_low --data {0}\n",
      run.data, example, run.program);
  return kOk;
}

int demo(Invocation& invocation, const Chosen& chosen) {
  if (invocation.data.empty()) invocation.data = "./shelfd-demo";
  const auto loaded = settings_of(invocation);
  if (!loaded) return kBadSettings;
  const auto language = language_of(invocation);
  if (!language) return kUsage;
  const std::string& data = loaded->settings.data;
  if (const auto made = make_folder(data); !made) return fail(kUnavailable, made.error().message);
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const simulator::MarketSettings shop{.seed = chosen.seed,
                                       .items = chosen.items,
                                       .start = today - std::chrono::days{chosen.days},
                                       .days = chosen.days + 30};
  FastClock clock(today, kDemoSpeed);
  NodeSettings settings = node_of(loaded->settings);
  settings.data = data;
  settings.workers = 1;  // what is seen is told by one thread
  settings.believes_clock = true;
  auto node = Node::open(settings, clock);
  if (!node) return fail(kUnavailable, node.error().message);
  watch_interrupts();
  fmt::print("A simulated shop with {} items. Health and metrics: {}\n", chosen.items,
             (*node)->address().empty() ? "off" : "http://" + (*node)->address() + "/metrics");
  return play(**node, clock,
              {.chosen = chosen,
               .shop = shop,
               .language = *language,
               .data = data,
               .program = invocation.program});
}

}  // namespace

void add_demo(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("demo", "a simulated market, with everything running");
  verb->footer("Example: shelfd demo --for 20s");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("--items", chosen->items, "how many items the shop sells")
      ->check(CLI::Range(1, 1'000'000));
  verb->add_option("--seed", chosen->seed, "of the market; the same seed plays the same market");
  verb->add_option("--days", chosen->days, "of history before the first suggestion")
      ->check(CLI::Range(1, 3650));
  verb->add_option("--for", chosen->seconds, "end by itself after this time, e.g. 20s")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, double>{{"s", 1.0}, {"m", 60.0}, {"h", 3600.0}},
          CLI::AsNumberWithUnit::CASE_SENSITIVE));
  verb->add_option("--listen", invocation.listen, "address:port of health, metrics and API");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return demo(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
