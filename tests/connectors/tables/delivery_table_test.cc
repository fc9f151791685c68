// Delivery table: the benchmark's files in, rows of its exchange format out; what is refused, by
// name.
#include "connectors/tables/delivery_table.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shelfd::connectors {
namespace {

constexpr std::string_view kHistory =
    "line,vendor,country,mode,sent,due,delivered,lead_days\n"
    "47,\"ABBVIE, FORMERLY ABBOTT\",Zambia,Air,2006-11-13,2007-01-30,2007-01-30,78\n"
    "\"6,0\",Acme,Zambia,Sea,2006-12-01,2007-01-30,,\n";
constexpr std::string_view kTasks = "line,origin,horizon,kind\n\"6,0\",2006-11-30,1,lead\n";

// 2006-11-13 is day 13,465 since 1970 (36 years of 365 days, 9 leap days, 316 days); 78 days on.
TEST(DeliveryTable, reads_lines_delivered_and_open) {
  const auto lines = read_deliveries({"h.csv", kHistory});
  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(lines->front().vendor, "ABBVIE, FORMERLY ABBOTT");
  EXPECT_EQ(lines->front().sent_day, 13'465);
  EXPECT_EQ(lines->front().delivered_day, 13'465 + 78);
  EXPECT_EQ(lines->back().mode, "Sea");
  EXPECT_EQ(lines->back().delivered_day, std::nullopt);
}

// Nothing is known on the day before the second line is sent but the first line, open for 17 days.
TEST(DeliveryTable, writes_a_row_a_quantile_and_copies_names) {
  const auto rows =
      forecast_deliveries("scms", {"h.csv", kHistory}, {"t.csv", kTasks}, {"q", "0.5\n0.95\n"});
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_TRUE(rows->starts_with("scms,\"6,0\",2006-11-30,1,0.5,")) << *rows;
  EXPECT_NE(rows->find("\nscms,\"6,0\",2006-11-30,1,0.95,"), std::string::npos) << *rows;
  EXPECT_EQ(std::ranges::count(*rows, '\n'), 2);
}

TEST(DeliveryTable, is_known_by_its_columns) {
  EXPECT_TRUE(is_delivery_table({"line", "vendor", "country", "sent", "delivered"}));
  EXPECT_FALSE(is_delivery_table({"series", "period", "t", "y"}));
}

template <typename Value>
std::string cause(const Result<Value>& result) {
  return result ? "" : result.error().message;
}

TEST(DeliveryTable, names_what_it_refuses) {
  EXPECT_EQ(cause(read_deliveries({"h.csv", "line,vendor,sent\n1,a,2020-01-01\n"})),
            "h.csv: no column country, mode, delivered");
  EXPECT_EQ(cause(read_deliveries(
                {"h.csv", "line,vendor,country,mode,sent,delivered\n1,a,b,c,soon,2020-01-01\n"})),
            "h.csv: line 2: sent: 'soon' is no date");
  EXPECT_EQ(cause(read_lead_tasks({"t.csv", "line,origin,horizon\n9,2020-01-01,1\n"}, {})),
            "t.csv: line 2: line: '9' has no delivery");
  EXPECT_EQ(cause(read_shares({"q", "0.5\n1\n"})), "q: '1' is no share between 0 and 1");
  EXPECT_EQ(cause(read_shares({"q", "half\n"})), "q: 'half' is no share between 0 and 1");
}

}  // namespace
}  // namespace shelfd::connectors
