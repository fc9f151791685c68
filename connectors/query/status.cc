#include "connectors/query/status.h"

#include <algorithm>

#include "connectors/formats/state_codec.h"
#include "connectors/query/json_reply.h"

namespace shelfd::connectors {
namespace {

// The partition's own record; a first start has none yet.
Result<Control> control_of(EmbeddedLog& log) {
  const auto bytes = log.get(Family::Control, kControlKey);
  if (!bytes) return std::unexpected(bytes.error());
  return *bytes ? decode_control(**bytes) : Control{};
}

Json unread_of(const Heads& heads, const Control& control) {
  Json unread;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const char* topic = engine::topic_name(static_cast<engine::Topic>(rank));
    unread[topic] = std::max<std::int64_t>(0, heads.at(rank) - control.next_offsets.at(rank));
  }
  return unread;
}

Result<Json> partition_status(EmbeddedLog& log) {
  const auto control = control_of(log);
  if (!control) return std::unexpected(control.error());
  const auto heads = log.heads();
  if (!heads) return std::unexpected(heads.error());
  const auto last = log.tail_appended(OutputTopic::Epochs, 1);
  if (!last) return std::unexpected(last.error());
  Json json;
  json["partition"] = log.identity().partition;
  json["epoch"] = control->epoch;
  json["now"] = format_instant(control->now);
  json["caught_up"] = control->caught_up;
  json["feed_open"] = control->feed_open;
  json["unread"] = unread_of(*heads, *control);
  json["last_epoch"] = last->empty() ? Json() : stored_json(last->front().value);
  return json;
}

}  // namespace

Result<std::int64_t> ItemCount::items() {
  const std::scoped_lock lock(mutex_);
  const auto started = clock_.monotonic();
  if (items_ && started < good_until_) return *items_;
  std::int64_t count = 0;
  const auto add = [&count](std::string_view, std::string_view) {
    ++count;
    return true;
  };
  for (std::int32_t number = 0; number < log_.count(); ++number) {
    const auto status = log_.partition(number).scan(Family::Situation, "", "", add);
    if (!status) return std::unexpected(status.error());
  }
  const auto ended = clock_.monotonic();
  items_ = count;
  good_until_ = ended + kRestShare * (ended - started);
  return count;
}

Reply show_status(Partitions& log, ItemCount& items) {
  const auto count = items.items();
  if (!count) return failed_reply(count.error());
  Json json;
  json["items"] = *count;
  json["partitions"] = Json::array();
  for (std::int32_t number = 0; number < log.count(); ++number) {
    auto status = partition_status(log.partition(number));
    if (!status) return failed_reply(status.error());
    json["partitions"].push_back(*std::move(status));
  }
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
