// Quantity: whole selling units, 64 bits. A count of stock may be below zero (it lags the sales).
// Pure.
#pragma once

#include <compare>
#include <cstdint>

namespace shelfd {

struct Quantity {
  std::int64_t units = 0;

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  constexpr Quantity& operator+=(Quantity other) {
    units += other.units;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    units -= other.units;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.units + b.units}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.units - b.units}; }
};

}  // namespace shelfd
