// What would change the answer: the judged inputs are judged again with one of them changed, and
// what comes out is said. Nothing is said where the inputs are absent, or where judging them again
// does not give the answer that was published (a person's response overrode it): then the numbers
// would not support it.
// Pure. Cost: some ten judgements.
#pragma once

#include <string>
#include <vector>

#include "engine/suggestion.h"
#include "wording/language.h"

namespace shelfd::wording {

// Whole sentences, most telling first; at most six.
[[nodiscard]] std::vector<std::string> price_what_ifs(Language language,
                                                      const engine::PriceSuggestion& suggestion);
[[nodiscard]] std::vector<std::string> plan_what_ifs(Language language,
                                                     const engine::RestockPlan& plan);

}  // namespace shelfd::wording
