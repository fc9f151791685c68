#include "daemon/packed_shelf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <new>
#include <string>

namespace shelfd::daemon {
namespace {

constexpr std::uint32_t kNotRead = std::numeric_limits<std::uint32_t>::max();

// Of the index, for each piece: its node and two of the buckets.
constexpr std::size_t kIndexBytes = 48;
// The allocator rounds a piece up by a sixteenth, as a mean.
constexpr std::size_t kRounding = 16;
constexpr float kLoad = 0.5F;  // each entry behind one place of the index costs a far read

constexpr std::int64_t kMillisPerDay = 86'400'000;

// An entry without padding, and its own time from the beginning of its day: hash, day,
// milliseconds, units.
constexpr std::size_t kEntryBytes = 8 + 4 + 4 + 4;

std::size_t weight(std::size_t piece_bytes) {
  return piece_bytes + piece_bytes / kRounding + kIndexBytes;
}

void append(char*& to, std::string_view bytes) {
  std::memcpy(to, bytes.data(), bytes.size());
  to += bytes.size();  // NOLINT(*-pointer-arithmetic): one piece
}

template <typename Number>
void append_number(char*& to, Number number) {
  std::memcpy(to, &number, sizeof number);
  to += sizeof number;  // NOLINT(*-pointer-arithmetic): one piece
}

template <typename Number>
Number cut_number(std::string_view& bytes) {
  std::array<char, sizeof(Number)> some{};
  std::ranges::copy(bytes.substr(0, some.size()), some.begin());
  bytes.remove_prefix(some.size());
  return std::bit_cast<Number>(some);
}

void append_entry(char*& to, const engine::RecentEntry& entry) {
  const std::int64_t millis = unix_millis(entry.at) - entry.day * kMillisPerDay;
  append_number(to, entry.hash);
  append_number(to, entry.day);
  append_number(to, static_cast<std::int32_t>(millis));
  append_number(to, entry.units);
}

engine::RecentEntry cut_entry(std::string_view& bytes) {
  engine::RecentEntry entry{.hash = cut_number<std::uint64_t>(bytes),
                            .day = cut_number<std::int32_t>(bytes)};
  entry.at = from_unix_millis(entry.day * kMillisPerDay + cut_number<std::int32_t>(bytes));
  entry.units = cut_number<std::int32_t>(bytes);
  return entry;
}

std::string_view cut(std::string_view& bytes, std::size_t count) {
  const std::string_view first = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return first;
}

}  // namespace

PackedShelf::PackedShelf() { pieces_.max_load_factor(kLoad); }

void PackedShelf::Free::operator()(Piece* piece) const { ::operator delete(piece); }

std::string_view PackedShelf::content_of(const Piece& piece) {
  const std::size_t entries = piece.entries == kNotRead ? 0 : piece.entries;
  // NOLINTNEXTLINE(*-reinterpret-cast,*-pointer-arithmetic): behind it
  return {reinterpret_cast<const char*>(&piece + 1),
          std::size_t{piece.key_bytes} + piece.situation_bytes + piece.belief_bytes +
              entries * kEntryBytes};
}

std::string_view PackedShelf::key_of(const Piece& piece) {
  return content_of(piece).substr(0, piece.key_bytes);
}

void PackedShelf::put(std::string_view key, const PackedItem& item) {
  if (const auto found = pieces_.find(key); found != pieces_.end()) remove(found);
  const StoredBytes& stored = item.stored;
  const std::size_t entries = item.has_recent ? item.recent.size() : 0;
  const std::size_t bytes = sizeof(Piece) + key.size() + stored.situation.size() +
                            stored.belief.size() + entries * kEntryBytes;
  Owned made(new (::operator new(bytes)) Piece{
      .older = newest_,
      .key_bytes = static_cast<std::uint32_t>(key.size()),
      .situation_bytes = static_cast<std::uint32_t>(stored.situation.size()),
      .belief_bytes = static_cast<std::uint32_t>(stored.belief.size()),
      .entries = item.has_recent ? static_cast<std::uint32_t>(entries) : kNotRead});
  // NOLINTNEXTLINE(*-reinterpret-cast,*-pointer-arithmetic): behind it
  char* to = reinterpret_cast<char*>(made.get() + 1);
  append(to, key);
  append(to, stored.situation);
  append(to, stored.belief);
  if (item.has_recent) {
    for (const engine::RecentEntry& entry : item.recent) append_entry(to, entry);
  }
  (newest_ == nullptr ? oldest_ : newest_->newer) = made.get();
  newest_ = made.get();
  bytes_ += weight(bytes);
  pieces_.insert(std::move(made));
}

std::optional<PackedItem> PackedShelf::take(std::string_view key) {
  const auto found = pieces_.find(key);
  if (found == pieces_.end()) return std::nullopt;
  const Piece& piece = **found;
  std::string_view rest = content_of(piece);
  rest.remove_prefix(piece.key_bytes);
  PackedItem item{.has_recent = piece.entries != kNotRead};
  item.stored.situation = cut(rest, piece.situation_bytes);
  item.stored.belief = cut(rest, piece.belief_bytes);
  item.recent.reserve(rest.size() / kEntryBytes);
  while (!rest.empty()) item.recent.push_back(cut_entry(rest));
  remove(found);
  return item;
}

void PackedShelf::drop_oldest() { remove(pieces_.find(key_of(*oldest_))); }

void PackedShelf::remove(Pieces::iterator place) {
  const Piece& piece = **place;
  (piece.older == nullptr ? oldest_ : piece.older->newer) = piece.newer;
  (piece.newer == nullptr ? newest_ : piece.newer->older) = piece.older;
  bytes_ -= weight(sizeof(Piece) + content_of(piece).size());
  pieces_.erase(place);
}

}  // namespace shelfd::daemon
