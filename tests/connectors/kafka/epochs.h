// Epochs for tests of the member: what one commit covers, made in one line.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka/member.h"

namespace shelfd::connectors {

inline Heads heads_of(std::int64_t offset) {
  Heads heads{};
  heads.fill(offset);
  return heads;
}

// A price and a control record of epoch `number`, inputs read up to `next`.
inline SealedEpoch epoch_of(std::int64_t number, std::int64_t next) {
  return {
      .epoch = number,
      .outputs = {{.topic = OutputTopic::ReferencePrices,
                   .key = "m/" + std::to_string(number),
                   .value = "price"}},
      .writes = {{.family = Family::Control, .key = "partition", .value = std::to_string(number)}},
      .next_offsets = heads_of(next)};
}

}  // namespace shelfd::connectors
