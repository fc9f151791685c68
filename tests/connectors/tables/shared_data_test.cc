// Real files: the order lines and competitors' prices of B2W and the price events of Black Friday,
// read through --map as their documented command lines have it. Skipped where SHELFD_SHARED does
// not name the folder that holds data/. The counts are those of data/SOURCES.md.
#include <cstdio>
#include <cstdlib>

#include "tests/connectors/tables/written_files.h"

namespace shelfd::connectors {
namespace {

std::string data_folder() {
  const char* shared = std::getenv("SHELFD_SHARED");
  return shared == nullptr ? "" : std::string(shared) + "/data";
}

void print_counts(const char* name, const ImportReading& reading) {
  std::printf("%s: %zu records, %lld refused, %lld price facts, %lld catalogs\n", name,
              reading.rows.size(), static_cast<long long>(reading.refused_rows),
              static_cast<long long>(reading.generated_price_facts),
              static_cast<long long>(reading.generated_catalogs));
  for (const FileReading& file : reading.files) {
    std::printf("  %s: %s, %s, %lld rows, %lld refused, %lld repeated\n", file.path.c_str(),
                file.encoding.c_str(), file.delimiter.c_str(), static_cast<long long>(file.rows),
                static_cast<long long>(file.refused), static_cast<long long>(file.repeated));
  }
}

ImportRequest b2w_request(const std::string& data) {
  ImportRequest request{
      .maps = {"sku=PROD_ID", "offers.observed_at=DATE_EXTRACTION", "offers.competitor=COMPETITOR",
               "offers.price=COMPETITOR_PRICE", "demand.occurred_at=DATE_ORDER",
               "demand.quantity=QTY_ORDER", "demand.unit_price=PROD_PRICE"},
      .sets = {"merchant=b2w", "currency=BRL", "catalog.unit_cost=75%", "catalog.supplier=assumed",
               "catalog.lead_days=7", "catalog.case_pack=5"},
      .time_zone = "America/Sao_Paulo"};
  request.files.push_back(
      {.kind = engine::Topic::CompetitorOffers, .path = data + "/b2w/comp_prices.csv"});
  for (int product = 1; product <= 6; ++product) {
    request.files.push_back({.kind = engine::Topic::Demand,
                             .path = data + "/b2w/sales_P" + std::to_string(product) + ".csv"});
  }
  return request;
}

// 30,448 readings and 108,881 order lines, none refused; a catalog for each of six products.
TEST(SharedFiles, b2w_is_read_whole) {
  const std::string data = data_folder();
  if (data.empty()) GTEST_SKIP() << "SHELFD_SHARED is not set";
  const ImportReading reading = read_or_fail(b2w_request(data));
  print_counts("b2w", reading);
  std::int64_t orders = 0;
  std::int64_t offers = 0;
  for (const FileReading& file : reading.files) {
    (file.kind == engine::Topic::Demand ? orders : offers) += file.rows;
    EXPECT_EQ(file.refused, 0) << file.path;
    EXPECT_EQ(file.repeated, 0) << file.path;
  }
  EXPECT_EQ(offers, 30'448);
  EXPECT_EQ(orders, 108'881);
  EXPECT_EQ(reading.generated_catalogs, 6);
  EXPECT_EQ(reading.catalogs_without_price, 0);
  EXPECT_GT(reading.generated_price_facts, 6 * 100);
  EXPECT_EQ(reading.rows.size(),
            static_cast<std::size_t>(30'448 + 108'881 + 6 + reading.generated_price_facts));
}

TEST(SharedFiles, black_friday_is_read_whole) {
  const std::string data = data_folder();
  if (data.empty()) GTEST_SKIP() << "SHELFD_SHARED is not set";
  const ImportRequest request{
      .files = {{.kind = engine::Topic::CompetitorOffers,
                 .path = data + "/black_friday/competition.csv"}},
      .maps = {"sku=gtin", "competitor=slug", "price=value", "observed_at=updated_at"},
      .sets = {"merchant=olist", "currency=BRL"},
      .time_zone = "America/Sao_Paulo"};
  const ImportReading reading = read_or_fail(request);
  print_counts("black_friday", reading);
  EXPECT_EQ(reading.files.at(0).rows, 34'948);
  EXPECT_EQ(reading.refused_rows, 0);
  EXPECT_GT(reading.generated_catalogs, 0);
}

}  // namespace
}  // namespace shelfd::connectors
