#include "connectors/query/dead_letters.h"

#include <algorithm>
#include <ranges>

#include "connectors/query/json_reply.h"

namespace shelfd::connectors {
namespace {

constexpr std::int64_t kWindow = 1'000;  // letters read in one go, oldest first

struct Search {
  std::string topic{};  // "": all
  std::size_t limit = 0;
};

// The letters of [from, until) that match, newest first, put behind those in `letters`.
Status search_window(EmbeddedLog& log, const Search& search, std::int64_t from, std::int64_t until,
                     Json& letters) {
  std::vector<Json> matching;
  const auto status =
      log.scan_appended(OutputTopic::DeadLetters, from, [&](const AppendedRecord& record) {
        if (record.offset >= until) return false;
        Json letter = stored_json(record.value);
        if (!search.topic.empty() && text_of(letter, "topic") != search.topic) return true;
        letter["number"] = record.offset;
        letter["key"] = record.key;
        matching.push_back(std::move(letter));
        return true;
      });
  for (Json& letter : std::views::reverse(matching)) {
    if (letters.size() >= search.limit) break;
    letters.push_back(std::move(letter));
  }
  return status;
}

Result<Json> search_back(EmbeddedLog& log, const Search& search, std::int64_t total) {
  Json letters = Json::array();
  const std::int64_t oldest = std::max<std::int64_t>(0, total - kSearchedLetters);
  const std::int64_t width =
      search.topic.empty() ? static_cast<std::int64_t>(search.limit) : kWindow;
  for (std::int64_t until = total; until > oldest && letters.size() < search.limit;) {
    const std::int64_t from = std::max(oldest, until - width);
    if (auto status = search_window(log, search, from, until, letters); !status) {
      return std::unexpected(status.error());
    }
    until = from;
  }
  return letters;
}

}  // namespace

Reply list_dead_letters(EmbeddedLog& log, const Request& request) {
  const auto limit = whole_param(request, "limit", kDefaultLetters, kMaxLetters);
  if (!limit) return limit.error();
  const std::string topic(param(request, "topic"));
  if (!topic.empty() && !engine::topic_named(topic)) {
    return problem_reply(400, {.field = "topic", .value = topic, .message = "is not a topic"});
  }
  const auto newest = log.tail_appended(OutputTopic::DeadLetters, 1);
  if (!newest) return failed_reply(newest.error());
  const std::int64_t total = newest->empty() ? 0 : newest->front().offset + 1;
  auto letters =
      search_back(log, {.topic = topic, .limit = static_cast<std::size_t>(*limit)}, total);
  if (!letters) return failed_reply(letters.error());
  Json json;
  json["total"] = total;
  json["dead_letters"] = *std::move(letters);
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
