// Encodings: one Chinese table in each encoding gives the same records; broken lines cost their
// own row only.
#include "connectors/tables/encoding.h"

#include "tests/connectors/tables/written_files.h"

namespace shelfd::connectors {
namespace {

const std::string kSimplified =
    "商家编码,宝贝标题,购买数量,商品单价,订单创建时间,买家会员名,收货人姓名\n"
    "TEA-01,龙井茶叶礼盒,2,¥128.00,2026-11-11 00:05:00,someone,张三\n"
    "TEA-02,铁观音茶叶,1,￥66.5,2026/11/11 9:30,other,李四\n";
const std::string kTraditional =
    "商品選項貨號,商品名稱,數量,商品單價,訂單成立日期,買家帳號,收件者姓名\n"
    "TEA-01,龍井茶葉禮盒,2,NT$600,2026-11-11 00:05:00,someone,張三\n"
    "TEA-02,鐵觀音茶葉,1,NT$300,2026/11/11 9:30,other,李四\n";

ImportReading read_orders(const std::string& bytes) {
  ImportRequest request = request_for({{.kind = "orders", .path = "orders.csv", .text = bytes}});
  request.time_zone = "Asia/Shanghai";
  return read_or_fail(request);
}

void expect_tea_orders(const std::string& bytes, const std::string& name) {
  const ImportReading reading = read_orders(bytes);
  ASSERT_EQ(reading.files.size(), 1U) << name;
  EXPECT_EQ(reading.files[0].encoding, name);
  const auto orders = events_of<engine::DemandEvent>(reading);
  ASSERT_EQ(orders.size(), 2U) << name;
  EXPECT_EQ(orders[0].item.sku.value, "TEA-01");
  EXPECT_EQ(orders[0].quantity.units, 2);
  EXPECT_EQ(orders[0].occurred_at, at("2026-11-10T16:05:00Z"));
  EXPECT_EQ(orders[1].occurred_at, at("2026-11-11T01:30:00Z"));
}

TEST(Encodings, simplified_chinese_reads_alike_in_each) {
  expect_tea_orders(kSimplified, "UTF-8");
  expect_tea_orders("\xEF\xBB\xBF" + kSimplified, "UTF-8 with BOM");
  expect_tea_orders("\xFF\xFE" + encoded(kSimplified, "UTF-16LE"), "UTF-16LE");
  expect_tea_orders("\xFE\xFF" + encoded(kSimplified, "UTF-16BE"), "UTF-16BE");
  expect_tea_orders(encoded(kSimplified, "UTF-16LE"), "UTF-16LE");
  expect_tea_orders(encoded(kSimplified, "GB18030"), "GB18030");
}

TEST(Encodings, traditional_chinese_reads_alike_in_each) {
  expect_tea_orders(kTraditional, "UTF-8");
  expect_tea_orders(encoded(kTraditional, "BIG5"), "BIG5-HKSCS");
  expect_tea_orders(encoded(kTraditional, "UTF-16BE"), "UTF-16BE");
}

// B0 A1 is 啊 in GB18030 and 陛 in Big5: only the header tells which is meant.
TEST(Encodings, the_header_decides_between_two_that_fit) {
  const auto knows = [](std::string_view name) {
    return [name](std::string_view header) { return header.contains(name) ? 1 : 0; };
  };
  const std::string bytes = "\xB0\xA1,a\n\xB0\xA1,b\n";
  EXPECT_EQ(find_encoding(bytes, knows("啊")).name, "GB18030");
  EXPECT_EQ(find_encoding(bytes, knows("陛")).name, "BIG5-HKSCS");
}

TEST(Encodings, western_tables_read_by_the_guess) {
  const std::string table =
      "SKU;Produit;Quantité;Prix;Date\n"
      "A1;Thé à la menthe poivrée;2;12,50;25/11/2026\n";
  ImportRequest request =
      request_for({{.kind = "demand", .path = "o.csv", .text = encoded(table, "ISO-8859-1")}});
  request.maps = {"quantity=Quantité", "unit_price=Prix"};
  const ImportReading reading = read_or_fail(request);
  const auto orders = events_of<engine::DemandEvent>(reading);
  ASSERT_EQ(orders.size(), 1U) << reading.files.at(0).encoding;
  EXPECT_EQ(orders[0].unit_price->money, money("12.5"));
}

// Twelve Chinese lines and one with a byte that is no UTF-8: that row is refused, the rest stands.
TEST(Encodings, a_broken_line_in_utf8_costs_its_own_row) {
  std::string table = "sku,品名,数量,下单时间\n";
  for (int row = 0; row < 12; ++row) table += "茶叶" + std::to_string(row) + ",绿茶,1,2026-11-11\n";
  table += "broken\xFF,绿茶,1,2026-11-11\n";
  const ImportReading reading = read_orders(table);
  EXPECT_EQ(refusals_of(reading), std::vector<std::string>{"14 not_utf8"});
  EXPECT_EQ(events_of<engine::DemandEvent>(reading).size(), 12U);
}

TEST(Encodings, a_broken_line_in_gb18030_is_refused_as_such) {
  std::string table = encoded(kSimplified, "GB18030");
  table += "TEA-03,\xFF\xFF,1,5,2026-11-11,x,y\n";
  const ImportReading reading = read_orders(table);
  EXPECT_EQ(refusals_of(reading), std::vector<std::string>{"4 encoding"});
  EXPECT_EQ(events_of<engine::DemandEvent>(reading).size(), 2U);
}

}  // namespace
}  // namespace shelfd::connectors
