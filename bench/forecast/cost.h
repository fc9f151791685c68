// Cost: loss and processor time of the forecasts of one data set, by shelfd and by the peers of the
// shared protocol (bench/forecast/README.md there), in the same run on the same machine.
//
// Both are a whole run by the forecasts it made: reading the history, every day of every item that
// is learnt from, the fits, the quantiles. Losses are what the protocol's own scorer says.
// Threads: one. Errors: Stop, with what the program that failed said.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace shelfd::bench {

// Where the protocol and what runs it are.
struct Protocol {
  std::string python{};
  std::string pybats{};   // a Python that has it; empty: none
  std::string scripts{};  // folder of export.py, bench.py, score.py
  std::string folder{};   // to write in
};

struct Cost {
  double loss = 0;          // wql
  double processor_us = 0;  // a forecast
  double forecasts = 0;
};

// Writes the sets as the protocol exports them.
[[nodiscard]] Status export_sets(const Protocol& protocol, const std::vector<std::string>& sets);

[[nodiscard]] Result<Cost> cost_of_shelfd(const Protocol& protocol, const std::string& set);

// PyBATS has an environment of its own, and needs prices.
[[nodiscard]] bool has_pybats(const Protocol& protocol, const std::string& set);
[[nodiscard]] Result<Cost> cost_of_pybats(const Protocol& protocol, const std::string& set,
                                          double forecasts);

// By the peer's name; peers that the Python at hand does not have are left out.
[[nodiscard]] Result<std::map<std::string, Cost>> cost_of_peers(const Protocol& protocol,
                                                                const std::string& set,
                                                                const std::string& peers);

}  // namespace shelfd::bench
