// Columns: the headers of common exports are understood by themselves, people are dropped, maps and
// constants speak, and what is not understood is an error that says what to type. The tables are
// our own inventions under the exports' documented headers.
#include "connectors/tables/column_plan.h"

#include "connectors/tables/column_synonyms.h"
#include "tests/connectors/tables/written_files.h"

namespace shelfd::connectors {
namespace {

using engine::CatalogEntry;
using engine::DemandEvent;
using engine::StockCount;
using testing::Test;

ImportReading read_one(const std::string& kind, const std::string& text,
                       std::vector<std::string> maps = {}, std::vector<std::string> sets = {}) {
  ImportRequest request = request_for({{.kind = kind, .path = "file.csv", .text = text}});
  request.maps = std::move(maps);
  request.sets = std::move(sets);
  return read_or_fail(request);
}

std::string error_for(const std::string& kind, const std::string& text,
                      std::vector<std::string> maps = {}, std::vector<std::string> sets = {}) {
  ImportRequest request = request_for({{.kind = kind, .path = "file.csv", .text = text}});
  request.maps = std::move(maps);
  request.sets = std::move(sets);
  return error_of(request);
}

void expect_holds(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    EXPECT_NE(text.find(part), std::string::npos) << "\"" << part << "\" in: " << text;
  }
}

TEST(Columns, shopify_orders_are_understood_and_their_people_dropped) {
  const ImportReading reading = read_one(
      "orders",
      "Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,"
      "Lineitem price,Lineitem sku,Billing Name,Phone\n"
      "#1001,a@example.org,paid,EUR,2026-11-25 10:15:00 -0400,2,Mug,12.50,MUG-1,A B,123\n"
      "#1002,b@example.org,voided,EUR,2026-11-25 11:15:00 -0400,1,Mug,12.50,MUG-1,C D,456\n");
  const FileReading& file = reading.files.at(0);
  EXPECT_EQ(column_of(file, "order_ref"), "Name");
  EXPECT_EQ(file.personal_columns, (std::vector<std::string>{"Email", "Billing Name", "Phone"}));
  EXPECT_EQ(file.ignored_columns, std::vector<std::string>{"Lineitem name"});
  EXPECT_EQ(refusals_of(reading), std::vector<std::string>{"3 status cancelled_order"});
  const auto orders = events_of<DemandEvent>(reading);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].item.key(), "shop/MUG-1");
  EXPECT_EQ(orders[0].quantity.units, 2);
  EXPECT_EQ(orders[0].unit_price->money, money("12.5"));
  EXPECT_EQ(orders[0].unit_price->currency.text(), "EUR");
  EXPECT_EQ(orders[0].occurred_at, at("2026-11-25T14:15:00Z"));
  for (const ImportedRow& row : reading.rows) {
    EXPECT_EQ(row.record.value.find("example.org"), std::string::npos);
  }
}

TEST(Columns, shopify_products_and_stock_are_understood) {
  const ImportReading products = read_one(
      "catalog",
      "Handle,Title,Vendor,Type,Variant SKU,Variant Price,Cost per item,Variant Inventory Qty\n"
      "mug,Big mug,Potter,Kitchen,MUG-1,12.50,5.00,7\n");
  const auto entries = events_of<CatalogEntry>(products);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].title, "Big mug");
  EXPECT_EQ(entries[0].category.value, "Kitchen");
  EXPECT_EQ(entries[0].unit_cost->money, money("5"));
  EXPECT_EQ(entries[0].price->money, money("12.5"));
  EXPECT_EQ(entries[0].suppliers.at(0).supplier.value, "Potter");
  EXPECT_FALSE(entries[0].updated_at.has_value());

  const ImportReading stock = read_one(
      "stock", "Handle,Variant SKU,Location,Variant Inventory Qty\nmug,MUG-1,Main street,7\n", {},
      {"as_of=2026-11-25"});
  const auto counts = events_of<StockCount>(stock);
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].on_hand.units, 7);
  EXPECT_EQ(counts[0].as_of, at("2026-11-25T12:00:00Z"));
}

// Amazon's item-price is of the line: 59.97 for 3 is 19.99 each.
TEST(Columns, amazon_orders_are_understood) {
  const ImportReading reading = read_one(
      "demand",
      "order-id\torder-item-id\tpurchase-date\tbuyer-email\tsku\tasin\tquantity-purchased\t"
      "currency\titem-price\n"
      "1-1\t77\t2026-11-25T13:41:25+00:00\tx@example.org\tS1\tB00\t3\tUSD\t59.97\n");
  const auto orders = events_of<DemandEvent>(reading);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].unit_price->money, money("19.99"));
  EXPECT_EQ(orders[0].event_id, "77");
  EXPECT_EQ(reading.files.at(0).ignored_columns, std::vector<std::string>{"asin"});
}

