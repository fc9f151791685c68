// Names and kinds of the output topics.
#include "connectors/ports.h"

namespace shelfd::connectors {

namespace {
constexpr std::array<const char*, kOutputTopicCount> kNames{"reference-prices", "restock-plans",
                                                            "alerts", "dead-letters", "epochs"};
}

const char* output_topic_name(OutputTopic topic) {
  return kNames.at(static_cast<std::size_t>(topic));
}

bool is_compacted(OutputTopic topic) {
  return topic != OutputTopic::DeadLetters && topic != OutputTopic::Epochs;
}

}  // namespace shelfd::connectors
