// Unit lattice: the ways to take some units out of a set in which some are alike.
//
// Units are alike when no promotion, price or shop tells them apart and they follow each other in
// the basket, so that ties to the lower index fall alike too; of those only the number counts. Each
// choice of numbers has an index, sum_c count_c * stride_c: a choice and what it leaves of a larger
// one differ by plain subtraction.
// Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

struct AlikeUnits {
  std::vector<std::uint8_t> units{};  // ascending
  std::size_t stride = 1;
};

// In the order of the basket.
[[nodiscard]] std::vector<AlikeUnits> alike_units(const PreparedBasket& basket, UnitSet units);

// How many choices there are, at most `limit`.
[[nodiscard]] std::size_t choices(const std::vector<AlikeUnits>& alike, std::size_t limit);

class UnitLattice {
 public:
  explicit UnitLattice(std::vector<AlikeUnits> alike);

  [[nodiscard]] std::size_t size() const { return sets_.size(); }
  // The units of a choice: of units alike, those with the lower indices.
  [[nodiscard]] UnitSet units(std::size_t index) const { return sets_[index]; }
  // The same choice out of `left`, of which it is a part.
  [[nodiscard]] UnitSet units_out_of(UnitSet left, std::size_t index) const;

  // Calls `visit(index)` for each choice out of that at `whole` (not empty) that is not all of it
  // and holds a unit of its first kind, until it says false.
  template <typename Visit>  // NOLINTNEXTLINE(misc-no-recursion): as deep as its caller's.
  void each_part(std::size_t whole, const Visit& visit) const {
    // At most 64 kinds.
    std::array<std::size_t, kMaxBasketUnits> strides{};
    std::array<std::size_t, kMaxBasketUnits> most{};
    std::array<std::size_t, kMaxBasketUnits> counts{};
    std::size_t kinds = 0;
    for (const AlikeUnits& kind : alike_) {
      const std::size_t count = whole / kind.stride % (kind.units.size() + 1);
      if (count == 0) continue;
      strides[kinds] = kind.stride;
      most[kinds++] = count;
    }
    counts[0] = 1;
    for (std::size_t part = strides[0]; part != whole;) {
      if (!visit(part)) return;
      std::size_t kind = 0;
      while (counts[kind] == most[kind]) {
        const std::size_t least = kind == 0 ? 1 : 0;
        part -= (counts[kind] - least) * strides[kind];
        counts[kind++] = least;
      }
      ++counts[kind];
      part += strides[kind];
    }
  }

 private:
  std::vector<AlikeUnits> alike_;
  std::vector<UnitSet> sets_;
};

}  // namespace shelfd::pricing
