#include "daemon/replay.h"

namespace shelfd::daemon {
namespace {

Result<HashKey> event_key_of(connectors::Store& live) {
  const auto bytes = live.get(connectors::Family::Control, connectors::kControlKey);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return stop("no epoch was committed yet");
  const auto control = connectors::decode_control(**bytes);
  if (!control) return std::unexpected(control.error());
  return control->key;
}

}  // namespace

Result<std::unique_ptr<Replay>> Replay::open(const ReplayParts& parts) {
  const auto key = event_key_of(*parts.live);
  if (!key) return std::unexpected(key.error());
  std::unique_ptr<Replay> replay(new Replay(parts));
  auto loop = Loop::open({.log = &replay->log_,
                          .store = parts.made,
                          .clock = parts.clock,
                          .metrics = parts.metrics,
                          .partition = parts.partition,
                          .partitions = parts.partitions,
                          .cache_bytes = parts.cache_bytes,
                          .key = *key});
  if (!loop) return std::unexpected(loop.error());
  replay->loop_ = std::move(*loop);
  return replay;
}

Status Replay::take(std::string_view epoch_record) {
  const auto record = connectors::decode_epoch(epoch_record);
  if (!record) return stop("epoch " + std::to_string(epochs_ + 1) + ": " + record.error().message);
  const auto turn = loop_->again(*record);
  if (!turn) return std::unexpected(turn.error());
  ++epochs_;
  records_ += static_cast<std::int64_t>(turn->records);
  arithmetics_.insert(record->arithmetic);
  return {};
}

}  // namespace shelfd::daemon
