// An epoch made of its record, instead of what is there now.
#include <algorithm>

#include "daemon/loop.h"

namespace shelfd::daemon {

Result<Turn> Loop::again(const connectors::EpochRecord& record) {
  if (record.epoch != control_.epoch + 1) {
    return stop("epoch " + std::to_string(record.epoch) + ": the next one is " +
                std::to_string(control_.epoch + 1));
  }
  // The bytes name who judged then; what he answered is worked out here.
  parts_.build = record.build;
  parts_.arithmetic = record.arithmetic;
  parts_.state_format = record.state_format;
  if (!connectors::state_formats().has(record.state_format)) {
    return stop("epoch " + std::to_string(record.epoch) + " was written in state format " +
                connectors::text_of(record.state_format) + ", and this build writes " +
                connectors::text_of(connectors::state_formats()));
  }
  if (record.own_time) enter_feed();
  rebuilding_ = record.rebuilding;
  if (record.from_offsets.size() == engine::kTopicCount) {
    connectors::Heads from{};
    std::ranges::copy(record.from_offsets, from.begin());
    pass_by(from);
  }
  Work work{.spread_limit = static_cast<std::size_t>(record.spread),
            .rewriting_limit = static_cast<std::size_t>(record.rewritten),
            .own_time = record.own_time};
  auto cut = reader_.cut_again(record.next_offsets);
  if (!cut) return std::unexpected(cut.error());
  work.records = std::move(*cut);
  auto due = due_items(record.now, static_cast<std::size_t>(record.timers));
  if (!due) return std::unexpected(due.error());
  work.due = std::move(*due);
  if (record.swept) {
    auto status = fill_sweep(static_cast<std::size_t>(*record.swept), work);
    if (!status) return std::unexpected(status.error());
  }
  auto sealed = step(std::move(work), record.now);
  if (!sealed) return std::unexpected(sealed.error());
  return hand_over(std::move(*sealed));
}

}  // namespace shelfd::daemon
