// Packed shelf: items that are not in use, each in one piece of memory: its key, the bytes of its
// records as the store has them, and the demand that is remembered of it. First in, first out; one
// that is touched is taken out.
//
// Half of what the same costs in containers of its own is the containers. Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "daemon/item_store.h"

namespace shelfd::daemon {

class PackedShelf {
 public:
  PackedShelf();

  // In place of what it has of this key.
  void put(std::string_view key, const PackedItem& item);
  [[nodiscard]] std::optional<PackedItem> take(std::string_view key);
  // There is one.
  void drop_oldest();

  // With what index and allocator cost, about.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return pieces_.size(); }

 private:
  // Key, situation, belief and remembered entries lie behind it.
  struct Piece {
    Piece* older = nullptr;
    Piece* newer = nullptr;
    std::uint32_t key_bytes = 0;
    std::uint32_t situation_bytes = 0;
    std::uint32_t belief_bytes = 0;
    std::uint32_t entries = 0;  // kNotRead: nobody has read them
  };
  struct Free {
    void operator()(Piece* piece) const;
  };
  using Owned = std::unique_ptr<Piece, Free>;
  // Not noexcept, so that the container keeps hashes instead of visiting pieces for them.
  struct Hash {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library asks
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
    std::size_t operator()(const Owned& piece) const { return (*this)(key_of(*piece)); }
  };
  struct Equal {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library asks
    bool operator()(const Owned& a, const Owned& b) const { return key_of(*a) == key_of(*b); }
    bool operator()(const Owned& a, std::string_view b) const { return key_of(*a) == b; }
    bool operator()(std::string_view a, const Owned& b) const { return a == key_of(*b); }
  };
  using Pieces = std::unordered_set<Owned, Hash, Equal>;

  [[nodiscard]] static std::string_view content_of(const Piece& piece);
  [[nodiscard]] static std::string_view key_of(const Piece& piece);
  void remove(Pieces::iterator place);

  Pieces pieces_;
  Piece* oldest_ = nullptr;
  Piece* newest_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace shelfd::daemon
