// Random events: seeded, inside every range of engine/event.h, for the tests of the codecs.
#pragma once

#include <random>

#include "engine/event.h"

namespace shelfd::connectors {

// Which fields that may be absent are there.
enum class Fill { Required, Some, All };

// Equal seeds give equal events. Amounts carry the record's one currency, or none.
[[nodiscard]] engine::Event random_event(engine::Topic topic, Fill fill, std::mt19937_64& random);

}  // namespace shelfd::connectors
