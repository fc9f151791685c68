// Shows that a sheet is taken byte for byte and that the first thing wrong in it is named with
// file, line, column and value. Files are written into a folder of the test's own.
#include "connectors/tables/plain_sheet.h"

#include <gtest/gtest.h>

#include "tests/connectors/tables/scratch_files.h"

namespace shelfd::connectors {
namespace {

class PlainSheets : public ScratchFiles {};

TEST_F(PlainSheets, keeps_spaces_and_reads_quotes_that_span_lines) {
  write("a.csv", "name,value\r\n\" 3\"\" HEART,\nRED\", 1 \r\nplain,2\r\n");
  const auto sheet = PlainSheet::open(path("a.csv"));
  ASSERT_TRUE(sheet.has_value());
  EXPECT_EQ(sheet->columns(), (std::vector<std::string>{"name", "value"}));
  std::vector<std::string> seen;
  const auto status = sheet->each_row(
      [&](const SheetRow& row) -> Status {
        seen.push_back(std::to_string(row.line) + ":" + std::string(row.cells[0]) + "|" +
                       std::string(row.cells[1]));
        return {};
      },
      {});
  EXPECT_TRUE(status.has_value());
  EXPECT_EQ(seen, (std::vector<std::string>{"2: 3\" HEART,\nRED| 1 ", "4:plain|2"}));
}

TEST_F(PlainSheets, names_a_row_of_another_width) {
  write("a.csv", "x,y\n1,2\n1,2,3\n");
  const auto sheet = PlainSheet::open(path("a.csv"));
  const auto status = sheet->each_row([](const SheetRow&) { return Status{}; }, {});
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message, path("a.csv") + ":3: has 3 cells, the header 2");
}

TEST_F(PlainSheets, names_a_quote_that_never_closes) {
  write("a.csv", "x,y\n1,\"2\n3,4\n");
  const auto sheet = PlainSheet::open(path("a.csv"));
  const auto status = sheet->each_row([](const SheetRow&) { return Status{}; }, {});
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message, path("a.csv") + ":2: a quote opens and never closes");
}

TEST_F(PlainSheets, names_a_number_that_is_none) {
  write("a.csv", "x,y\n1.5,many\n7,-0.5\n");
  const auto sheet = PlainSheet::open(path("a.csv"));
  std::vector<std::string> said;
  const auto note = [&](const auto& number) {
    said.push_back(number ? "ok" : number.error().message.substr(path("a.csv").size()));
  };
  const auto status = sheet->each_row(
      [&](const SheetRow& row) -> Status {
        note(sheet->number(row, 0));
        note(sheet->number(row, 1));
        note(sheet->whole(row, 0, 0, 6));
        return {};
      },
      {});
  EXPECT_TRUE(status.has_value());
  EXPECT_EQ(said, (std::vector<std::string>{
                      "ok", ":2 y: expected a number, got \"many\"",
                      ":2 x: expected a whole number from 0 to 6, got \"1.5\"", "ok", "ok",
                      ":3 x: expected a whole number from 0 to 6, got \"7\""}));
}

TEST_F(PlainSheets, needs_a_header_that_names_each_column_once) {
  write("empty.csv", "\n\n");
  write("twice.csv", "a,b,a\n");
  EXPECT_EQ(PlainSheet::open(path("empty.csv")).error().message,
            path("empty.csv") + ": holds no header row");
  EXPECT_EQ(PlainSheet::open(path("twice.csv")).error().message,
            path("twice.csv") + ": column \"a\" stands twice");
  EXPECT_FALSE(PlainSheet::open(path("absent.csv")).has_value());
}

TEST(PlainDecimal, takes_a_number_whole_or_not_at_all) {
  EXPECT_EQ(plain_decimal("0.05"), 0.05);
  EXPECT_EQ(plain_decimal("1e3"), 1000);
  EXPECT_EQ(plain_decimal("1,5"), std::nullopt);
  EXPECT_EQ(plain_decimal(" 1"), std::nullopt);
  EXPECT_EQ(plain_decimal(""), std::nullopt);
  EXPECT_EQ(plain_decimal("nan"), std::nullopt);
  EXPECT_EQ(plain_decimal("inf"), std::nullopt);
}

}  // namespace
}  // namespace shelfd::connectors
