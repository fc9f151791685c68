// Trained fields: `demand_head` and `demand_priors` of a rules record, both ways.
//
// A head's lists are as long as this build has features, and a prior's as it has spans and
// responses; any other length is refused by the list's name.
// Pure. Not here: what they mean (engine/trained.h), the rest of the record (decode_rules.cc).
#pragma once

#include "connectors/formats/json_reader.h"
#include "connectors/formats/json_writer.h"
#include "engine/event.h"

namespace shelfd::connectors {

void read_head(FieldReader& reader, engine::Rules& rules);
void read_priors(FieldReader& reader, engine::Rules& rules);

void encode_head(JsonWriter& json, const engine::DemandHead& head);
void encode_priors(JsonWriter& json, const engine::DemandPriors& priors);

}  // namespace shelfd::connectors
