// Drawn inputs: what a few merchants' systems write, seeded: catalogs, prices, counts, shipments,
// rivals' offers, orders, answers and rules of some items, now and then one that is withdrawn, a
// merchant that leaves, bytes that are no record at all, and a record in another's partition.
// Pure. Not here: where a record lies (simulated_cluster.h).
#pragma once

#include <string>
#include <vector>

#include "connectors/ports.h"
#include "simulator/random.h"

namespace shelfd::faults {

struct DrawnRecord {
  std::int32_t partition = 0;
  connectors::NewRecord record{};
};

// One record; rules have a copy for every partition.
[[nodiscard]] std::vector<DrawnRecord> draw_records(simulator::Random& random,
                                                    std::int32_t partitions, std::int64_t number);
// The catalog of every item there is.
[[nodiscard]] std::vector<DrawnRecord> draw_catalogs(simulator::Random& random,
                                                     std::int32_t partitions);

}  // namespace shelfd::faults
