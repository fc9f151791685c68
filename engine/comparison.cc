#include "engine/comparison.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

namespace shelfd::engine {
namespace {

constexpr std::size_t kDoubleDigits = 32;
constexpr double kShownBelow = 1e9;  // above, doubles are shown whole (base/display.h)

std::string text_of(double value) {
  std::array<char, kDoubleDigits> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} ? std::string(digits.data(), end) : "?";
}

std::string text_of(std::optional<Money> money) { return money ? to_decimal(*money) : ""; }

std::string text_of(std::optional<Instant> at) {
  return at ? std::to_string(unix_millis(*at)) : "";
}

bool near(double published, double recomputed, double least) {
  return std::isfinite(recomputed) &&
         std::abs(published - recomputed) <= kOtherArithmetic * std::abs(recomputed) + least;
}

bool same_shown(double published, double recomputed, int decimals) {
  using Bits = std::uint64_t;
  return std::bit_cast<Bits>(published) == std::bit_cast<Bits>(recomputed) ||
         published == rounded(recomputed, decimals);
}

}  // namespace

void Comparison::exact(const std::string& field, const std::string& published,
                       const std::string& recomputed) {
  if (published == recomputed) return;
  differences_.push_back(
      {.field = field, .published = published, .recomputed = recomputed, .discrete = true});
}

void Comparison::exact(const std::string& field, std::int64_t published, std::int64_t recomputed) {
  if (published != recomputed) exact(field, std::to_string(published), std::to_string(recomputed));
}

void Comparison::exact(const std::string& field, std::optional<Money> published,
                       std::optional<Money> recomputed) {
  if (published != recomputed) exact(field, text_of(published), text_of(recomputed));
}

void Comparison::amount(const std::string& field, std::optional<Money> published,
                        std::optional<Money> recomputed) {
  if (published.has_value() != recomputed.has_value()) return exact(field, published, recomputed);
  if (published == recomputed) return;
  const bool close =
      near(static_cast<double>(published->micros), static_cast<double>(recomputed->micros), 1);
  if (!same_ && close) return;
  differences_.push_back(
      {.field = field, .published = text_of(published), .recomputed = text_of(recomputed)});
}

void Comparison::shown(const std::string& field, double published, double recomputed,
                       int decimals) {
  if (same_shown(published, recomputed, decimals)) return;
  const double half_place =
      std::abs(recomputed) < kShownBelow ? 0.5 * std::pow(10.0, -decimals) : 0;
  if (!same_ && near(published, recomputed, half_place)) return;
  differences_.push_back({.field = field,
                          .published = text_of(published),
                          .recomputed = text_of(rounded(recomputed, decimals))});
}

void Comparison::moment(const std::string& field, Instant from, std::optional<Instant> published,
                        std::optional<Instant> recomputed) {
  if (published == recomputed) return;
  Difference difference{
      .field = field, .published = text_of(published), .recomputed = text_of(recomputed)};
  difference.discrete = published.has_value() != recomputed.has_value();
  if (!same_ && !difference.discrete &&
      near(static_cast<double>((*published - from).count()),
           static_cast<double>((*recomputed - from).count()), 1)) {
    return;
  }
  differences_.push_back(std::move(difference));
}

}  // namespace shelfd::engine
