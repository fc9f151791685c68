// The partition's own records: what waits for its catalog, and how far the partition is.
#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_codec.h"
#include "connectors/formats/state_packing.h"

namespace shelfd::connectors {

std::string encode_aside(const std::vector<AsideRecord>& records, StateFormat format) {
  state::Aside packed;
  for (const AsideRecord& record : records) {
    state::AsideRecord& row = *packed.add_records();
    row.set_topic(static_cast<std::uint32_t>(record.topic));
    row.set_offset(record.offset);
    row.set_appended_at(unix_millis(record.appended_at));
    row.set_value(record.value);
  }
  return to_record(packed, format);
}

Result<std::vector<AsideRecord>> decode_aside(std::string_view bytes) {
  Verdict verdict("aside");
  state::Aside packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  std::vector<AsideRecord> records;
  for (const state::AsideRecord& row : packed.records()) {
    records.push_back({.topic = verdict.enumerator("topic", row.topic(), engine::Topic::Responses),
                       .offset = row.offset(),
                       .appended_at = from_unix_millis(row.appended_at()),
                       .value = row.value()});
  }
  if (!verdict.good()) return verdict.error();
  return records;
}

std::string encode_control(const Control& control) {
  state::Control packed;
  packed.set_epoch(control.epoch);
  packed.set_now(unix_millis(control.now));
  put_column(control.next_offsets, packed.mutable_next_offsets(),
             [](std::int64_t offset) { return offset; });
  packed.set_caught_up(control.caught_up);
  packed.set_feed_open(control.feed_open);
  packed.set_key_first(control.key.first);
  packed.set_key_second(control.key.second);
  packed.set_items(control.items);
  packed.set_aside_bytes(control.aside_bytes);
  packed.set_timer_cursor(control.timer_cursor);
  if (control.sweep_cursor) packed.set_sweep_cursor(*control.sweep_cursor);
  for (const Spread& spread : control.spreads) {
    state::Spread& row = *packed.add_spreads();
    row.set_merchant(spread.merchant);
    row.set_cursor(spread.cursor);
    row.set_since(unix_millis(spread.since));
    row.set_erases(spread.erases);
  }
  if (control.rewriting) {
    packed.mutable_rewriting()->set_from(std::to_underlying(control.rewriting->from));
    packed.mutable_rewriting()->set_cursor(control.rewriting->cursor);
  }
  return to_record(packed, control.format);
}

Result<Control> decode_control(std::string_view bytes) {
  Verdict verdict("control");
  state::Control packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  Control control{.epoch = packed.epoch(),
                  .now = from_unix_millis(packed.now()),
                  .next_offsets = {},
                  .caught_up = packed.caught_up(),
                  .feed_open = packed.feed_open(),
                  .key = {.first = packed.key_first(), .second = packed.key_second()},
                  .items = packed.items(),
                  .aside_bytes = packed.aside_bytes(),
                  .timer_cursor = packed.timer_cursor(),
                  .format = StateFormat{packed.format()}};
  if (packed.has_sweep_cursor()) control.sweep_cursor = packed.sweep_cursor();
  for (const state::Spread& row : packed.spreads()) {
    control.spreads.push_back({.merchant = row.merchant(),
                               .cursor = row.cursor(),
                               .since = from_unix_millis(row.since()),
                               .erases = row.erases()});
  }
  if (packed.has_rewriting()) {
    control.rewriting = {.from = StateFormat{packed.rewriting().from()},
                         .cursor = packed.rewriting().cursor()};
    if (control.rewriting->from < kFirstStateFormat || control.rewriting->from >= control.format) {
      verdict.refuse("rewriting.from: " + text_of(control.rewriting->from) +
                     " is no format older than " + text_of(control.format));
    }
  }
  verdict.column("next_offsets", packed.next_offsets_size(), control.next_offsets.size());
  if (!verdict.good()) return verdict.error();
  for (std::size_t rank = 0; rank < control.next_offsets.size(); ++rank) {
    control.next_offsets[rank] = entry(packed.next_offsets(), static_cast<int>(rank));
  }
  return control;
}

std::string encode_feed(const Feed& feed) {
  state::Feed packed;
  packed.set_format(kFeedFormat);
  packed.set_frontier(unix_millis(feed.frontier));
  packed.set_closed(feed.closed);
  return to_bytes(packed);
}

Result<Feed> decode_feed(std::string_view bytes) {
  Verdict verdict("feed");
  state::Feed packed;
  if (!read_message(bytes, kFeedFormat, packed, verdict)) return verdict.error();
  return Feed{.frontier = from_unix_millis(packed.frontier()), .closed = packed.closed()};
}

}  // namespace shelfd::connectors
