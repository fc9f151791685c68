#include "daemon/item_cache.h"

#include <algorithm>

namespace shelfd::daemon {
namespace {

// Of the list, the index and the allocator, for each entry; measured as a mean
// (docs/benchmarks.md).
constexpr std::size_t kOverheadBytes = 256;
// What an item in use takes with all of that, where nothing is known of it yet.
constexpr std::size_t kUsualBytes = 6'000;

// Fewer entries behind one place of the index: each costs a read from far memory.
constexpr float kLoad = 0.5F;

template <typename Row>
std::size_t bytes_of(const std::vector<Row>& rows) {
  return rows.capacity() * sizeof(Row);
}

// Short texts stand in the string itself.
std::size_t bytes_of(const std::string& text) {
  return text.capacity() > sizeof(std::string) ? text.capacity() : 0;
}

std::size_t bytes_of(const engine::Situation& situation) {
  std::size_t bytes = bytes_of(situation.catalog.title) + bytes_of(situation.catalog.suppliers);
  for (const engine::SupplierTerms& terms : situation.catalog.suppliers) {
    bytes += bytes_of(terms.supplier.value) + bytes_of(terms.breaks);
  }
  return bytes + bytes_of(situation.catalog.price_endings) + bytes_of(situation.planned) +
         bytes_of(situation.offers) + bytes_of(situation.tallies) +
         bytes_of(situation.open_orders) + bytes_of(situation.accepted_plans) +
         bytes_of(situation.rejections) + bytes_of(situation.alerts);
}

std::size_t bytes_of(const LoadedItem& item) {
  return kOverheadBytes + sizeof(LoadedItem) +
         (item.memory ? engine::approximate_bytes(*item.memory) : 0) +
         bytes_of(item.stored.situation) + bytes_of(item.stored.belief) +
         bytes_of(item.state.situation) + bytes_of(item.state.belief.suppliers) +
         bytes_of(item.state.recent);
}

}  // namespace

ItemCache::ItemCache(std::size_t budget_bytes)
    : budget_bytes_(budget_bytes),
      most_packed_bytes_(
          static_cast<std::size_t>(kPackedShare * static_cast<double>(budget_bytes))) {
  places_.max_load_factor(kLoad);
}

void ItemCache::expect(std::int64_t items) {
  is_crowded_ =
      static_cast<std::size_t>(std::max<std::int64_t>(0, items)) * kUsualBytes > budget_bytes_;
}

std::size_t ItemCache::most_decoded() const {
  return is_crowded_ ? budget_bytes_ - most_packed_bytes_ : budget_bytes_;
}

LoadedItem* ItemCache::find(std::string_view key) {
  touches_.note(TouchCounts::place_of(key));
  const auto found = places_.find(key);
  if (found == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  found->second->is_new = false;
  return &found->second->item;
}

std::optional<PackedItem> ItemCache::take_packed(std::string_view key) { return packed_.take(key); }

LoadedItem& ItemCache::put(std::string key, LoadedItem item) {
  drop(key);
  const std::size_t place = TouchCounts::place_of(key);
  entries_.push_front({.key = std::move(key), .item = std::move(item), .place = place});
  places_.emplace(entries_.front().key, entries_.begin());
  return entries_.front().item;
}

void ItemCache::drop(std::string_view key) {
  static_cast<void>(packed_.take(key));
  const auto found = places_.find(key);
  if (found != places_.end()) erase(found->second);
}

void ItemCache::fit(std::string_view key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  Entry& entry = *found->second;
  decoded_bytes_ -= entry.bytes;
  entry.bytes = entry.key.capacity() + bytes_of(entry.item);
  decoded_bytes_ += entry.bytes;
  make_room_decoded(found->second);
  while (bytes() > budget_bytes_) {
    if (!entries_.empty() && (packed_.size() == 0 || packed_.bytes() < most_packed_bytes_)) {
      pack(std::prev(entries_.end()));
    } else {
      packed_.drop_oldest();
    }
  }
}

void ItemCache::make_room_decoded(Entries::iterator touched) {
  while (decoded_bytes_ > most_decoded()) {
    const auto oldest = std::prev(entries_.end());
    const bool gives_way = is_crowded_ && touched->is_new && touched != oldest &&
                           touches_.of(touched->place) < touches_.of(oldest->place);
    if (!gives_way) {
      pack(oldest);
      continue;
    }
    entries_.splice(entries_.begin(), entries_, oldest);  // the next has its turn with another
    pack(touched);
    return;
  }
}

void ItemCache::pack(Entries::iterator place) {
  if (const auto packed = pack_item(place->item)) packed_.put(place->key, *packed);
  erase(place);
}

void ItemCache::erase(Entries::iterator place) {
  decoded_bytes_ -= place->bytes;
  places_.erase(place->key);
  entries_.erase(place);
}

}  // namespace shelfd::daemon
