// Crash writer: appends and commits into the log of the folder in its argument until it is killed.
// Epoch e appends a record of demand, then writes the text of e everywhere: to an output of each
// kind, to ten states and to control. On standard output it says each epoch after its commit; or,
// as one line, why it cannot go on.
#include <cstdio>
#include <span>
#include <string>

#include "connectors/embedded/embedded_log.h"

namespace {

namespace connectors = shelfd::connectors;
using connectors::Family;
using connectors::OutputTopic;

connectors::SealedEpoch epoch_of(std::int64_t number) {
  const std::string text = std::to_string(number);
  connectors::SealedEpoch epoch{.epoch = number, .outputs = {}, .writes = {}};
  for (const auto topic : {OutputTopic::ReferencePrices, OutputTopic::RestockPlans,
                           OutputTopic::Alerts, OutputTopic::DeadLetters, OutputTopic::Epochs}) {
    epoch.outputs.push_back({.topic = topic, .key = "m/s", .value = text});
  }
  for (char item = 'a'; item < 'k'; ++item) {
    epoch.writes.push_back(
        {.family = Family::Situation, .key = std::string("m/") + item, .value = text});
  }
  epoch.writes.push_back({.family = Family::Control, .key = "", .value = text});
  return epoch;
}

int say(const std::string& line) {
  std::puts(line.c_str());
  return std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const auto log = connectors::EmbeddedLog::open(std::span(arguments, 2)[1], {});
  if (!log) return say(log.error().message) + 1;
  const auto control = (*log)->get(Family::Control, "");
  if (!control) return say(control.error().message) + 1;
  for (std::int64_t number = *control ? std::stoll(**control) + 1 : 1;; ++number) {
    const auto appended = (*log)->append(
        {{.topic = shelfd::engine::Topic::Demand, .key = "m/s", .value = std::to_string(number)}},
        {}, shelfd::from_unix_millis(number));
    if (!appended) return say(appended.error().message) + 1;
    if (const auto status = (*log)->commit(epoch_of(number)); !status) {
      return say(status.error().message) + 1;
    }
    say(std::to_string(number));
  }
}
