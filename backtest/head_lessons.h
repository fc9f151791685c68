// Head lessons: forecasts of walked items that are kept until they have come true, as the rows a
// pooled head is fitted on.
//
// Of each span every so manieth forecast of an item is kept, fewer of the longer spans, whose
// totals overlap; none of an item too young for a head.
// Pure; deterministic.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "backtest/head_training.h"
#include "backtest/walked_items.h"

namespace shelfd::backtest {

class HeadLessons {
 public:
  explicit HeadLessons(std::vector<Span> spans) : spans_(std::move(spans)) {}

  // Takes the forecasts that ended with `period`.
  void mature(const WalkedItems& items, int period);
  // Keeps those that are made at the end of `period`.
  void ask(WalkedItems& items, int period);

  // All that have matured; and those since `forget_fresh`.
  [[nodiscard]] const std::vector<MaturedForecast>& rows() const { return rows_.rows(); }
  [[nodiscard]] const std::vector<MaturedForecast>& fresh() const { return fresh_.rows(); }
  void forget_fresh() { fresh_ = {}; }
  // Items that taught a row.
  [[nodiscard]] std::size_t series() const;

 private:
  // A forecast under way towards its end.
  struct Waiting {
    std::size_t item = 0;
    Span span{};
    MaturedForecast row{};
  };

  void ask_item(WalkedItems& items, std::size_t item, int period);

  std::vector<Span> spans_;
  std::map<int, std::vector<Waiting>> waiting_;  // by the period they end with
  HeadRows rows_;
  HeadRows fresh_;
  std::vector<bool> taught_;  // by item
};

}  // namespace shelfd::backtest
