#include "connectors/query/inbox.h"

#include <charconv>
#include <optional>
#include <set>

#include "connectors/query/json_reply.h"
#include "connectors/query/record_reader.h"

namespace shelfd::connectors {
namespace {

Reply too_large(std::string field, std::size_t bytes, std::size_t most) {
  return problem_reply(413, {.field = std::move(field),
                             .value = std::to_string(bytes) + " bytes",
                             .message = "must be at most " + std::to_string(most) + " bytes"});
}

// The lines of a body, or why they cannot be taken.
std::expected<std::vector<Line>, Reply> checked_lines(std::string_view body) {
  if (body.size() > kMaxBodyBytes) {
    return std::unexpected(too_large("body", body.size(), kMaxBodyBytes));
  }
  std::vector<Line> lines = lines_of(body);
  for (const Line& line : lines) {
    if (line.text.size() <= kMaxRecordBytes) continue;
    return std::unexpected(
        too_large("line " + std::to_string(line.number), line.text.size(), kMaxRecordBytes));
  }
  if (lines.empty()) {
    return std::unexpected(problem_reply(
        400, {.field = "body", .value = "", .message = "holds no record; one a line is expected"}));
  }
  return lines;
}

struct SuggestionName {
  OutputTopic topic = OutputTopic::ReferencePrices;
  std::int64_t counter = 0;
};

// "merchant/sku:price:N" of this item, or nothing.
std::optional<SuggestionName> suggestion_name(const ItemId& item, std::string_view id) {
  const std::string key = item.key();
  if (!id.starts_with(key)) return std::nullopt;
  id.remove_prefix(key.size());
  SuggestionName name;
  if (id.starts_with(":plan:")) {
    name.topic = OutputTopic::RestockPlans;
  } else if (!id.starts_with(":price:")) {
    return std::nullopt;
  }
  id.remove_prefix(id.rfind(':') + 1);
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), name.counter);
  if (error != std::errc{} || end != id.data() + id.size() || name.counter < 1) return std::nullopt;
  return name;
}

Reply unknown_suggestion(const std::string& id) {
  return problem_reply(
      404, {.field = "suggestion_id", .value = id, .message = "no such suggestion was made"});
}

Reply conflict(const std::string& id, const std::string& message) {
  return problem_reply(409, {.field = "suggestion_id", .value = id, .message = message});
}

// An override must carry what its kind of suggestion is about: a price or a quantity.
std::optional<Reply> lacks_override(const engine::Response& response, OutputTopic topic) {
  if (response.action != engine::ResponseAction::Override) return std::nullopt;
  const bool is_plan = topic == OutputTopic::RestockPlans;
  if (is_plan ? response.quantity.has_value() : response.price.has_value()) return std::nullopt;
  return problem_reply(400, {.field = is_plan ? "quantity" : "price",
                             .value = "",
                             .message = is_plan ? "missing: what is ordered instead"
                                                : "missing: the price that is set instead"});
}

// Nothing where the response may be stored.
std::optional<Reply> objection(Partitions& log, const engine::Response& response) {
  const std::string& id = response.suggestion_id;
  const auto name = suggestion_name(response.item, id);
  if (!name) return unknown_suggestion(id);
  const auto value = log.latest(name->topic, response.item.key());
  if (!value) return failed_reply(value.error());
  if (!*value) return unknown_suggestion(id);
  const Json record = stored_json(**value);
  const std::string newest_id = text_of(record, "suggestion_id");
  const auto newest = suggestion_name(response.item, newest_id);
  if (!newest || newest->counter < name->counter) return unknown_suggestion(id);
  if (newest->counter > name->counter) return conflict(id, "superseded by " + newest_id);
  const std::string status = text_of(record, "status");
  const bool is_gone = status == "withdrawn" || status == "expired";
  if (is_gone && response.action == engine::ResponseAction::Accept) {
    return conflict(id, "is " + status + ": it cannot be accepted any more");
  }
  return lacks_override(response, name->topic);
}

Json refused_line(const Line& line, const Refused& refused) {
  Json json;
  json["line"] = line.number;
  json["field"] = refused.field;
  json["reason"] = refused.reason;
  json["value"] = refused.value;
  return json;
}

// Good and bad lines of one body.
struct Sorted {
  std::vector<Arrival> good{};
  std::size_t accepted = 0;      // how many are good, also when they are stored
  Json refused = Json::array();  // at most kToldRefusals
  std::size_t refused_lines = 0;
};

Sorted sort_lines(engine::Topic topic, const std::vector<Line>& lines) {
  RecordReader reader;
  Sorted sorted;
  for (const Line& line : lines) {
    auto record = reader.read(topic, line.text);
    if (record) {
      ++sorted.accepted;
      sorted.good.push_back(
          {.record = {
               .topic = topic, .key = std::move(record->key), .value = std::string(line.text)}});
      continue;
    }
    ++sorted.refused_lines;
    if (sorted.refused.size() >= kToldRefusals) continue;
    sorted.refused.push_back(refused_line(line, record.error()));
  }
  return sorted;
}

Reply records_reply(Sorted sorted) {
  Json json;
  if (sorted.accepted == 0) {
    const Json& first = sorted.refused.front();
    json["error"]["field"] = first["field"];
    json["error"]["value"] = first["value"];
    json["error"]["message"] =
        "no line is good; the first: " + reason_words(text_of(first, "reason"));
  }
  json["accepted"] = sorted.accepted;
  json["refused_lines"] = sorted.refused_lines;
  json["refused"] = std::move(sorted.refused);
  return json_reply(sorted.accepted == 0 ? 400 : 202, json);
}

