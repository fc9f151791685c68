// Restarts: the program itself, killed while it works, and how soon it is ready again.
// Threads: one. Errors: Stop where the program cannot be started or is not ready in a minute.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace shelfd::bench {

// Runs `shelfd run` on the folder, kills it (SIGKILL) two seconds after it is ready, `kills` times
// in turn. Gives the seconds from each start after a kill to the first 200 of /readyz, asked every
// 5 ms on its socket.
[[nodiscard]] Result<std::vector<double>> ready_after_kills(const std::string& data, int kills);

}  // namespace shelfd::bench
