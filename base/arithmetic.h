// Arithmetic: a fingerprint of how this machine's library answers the functions of the models: exp,
// exp2, log, log1p, pow, lgamma and erfc. (sqrt is exact everywhere.)
//
// glibc answers differently with and without fused multiply-add (measured: notes of the decisions),
// so the same build gives the same bytes only under the same arithmetic. The fingerprint is kept in
// `epochs` and in each suggestion; a reader with another one compares to 1e-9 instead of bits.
// Pure (for one process: it depends on the machine).
#pragma once

#include <cmath>
#include <string>

namespace shelfd {

// The functions that are asked: this machine's, unless a test changes one.
struct MathFunctions {
  double (*exp)(double) = std::exp;
  double (*exp2)(double) = std::exp2;
  double (*log)(double) = std::log;
  double (*log1p)(double) = std::log1p;
  double (*pow)(double, double) = std::pow;
  double (*lgamma)(double) = std::lgamma;
  double (*erfc)(double) = std::erfc;
};

// 16 hex digits over the bits of the answers to 16,384 fixed arguments of each function. Some
// milliseconds: ask once.
[[nodiscard]] std::string arithmetic_fingerprint(const MathFunctions& functions = {});

}  // namespace shelfd
