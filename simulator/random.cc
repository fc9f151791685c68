// SplitMix64 and what is made of it; all arithmetic is exact or IEEE, never a library's.
#include "simulator/random.h"

#include <algorithm>
#include <cmath>

#include "simulator/portable_math.h"

namespace shelfd::simulator {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;
constexpr double kNormalFrom = 30;  // Poisson means from which the normal serves

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

std::uint64_t stream_seed(std::uint64_t seed, std::uint64_t name) {
  return mix(mix(seed + kGolden) ^ (name * kGolden + 1));
}

std::uint64_t Random::next() {
  state_ += kGolden;
  return mix(state_);
}

double Random::uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

double Random::between(double low, double high) { return low + (high - low) * uniform(); }

std::int64_t Random::below(std::int64_t count) {
  return std::min(count - 1, static_cast<std::int64_t>(uniform() * static_cast<double>(count)));
}

bool Random::chance(double probability) { return uniform() < probability; }

double Random::normal() {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += uniform();
  return sum;
}

std::int64_t Random::poisson(double mean) {
  if (mean >= kNormalFrom) {
    return std::max<std::int64_t>(0, std::llround(mean + std::sqrt(mean) * normal()));
  }
  const double limit = portable_exp(-mean);
  std::int64_t count = 0;
  for (double product = uniform(); product > limit; product *= uniform()) ++count;
  return count;
}

Duration Random::duration_between(Duration low, Duration high) {
  return low + Duration{below((high - low).count() + 1)};
}

ZipfRanks::ZipfRanks(std::size_t count)
    : count_(count), span_(portable_exp(portable_ln(static_cast<double>(count) + 1) / 10) - 1) {}

std::size_t ZipfRanks::draw(Random& random) const {
  const double root = 1 + random.uniform() * span_;
  const double fifth = root * root * root * root * root;
  return std::clamp<std::size_t>(static_cast<std::size_t>(fifth * fifth), 1, count_);
}

}  // namespace shelfd::simulator
