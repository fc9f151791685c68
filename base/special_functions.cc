#include "base/special_functions.h"

#include <algorithm>
#include <cmath>

namespace shelfd {
namespace {

constexpr double kTwoPi = 6.283185307179586476925;
constexpr int kMaxTerms = 2'000'000;
constexpr double kPrecision = 1e-16;
constexpr double kTiny = 1e-300;  // stands for zero in a denominator (Lentz)

// Stirling's series for ln G(n+1) - ((n + 1/2) ln n - n + ln sqrt(2 pi)); n >= 16 gives 1e-16.
double stirling_series(double n) {
  const double square = n * n;
  return (1.0 / 12 -
          (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188) / square) / square) / square) /
              square) /
         n;
}

// The same for every n > 0: below 16 the argument is raised by G(n+1) = G(N+1) / ((n+1) ... N).
double stirling_error(double n) {
  if (n >= 16) return stirling_series(n);
  double raised = n;
  double product = 1;
  while (raised < 16) {
    raised += 1;
    product *= raised;
  }
  return (raised + 0.5) * std::log(raised) - raised + stirling_series(raised) - std::log(product) -
         (n + 0.5) * std::log(n) + n;
}

// Half the Poisson deviance, x ln(x / mean) + mean - x, by its series where x is near the mean.
double deviance(double x, double mean) {
  const double difference = x - mean;
  if (std::abs(difference) >= 0.1 * (x + mean)) return x * std::log(x / mean) - difference;
  const double v = difference / (x + mean);
  double sum = difference * v;
  double power = 2 * x * v;
  for (int odd = 3; odd < 60; odd += 2) {
    power *= v * v;
    const double next = sum + power / odd;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

double poisson_term(double a, double x) {
  return std::exp(-stirling_error(a) - deviance(a, x)) / std::sqrt(kTwoPi * a);
}

double binomial_term(double a, double b, const UnitPoint& at) {
  const double n = a + b;
  const double exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) -
                          deviance(a, n * at.x) - deviance(b, n * at.y);
  return std::exp(exponent) * std::sqrt(n / (kTwoPi * a)) / std::sqrt(b);
}

// 1 + x/(a+1) + x^2/((a+1)(a+2)) + ...
double gamma_series(double a, double x) {
  double sum = 1;
  double term = 1;
  for (int i = 1; i < kMaxTerms && term > kPrecision * sum; ++i) {
    term *= x / (a + i);
    sum += term;
  }
  return sum;
}

double away_from_zero(double value) { return std::abs(value) < kTiny ? kTiny : value; }

// A continued fraction under way: its value, and Lentz's two ratios.
struct Fraction {
  double value = 1;
  double c = 1;
  double d = 0;
};

// Takes in one step, numerator / (denominator + ...); returns the factor the value grew by.
double extend(Fraction& fraction, double numerator, double denominator) {
  fraction.d = 1 / away_from_zero(denominator + numerator * fraction.d);
  fraction.c = away_from_zero(denominator + numerator / fraction.c);
  const double factor = fraction.c * fraction.d;
  fraction.value *= factor;
  return factor;
}

bool settled(double factor) { return std::abs(factor - 1) <= 3 * kPrecision; }

// 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...
double gamma_fraction(double a, double x) {
  double denominator = x + 1 - a;
  Fraction fraction{.value = 1 / away_from_zero(denominator), .c = 1 / kTiny, .d = 0};
  fraction.d = fraction.value;
  for (int i = 1; i < kMaxTerms; ++i) {
    denominator += 2;
    if (settled(extend(fraction, -i * (i - a), denominator))) break;
  }
  return fraction.value;
}

// What x^a y^b / B(a, b) is divided by: the even part of the fraction of 26.5.8, written with
// a y - b x, which does not cancel where x is close to one.
double beta_fraction(double a, double b, const UnitPoint& at) {
  Fraction fraction;
  fraction.value = away_from_zero(a * (a * at.y - b * at.x + 1) / (a + 1));
  fraction.c = fraction.value;
  for (int i = 1; i < kMaxTerms; ++i) {
    const double before = a + 2.0 * i - 1;
    const double share = i * (b - i) * at.x / before;
    const double numerator = (a + i - 1) / before * (a + b + i - 1) * at.x * share;
    const double denominator =
        i + share + (a + i) * (a * at.y - b * at.x + 1 + i * (1 + at.y)) / (before + 2);
    if (settled(extend(fraction, numerator, denominator))) break;
  }
  return fraction.value;
}

}  // namespace

Tails gamma_tails(double shape, double x) {
  if (x <= 0) return {};
  Tails tails;
  tails.term = poisson_term(shape, x);
  if (x < shape + 1) {
    tails.lower = tails.term == 0 ? 0 : std::min(1.0, tails.term * gamma_series(shape, x));
    tails.upper = 1 - tails.lower;
    return tails;
  }
  tails.upper = tails.term == 0 ? 0 : std::min(1.0, tails.term * shape * gamma_fraction(shape, x));
  tails.lower = 1 - tails.upper;
  return tails;
}

Tails beta_tails(double a, double b, const UnitPoint& at) {
  if (at.x <= 0) return {};
  if (at.y <= 0) return {.lower = 1, .upper = 0, .term = 0};
  Tails tails;
  tails.term = binomial_term(a, b, at);
  const double n = a + b;
  const double front = tails.term * (a / n) * b;
  if (at.x < (a + 1) / (n + 2)) {
    tails.lower = front == 0 ? 0 : std::min(1.0, front / beta_fraction(a, b, at));
    tails.upper = 1 - tails.lower;
    return tails;
  }
  const UnitPoint mirrored{.x = at.y, .y = at.x};
  tails.upper = front == 0 ? 0 : std::min(1.0, front / beta_fraction(b, a, mirrored));
  tails.lower = 1 - tails.upper;
  return tails;
}

}  // namespace shelfd
