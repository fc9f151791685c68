#include "daemon/rules_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/time_zones.h"
#include "daemon/settings.h"

namespace shelfd::daemon {
namespace {

const std::vector<std::string>& known_keys() {
  static const std::vector<std::string> kKeys = {"merchant",
                                                 "version",
                                                 "issued_at",
                                                 "time_zone",
                                                 "jurisdiction",
                                                 "currency",
                                                 "rates",
                                                 "tax",
                                                 "strategy",
                                                 "match_ratio",
                                                 "min_margin_ratio",
                                                 "max_change_ratio",
                                                 "careful_ratio",
                                                 "min_gain",
                                                 "min_chance",
                                                 "price_endings",
                                                 "offer_fresh_hours",
                                                 "min_match",
                                                 "offer_conditions",
                                                 "min_effective_offers",
                                                 "max_weight_ratio",
                                                 "rivals",
                                                 "reference_basket",
                                                 "audiences",
                                                 "holding_rate",
                                                 "service_level",
                                                 "review_days",
                                                 "resold_ratio",
                                                 "law_packs",
                                                 "suppliers",
                                                 "order_confirm_hours",
                                                 "occasions",
                                                 "budget",
                                                 "own_accounts",
                                                 "emergencies",
                                                 "daily_suggestions",
                                                 "models",
                                                 "demand_head",
                                                 "demand_priors",
                                                 "left_at"};
  return kKeys;
}

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

bool is_json_number(const std::string& text) {
  const bool starts = !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
  return starts && nlohmann::json::accept(text);
}

// A plain number keeps its own digits, so that money stays exact.
std::string scalar_json(const YAML::Node& node) {
  if (node.IsNull()) return "null";
  const std::string& scalar = node.Scalar();
  const bool plain = node.Tag() == "?";
  const bool bare = scalar == "true" || scalar == "false" || is_json_number(scalar);
  return plain && bare ? scalar : quoted(scalar);
}

// JSON text of a YAML value.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the file, which yaml-cpp bounds
std::string to_json(const YAML::Node& node) {
  if (!node.IsMap() && !node.IsSequence()) return scalar_json(node);
  std::vector<std::string> parts;
  parts.reserve(node.size());
  for (const auto& entry : node) {
    parts.push_back(node.IsMap()
                        ? quoted(entry.first.as<std::string>()) + ":" + to_json(entry.second)
                        : to_json(entry));
  }
  const std::string inside = fmt::format("{}", fmt::join(parts, ","));
  return node.IsMap() ? "{" + inside + "}" : "[" + inside + "]";
}

// One key of the file: its JSON, and where it stands.
struct Entry {
  std::string key{};
  std::string json{};
  int line = 0;
};

class RulesReader {
 public:
  explicit RulesReader(std::string file) : file_(std::move(file)) {}

  Result<std::string> read(Instant now) {
    try {
      if (const auto node = load()) take_entries(*node);
    } catch (const YAML::Exception& exception) {
      problems_.push_back(fmt::format("{}:{}: {}", file_, exception.mark.line + 1, exception.msg));
    } catch (const nlohmann::json::exception&) {  // of `quoted`
      problems_.push_back(file_ + ": is not UTF-8 text");
    }
    check_values();
    if (problems_.empty()) add_offsets();
    if (!problems_.empty()) return stop(fmt::format("{}", fmt::join(problems_, "\n")));
    if (!has("issued_at")) add("issued_at", quoted(connectors::format_instant(now)), 0);
    return whole();
  }

 private:
  std::optional<YAML::Node> load() {
    std::ifstream stream(file_);
    if (!stream) {
      problems_.push_back(file_ + ": cannot be read");
      return std::nullopt;
    }
    YAML::Node node = YAML::Load(stream);
    if (node.IsMap()) return node;
    problems_.push_back(file_ + ":1: expected keys and values, as in `shelfd rules apply --help`");
    return std::nullopt;
  }

  void take_entries(const YAML::Node& node) {
    for (const auto& entry : node) {
      const auto key = entry.first.as<std::string>();
      const int line = entry.first.Mark().line + 1;
      if (std::ranges::find(known_keys(), key) == known_keys().end()) {
        const std::string near = nearest(key, known_keys());
        problems_.push_back(
            fmt::format("{}:{}: unknown key \"{}\"{}", file_, line, key,
                        near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near)));
        continue;
      }
      if (has(key)) {
        problems_.push_back(fmt::format("{}:{}: {} is given twice", file_, line, key));
        continue;
      }
      add(key, to_json(entry.second), line);
    }
    if (!has("merchant")) problems_.push_back(file_ + ":1: merchant is missing (or \"*\" for all)");
    if (!has("version")) problems_.push_back(file_ + ":1: version is missing, e.g. a date");
  }

  // Each value in a record of its own, so that one wrong value does not hide the next.
  void check_values() {
    for (const Entry& entry : entries_) {
      std::string record = "{";
      if (entry.key != "merchant") record += R"("merchant":"*",)";
      if (entry.key != "version") record += R"("version":"-",)";
      record += quoted(entry.key) + ":" + entry.json + "}";
      std::string key = "*";
      if (entry.key == "merchant") key = nlohmann::json::parse(entry.json).dump();
      if (key.size() > 2 && key.front() == '"') key = key.substr(1, key.size() - 2);
      const auto decoded = decoder_.decode(engine::Topic::Rules, key, record);
      if (decoded) continue;
      const connectors::Refused& refused = decoded.error();
      problems_.push_back(fmt::format("{}:{}: {}: {} \"{}\"", file_, entry.line, refused.field,
                                      refused.reason, refused.value));
    }
  }

  void add_offsets() {
    const auto zone = std::ranges::find(entries_, "time_zone", &Entry::key);
    if (zone == entries_.end()) return;
    const auto offsets = connectors::zone_offsets(nlohmann::json::parse(zone->json));
    if (!offsets) {
      problems_.push_back(fmt::format("{}:{}: {}", file_, zone->line, offsets.error().message));
      return;
    }
    auto list = nlohmann::json::array();
    for (const OffsetChange& change : *offsets) {
      list.push_back({{"from", connectors::format_instant(change.from)},
                      {"offset_seconds", change.offset.count()}});
    }
    add("utc_offsets", list.dump(), 0);
  }

  [[nodiscard]] bool has(const std::string& key) const {
    return std::ranges::find(entries_, key, &Entry::key) != entries_.end();
  }

  void add(const std::string& key, std::string json, int line) {
    entries_.push_back({.key = key, .json = std::move(json), .line = line});
  }

  [[nodiscard]] std::string whole() const {
    std::vector<std::string> parts;
    parts.reserve(entries_.size());
    for (const Entry& entry : entries_) parts.push_back(quoted(entry.key) + ":" + entry.json);
    return fmt::format("{{{}}}", fmt::join(parts, ","));
  }

  std::string file_;
  std::vector<Entry> entries_;
  std::vector<std::string> problems_;
  connectors::EventDecoder decoder_;
};

}  // namespace

Result<std::string> read_rules_file(const std::string& file, Instant now) {
  return RulesReader(file).read(now);
}

}  // namespace shelfd::daemon
