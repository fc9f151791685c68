// Settings: how the program runs, never what it decides (that is a record of `rules`).
//
// defaults < YAML file < environment (SHELFD_DATA, SHELFD_HTTP__LISTEN, ...) < flags. Unknown keys
// and wrong values are all reported at once, with file, line and the nearest known key.
//
//   data: ./shelfd-data            the data folder
//   partitions: 4                  of a new folder, 1 to 64; "": what the folder has, 1 for a new
//   workers: 1                     threads that step, 1 to 64; no more than partitions are started
//   state_format: ""               raises partitions to it, for good; "": they stay in theirs, new
//                                  ones in the older that this build knows
//   memory: 512                    MiB of all caches together, 64 to 1048576
//   http: { listen: 127.0.0.1:9464 }        address of health, metrics and the API; "" for none
//   log:  { level: info, format: logfmt }   debug|info|warn|error, logfmt|json
//   source: embedded               where records come from: embedded (the data folder) or kafka
//   kafka:
//     brokers: host:9092,host:9092
//     app_id: shelfd               names group, transactions and changelog
//     instance: shelfd-000         this process in the group; "": the host's name
//     topic_prefix: shelfd.
//     publish: live                shadow: outputs into topics of this app_id's own
//     start: earliest              a partition nobody stepped yet: earliest, latest or an instant
//     skip_lost_inputs: no         yes: go on where retention removed records unread
//     security: plaintext          plaintext, tls, sasl_plaintext, sasl_tls
//     ca_file, certificate_file, key_file, key_password_file
//     sasl_mechanism: ""           PLAIN, SCRAM-SHA-256, SCRAM-SHA-512
//     username, password_file      or SHELFD_KAFKA__PASSWORD; a password is no setting of the file
//     session_timeout_ms: 20000    1000 to 300000
//     transaction_timeout_ms: 10000
//
// Errors: Stop, one line a problem; the program leaves with 78.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/formats/state_formats.h"

namespace shelfd::daemon {

struct Settings {
  std::string data = "./shelfd-data";
  std::string partitions{};
  std::string workers = "1";
  std::string state_format{};
  std::string memory = "512";
  std::string http_listen = "127.0.0.1:9464";
  std::string log_level = "info";
  std::string log_format = "logfmt";
  std::string source = "embedded";
  std::string kafka_brokers{};
  std::string kafka_app_id = "shelfd";
  std::string kafka_instance{};
  std::string kafka_topic_prefix = "shelfd.";
  std::string kafka_publish = "live";
  std::string kafka_start = "earliest";
  std::string kafka_skip_lost_inputs = "no";
  std::string kafka_security = "plaintext";
  std::string kafka_ca_file{};
  std::string kafka_certificate_file{};
  std::string kafka_key_file{};
  std::string kafka_key_password_file{};
  std::string kafka_sasl_mechanism{};
  std::string kafka_username{};
  std::string kafka_password_file{};
  std::string kafka_session_timeout_ms = "20000";
  std::string kafka_transaction_timeout_ms = "10000";
};

// One key, its value in force, and where that came from: "default", "file", "environment", "flag".
struct SettingRow {
  std::string key;
  std::string value;
  std::string origin;
};

struct LoadedSettings {
  Settings settings{};
  std::vector<SettingRow> rows{};
};

// `file` "" reads none; `environment` gives a variable or null; `flags` are (key, value) pairs.
[[nodiscard]] Result<LoadedSettings> load_settings(
    const std::string& file, const std::function<const char*(const char*)>& environment,
    const std::vector<std::pair<std::string, std::string>>& flags);

// Absent: none is asked for.
[[nodiscard]] std::optional<connectors::StateFormat> state_format_of(const Settings& settings);

// The nearest of `known` by edit distance, "" when none is near.
[[nodiscard]] std::string nearest(const std::string& name, const std::vector<std::string>& known);

}  // namespace shelfd::daemon
