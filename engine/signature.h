// Signature: one hash over what an item would publish, so that a change of behaviour shows as a
// changed number. Fields are hashed, never encoded bytes; `basis` is left out but for nothing of it
// being part of an answer.
// Pure.
#pragma once

#include "base/hash.h"
#include "engine/suggestion.h"

namespace shelfd::engine {

void add_to(Signature& signature, const PriceSuggestion& suggestion);
void add_to(Signature& signature, const RestockPlan& plan);
void add_to(Signature& signature, const Alert& alert);

}  // namespace shelfd::engine