std::expected<std::vector<ImportRow>, Reply> import_rows(std::string_view body) {
  const auto lines = checked_lines(body);
  if (!lines) return std::unexpected(lines.error());
  RecordReader reader;
  std::vector<ImportRow> rows;
  for (const Line& line : *lines) {
    auto row = reader.read_import(line.text);
    if (!row) {
      Refused refused = row.error();
      refused.field = "line " + std::to_string(line.number) + ": " + refused.field;
      return std::unexpected(refused_reply(refused));
    }
    rows.push_back(*std::move(row));
  }
  return rows;
}

// The rows whose hash is not in the index, each once.
Result<std::vector<Arrival>> new_rows(Partitions& log, std::vector<ImportRow> rows) {
  std::vector<Arrival> added;
  std::set<std::string> hashes;
  for (ImportRow& row : rows) {
    Arrival arrival{
        .record = {.topic = row.topic, .key = std::move(row.key), .value = std::move(row.value)},
        .row_hash = std::move(row.hash)};
    const auto known = log.has_row(arrival);
    if (!known) return std::unexpected(known.error());
    if (*known || !hashes.insert(arrival.row_hash).second) continue;
    added.push_back(std::move(arrival));
  }
  return added;
}

// Records that are refused for ever are the sender's to change; else the log is away.
Reply not_appended(const Error& error) {
  if (error.reaction != Reaction::Reject) return failed_reply(error);
  return problem_reply(400, {.field = "record", .value = "", .message = error.message});
}

// A zone by name means nothing to the engine, which sees only its offsets.
bool lacks_offsets(const engine::Rules& rules) {
  return rules.time_zone && *rules.time_zone != "UTC" && !rules.utc_offsets;
}

}  // namespace

Door door_into(Partitions& log, std::function<void()> on_append) {
  Door door;
  door.append = [&log, wake = std::move(on_append)](std::vector<Arrival> arrivals, Instant at) {
    auto status = log.append(std::move(arrivals), at);
    if (status && wake) wake();
    return status;
  };
  return door;
}

Inbox::Inbox(Partitions& log, Clock& clock, Door door)
    : log_(log), clock_(clock), door_(std::move(door)) {}

Reply Inbox::accept_one(NewRecord record) {
  std::vector<Arrival> arrivals(1);
  arrivals.front().record = std::move(record);
  if (auto status = append(std::move(arrivals)); !status) return not_appended(status.error());
  Json json;
  json["accepted"] = true;
  return json_reply(202, json);
}

Reply Inbox::take_response(std::string_view body) {
  auto record = RecordReader().read(engine::Topic::Responses, body);
  if (!record) return refused_reply(record.error());
  auto& response = std::get<engine::Response>(record->event);
  if (auto reply = objection(log_, response)) return *std::move(reply);
  if (!response.at) response.at = clock_.now();
  return accept_one({.topic = engine::Topic::Responses,
                     .key = std::move(record->key),
                     .value = encode_event(record->event)});
}

Reply Inbox::take_records(std::string_view topic_name, std::string_view body) {
  const auto topic = engine::topic_named(topic_name);
  if (!topic) {
    return problem_reply(
        404, {.field = "topic", .value = std::string(topic_name), .message = "is not a topic"});
  }
  if (*topic == engine::Topic::Rules) {
    return problem_reply(
        400,
        {.field = "topic", .value = "rules", .message = "rules are handed in at /api/v1/rules"});
  }
  const auto lines = checked_lines(body);
  if (!lines) return lines.error();
  Sorted sorted = sort_lines(*topic, *lines);
  if (sorted.accepted > 0) {
    const auto status = append(std::move(sorted.good));
    if (!status) return not_appended(status.error());
  }
  return records_reply(std::move(sorted));
}

Reply Inbox::take_import(std::string_view body) {
  if (!door_.why_no_imports.empty()) {
    return problem_reply(400, {.field = "path", .value = "", .message = door_.why_no_imports});
  }
  auto rows = import_rows(body);
  if (!rows) return rows.error();
  const std::size_t came = rows->size();
  const std::scoped_lock one_import(import_mutex_);
  auto added = new_rows(log_, *std::move(rows));
  if (!added) return failed_reply(added.error());
  const std::size_t count = added->size();
  if (count > 0) {
    const auto status = append(*std::move(added));
    if (!status) return not_appended(status.error());
  }
  Json json;
  json["added"] = count;
  json["already"] = came - count;
  return json_reply(202, json);
}

Reply Inbox::take_rules(std::string_view body) {
  auto record = RecordReader().read(engine::Topic::Rules, body);
  if (!record) return refused_reply(record.error());
  if (lacks_offsets(*engine::content_if<engine::Rules>(record->event))) {
    return problem_reply(400, {.field = "utc_offsets",
                               .value = "",
                               .message = "missing: a time_zone needs its list of UTC offsets, "
                                          "which `shelfd rules apply` adds"});
  }
  return accept_one(
      {.topic = engine::Topic::Rules, .key = std::move(record->key), .value = std::string(body)});
}

}  // namespace shelfd::connectors
