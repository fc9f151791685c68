#include "base/arithmetic.h"

#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace shelfd {
namespace {

constexpr int kProbes = 256;

std::string hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t at = text.size(); at-- > 0; value >>= 4U) text[at] = kDigits[value & 0xfU];
  return text;
}

}  // namespace

std::string arithmetic_fingerprint(const MathFunctions& functions) {
  Signature signature;
  for (int probe = 1; probe <= kProbes; ++probe) {
    const double x = 0.0371 * probe;
    signature.add(functions.exp(x));
    signature.add(functions.exp2(x));
    signature.add(functions.log(x));
    signature.add(functions.log1p(x));
    signature.add(functions.pow(x, 1.37));
    signature.add(functions.lgamma(x));
    signature.add(functions.erfc(x / 3));
  }
  return hex(signature.value());
}

}  // namespace shelfd
