// Portable mathematics: exp and ln made of IEEE additions, products and quotients only, so that a
// seeded market is the same bits on every machine (glibc answers differently with and without
// FMA).
//
//   exp(x) = 2^n sum r^i / i!,  n = round(x / ln 2), r = x - n ln 2, 13 terms
//   ln(x)  = n ln 2 + 2 sum s^(2i+1) / (2i+1),  x = 2^n m, s = (m - 1) / (m + 1), 11 terms
//
// Relative error below 1e-14 in the ranges used. Pure.
#pragma once

namespace shelfd::simulator {

// x in [-700, 700]; below it 0, above it the value at 700.
[[nodiscard]] double portable_exp(double x);

// x > 0.
[[nodiscard]] double portable_ln(double x);

}  // namespace shelfd::simulator
