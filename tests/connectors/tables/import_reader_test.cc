// The whole reading: order, hashes and repeats, dates, quantities, derived prices and catalogs,
// files that are none. Files are held in memory, but for those about the disk.
#include "connectors/tables/import_reader.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "tests/connectors/tables/written_files.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

using engine::CatalogEntry;
using engine::DemandEvent;
using engine::PriceFact;
using engine::Topic;

constexpr const char* kOrderHeader = "sku,quantity,unit_price,occurred_at\n";

std::multiset<std::string> hashes_of(const ImportReading& reading, Topic topic) {
  std::multiset<std::string> hashes;
  for (const ImportedRow& row : reading.rows) {
    if (row.record.topic == topic) hashes.insert(row.hash);
  }
  return hashes;
}

ImportRequest orders(const std::string& rows) {
  return request_for({{.kind = "demand", .path = "orders.csv", .text = kOrderHeader + rows}});
}

TEST(Import, kinds_have_their_names) {
  EXPECT_EQ(kind_named("offers"), Topic::CompetitorOffers);
  EXPECT_EQ(kind_named("competitor-offers"), Topic::CompetitorOffers);
  EXPECT_EQ(kind_named("orders"), Topic::Demand);
  EXPECT_EQ(kind_named("stock"), Topic::Inventory);
  EXPECT_EQ(kind_named("rules"), std::nullopt);
  EXPECT_EQ(kind_named(""), std::nullopt);
}

// By own time, then rank: at one instant the price (rank 2) comes before the offer (5) and the
// order (6); the file and line decide last.
TEST(Import, rows_come_by_own_time_rank_file_and_line) {
  const ImportReading reading = read_or_fail(request_for(
      {{.kind = "demand",
        .path = "d.csv",
        .text = std::string(kOrderHeader) +
                "A,1,5,2026-11-02T00:00:00Z\nB,1,5,2026-11-01T00:00:00Z\n"
                "C,1,5,2026-11-02T00:00:00Z\n"},
       {.kind = "offers",
        .path = "o.csv",
        .text = "sku,competitor,price,observed_at\nA,r,4,2026-11-02T00:00:00Z\n"},
       {.kind = "prices", .path = "p.csv", .text = "sku,price,at\nA,5,2026-11-02T00:00:00Z\n"},
       {.kind = "catalog",
        .path = "c.csv",
        .text = "sku,updated_at\nA,2026-11-01\nB,2026-11-01T00:00:00Z\nC,2026-11-01\n"}}));
  std::string order;
  for (const ImportedRow& row : reading.rows) {
    order += std::string(engine::topic_name(row.record.topic)).substr(0, 1) + row.record.key.back();
    order += ' ';
  }
  EXPECT_EQ(order, "cB dB cA cC pA cA dA dC ");
  EXPECT_EQ(reading.generated_price_facts, 0);
  EXPECT_EQ(reading.generated_catalogs, 0);
}

TEST(Import, equal_orders_count_each_and_have_their_own_ids) {
  const ImportReading reading = read_or_fail(orders("A,1,5,2026-11-01\nA,1,5,2026-11-01\n"));
  const auto events = events_of<DemandEvent>(reading);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_NE(events[0].event_id, events[1].event_id);
  EXPECT_EQ(events[0].event_id.substr(0, 7), "import:");
  EXPECT_EQ(events[0].event_id.size(), 7U + 32U);
}

// Export one has the 1st and 2nd of November, export two the 2nd and 3rd; the 2nd has two equal
// rows in both. Together they are five rows, apart or in one reading.
TEST(Import, overlapping_exports_have_the_same_hashes) {
  const std::string first = "A,1,5,2026-11-01\nA,2,5,2026-11-02\nA,2,5,2026-11-02\n";
  const std::string second = "A,2,5,2026-11-02\nA,2,5,2026-11-02\nA,3,5,2026-11-03\n";
  std::multiset<std::string> apart = hashes_of(read_or_fail(orders(first)), Topic::Demand);
  const auto other = hashes_of(read_or_fail(orders(second)), Topic::Demand);
  std::set<std::string> together(apart.begin(), apart.end());
  together.insert(other.begin(), other.end());
  EXPECT_EQ(together.size(), 4U);

  const ImportReading reading = read_or_fail(
      request_for({{.kind = "demand", .path = "1.csv", .text = kOrderHeader + first},
                   {.kind = "demand", .path = "2.csv", .text = kOrderHeader + second}}));
  const auto both = hashes_of(reading, Topic::Demand);
  EXPECT_EQ(std::set<std::string>(both.begin(), both.end()), together);
  EXPECT_EQ(both.size(), 4U);
  EXPECT_EQ(reading.files.at(0).repeated, 0);
  EXPECT_EQ(reading.files.at(1).repeated, 2);
}

