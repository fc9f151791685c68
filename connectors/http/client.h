// Client: one request to the process that runs on this machine, over its Unix socket. libcurl stays
// in the source file.
// Threads: any. Not here: answering from the folder where no process runs (connectors/query).
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

inline constexpr std::size_t kMaxReplyBytes = std::size_t{256} << 20U;

// Any status is a reply. `timeout` is for the whole.
// Errors: Retry when no process listens there (no file, or one that a dead process left); Stop for
// everything else: no permission, no reply in time, a reply that breaks off or is too large.
[[nodiscard]] Result<Reply> call(const std::string& socket_path, const Request& request,
                                 std::chrono::milliseconds timeout);

}  // namespace shelfd::connectors
