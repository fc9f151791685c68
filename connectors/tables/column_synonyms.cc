#include "connectors/tables/column_synonyms.h"

#include <algorithm>
#include <array>
#include <span>

#include "connectors/tables/fields.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using Names = std::span<const std::string_view>;

template <std::size_t count>
using List = std::array<std::string_view, count>;

template <typename... Text>
constexpr auto names(Text... text) {
  return List<sizeof...(text)>{std::string_view(text)...};
}

// Any kind. A shop's own code before the platform's number.
constexpr auto kSku =
    names("Lineitem sku", "Variant SKU", "seller-sku", "merchant sku", "item sku", "sku code",
          "sku id", "商家编码", "商家編碼", "SKU编码", "SKU編碼", "商家SKU", "外部系统编号", "货号",
          "商品货号", "貨號", "商品貨號", "商品選項貨號", "商品编码", "商品編碼", "商品编号",
          "商品編號", "料号", "料號", "product code", "product id", "item number", "item code",
          "item id", "item", "stock code", "gtin", "ean", "upc", "barcode", "条码", "商品条码",
          "條碼", "商品條碼", "国际条码", "國際條碼");
constexpr auto kCurrency = names("currency code", "币种", "货币", "幣別", "幣種", "貨幣");
constexpr auto kMerchant = names("merchant id", "shop id", "店铺Id");
constexpr auto kDate = names("date", "datetime", "timestamp", "time", "updated at", "日期", "时间",
                             "時間", "更新时间", "更新時間");

constexpr auto kCompetitor =
    names("competitor name", "competitor", "rival", "seller name", "seller", "竞争对手", "竞品店铺",
          "竞品", "競爭對手", "競品店鋪", "競品", "卖家", "賣家", "店铺名称", "店铺", "店鋪名稱",
          "店鋪", "賣場名稱", "平台", "shop", "store", "source", "domain", "website");
constexpr auto kOfferPrice =
    names("competitor price", "offer price", "竞品价格", "竞品价", "竞品售价", "競品價格", "競品價",
          "到手价", "到手價", "landed price", "listing price", "sale price", "价格", "價格", "售价",
          "售價", "京东价", "京東價");
constexpr auto kShipping =
    names("shipping price", "shipping cost", "delivery fee", "运费", "邮费", "運費");
constexpr auto kObservedAt = names("scraped at", "crawled at", "checked at", "采集时间", "抓取时间",
                                   "採集時間", "抓取時間", "采集日期", "監測時間", "监测时间");
constexpr auto kInStock = names("availability", "stock status", "available", "是否有货", "有货",
                                "库存状态", "是否有貨", "有貨", "庫存狀態");
constexpr auto kCondition = names("item condition", "成色", "新旧程度", "新舊程度");
constexpr auto kSellerRating = names("feedback rating", "卖家评分", "店铺评分", "賣家評分");
constexpr auto kRatingCount = names("feedback count", "reviews", "评价数", "評價數");

constexpr auto kOccurredAt =
    names("Created at", "purchase-date", "order date", "ordered at", "order time", "订单创建时间",
          "下单时间", "拍下时间", "创建时间", "订单付款时间", "付款时间", "成交时间",
          "訂單成立日期", "訂單建立時間", "訂單建立日期", "下單時間", "建立時間", "付款時間",
          "订单日期", "訂單日期", "invoice date");
constexpr auto kOrderQuantity =
    names("Lineitem quantity", "quantity-purchased", "quantity ordered", "qty", "units",
          "units sold", "购买数量", "商品数量", "订购数量", "宝贝总数量", "数量", "件数", "销量",
          "購買數量", "商品數量", "訂購數量", "數量", "件數", "銷量");
constexpr auto kUnitPrice = names("Lineitem price", "unit price", "price", "item unit price",
                                  "商品单价", "单价", "成交单价", "销售单价", "京东价", "价格",
                                  "商品單價", "單價", "成交單價", "商品活動價格", "京東價", "價格");
// Of the whole line: Amazon's item-price is the price times the quantity (Orders API, ItemPrice).
constexpr auto kLineTotal =
    names("item-price", "line total", "total price", "subtotal", "实付金额", "买家实际支付金额",
          "买家应付货款", "商品总价", "商品金额", "总金额", "金额", "小计", "實付金額",
          "買家實際支付金額", "商品總價", "商品金額", "總金額", "金額", "小計");
constexpr auto kOrderRef =
    names("Name", "order-id", "amazon-order-id", "order number", "order no", "invoice no",
          "invoice", "订单编号", "订单号", "主订单编号", "訂單編號", "訂單號碼", "訂單號");
constexpr auto kEventId = names("order-item-id", "子订单编号", "子訂單編號");
constexpr auto kStatus = names("order-status", "item-status", "Financial Status", "订单状态",
                               "交易状态", "訂單狀態", "交易狀態");