TEST(Import, is_the_same_every_time) {
  const ImportRequest request = orders("A,1,5,2026-11-01\nB,2,6,2026-11-02\nA,x,5,2026-11-02\n");
  const ImportReading one = read_or_fail(request);
  const ImportReading two = read_or_fail(request);
  ASSERT_EQ(one.rows.size(), two.rows.size());
  for (std::size_t row = 0; row < one.rows.size(); ++row) {
    EXPECT_EQ(one.rows[row].record.value, two.rows[row].record.value);
    EXPECT_EQ(one.rows[row].hash, two.rows[row].hash);
  }
}

TEST(Import, dates_without_a_time_stand_at_local_noon) {
  ImportRequest request = orders("A,1,5,2026-11-25\nA,1,5,2026-11-25 08:00\n");
  request.time_zone = "Asia/Shanghai";
  const auto events = events_of<DemandEvent>(read_or_fail(request));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].occurred_at, at("2026-11-25T00:00:00Z"));
  EXPECT_EQ(events[1].occurred_at, at("2026-11-25T04:00:00Z"));
  request.time_zone = "Asia/Shanghia";
  EXPECT_NE(error_of(request).find("Asia/Shanghia"), std::string::npos);
}

TEST(Import, an_order_of_day_and_month_that_nothing_tells_is_asked_for) {
  ImportRequest request = orders("A,1,5,03/04/2026\nA,1,5,05/06/2026\n");
  const std::string error = error_of(request);
  EXPECT_NE(error.find("03/04/2026"), std::string::npos) << error;
  EXPECT_NE(error.find("--set demand.date_order=dmy or mdy"), std::string::npos) << error;
  request.sets = {"demand.date_order=mdy"};
  EXPECT_EQ(events_of<DemandEvent>(read_or_fail(request)).at(0).occurred_at,
            at("2026-03-04T12:00:00Z"));
  EXPECT_EQ(events_of<DemandEvent>(read_or_fail(orders("A,1,5,03/04/2026\nA,1,5,25/04/2026\n")))
                .at(0)
                .occurred_at,
            at("2026-04-03T12:00:00Z"));
}

TEST(Import, quantities_are_whole_and_below_zero_a_return) {
  const ImportReading reading = read_or_fail(orders(
      "A,1.0,5,2026-11-01\nA,-2,5,2026-11-02\nA,1.5,5,2026-11-03\nA,\"1,000\",5,2026-11-04\n"));
  const auto events = events_of<DemandEvent>(reading);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].quantity.units, 1);
  EXPECT_EQ(events[1].type, engine::DemandType::Return);
  EXPECT_EQ(events[1].quantity.units, 2);
  EXPECT_EQ(events[2].quantity.units, 1000);
  EXPECT_EQ(reading.files.at(0).returns, 1);
  EXPECT_EQ(refusals_of(reading), std::vector<std::string>{"4 quantity not_whole"});
}

// The day's prices 4, 5, 9 have the median 5; of 4 and 6 the lower one is 4. The return and the
// free unit do not count. The day starts at 16:00 UTC of the day before.
TEST(Import, the_days_median_price_becomes_a_fact) {
  ImportRequest request = orders(
      "A,1,9,2026-11-01\nA,1,4,2026-11-01\nA,1,5,2026-11-01\nA,1,0,2026-11-01\nA,-1,1,2026-11-01\n"
      "A,1,6,2026-11-02\nA,1,4,2026-11-02\n");
  request.time_zone = "Asia/Shanghai";
  const ImportReading reading = read_or_fail(request);
  const auto facts = events_of<PriceFact>(reading);
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(reading.generated_price_facts, 2);
  EXPECT_EQ(facts[0].price.money, money("5"));
  EXPECT_EQ(facts[0].at, at("2026-10-31T16:00:00Z"));
  EXPECT_EQ(facts[0].kind, engine::PriceKind::Regular);
  EXPECT_EQ(facts[1].price.money, money("4"));
}

