// Command line: what the benches that are programs of their own share of reading it.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <optional>

namespace shelfd::bench {

inline constexpr int kFailed = 1;
inline constexpr int kNotUnderstood = 2;
inline constexpr int kUnavailable = 69;

// Absent: go on. Else the program is to end with this: it was asked for help, or did not
// understand.
inline std::optional<int> read_words(CLI::App& app, int count, char** words) {
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& refused) {
    return app.exit(refused) == 0 ? 0 : kNotUnderstood;
  }
  return std::nullopt;
}

// For main: what `run` gives, or what it threw, told.
template <typename Run>
int exit_code(const Run& run) {
  try {
    return run();
  } catch (const std::exception& thrown) {
    static_cast<void>(std::fprintf(stderr, "bench: %s\n", thrown.what()));
    return kFailed;
  }
}

}  // namespace shelfd::bench