TEST(Columns, taobao_and_jd_exports_are_understood) {
  const ImportReading taobao =
      read_one("orders",
               "订单编号,买家会员名,商家编码,购买数量,买家实际支付金额,订单状态,订单创建时间\n"
               "=\"901\",x,K-1,2,￥59.80,交易成功,2026-11-11 00:00:01\n"
               "=\"902\",y,K-1,1,￥29.90,交易关闭,2026-11-11 00:00:02\n");
  const auto orders = events_of<DemandEvent>(taobao);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].unit_price->money, money("29.9"));
  EXPECT_EQ(orders[0].order_ref, "901");

  const ImportReading jd = read_one("catalog",
                                    "SKU编码,商品名称,京东价(元),采购价(元),可用库存\n"
                                    "J1,茶壶,199.00,120,5\n");
  const auto entries = events_of<CatalogEntry>(jd);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].price->money, money("199"));
  EXPECT_EQ(entries[0].unit_cost->money, money("120"));

  const ImportReading rivals = read_one("offers",
                                        "货号,竞品店铺,竞品价格,采集时间,是否有货\n"
                                        "J1,某店,188,2026-11-11 08:00,有货\n"
                                        "J1,他店,0,2026-11-11 08:00,无货\n");
  const auto offers = events_of<engine::CompetitorOffer>(rivals);
  ASSERT_EQ(offers.size(), 2U);
  EXPECT_TRUE(offers[0].in_stock);
  EXPECT_FALSE(offers[1].in_stock);
  EXPECT_EQ(offers[1].price.money, Money{});
}

TEST(Columns, maps_and_constants_speak) {
  const ImportReading reading =
      read_one("offers", "PROD_ID,WHEN,WHO,AMOUNT\nP1,2026-11-25,C1,10\n",
               {"sku=PROD_ID", "offers.observed_at=WHEN", "competitor=WHO", "price=AMOUNT"},
               {"merchant=acme", "currency=BRL", "offers.in_stock=no"});
  const auto offers = events_of<engine::CompetitorOffer>(reading);
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_EQ(offers[0].item.key(), "acme/P1");
  EXPECT_EQ(offers[0].price.currency.text(), "BRL");
  EXPECT_FALSE(offers[0].in_stock);
}

TEST(Columns, a_wrong_map_or_constant_says_what_is_near) {
  const std::string orders = "PROD_ID,DATE,QTY\nP1,2026-11-25,1\n";
  expect_holds(error_for("demand", orders, {"demand.sku=PROD_IDS"}),
               {"file.csv", "no column \"PROD_IDS\"", "\"DATE\"", "is it \"PROD_ID\"?"});
  expect_holds(error_for("demand", orders, {"unit_prices=QTY"}), {"--map", "is it unit_price?"});
  expect_holds(error_for("demand", orders, {"sku"}), {"expected field=column"});
  expect_holds(error_for("demand", orders, {"ofers.sku=QTY"}), {"no kind \"ofers\""});
  expect_holds(error_for("demand", orders, {"offers.sku=QTY"}), {"no offers file is imported"});
  expect_holds(error_for("demand", orders, {"sku=PROD_ID", "order_ref=NOPE"}),
               {"no file has a column"});
  expect_holds(error_for("demand", orders, {"sku=PROD_ID"}, {"currency=ZZZ"}), {"not_a_currency"});
  expect_holds(error_for("demand", orders, {"sku=PROD_ID"}, {"date_order=ymd"}), {"dmy or mdy"});
  expect_holds(error_for("demand", orders, {"sku=PROD_ID"}, {"catalog.unit_cost=75x%"}),
               {"no share of the price"});
  expect_holds(error_for("demand", orders, {"sku=PROD_ID"}, {"catalog.lead_days=900"}),
               {"lead_days", "out_of_range"});
}

TEST(Columns, no_known_name_is_a_persons) {
  for (const auto kind : {engine::Topic::Catalog, engine::Topic::Prices, engine::Topic::Inventory,
                          engine::Topic::Shipments, engine::Topic::CompetitorOffers,
                          engine::Topic::Demand, engine::Topic::Responses}) {
    for (const Field& field : fields_of(kind)) {
      for (const std::string& name : names_of(kind, field.name)) {
        EXPECT_FALSE(is_personal_field(name)) << name;
      }
    }
  }
}

TEST(Columns, a_person_is_not_read_under_another_name) {
  const std::string text = "sku,created at,customer_id\nA,2026-11-25,77\n";
  expect_holds(error_for("demand", text, {"order_ref=customer_id"}), {"holds a person"});
}

TEST(Columns, a_file_of_another_kind_says_what_it_looks_like) {
  const std::string orders = "sku,created at,quantity,unit price\nA,2026-11-25,1,5\n";
  expect_holds(error_for("offers", orders), {"file.csv: no column gives competitor", "of offers",
                                             "\"created at\"", "is it demand=file.csv?"});
  expect_holds(error_for("stock", "sku,stock\nA,5\n"), {"as_of", "--set inventory.as_of=..."});
  expect_holds(error_for("demand", "PROD_ID,DATE_ORDER\nA,2026-11-25\n"),
               {"--map 'demand.sku=PROD_ID'", "--map 'demand.occurred_at=DATE_ORDER'"});
}

}  // namespace
}  // namespace shelfd::connectors