constexpr auto kPrice =
    names("Variant Price", "your price", "new price", "selling price", "sale price", "list price",
          "售价", "销售价", "商品价格", "价格", "现价", "京东价", "一口价", "宝贝价格", "售價",
          "銷售價", "商品價格", "價格", "現價", "京東價", "單價");
constexpr auto kPriceAt = names("changed at", "effective date", "valid from", "生效时间",
                                "调价时间", "生效時間", "調價時間");

constexpr auto kOnHand = names(
    "On hand", "On hand (current)", "Variant Inventory Qty", "afn-warehouse-quantity",
    "afn-fulfillable-quantity", "quantity available", "available", "stock quantity", "stock level",
    "stock", "inventory", "quantity", "qty", "现有库存", "实际库存", "库存数量", "可用库存",
    "可售库存", "商品库存", "总库存", "库存", "數量", "现货库存", "現有庫存", "實際庫存",
    "庫存數量", "可用庫存", "可售庫存", "商品庫存", "庫存", "数量", "宝贝数量");
constexpr auto kReserved = names("Committed", "afn-reserved-quantity", "占用库存", "预占库存",
                                 "锁定库存", "佔用庫存", "預佔庫存", "鎖定庫存");
constexpr auto kUnsellable = names("afn-unsellable-quantity", "不可售库存", "残次品", "不可售庫存");
constexpr auto kAsOf =
    names("snapshot-date", "counted at", "盘点时间", "盘点日期", "盤點時間", "盤點日期");

constexpr auto kTitle =
    names("product-name", "item-name", "product title", "name", "商品名称", "宝贝标题", "商品标题",
          "宝贝名称", "品名", "名称", "标题", "商品名稱", "商品標題", "名稱", "標題");
constexpr auto kCategory =
    names("Product Category", "product type", "Type", "商品类目", "宝贝类目", "类目", "商品分类",
          "分类", "品类", "商品類目", "類目", "商品分類", "分類", "品類");
constexpr auto kFamily = names("Handle", "product group", "SPU", "款号", "款號");
constexpr auto kUnitCost =
    names("Cost per item", "unit cost", "cost price", "cost", "purchase price", "成本价", "采购价",
          "进货价", "进价", "商品成本", "成本", "成本價", "採購價", "進貨價", "進價", "商品成本");
constexpr auto kUpdatedAt = names("modified at", "last modified", "修改时间", "修改時間");
constexpr auto kFloor = names("minimum-seller-allowed-price", "最低价", "最低價");
constexpr auto kCeiling = names("maximum-seller-allowed-price", "最高价", "最高價");
constexpr auto kMapPrice = names("map", "限价", "控价", "限價", "控價");
constexpr auto kTaxRate = names("vat rate", "税率", "稅率");
constexpr auto kFeeRate =
    names("commission rate", "commission", "佣金比例", "平台扣点", "扣点", "佣金", "平台扣點");
constexpr auto kShelfLife = names("shelf life", "保质期", "保質期", "保存期限");
constexpr auto kSupplier = names("Vendor", "supplier name", "供应商", "供应商名称", "供货商",
                                 "供應商", "供應商名稱", "廠商");
constexpr auto kLeadDays = names("lead time", "lead time days", "采购周期", "到货周期", "交期",
                                 "採購週期", "到貨週期", "備貨天數", "前置天數");
constexpr auto kMoq = names("minimum order quantity", "min order", "最小起订量", "起订量",
                            "最小起訂量", "起訂量", "最低訂購量");
constexpr auto kCasePack = names("pack size", "units per case", "case quantity", "箱规", "装箱数",
                                 "箱規", "裝箱數", "箱入數");

constexpr auto kShipmentId = names("shipment", "purchase order", "po number", "po", "采购单号",
                                   "入库单号", "運單號", "採購單號", "入庫單號");
constexpr auto kShipmentQuantity =
    names("qty", "units", "数量", "采购数量", "入库数量", "數量", "採購數量", "入庫數量");
constexpr auto kStage = names("status", "状态", "單據狀態", "狀態");
constexpr auto kExpectedAt =
    names("eta", "expected date", "预计到货时间", "预计到货日期", "預計到貨時間", "預計到貨日");

struct Synonyms {
  Topic kind = Topic::Rules;  // Rules: any kind
  std::string_view field{};
  Names names{};
};

