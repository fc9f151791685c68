// Terminal: tables on standard output, a progress bar on standard error.
//
// A bar is drawn only where standard error is a terminal, at most ten times a second, and leaves
// nothing behind. A table's columns are as wide as their widest cell; Chinese characters take two.
// Threads: one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace shelfd::daemon {

// The first row is the head. Numbers are set to the right where a column holds only such.
void print_table(const std::vector<std::vector<std::string>>& rows);

// Columns a text takes.
[[nodiscard]] std::size_t columns_of(const std::string& text);

// At most `columns` wide, with "…" where something was cut.
[[nodiscard]] std::string cut_to(const std::string& text, std::size_t columns);

class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // ratio in [0, 1]; `note` stands behind the bar.
  void show(double ratio, const std::string& note = "");
  void finish();

 private:
  std::string label_;
  bool shown_ = false;
  bool terminal_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace shelfd::daemon