TEST(Import, a_later_export_of_the_same_day_adds_no_second_fact) {
  const auto first = hashes_of(read_or_fail(orders("A,1,9,2026-11-01\n")), Topic::Prices);
  const auto second =
      hashes_of(read_or_fail(orders("A,1,9,2026-11-01\nA,1,7,2026-11-01\n")), Topic::Prices);
  EXPECT_EQ(first, second);
}

// The first own price is the first day's fact, 8; 75% of it is 6. The first event is that fact, at
// midnight, so the catalog record stands a millisecond before.
TEST(Import, a_new_item_gets_a_catalog_record_before_its_first_event) {
  ImportRequest request = orders("A,1,8,2026-11-01\nB,1,,2026-11-02\nK,1,8,2026-11-02\n");
  request.sets = {"merchant=acme",       "currency=BRL",        "catalog.unit_cost=75%",
                  "catalog.supplier=S",  "catalog.lead_days=7", "catalog.moq=10",
                  "catalog.case_pack=5", "catalog.tax_rate=19%"};
  request.known = [](const ItemId& item) { return item.sku.value == "K"; };
  const ImportReading reading = read_or_fail(request);
  const auto entries = events_of<CatalogEntry>(reading);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(reading.generated_catalogs, 2);
  EXPECT_EQ(reading.catalogs_without_price, 1);
  const CatalogEntry& entry = entries[0];
  EXPECT_EQ(entry.item.key(), "acme/A");
  EXPECT_EQ(entry.updated_at, at("2026-10-31T23:59:59.999Z"));
  EXPECT_EQ(entry.unit_cost->money, money("6"));
  EXPECT_EQ(entry.currency.text(), "BRL");
  EXPECT_EQ(entry.tax_rate, 0.19);
  ASSERT_EQ(entry.suppliers.size(), 1U);
  EXPECT_EQ(entry.suppliers[0].supplier.value, "S");
  EXPECT_EQ(entry.suppliers[0].lead_days, 7);
  EXPECT_EQ(entry.suppliers[0].moq.units, 10);
  EXPECT_EQ(entry.suppliers[0].case_pack.units, 5);
  EXPECT_EQ(entries[1].item.key(), "acme/B");
  EXPECT_FALSE(entries[1].unit_cost.has_value());
}

TEST(Import, a_new_item_gets_a_plain_record_without_any_terms) {
  const auto entries = events_of<CatalogEntry>(read_or_fail(orders("A,1,€8,2026-11-01\n")));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].currency.text(), "EUR");
  EXPECT_FALSE(entries[0].unit_cost.has_value());
  EXPECT_TRUE(entries[0].suppliers.empty());
}

// A shop's products are exported today, its orders are of last year: the row also stands before
// the first order, else that history would wait for its catalog. Without a time it stands there
// only; an item the log knows keeps no time, which is its append time.
TEST(Import, catalog_rows_stand_before_the_items_first_event) {
  const auto read = [](const std::string& catalog, bool known) {
    ImportRequest request = request_for({{.kind = "demand",
                                          .path = "d.csv",
                                          .text = std::string(kOrderHeader) + "A,1,8,2025-11-01\n"},
                                         {.kind = "catalog", .path = "c.csv", .text = catalog}});
    request.known = [known](const ItemId&) { return known; };
    return events_of<CatalogEntry>(read_or_fail(request));
  };
  const Instant before = at("2025-10-31T23:59:59.999Z");
  const auto dated = read("sku,title,updated_at\nA,Tea,2026-11-25\n", false);
  ASSERT_EQ(dated.size(), 2U);
  EXPECT_EQ(dated[0].updated_at, before);
  EXPECT_EQ(dated[0].title, "Tea");
  EXPECT_EQ(dated[1].updated_at, at("2026-11-25T12:00:00Z"));
  const auto undated = read("sku,title\nA,Tea\n", false);
  ASSERT_EQ(undated.size(), 1U);
  EXPECT_EQ(undated[0].updated_at, before);
  const auto known = read("sku,title\nA,Tea\n", true);
  ASSERT_EQ(known.size(), 1U);
  EXPECT_FALSE(known[0].updated_at.has_value());
}

