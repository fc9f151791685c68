// Tables: delimiters, quotes, JSON Lines, and rows refused by line with the reason, each read as an
// import reads it.
#include "connectors/tables/table_text.h"

#include "tests/connectors/tables/written_files.h"

namespace shelfd::connectors {
namespace {

using engine::CompetitorOffer;
using Texts = std::vector<std::string>;

ImportReading read_offers(const std::string& text, const std::string& path = "offers.csv") {
  return read_or_fail(request_for({{.kind = "offers", .path = path, .text = text}}));
}

TEST(Tables, find_the_delimiter_of_the_header) {
  EXPECT_EQ(delimiter_of("a,b,c"), ',');
  EXPECT_EQ(delimiter_of("a;b;c"), ';');
  EXPECT_EQ(delimiter_of("a\tb\tc"), '\t');
  EXPECT_EQ(delimiter_of("a|b|c"), '|');
  EXPECT_EQ(delimiter_of("\"a;x;y;z\",b"), ',');
  EXPECT_EQ(delimiter_of("alone"), ',');
}

TEST(Tables, each_delimiter_reads_alike) {
  const std::string names[] = {"comma", "semicolon", "tab", "pipe"};
  const char marks[] = {',', ';', '\t', '|'};
  for (std::size_t at_mark = 0; at_mark < 4; ++at_mark) {
    std::string text = "sku,competitor,price,observed_at,in_stock\nA,rival,9.5,2026-11-25,true\n";
    for (char& c : text) c = c == ',' ? marks[at_mark] : c;
    const ImportReading reading = read_offers(text);
    EXPECT_EQ(reading.files.at(0).delimiter, names[at_mark]);
    const auto offers = events_of<CompetitorOffer>(reading);
    ASSERT_EQ(offers.size(), 1U) << names[at_mark];
    EXPECT_EQ(offers[0].price.money, money("9.5"));
  }
}

// The second row's name spans lines 3 and 4, and the blank line 5 is no row, so the third row
// is line 6; CR LF ends a line as LF does.
TEST(Tables, count_lines_through_quotes_blank_lines_and_line_ends) {
  const ImportReading reading = read_offers(
      "sku,competitor,price,observed_at\r\n"
      "A,\"rival, \"\"the\"\" shop\",1,2026-11-25\n"
      "A,\"two\nlines\",x,2026-11-25\r"
      "\n\n"
      "A,rival,y,2026-11-25");
  EXPECT_EQ(refusals_of(reading), (Texts{"3 price not_money", "6 price not_money"}));
  const auto offers = events_of<CompetitorOffer>(reading);
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_EQ(offers[0].competitor, "rival, \"the\" shop");
}

TEST(Tables, rows_with_other_cells_than_the_header_are_refused) {
  const ImportReading reading = read_offers(
      "sku,competitor,price,observed_at\n"
      "A,rival,1,234.5,2026-11-25\n"
      "A,rival,1\n"
      "A,rival,1,2026-11-25,,\n");
  EXPECT_EQ(refusals_of(reading), (Texts{"2 cell_count", "3 cell_count"}));
  EXPECT_EQ(reading.refused.at(0).value, "5 of 4");
  EXPECT_EQ(events_of<CompetitorOffer>(reading).size(), 1U);
}

TEST(Tables, a_quote_that_never_closes_costs_its_own_line) {
  const ImportReading reading = read_offers(
      "sku,competitor,price,observed_at\n"
      "A,rival,1,2026-11-25\n"
      "A,\"rival,2,2026-11-25\n"
      "A,rival,3,2026-11-25\n"
      "A,rival,4,2026-11-25\n");
  EXPECT_EQ(refusals_of(reading), Texts{"3 open_quote"});
  EXPECT_EQ(events_of<CompetitorOffer>(reading).size(), 3U);
}

TEST(Tables, a_file_of_open_quotes_is_an_error) {
  std::string text = "sku,competitor,price,observed_at\n";
  for (int row = 0; row < 200; ++row) text += "A,\"rival,2,2026-11-25\n";
  const ImportRequest request = request_for({{.kind = "offers", .path = "o.csv", .text = text}});
  EXPECT_NE(error_of(request).find("quotes that never close"), std::string::npos);
}

TEST(Tables, guards_of_spreadsheets_are_taken_off) {
  const ImportReading reading = read_offers(
      "sku,competitor,price,observed_at\n"
      "=\"00123\",'rival,1,2026-11-25\n");
  const auto offers = events_of<CompetitorOffer>(reading);
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_EQ(offers[0].item.sku.value, "00123");
  EXPECT_EQ(offers[0].competitor, "rival");
}

TEST(Tables, json_lines_are_read_and_their_broken_lines_refused) {
  const ImportReading reading = read_offers(
      "{\"sku\":\"A\",\"competitor\":\"r\",\"price\":12.30,\"observed_at\":1764082894250}\n"
      "{\"sku\":\"A\",\"competitor\":\"r\",\"price\":\n"
      "\n"
      "[1]\n"
      "{\"sku\":\"A\",\"competitor\":\"r\",\"price\":\"1e400\",\"observed_at\":\"2026-11-25\"}\n"
      "{\"sku\":\"A\",\"competitor\":\"r\",\"price\":7,\"in_stock\":false,"
      "\"promotions\":[{\"benefit\":{\"kind\":\"shipping\"}}],"
      "\"observed_at\":\"2026-11-25T00:00:00Z\"} \n"
      "{\"sku\":\"A\",\"competitor\":{\"a\":1},\"price\":7,\"observed_at\":\"2026-11-25\"}\n"
      "{\"sku\":\"A\",\"price\":7} x\n",
      "offers.jsonl");
  EXPECT_EQ(reading.files.at(0).delimiter, "JSON Lines");
  EXPECT_EQ(refusals_of(reading), (Texts{"2 not_json", "4 wrong_type", "5 price not_money",
                                         "7 competitor wrong_type", "8 not_json"}));
  const auto offers = events_of<CompetitorOffer>(reading);
  ASSERT_EQ(offers.size(), 2U);
  EXPECT_EQ(offers[0].price.money, money("12.3"));
  EXPECT_EQ(offers[0].observed_at, at("2025-11-25T15:01:34.250Z"));
  EXPECT_EQ(offers[1].promotions.size(), 1U);
  EXPECT_FALSE(offers[1].in_stock);
}

TEST(Tables, json_lines_of_our_own_catalog_come_through_whole) {
  const std::string line =
      "{\"merchant\":\"m\",\"sku\":\"A\",\"currency\":\"EUR\",\"updated_at\":\"2026-11-25T00:00:"
      "00Z\","
      "\"unit_cost\":\"3.25\",\"price_endings\":[\"0.99\"],\"suppliers\":[{\"supplier\":\"s\","
      "\"cost\":\"3\",\"case_pack\":6}]}\n";
  const ImportReading reading =
      read_or_fail(request_for({{.kind = "catalog", .path = "c.jsonl", .text = line}}));
  const auto entries = events_of<engine::CatalogEntry>(reading);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].price_endings, std::vector<Money>{money("0.99")});
  ASSERT_EQ(entries[0].suppliers.size(), 1U);
  EXPECT_EQ(entries[0].suppliers[0].case_pack.units, 6);
}

}  // namespace
}  // namespace shelfd::connectors
