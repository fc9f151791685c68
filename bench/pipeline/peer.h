// Peer: the same work by Kafka Streams, measured by its own program beside the checkout
// (bench/streams/run), on a broker of its own with the same stream of events.
//
// It is run with commits every 50 and every 100 ms, and of each figure the better one is kept.
// Threads: one.
#pragma once

#include <optional>
#include <string>

#include "bench/pipeline/stage.h"

namespace shelfd::bench {

// Where the peer's program is: SHELFD_SHARED names the folder. Absent: it is not there.
[[nodiscard]] std::optional<std::string> find_peer();

// Adds peer_<figure> for each figure of ours that it has. It works below `folder`.
// Errors: Stop where it did not run to its end, with what it said.
[[nodiscard]] Status measure_peer(const std::string& program, const std::string& folder,
                                  const Scale& scale, Figures& figures);

}  // namespace shelfd::bench