TEST(Import, refuses_rows_by_line_with_field_and_value) {
  const ImportReading reading =
      read_or_fail(request_for({{.kind = "offers",
                                 .path = "o.csv",
                                 .text = "sku,competitor,price,observed_at,in_stock\n"
                                         "A,r,,2026-11-25,yes\n"
                                         "A,r,abc,2026-11-25,yes\n"
                                         "A,,5,2026-11-25,yes\n"
                                         "A,r,5,soon,yes\n"
                                         "A,r,5,2026-11-25,perhaps\n"
                                         ",r,5,2026-11-25,yes\n"
                                         "A,r,5,1960-01-01,yes\n"
                                         "A,r,5,,yes\n"
                                         "A,r,-5,2026-11-25,out of stock\n"}}));
  EXPECT_EQ(refusals_of(reading),
            (std::vector<std::string>{"2 price missing", "3 price not_money",
                                      "4 competitor missing", "5 observed_at not_an_instant",
                                      "6 in_stock unknown_value", "7 sku missing",
                                      "8 observed_at out_of_range", "9 observed_at missing"}));
  EXPECT_EQ(reading.refused.at(1).value, "abc");
  EXPECT_EQ(reading.refused_rows, 8);
  EXPECT_EQ(reading.files.at(0).rows, 9);
  EXPECT_EQ(events_of<engine::CompetitorOffer>(reading).size(), 1U);
}

TEST(Import, two_locations_are_refused_by_name_and_one_is_dropped) {
  const auto read = [](const std::string& second) {
    return read_or_fail(
        request_for({{.kind = "stock",
                      .path = "s.csv",
                      .text = "sku,location,on_hand,as_of\nA,north,5,2026-11-25\nB," + second +
                              ",6,2026-11-25\n"}}));
  };
  EXPECT_EQ(read("north").files.at(0).ignored_columns,
            std::vector<std::string>{"location (only \"north\")"});
  EXPECT_EQ(read("north").refused_rows, 0);
  EXPECT_EQ(refusals_of(read("south")),
            (std::vector<std::string>{"2 location unsupported", "3 location unsupported"}));
}

TEST(Import, progress_rises_to_one) {
  std::string rows;
  for (int row = 0; row < 32'000; ++row) rows += "A,1,5,2026-11-01 08:00:00.000 +0000\n";
  std::vector<double> shares;
  const auto reading = read_import(orders(rows), [&](double share) { shares.push_back(share); });
  ASSERT_TRUE(reading.has_value());
  ASSERT_GE(shares.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(shares));
  EXPECT_EQ(shares.back(), 1.0);
}

std::string error_for_disk(const std::string& path) {
  const ImportRequest request{.files = {{.kind = Topic::Demand, .path = path}}};
  return error_of(request);
}

TEST(Import, files_that_are_none_are_errors_of_one_line) {
  const fakes::TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.path() + "/" + name, std::ios::binary) << text;
    return folder.path() + "/" + name;
  };
  const auto expect = [](const std::string& error, const char* part) {
    EXPECT_NE(error.find(part), std::string::npos) << error;
  };
  expect(error_for_disk(folder.path() + "/none.csv"), "none.csv: there is no such file");
  expect(error_for_disk(folder.path()), "it is a folder");
  expect(error_for_disk(write("empty.csv", "")), "the file is empty");
  expect(error_for_disk(write("blank.csv", "\n\n")), "expected a first row");
  expect(error_for_disk(write("header.csv", kOrderHeader)), "there are none");
  expect(error_for_disk(write("book.xlsx", "PK\x03\x04more")), "Excel workbook");
  expect(error_for_disk(write("zip.csv.gz", "\x1F\x8B\x08")), "gzip");
  expect(error_for_disk(write("array.json", "[{\"sku\":1}]")), "one object a line");
  expect(error_for_disk(write("not.jsonl", "hello\n")), "no line is one");
  expect(error_for_disk(write("bytes.bin", std::string("a\0b\0\0\1\2\3\0\0\0\7", 12))),
         "bytes.bin");
  const std::string closed = write("closed.csv", kOrderHeader);
  ::chmod(closed.c_str(), 0);
  if (::geteuid() != 0) expect(error_for_disk(closed), "cannot be read: Permission denied");
}

TEST(Import, a_file_on_disk_is_read) {
  const fakes::TemporaryFolder folder;
  const std::string path = folder.path() + "/orders.csv";
  std::ofstream(path) << kOrderHeader << "A,1,5,2026-11-01\n";
  const ImportReading reading = read_or_fail({.files = {{.kind = Topic::Demand, .path = path}}});
  EXPECT_EQ(events_of<DemandEvent>(reading).size(), 1U);
}

}  // namespace
}  // namespace shelfd::connectors
