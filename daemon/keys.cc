#include "daemon/keys.h"

#include "connectors/formats/big_endian.h"

namespace shelfd::daemon {

std::string timer_key(Instant due, const ItemId& item) {
  return connectors::big_endian(static_cast<std::uint64_t>(unix_millis(due))) + item.key();
}

std::optional<DueItem> parse_timer_key(std::string_view key) {
  if (key.size() < 8) return std::nullopt;
  auto item = parse_item_key(key.substr(8));
  if (!item) return std::nullopt;
  return DueItem{
      .due = from_unix_millis(static_cast<std::int64_t>(connectors::read_big_endian(key))),
      .item = std::move(*item)};
}

std::optional<ItemId> parse_item_key(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return ItemId{.merchant = MerchantId(std::string(key.substr(0, slash))),
                .sku = Sku(std::string(key.substr(slash + 1)))};
}

}  // namespace shelfd::daemon
