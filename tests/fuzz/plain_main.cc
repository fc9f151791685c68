// Plain main of the fuzz targets, so that they run in every build:
//   <target> [count] [seed]       that many seeded mutations of the built-in inputs (100,000, 1)
//   <target> FILE|FOLDER...       each file once
// Prints how many inputs had which outcome; the outcomes must add up to the inputs.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <span>
#include <string>

#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

using Outcomes = std::map<std::string, std::int64_t>;

// Pieces that codecs have trouble with.
constexpr auto kPieces =
    std::to_array<std::string_view>({"NaN",
                                     "-1",
                                     "0",
                                     "1e999",
                                     "1e-7",
                                     "99999999999999999999",
                                     "null",
                                     "true",
                                     "\"\"",
                                     "\"x\"",
                                     "[",
                                     "]",
                                     "{",
                                     "}",
                                     ",",
                                     ":",
                                     "\"",
                                     "\\u0000",
                                     "\\ud800",
                                     "\xFF",
                                     "\xC3\xA9",
                                     "\"1.5\"",
                                     "[[[[[[[[[[[[[[[[[",
                                     "1,\"customer_id\":1",
                                     "1,\"channel\":\"web\",\"location\":\"B2\"",
                                     "2026-02-30T00:00:00Z",
                                     "1.5",
                                     "{}",
                                     "-0.0",
                                     "\x08\x96\x01"});

class Mutator {
 public:
  Mutator(std::vector<std::string> inputs, std::uint64_t seed)
      : inputs_(std::move(inputs)), random_(seed) {}

  std::string next() {
    std::string input = inputs_[below(inputs_.size())];
    for (std::size_t left = below(4); left > 0; --left) mutate(input);
    return input;
  }

 private:
  std::size_t below(std::size_t count) { return count == 0 ? 0 : random_() % count; }

  void mutate(std::string& input) {
    const std::size_t at = below(input.size() + 1);
    const std::size_t size = std::min(input.size() - at, below(12));
    switch (below(8)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        return;
      case 1:
        input.erase(at, size);
        return;
      case 2:
        input.resize(at);
        return;
      case 3:
        input.insert(at, input.substr(below(input.size() + 1), below(40)));
        return;
      case 4:
        return splice(input, at);
      case 5:
        input.insert(at, std::string(below(600), static_cast<char>(below(256))));
        return;
      default:
        return replace_token(input, at);
    }
  }

  void splice(std::string& input, std::size_t at) {
    const std::string& other = inputs_[below(inputs_.size())];
    input.replace(at, std::string::npos, other, below(other.size() + 1), std::string::npos);
  }

  // What stands after the next colon or comma, up to the one after it, so that JSON often stays
  // JSON.
  void replace_token(std::string& input, std::size_t at) {
    const std::string_view piece = kPieces[below(kPieces.size())];
    const std::size_t start = input.find_first_of(":,[", at);
    if (start == std::string::npos) {
      input.insert(at, piece);
      return;
    }
    const std::size_t end = std::min(input.find_first_of(",}]", start + 1), input.size());
    input.replace(start + 1, end - start - 1, piece);
  }

  std::vector<std::string> inputs_;
  std::mt19937_64 random_;
};

void run_files(const std::filesystem::path& path, Outcomes& outcomes) {
  if (std::filesystem::is_directory(path)) {
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      run_files(entry.path(), outcomes);
    }
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ++outcomes[outcome_of(std::string(std::istreambuf_iterator<char>(file), {}))];
}

std::int64_t number_or(std::string_view text, std::int64_t fallback) {
  std::int64_t number = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  return error == std::errc() && end == last ? number : fallback;
}

int run(std::span<char*> arguments) {
  constexpr std::int64_t kNone = -1;
  const std::string_view first = arguments.size() > 1 ? arguments[1] : "100000";
  const std::string_view second = arguments.size() > 2 ? arguments[2] : "1";
  const std::int64_t count = number_or(first, kNone);
  Outcomes outcomes;
  if (count == kNone) {
    for (char* path : arguments.subspan(1)) run_files(path, outcomes);
  } else {
    Mutator mutator(built_in_inputs(), static_cast<std::uint64_t>(number_or(second, 1)));
    for (std::int64_t done = 0; done < count; ++done) ++outcomes[outcome_of(mutator.next())];
  }
  std::int64_t total = 0;
  for (const auto& [outcome, times] : outcomes) {
    std::printf("%10lld %s\n", static_cast<long long>(times), outcome.c_str());
    total += times;
  }
  std::printf("%10lld inputs\n", static_cast<long long>(total));
  return count == kNone || total == count ? 0 : 1;
}

}  // namespace
}  // namespace shelfd::fuzz

int main(int count, char** arguments) {
  return shelfd::fuzz::run({arguments, static_cast<std::size_t>(count)});
}
