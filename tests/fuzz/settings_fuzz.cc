// Fuzz target of what people write in YAML: the settings, and a rules file. The first byte of an
// input chooses which, the rest is the file.
//
// Holds: reading is total; what is wrong is told, as a Stop; settings that are accepted pass as
// flags too; rules that are accepted are a record that the event decoder takes.
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "connectors/formats/event_codec.h"
#include "daemon/rules_file.h"
#include "daemon/settings.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

// A file in memory, under a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("fuzzed", MFD_CLOEXEC)) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    promise(written == static_cast<ssize_t>(bytes.size()), "a file in memory takes its bytes", "");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  MemoryFile(MemoryFile&&) = delete;
  MemoryFile& operator=(MemoryFile&&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

void check_refusal(const Error& error, std::string_view input) {
  promise(error.reaction == Reaction::Stop, "a refusal is a stop", input);
  promise(!error.message.empty(), "a refusal says what is wrong", input);
}

const char* no_variable(const char* /*name*/) { return nullptr; }

std::string run_settings(const std::string& path, std::string_view input) {
  const auto loaded = daemon::load_settings(path, no_variable, {});
  if (!loaded) {
    check_refusal(loaded.error(), input);
    return "settings refused";
  }
  std::vector<std::pair<std::string, std::string>> flags;
  for (const daemon::SettingRow& row : loaded->rows) flags.emplace_back(row.key, row.value);
  const auto again = daemon::load_settings("", no_variable, flags);
  promise(again.has_value(), "accepted settings pass as flags", input);
  return "settings accepted";
}

std::string run_rules(const std::string& path, std::string_view input) {
  static connectors::EventDecoder decoder;
  const auto record = daemon::read_rules_file(path, from_unix_millis(1'764'000'000'000));
  if (!record) {
    check_refusal(record.error(), input);
    return "rules refused";
  }
  const auto merchant = nlohmann::json::parse(*record).value("merchant", "");
  const auto event = decoder.decode(engine::Topic::Rules, merchant, *record);
  promise(event.has_value(), "accepted rules are a record of the topic", input);
  return "rules accepted";
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  return {std::string(1, '\0') + "data: ./d\nhttp: { listen: 127.0.0.1:0 }\nlog:\n  level: info\n",
          std::string(1, '\0') + "log: { level: debug, format: json }\n",
          "\1merchant: m\nversion: \"2\"\ntime_zone: Asia/Shanghai\ncurrency: CNY\ntax: { rate: "
          "0.13 }\n"
          "strategy: profit\nmax_change_ratio: 0.1\nprice_endings: [\"0.99\", 9]\n",
          "\1merchant: \"*\"\nversion: 1\nrates: [{from: USD, to: EUR, rate: 0.9}]\n"
          "suppliers:\n  - supplier: north\n    closed_days: [\"2026-12-25\"]\n"
          "own_accounts: [me, \"me too\"]\nleft_at: 2026-11-25T00:00:00Z\n",
          "\1{\"merchant\":\"m\",\"version\":\"3\",\"min_gain\":\"0.5\"}"};
}

std::string outcome_of(std::string_view input) {
  if (input.empty()) return "empty input";
  const MemoryFile file(input.substr(1));
  return (static_cast<unsigned char>(input[0]) & 1U) == 0 ? run_settings(file.path(), input)
                                                          : run_rules(file.path(), input);
}

}  // namespace shelfd::fuzz
