// Copies: the running process's databases copied beside themselves, for a backup
// (connectors/embedded/backup_set.h). The caller names no path, and clears the copies away.
// Threads: any. Errors: 503, as the log says.
#pragma once

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

[[nodiscard]] Reply make_copy(Partitions& log);

}  // namespace shelfd::connectors
