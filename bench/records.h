// Records: events as a feeder appends them. Pure.
#pragma once

#include "connectors/formats/event_codec.h"
#include "connectors/ports.h"

namespace shelfd::bench {

[[nodiscard]] inline connectors::NewRecord record_of(const engine::Event& event) {
  return {.topic = static_cast<engine::Topic>(event.index()),
          .key = connectors::event_key(event),
          .value = connectors::encode_event(event)};
}

}  // namespace shelfd::bench
