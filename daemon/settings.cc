#include "daemon/settings.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <numeric>
#include <sstream>

#include "connectors/formats/event_codec.h"

namespace shelfd::daemon {
namespace {

// A setting: its key, where it lies, and what is wrong with a value ("" when nothing is).
struct Setting {
  const char* key;
  const char* variable;
  std::string Settings::* place;
  std::string (*problem)(const std::string&);
};

std::string one_of(const std::string& value, const std::vector<std::string>& allowed) {
  if (std::ranges::find(allowed, value) != allowed.end()) return "";
  return fmt::format("\"{}\" is not one of {}", value, fmt::join(allowed, ", "));
}

std::string folder_problem(const std::string& value) {
  return value.empty() ? "an empty path" : "";
}

std::string listen_problem(const std::string& value) {
  if (value.empty()) return "";
  const std::size_t colon = value.rfind(':');
  unsigned port = 0;
  const char* end = value.data() + value.size();
  const bool parsed = colon != std::string::npos && colon > 0 &&
                      std::from_chars(value.data() + colon + 1, end, port).ptr == end &&
                      colon + 1 < value.size();
  return parsed && port <= 65'535 ? "" : fmt::format("\"{}\" is not address:port", value);
}

std::string whole_problem(const std::string& value, int least, int most) {
  int count = 0;
  const char* end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, count);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == end;
  if (whole && count >= least && count <= most) return "";
  return fmt::format("\"{}\" is not a whole number from {} to {}", value, least, most);
}

std::string count_problem(const std::string& value) { return whole_problem(value, 1, 64); }

std::string memory_problem(const std::string& value) { return whole_problem(value, 64, 1'048'576); }

std::string partitions_problem(const std::string& value) {
  return value.empty() ? "" : count_problem(value);
}

// One of those that this build writes.
std::string state_format_problem(const std::string& value) {
  if (value.empty()) return "";
  const connectors::StateFormats known = connectors::state_formats();
  unsigned format = 0;
  const char* end = std::to_address(value.end());
  const auto parsed = std::from_chars(value.data(), end, format);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == end;
  if (whole && known.has(connectors::StateFormat{format})) return "";
  return fmt::format("\"{}\" is not a state format of this build, which knows {}", value,
                     connectors::text_of(known));
}

std::string level_problem(const std::string& value) {
  return one_of(value, {"debug", "info", "warn", "error"});
}

std::string nothing_wrong(const std::string& /*value*/) { return ""; }

std::string source_problem(const std::string& value) {
  return one_of(value, {"embedded", "kafka"});
}

// What Kafka takes in the name of a topic or a group.
std::string name_problem(const std::string& value) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  if (value.size() > 100) return fmt::format("\"{}\" is longer than 100 characters", value);
  if (value.find_first_not_of(kAllowed) == std::string::npos) return "";
  return fmt::format("\"{}\" has characters other than letters, digits, dot, _ and -", value);
}

std::string app_id_problem(const std::string& value) {
  return value.empty() ? "an empty name" : name_problem(value);
}

std::string start_problem(const std::string& value) {
  if (value == "earliest" || value == "latest" || connectors::parse_instant(value)) return "";
  return fmt::format("\"{}\" is not earliest, latest or an instant as 2026-11-25T00:00:00Z", value);
}

std::string yes_no_problem(const std::string& value) { return one_of(value, {"yes", "no"}); }

std::string publish_problem(const std::string& value) { return one_of(value, {"live", "shadow"}); }

std::string security_problem(const std::string& value) {
  return one_of(value, {"plaintext", "tls", "sasl_plaintext", "sasl_tls"});
}

