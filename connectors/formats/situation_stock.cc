// The stock and the open orders of a situation.
#include <algorithm>
#include <ranges>
#include <utility>

#include "connectors/formats/situation_parts.h"

namespace shelfd::connectors {
namespace {

void pack_marks(const engine::StockState& stock, Packer& packer, state::Stock& packed) {
  packed.set_marks(static_cast<std::int32_t>(stock.marks.size()) - 1);
  Instant after = stock.as_of;
  std::uint64_t out = 0;
  std::uint32_t row = 0;
  put_column(std::views::reverse(stock.marks), packed.mutable_mark_at(),
             [&](const engine::StockMark& mark) {
               if (mark.out) out |= std::uint64_t{1} << (row % engine::kMaxStockMarks);
               ++row;
               return packer.own_time(mark.at, std::exchange(after, mark.at));
             });
  packed.set_marks_out(out);
}

void read_marks(const state::Stock& packed, const Unpacker& unpacker, engine::StockState& stock) {
  const auto marks = static_cast<std::size_t>(std::int64_t{packed.marks()} + 1);
  unpacker.verdict().at_most("stock.marks", marks, engine::kMaxStockMarks);
  unpacker.verdict().column("stock.mark_at", packed.mark_at_size(), marks);
  if (!unpacker.verdict().good()) return;
  Instant after = stock.as_of;
  for (std::size_t row = 0; row < marks; ++row) {
    after = unpacker.own_time(entry(packed.mark_at(), static_cast<int>(row)), after);
    stock.marks.push_back({.at = after, .out = (packed.marks_out() >> row) % 2 == 1});
  }
  std::ranges::reverse(stock.marks);
}

std::int64_t received_units(const engine::OpenOrder& order) {
  std::int64_t units = 0;
  for (const engine::Receipt& receipt : order.receipts) {
    units = wrapped_sum(units, receipt.quantity.units);
  }
  return units;
}

void read_receipts(const state::OpenOrder& packed, const Unpacker& unpacker,
                   engine::OpenOrder& order) {
  const auto receipts = static_cast<std::size_t>(packed.receipt_at_size());
  unpacker.verdict().at_most("open_orders.receipts", receipts, engine::kMaxReceipts);
  unpacker.verdict().equal("open_orders.receipts", packed.receipt_units_size(), receipts);
  if (!unpacker.verdict().good()) return;
  Instant at = order.changed_at;
  for (int row = 0; row < packed.receipt_at_size(); ++row) {
    at = unpacker.own_time(packed.receipt_at(row), at);
    order.receipts.push_back({.at = at, .quantity = {packed.receipt_units(row)}});
  }
}

}  // namespace

void pack_stock(const engine::StockState& stock, Packer& packer, state::Stock& packed) {
  packed.set_on_hand(stock.on_hand.units);
  packed.set_reserved(stock.reserved.units);
  packed.set_backorders(stock.backorders.units);
  packed.set_unsellable(stock.unsellable.units);
  packed.set_as_of(packer.own_time(stock.as_of));
  packed.set_content(stock.content);
  packed.set_sold_since(stock.sold_since.units);
  packed.set_received_since(stock.received_since.units);
  pack_marks(stock, packer, packed);
}

engine::StockState read_stock(const state::Stock& packed, const Unpacker& unpacker) {
  engine::StockState stock{.on_hand = {packed.on_hand()},
                           .reserved = {packed.reserved()},
                           .backorders = {packed.backorders()},
                           .unsellable = {packed.unsellable()},
                           .as_of = unpacker.own_time(packed.as_of()),
                           .content = packed.content(),
                           .sold_since = {packed.sold_since()},
                           .received_since = {packed.received_since()}};
  read_marks(packed, unpacker, stock);
  return stock;
}

void pack_order(const engine::OpenOrder& order, Packer& packer, state::OpenOrder& packed) {
  packed.set_shipment(order.shipment);
  packed.set_supplier(order.supplier);
  packed.set_ordered(order.ordered.units);
  packed.set_received(wrapped_difference(order.received.units, received_units(order)));
  packed.set_stage(static_cast<std::uint32_t>(order.stage));
  packed.set_ordered_at(packer.own_time(order.ordered_at));
  packed.set_changed_at(packer.own_time(order.changed_at, order.ordered_at));
  if (order.expected_at) packed.set_expected_at(packer.own_time(*order.expected_at));
  packed.set_ordered_told_at(packer.own_time(order.ordered_told_at, order.changed_at));
  packed.set_expected_told_at(packer.own_time(order.expected_told_at, order.ordered_told_at));
  packed.set_lead_learnt(order.lead_learnt);
  if (order.shipped_at) packed.set_shipped_at(packer.own_time(*order.shipped_at, order.ordered_at));
  packed.set_lead_counted(order.lead_counted);
  packed.set_silent(order.silent);
  Instant before = order.changed_at;
  for (const engine::Receipt& receipt : order.receipts) {
    packed.add_receipt_at(packer.own_time(receipt.at, std::exchange(before, receipt.at)));
    packed.add_receipt_units(receipt.quantity.units);
  }
}

engine::OpenOrder read_order(const state::OpenOrder& packed, const Unpacker& unpacker) {
  engine::OpenOrder order{
      .shipment = packed.shipment(),
      .supplier = packed.supplier(),
      .ordered = {packed.ordered()},
      .stage = unpacker.verdict().enumerator("open_orders.stage", packed.stage(),
                                             engine::ShipmentStage::Cancelled)};
  order.ordered_at = unpacker.own_time(packed.ordered_at());
  order.changed_at = unpacker.own_time(packed.changed_at(), order.ordered_at);
  if (packed.has_expected_at()) order.expected_at = unpacker.own_time(packed.expected_at());
  order.ordered_told_at = unpacker.own_time(packed.ordered_told_at(), order.changed_at);
  order.expected_told_at = unpacker.own_time(packed.expected_told_at(), order.ordered_told_at);
  order.lead_learnt = packed.lead_learnt();
  if (packed.has_shipped_at()) {
    order.shipped_at = unpacker.own_time(packed.shipped_at(), order.ordered_at);
  }
  order.lead_counted = packed.lead_counted();
  order.silent = packed.silent();
  read_receipts(packed, unpacker, order);
  order.received = {wrapped_sum(packed.received(), received_units(order))};
  return order;
}

}  // namespace shelfd::connectors
