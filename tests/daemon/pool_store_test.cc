// Pool store: lead times of one item reach the pools of its supplier, its lane and its merchant,
// once all of the merchant's items have closed the day, and nobody else's; read from its own
// records.
#include "daemon/pool_store.h"

#include <gtest/gtest.h>

#include <map>

#include "connectors/formats/state_codec.h"

namespace shelfd::daemon {
namespace {

using engine::PooledLeads;
using forecasting::SupplierLeads;

// Keeps what was written.
class Records final : public connectors::Store {
 public:
  [[nodiscard]] Result<std::optional<std::string>> get(connectors::Family,
                                                       std::string_view key) override {
    const auto found = records.find(std::string(key));
    return found == records.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] Status scan(
      connectors::Family, std::string_view, std::string_view,
      const std::function<bool(std::string_view, std::string_view)>&) override {
    return {};
  }
  std::map<std::string, std::string> records;
};

engine::CatalogEntry entry(const char* merchant, const char* category, const char* supplier) {
  engine::CatalogEntry entry;
  entry.item = {.merchant = MerchantId(merchant), .sku = Sku("s")};
  entry.category = Category(category);
  entry.suppliers.push_back({.supplier = SupplierId(supplier)});
  return entry;
}

// One order of north's that came on its fifth day, shipped two days before.
SupplierLeads one_order() {
  SupplierLeads counts{.promised_gain = 7};
  forecasting::count(counts.ordered, 5, 1, 1);
  forecasting::count(counts.shipped, 2, 1, 1);
  return counts;
}

PoolGift gift(std::int32_t day) {
  PoolGift gift{.merchant = MerchantId("m"), .closed_before = day - 1, .closed_after = day};
  gift.changes.push_back({.day = day,
                          .category = Category("kettles"),
                          .supplier = engine::name_hash("north"),
                          .leads = one_order()});
  return gift;
}

// Gives, and keeps what is to be written.
void give(PoolStore& store, Records& records, const PoolGift& gift) {
  std::size_t limits_met = 0;
  const auto writes = store.add({gift}, connectors::kFirstStateFormat, limits_met);
  ASSERT_TRUE(writes) << writes.error().message;
  for (const connectors::StateWrite& write : *writes) records.records[write.key] = *write.value;
  EXPECT_EQ(limits_met, 0U);
}

const engine::Pools* pools_of(PoolStore& store, const engine::CatalogEntry& catalog) {
  const auto pools = store.read(catalog);
  EXPECT_TRUE(pools) << pools.error().message;
  return pools.value();
}

bool knows(const PooledLeads* pooled) { return pooled->leads != SupplierLeads{}; }

TEST(PoolStore, lead_times_reach_supplier_lane_and_merchant) {
  Records records;
  PoolStore store(records);
  give(store, records, gift(20'000));
  const auto north = engine::name_hash("north");
  const engine::Pools* pools = pools_of(store, entry("m", "kettles", "north"));
  EXPECT_EQ(forecasting::orders_arrived(pools->suppliers.at(north)->leads.ordered), 1);
  EXPECT_EQ(forecasting::orders_arrived(pools->suppliers.at(north)->leads.shipped), 1);
  EXPECT_EQ(forecasting::orders_arrived(pools->lane->leads.ordered), 1);
  EXPECT_EQ(forecasting::orders_arrived(pools->merchant->leads.ordered), 1);
  EXPECT_TRUE(pools->lane->leads.shipped.rows.empty()) << "that clock is the supplier's";
  // Another category: the merchant's and the supplier's orders speak, no lane.
  const engine::Pools* lamps = pools_of(store, entry("m", "lamps", "south"));
  EXPECT_FALSE(knows(lamps->lane));
  EXPECT_FALSE(knows(lamps->suppliers.at(engine::name_hash("south"))));
  EXPECT_TRUE(knows(lamps->merchant));
}

TEST(PoolStore, nothing_crosses_merchants) {
  Records records;
  PoolStore store(records);
  give(store, records, gift(20'000));
  const engine::Pools* other = pools_of(store, entry("other", "kettles", "north"));
  EXPECT_FALSE(knows(other->lane));
  EXPECT_FALSE(knows(other->merchant));
  EXPECT_FALSE(knows(other->suppliers.at(engine::name_hash("north"))));
}

// A second item of the merchant has not closed the day: what the first tells waits for it.
TEST(PoolStore, lead_times_wait_for_the_merchants_last_item) {
  Records records;
  PoolStore store(records);
  give(store, records, {.merchant = MerchantId("m"), .closed_before = 0, .closed_after = 19'999});
  give(store, records, {.merchant = MerchantId("m"), .closed_before = 0, .closed_after = 19'999});
  give(store, records, gift(20'000));
  const engine::Pools* waiting = pools_of(store, entry("m", "kettles", "north"));
  EXPECT_FALSE(knows(waiting->merchant));
  const std::uint64_t before = waiting->merchant->signature;
  give(store, records,
       {.merchant = MerchantId("m"), .closed_before = 19'999, .closed_after = 20'000});
  const engine::Pools* published = pools_of(store, entry("m", "kettles", "north"));
  EXPECT_TRUE(knows(published->merchant));
  EXPECT_NE(published->merchant->signature, before);
}

// After a restart the records say the same, to the signature.
TEST(PoolStore, reads_its_own_records) {
  Records records;
  PoolStore store(records);
  for (std::int32_t day = 20'000; day < 20'040; ++day) give(store, records, gift(day));
  const engine::Pools* live = pools_of(store, entry("m", "kettles", "north"));
  PoolStore restarted(records);
  const engine::Pools* read = pools_of(restarted, entry("m", "kettles", "north"));
  const auto north = engine::name_hash("north");
  EXPECT_EQ(read->suppliers.at(north)->leads, live->suppliers.at(north)->leads);
  EXPECT_EQ(read->suppliers.at(north)->signature, live->suppliers.at(north)->signature);
  EXPECT_EQ(read->lane->signature, live->lane->signature);
  EXPECT_EQ(read->merchant->signature, live->merchant->signature);
}

}  // namespace
}  // namespace shelfd::daemon
