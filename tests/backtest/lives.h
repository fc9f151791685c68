// Lives: a simulated panel whose items sell for a while and then never again, which a pool of items
// learns (long silent is gone) and the filters of one item do not.
#pragma once

#include <cstdint>

#include "backtest/panel.h"

namespace shelfd::backtest {

// `items` of four categories over `days`, each begun on one of the first 30. A life ends on any day
// with probability 1 / `life_days`; 0: none ends.
[[nodiscard]] Panel panel_of_lives(std::size_t items, int days, int life_days, std::uint64_t seed);

}  // namespace shelfd::backtest
