#include "connectors/kafka/rekey.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "daemon/commands/commands.h"
#include "daemon/interrupt.h"
#include "daemon/logging.h"
#include "daemon/terminal.h"
#include "daemon/topic_survey.h"

// shelfd rekey FROM TO: a topic's records under keys of their own fields, each in its partition.

namespace shelfd::daemon {
namespace {

constexpr std::chrono::milliseconds kLongestWait{200};

struct Asked {
  std::string from{};
  std::string to{};
  std::string key = "merchant/sku";
  std::string rejects{};
  bool once = false;
};

// "merchant/sku": merchant, sku. Empty where a name is.
std::vector<std::string> fields_of(const std::string& key) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at <= key.size();) {
    const std::size_t end = std::min(key.find('/', at), key.size());
    if (end == at) return {};
    fields.push_back(key.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

connectors::KafkaListener to_log() {
  return {.log = [](connectors::KafkaLogLevel level, const std::string& text) {
    const bool is_bad =
        level == connectors::KafkaLogLevel::Error || level == connectors::KafkaLogLevel::Warning;
    if (is_bad) log_warning("kafka_client", {{"text", text}});
  }};
}

Status copy(connectors::Rekey& rekey, bool once, bool& done) {
  ProgressBar bar("rekey");
  while (!is_interrupted()) {
    if (auto turned = rekey.turn(kLongestWait); !turned) return turned;
    bar.show(rekey.progress(), fmt::format("{} records", rekey.counts().copied));
    if (!once) continue;
    const auto is_done = rekey.is_done();
    if (!is_done) return std::unexpected(is_done.error());
    done = *is_done;
    if (done) break;
  }
  return {};
}

int tell(const Invocation& invocation, const Asked& asked, const connectors::RekeyCounts& counts,
         bool done) {
  if (invocation.json()) {
    fmt::print("{}\n",
               nlohmann::ordered_json{
                   {"copied", counts.copied}, {"rejected", counts.rejected}, {"done", done}}
                   .dump());
  } else {
    fmt::print("copied {} records of {} to {}{}\n", counts.copied, asked.from, asked.to,
               asked.once && !done ? "; it was ended before all were" : "");
  }
  if (counts.rejected == 0) return kOk;
  fmt::print(stderr, "{} records have no key; the first, {}\n", counts.rejected,
             counts.first_rejected);
  return asked.rejects.empty() ? kBadInput : kOk;
}

int rekey(Invocation& invocation, const TopicRequest& flags, const Asked& asked) {
  const std::vector<std::string> fields = fields_of(asked.key);
  if (fields.empty()) return fail(kUsage, "--key: fields, as merchant/sku");
  const auto loaded = settings_of(invocation);
  if (!loaded) return kBadSettings;
  const auto request = with_settings(flags, invocation);
  if (!request) return kBadSettings;
  if (request->kafka.brokers.empty()) {
    return fail(kUsage, "which cluster? --brokers, or kafka.brokers of the settings");
  }
  start_logging(loaded->settings.log_level, loaded->settings.log_format);
  watch_interrupts();
  connectors::RekeySettings settings = {.kafka = request->kafka,
                                        .from = asked.from,
                                        .to = asked.to,
                                        .rejects = asked.rejects,
                                        .fields = fields};
  settings.kafka.app_id += "-rekey-" + asked.from;
  auto opened = connectors::Rekey::open(settings, to_log());
  if (!opened) return fail_with(opened.error());
  bool done = false;
  const Status copied = copy(**opened, asked.once, done);
  const int told = tell(invocation, asked, (*opened)->counts(), done);
  return copied ? told : fail_with(copied.error());
}

}  // namespace

void add_rekey(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand(
      "rekey",
      "copies a topic of JSON records into another, each under the key that its fields make and in "
      "that key's partition, exactly once; goes on where it was ended or killed");
  verb->footer(
      "Example: shelfd rekey shop.orders shelfd.demand --key merchant/sku --once\n"
      "Leaves with 65 where this run met records without a key, and there is no --rejects.");
  const auto flags = std::make_shared<TopicRequest>();
  const auto asked = std::make_shared<Asked>();
  verb->add_option("FROM", asked->from, "the topic to copy")->required();
  verb->add_option("TO", asked->to, "the topic to copy into")->required();
  verb->add_option("--key", asked->key, "fields whose values make the key, joined by /")
      ->capture_default_str();
  verb->add_option("--rejects", asked->rejects, "a topic for records without a key, as they came");
  verb->add_flag("--once", asked->once, "until all that is there now is copied");
  add_cluster_flags(*verb, *flags);
  verb->callback([&invocation, flags, asked] {
    invocation.work = [flags, asked](Invocation& given) { return rekey(given, *flags, *asked); };
  });
}

}  // namespace shelfd::daemon
