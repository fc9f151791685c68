// Shows where records go that are handed in: an item's to the partition of its key, as every input
// record lies there, and rules to all partitions, in the order they were given. The rest of the
// producer is tested on a real broker (tests/integration/serve_test.cc).
#include <gtest/gtest.h>

#include <algorithm>

#include "connectors/kafka/input_producer.h"
#include "connectors/partitioning.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

TEST(InputRoutes, brings_an_item_to_the_partition_of_its_key) {
  std::vector<NewRecord> records;
  for (int item = 0; item < 100; ++item) {
    records.push_back({.topic = Topic::Demand, .key = "shop/item-" + std::to_string(item)});
  }
  const auto routes = routes_of(records, 12);
  ASSERT_EQ(routes.size(), records.size());
  for (std::size_t at = 0; at < routes.size(); ++at) {
    EXPECT_EQ(routes[at].record, at);
    EXPECT_EQ(routes[at].partition, partition_of(records[at].key, 12));
  }
}

TEST(InputRoutes, brings_rules_to_every_partition) {
  const auto routes = routes_of({{.topic = Topic::Catalog, .key = "shop/a"},
                                 {.topic = Topic::Rules, .key = "shop"},
                                 {.topic = Topic::Rules, .key = "*"}},
                                3);
  const std::vector<Route> expected = {{.record = 0, .partition = partition_of("shop/a", 3)},
                                       {.record = 1, .partition = 0},
                                       {.record = 1, .partition = 1},
                                       {.record = 1, .partition = 2},
                                       {.record = 2, .partition = 0},
                                       {.record = 2, .partition = 1},
                                       {.record = 2, .partition = 2}};
  EXPECT_EQ(routes, expected);
}

TEST(InputRoutes, of_nothing_are_none) { EXPECT_TRUE(routes_of({}, 3).empty()); }

}  // namespace
}  // namespace shelfd::connectors
