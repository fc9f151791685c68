// Comparison: published fields against recomputed ones, by one rule for each kind of field.
//
//   exact    codes, texts, whole numbers, prices: equal, whatever the arithmetic
//   amount   money that a model's double became: equal; under another arithmetic within 1e-9 of it
//            and one micro
//   shown    a double: equal bits, or equal to the rounded one that a record shows
//   (base/display.h);
//            under another arithmetic within 1e-9 of it and half of the last place shown
//
// What differs exactly under another arithmetic is told as discrete: a tie that fell the other way,
// perhaps, and never a last bit.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/display.h"
#include "base/money.h"
#include "base/time.h"

namespace shelfd::engine {

inline constexpr double kOtherArithmetic = 1e-9;  // relative

struct Difference {
  std::string field{};       // as in the record: "expected.units_now", "reasons[2].code"
  std::string published{};   // "" where the record has none
  std::string recomputed{};  // "" where there should be none
  bool discrete = false;     // not a number that an arithmetic may move by its last bits
};

class Comparison {
 public:
  explicit Comparison(bool same_arithmetic) : same_(same_arithmetic) {}

  void exact(const std::string& field, const std::string& published, const std::string& recomputed);
  void exact(const std::string& field, std::int64_t published, std::int64_t recomputed);
  void exact(const std::string& field, std::optional<Money> published,
             std::optional<Money> recomputed);
  void amount(const std::string& field, std::optional<Money> published,
              std::optional<Money> recomputed);
  void shown(const std::string& field, double published, double recomputed,
             int decimals = kUnitDecimals);
  // The end of a span that begins at `from`, to the millisecond.
  void moment(const std::string& field, Instant from, std::optional<Instant> published,
              std::optional<Instant> recomputed);

  [[nodiscard]] std::vector<Difference> take() { return std::move(differences_); }

 private:
  bool same_;
  std::vector<Difference> differences_{};
};

}  // namespace shelfd::engine
