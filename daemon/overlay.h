// Overlay: the store as it will be once the epoch under way is committed. Reads find what that
// epoch writes first, then what is durable.
//
// Threads: the stepping one's. A commit that ends while a read goes on changes no answer: all that
// it writes is covered. Not here: the epoch being stepped, which reads nothing of its own.
#pragma once

#include "connectors/ordered_writes.h"

namespace shelfd::daemon {

class Overlay final : public connectors::Store {
 public:
  // `base` outlives it.
  explicit Overlay(connectors::Store& base) : base_(base) {}

  // Covers the store with the epoch's writes, in place of what covered it before. Borrowed until
  // the next `cover` or `lift`.
  void cover(const connectors::SealedEpoch& epoch);
  void lift();

  [[nodiscard]] Result<std::optional<std::string>> get(connectors::Family family,
                                                       std::string_view key) override;
  [[nodiscard]] Status scan(
      connectors::Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) override;

 private:
  connectors::Store& base_;
  connectors::OrderedWrites covering_;
};

}  // namespace shelfd::daemon
