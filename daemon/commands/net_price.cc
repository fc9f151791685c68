#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <memory>

#include "connectors/formats/basket_codec.h"
#include "connectors/formats/basket_text.h"
#include "daemon/commands/commands.h"
#include "daemon/net_price_table.h"

// shelfd net-price FILE: the cheapest way to buy baskets with their promotions.

namespace shelfd::daemon {
namespace {

struct Chosen {
  std::string file{};
  std::vector<std::string> presets{};
  std::int64_t nodes = pricing::Effort{}.nodes;
  bool with_advice = true;
};

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return reject(path + ": cannot be read");
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return reject(path + ": cannot be read");
  return bytes;
}

// JSON by its bracket; else the text form.
Result<std::vector<connectors::NamedBasket>> read_baskets(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  const std::size_t first = bytes->find_first_not_of(" \t\r\n");
  if (first != std::string::npos && ((*bytes)[first] == '{' || (*bytes)[first] == '[')) {
    return connectors::decode_baskets(*bytes);
  }
  auto basket = connectors::read_basket_text(*bytes);
  if (!basket) return std::unexpected(basket.error());
  return std::vector<connectors::NamedBasket>{*std::move(basket)};
}

Result<std::vector<connectors::NamedBasket>> baskets_of(const Chosen& chosen) {
  auto baskets = read_baskets(chosen.file);
  if (!baskets) return reject(chosen.file + ": " + baskets.error().message);
  for (const std::string& path : chosen.presets) {
    const auto bytes = read_file(path);
    if (!bytes) return std::unexpected(bytes.error());
    const auto preset = connectors::decode_preset(*bytes);
    if (!preset) return reject(path + ": " + preset.error().message);
    for (connectors::NamedBasket& basket : *baskets) {
      const Status added = connectors::add_preset(*preset, basket);
      if (!added) return reject(path + ": " + added.error().message);
    }
  }
  return baskets;
}

int net_price(Invocation& invocation, const Chosen& chosen) {
  const auto language = language_of(invocation);
  if (!language) return kUsage;
  const auto baskets = baskets_of(chosen);
  if (!baskets) return fail(kBadInput, baskets.error().message);
  const pricing::Effort effort{.nodes = chosen.nodes};
  bool is_first = true;
  for (const connectors::NamedBasket& basket : *baskets) {
    const pricing::NetPrice answer = pricing::cheapest_net_price(basket.basket, effort);
    const pricing::BasketAdvice advice =
        chosen.with_advice ? pricing::advise(basket.basket, answer, basket.add_ons, effort)
                           : pricing::BasketAdvice{};
    if (invocation.json()) {
      fmt::print("{}\n", connectors::encode_net_price(basket, answer, advice));
      continue;
    }
    if (!is_first) fmt::print("\n");
    is_first = false;
    for (const std::string& line : net_price_lines(*language, basket, answer, advice)) {
      fmt::print("{}\n", line);
    }
  }
  return kOk;
}

}  // namespace

void add_net_price(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "net-price", "what a basket really costs after its promotions, and how to buy it");
  verb->footer(
      "Reads JSON, one basket or {\"instances\": [...]}, or the text form of examples/. With\n"
      "--output json: one object a line, in the order of the file.\n"
      "Example: shelfd net-price examples/double11.txt\n"
      "         shelfd net-price basket.json --preset examples/presets/cross_shop.json");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("FILE", chosen->file, "baskets with their promotions")->required();
  verb->add_option("--preset", chosen->presets, "a file with a platform's usual promotions");
  verb->add_option("--nodes", chosen->nodes, "work before the best found is given with its gap")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  verb->add_flag("!--no-advice", chosen->with_advice,
                 "do not look for the next best way and for items worth adding");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return net_price(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
