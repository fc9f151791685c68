// Settings: how the program runs, never what it decides (that is a record of `rules`).
//
// defaults < YAML file < environment (SHELFD_DATA, SHELFD_HTTP__LISTEN, ...) < flags. Unknown keys
// and wrong values are all reported at once, with file, line and the nearest known key.
//
//   data: ./shelfd-data            the data folder
//   partitions: 4                  of a new folder, 1 to 64; "": what the folder has, 1 for a new
//   workers: 1                     threads that step, 1 to 64; no more than partitions are started
//   memory: 512                    MiB of all caches together, 64 to 1048576
//   http: { listen: 127.0.0.1:9464 }        address of health, metrics and the API; "" for none
//   log:  { level: info, format: logfmt }   debug|info|warn|error, logfmt|json
//
// Errors: Stop, one line a problem; the program leaves with 78.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace shelfd::daemon {

struct Settings {
  std::string data = "./shelfd-data";
  std::string partitions{};
  std::string workers = "1";
  std::string memory = "512";
  std::string http_listen = "127.0.0.1:9464";
  std::string log_level = "info";
  std::string log_format = "logfmt";
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

// The nearest of `known` by edit distance, "" when none is near.
[[nodiscard]] std::string nearest(const std::string& name, const std::vector<std::string>& known);

}  // namespace shelfd::daemon