constexpr auto kTable = std::to_array<Synonyms>({
    {Topic::Rules, "sku", kSku},
    {Topic::Rules, "currency", kCurrency},
    {Topic::Rules, "merchant", kMerchant},
    {Topic::CompetitorOffers, "competitor", kCompetitor},
    {Topic::CompetitorOffers, "price", kOfferPrice},
    {Topic::CompetitorOffers, "shipping", kShipping},
    {Topic::CompetitorOffers, "observed_at", kObservedAt},
    {Topic::CompetitorOffers, "observed_at", kDate},
    {Topic::CompetitorOffers, "in_stock", kInStock},
    {Topic::CompetitorOffers, "condition", kCondition},
    {Topic::CompetitorOffers, "seller_rating", kSellerRating},
    {Topic::CompetitorOffers, "rating_count", kRatingCount},
    {Topic::Demand, "occurred_at", kOccurredAt},
    {Topic::Demand, "occurred_at", kDate},
    {Topic::Demand, "quantity", kOrderQuantity},
    {Topic::Demand, "unit_price", kUnitPrice},
    {Topic::Demand, "line_total", kLineTotal},
    {Topic::Demand, "order_ref", kOrderRef},
    {Topic::Demand, "event_id", kEventId},
    {Topic::Demand, "status", kStatus},
    {Topic::Prices, "price", kPrice},
    {Topic::Prices, "at", kPriceAt},
    {Topic::Prices, "at", kDate},
    {Topic::Inventory, "on_hand", kOnHand},
    {Topic::Inventory, "reserved", kReserved},
    {Topic::Inventory, "unsellable", kUnsellable},
    {Topic::Inventory, "as_of", kAsOf},
    {Topic::Inventory, "as_of", kDate},
    {Topic::Catalog, "title", kTitle},
    {Topic::Catalog, "category", kCategory},
    {Topic::Catalog, "family", kFamily},
    {Topic::Catalog, "unit_cost", kUnitCost},
    {Topic::Catalog, "price", kPrice},
    {Topic::Catalog, "updated_at", kUpdatedAt},
    {Topic::Catalog, "updated_at", kDate},
    {Topic::Catalog, "floor_price", kFloor},
    {Topic::Catalog, "ceiling_price", kCeiling},
    {Topic::Catalog, "map_price", kMapPrice},
    {Topic::Catalog, "tax_rate", kTaxRate},
    {Topic::Catalog, "fee_rate", kFeeRate},
    {Topic::Catalog, "shelf_life_days", kShelfLife},
    {Topic::Catalog, "supplier", kSupplier},
    {Topic::Catalog, "lead_days", kLeadDays},
    {Topic::Catalog, "moq", kMoq},
    {Topic::Catalog, "case_pack", kCasePack},
    {Topic::Shipments, "shipment_id", kShipmentId},
    {Topic::Shipments, "supplier", kSupplier},
    {Topic::Shipments, "quantity", kShipmentQuantity},
    {Topic::Shipments, "stage", kStage},
    {Topic::Shipments, "expected_at", kExpectedAt},
    {Topic::Shipments, "at", kDate},
    {Topic::Responses, "at", kDate},
});

constexpr auto kPunctuation = std::to_array<std::string_view>(
    {"\u3000", "（", "）", "：", "【", "】", "、", "／", "\u00A0", "\uFEFF"});

std::size_t skipped_bytes(std::string_view text) {
  for (const std::string_view mark : kPunctuation) {
    if (text.starts_with(mark)) return mark.size();
  }
  const auto c = static_cast<unsigned char>(text.front());
  const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return c < 0x80 && !letter ? 1 : 0;
}

// The name without a part in brackets at its end.
std::string_view without_unit(std::string_view column) {
  const std::size_t at = std::min(column.find('('), column.find("（"));
  return at == std::string_view::npos || at == 0 ? column : column.substr(0, at);
}

}  // namespace

std::string bare_name(std::string_view column) {
  std::string bare;
  while (!column.empty()) {
    const std::size_t skipped = skipped_bytes(column);
    const char c = column.front();
    if (skipped == 0) bare += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    column.remove_prefix(std::max<std::size_t>(skipped, 1));
  }
  return bare;
}

ColumnNames::ColumnNames(Topic kind) {
  const auto fields = fields_of(kind);
  for (std::size_t field = 0; field < fields.size(); ++field) {
    int rank = 0;
    for (const std::string& name : names_of(kind, fields[field].name)) {
      fits_.emplace(bare_name(name), NameFit{.field = field, .rank = rank++});
    }
  }
}

std::vector<NameFit> ColumnNames::fits(std::string_view column) const {
  constexpr int kWithoutUnit = 1000;  // after every whole name
  std::vector<NameFit> found;
  const auto take = [&](const std::string& bare, int added_rank) {
    const auto [first, last] = fits_.equal_range(bare);
    for (auto fit = first; fit != last; ++fit) {
      found.push_back({.field = fit->second.field, .rank = fit->second.rank + added_rank});
    }
  };
  take(bare_name(column), 0);
  if (found.empty()) take(bare_name(without_unit(column)), kWithoutUnit);
  return found;
}

std::vector<std::string> names_of(Topic kind, std::string_view field) {
  std::vector<std::string> names{std::string(field)};
  for (const Synonyms& row : kTable) {
    if (row.field != field || (row.kind != kind && row.kind != Topic::Rules)) continue;
    names.insert(names.end(), row.names.begin(), row.names.end());
  }
  return names;
}

}  // namespace shelfd::connectors