std::string mechanism_problem(const std::string& value) {
  return one_of(value, {"", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"});
}

std::string timeout_problem(const std::string& value) {
  return whole_problem(value, 1'000, 300'000);
}

std::string format_problem(const std::string& value) { return one_of(value, {"logfmt", "json"}); }

const std::vector<Setting>& table() {
  static const std::vector<Setting> kSettings = {
      {"data", "SHELFD_DATA", &Settings::data, folder_problem},
      {"partitions", "SHELFD_PARTITIONS", &Settings::partitions, partitions_problem},
      {"workers", "SHELFD_WORKERS", &Settings::workers, count_problem},
      {"state_format", "SHELFD_STATE_FORMAT", &Settings::state_format, state_format_problem},
      {"memory", "SHELFD_MEMORY", &Settings::memory, memory_problem},
      {"http.listen", "SHELFD_HTTP__LISTEN", &Settings::http_listen, listen_problem},
      {"log.level", "SHELFD_LOG__LEVEL", &Settings::log_level, level_problem},
      {"log.format", "SHELFD_LOG__FORMAT", &Settings::log_format, format_problem},
      {"source", "SHELFD_SOURCE", &Settings::source, source_problem},
      {"kafka.brokers", "SHELFD_KAFKA__BROKERS", &Settings::kafka_brokers, nothing_wrong},
      {"kafka.app_id", "SHELFD_KAFKA__APP_ID", &Settings::kafka_app_id, app_id_problem},
      {"kafka.instance", "SHELFD_KAFKA__INSTANCE", &Settings::kafka_instance, name_problem},
      {"kafka.topic_prefix", "SHELFD_KAFKA__TOPIC_PREFIX", &Settings::kafka_topic_prefix,
       name_problem},
      {"kafka.publish", "SHELFD_KAFKA__PUBLISH", &Settings::kafka_publish, publish_problem},
      {"kafka.start", "SHELFD_KAFKA__START", &Settings::kafka_start, start_problem},
      {"kafka.skip_lost_inputs", "SHELFD_KAFKA__SKIP_LOST_INPUTS",
       &Settings::kafka_skip_lost_inputs, yes_no_problem},
      {"kafka.security", "SHELFD_KAFKA__SECURITY", &Settings::kafka_security, security_problem},
      {"kafka.ca_file", "SHELFD_KAFKA__CA_FILE", &Settings::kafka_ca_file, nothing_wrong},
      {"kafka.certificate_file", "SHELFD_KAFKA__CERTIFICATE_FILE",
       &Settings::kafka_certificate_file, nothing_wrong},
      {"kafka.key_file", "SHELFD_KAFKA__KEY_FILE", &Settings::kafka_key_file, nothing_wrong},
      {"kafka.key_password_file", "SHELFD_KAFKA__KEY_PASSWORD_FILE",
       &Settings::kafka_key_password_file, nothing_wrong},
      {"kafka.sasl_mechanism", "SHELFD_KAFKA__SASL_MECHANISM", &Settings::kafka_sasl_mechanism,
       mechanism_problem},
      {"kafka.username", "SHELFD_KAFKA__USERNAME", &Settings::kafka_username, nothing_wrong},
      {"kafka.password_file", "SHELFD_KAFKA__PASSWORD_FILE", &Settings::kafka_password_file,
       nothing_wrong},
      {"kafka.session_timeout_ms", "SHELFD_KAFKA__SESSION_TIMEOUT_MS",
       &Settings::kafka_session_timeout_ms, timeout_problem},
      {"kafka.transaction_timeout_ms", "SHELFD_KAFKA__TRANSACTION_TIMEOUT_MS",
       &Settings::kafka_transaction_timeout_ms, timeout_problem}};
  return kSettings;
}

std::vector<std::string> keys() {
  std::vector<std::string> names;
  for (const Setting& setting : table()) names.emplace_back(setting.key);
  return names;
}

class Loader {
 public:
  void set(const std::string& key, const std::string& value, const std::string& origin,
           const std::string& place) {
    const auto found =
        std::ranges::find_if(table(), [&](const Setting& setting) { return setting.key == key; });
    if (found == table().end()) {
      const std::string near = nearest(key, keys());
      complain(place, fmt::format("unknown key \"{}\"{}", key,
                                  near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near)));
      return;
    }
    if (const std::string problem = found->problem(value); !problem.empty()) {
      complain(place, fmt::format("{}: {}", key, problem));
      return;
    }
    loaded.settings.*(found->place) = value;
    rows[key] = {.key = key, .value = value, .origin = origin};
  }

  void complain(const std::string& place, const std::string& text) {
    problems.push_back(place + ": " + text);
  }

  void read_node(const YAML::Node& node, const std::string& prefix, const std::string& file) {
    if (!node.IsMap()) {
      complain(fmt::format("{}:{}", file, node.Mark().line + 1), "expected keys and values");
      return;
    }
    for (const auto& entry : node) {
      const auto name = entry.first.as<std::string>();
      const std::string key = prefix.empty() ? name : prefix + "." + name;
      const std::string place = fmt::format("{}:{}", file, entry.first.Mark().line + 1);
      if (entry.second.IsMap()) {
        read_node(entry.second, key, file);
      } else if (entry.second.IsSequence()) {
        complain(place, key + ": a list where one value is expected");
      } else {
        set(key, entry.second.IsScalar() ? entry.second.Scalar() : "", "file", place);
      }
    }
  }

  void read_file(const std::string& file) {
    std::ifstream stream(file);
    if (!stream) {
      complain(file, "cannot be read");
      return;
    }
    try {
      const YAML::Node node = YAML::Load(stream);
      if (!node.IsNull()) read_node(node, "", file);
    } catch (const YAML::Exception& exception) {
      complain(fmt::format("{}:{}", file, exception.mark.line + 1), exception.msg);
    }
  }

  LoadedSettings loaded;
  std::map<std::string, SettingRow> rows;
  std::vector<std::string> problems;
};

}  // namespace

std::optional<connectors::StateFormat> state_format_of(const Settings& settings) {
  if (settings.state_format.empty()) return std::nullopt;
  return connectors::StateFormat{static_cast<std::uint32_t>(std::stoul(settings.state_format))};
}

std::string nearest(const std::string& name, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t substituted = diagonal + (name[i] == candidate[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

Result<LoadedSettings> load_settings(
    const std::string& file, const std::function<const char*(const char*)>& environment,
    const std::vector<std::pair<std::string, std::string>>& flags) {
  Loader loader;
  for (const Setting& setting : table()) {
    loader.rows[setting.key] = {
        .key = setting.key, .value = loader.loaded.settings.*(setting.place), .origin = "default"};
  }
  if (!file.empty()) loader.read_file(file);
  for (const Setting& setting : table()) {
    if (const char* value = environment(setting.variable); value != nullptr) {
      loader.set(setting.key, value, "environment", setting.variable);
    }
  }
  for (const auto& [key, value] : flags) loader.set(key, value, "flag", "--" + key);
  if (!loader.problems.empty()) return stop(fmt::format("{}", fmt::join(loader.problems, "\n")));
  for (auto& [key, row] : loader.rows) loader.loaded.rows.push_back(row);
  return std::move(loader.loaded);
}

}  // namespace shelfd::daemon
