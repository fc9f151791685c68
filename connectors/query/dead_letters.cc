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
                     std::vector<Json>& letters) {
  std::vector<Json> matching;
  const auto status =
      log.scan_appended(OutputTopic::DeadLetters, from, [&](const AppendedRecord& record) {
        if (record.offset >= until) return false;
        if (record.value.empty()) return true;  // erased
        Json letter = stored_json(record.value);
        if (!search.topic.empty() && text_of(letter, "topic") != search.topic) return true;
        letter["partition"] = log.identity().partition;
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

Status search_back(EmbeddedLog& log, const Search& search, std::int64_t total,
                   std::vector<Json>& letters) {
  const std::int64_t oldest = std::max<std::int64_t>(0, total - kSearchedLetters);
  const std::int64_t width =
      search.topic.empty() ? static_cast<std::int64_t>(search.limit) : kWindow;
  for (std::int64_t until = total; until > oldest && letters.size() < search.limit;) {
    const std::int64_t from = std::max(oldest, until - width);
    if (auto status = search_window(log, search, from, until, letters); !status) {
      return status;
    }
    until = from;
  }
  return {};
}

struct Found {
  std::int64_t total = 0;
  std::vector<Json> letters{};
};

// The newest of each partition, and of those the newest of all. Within a partition `at` never goes
// back, so that its letters stay in their order.
Result<Found> search(Partitions& log, const Search& search) {
  Found found;
  for (std::int32_t number = 0; number < log.count(); ++number) {
    EmbeddedLog& one = log.partition(number);
    const auto newest = one.tail_appended(OutputTopic::DeadLetters, 1);
    if (!newest) return std::unexpected(newest.error());
    const std::int64_t total = newest->empty() ? 0 : newest->front().offset + 1;
    std::vector<Json> letters;
    if (auto status = search_back(one, search, total, letters); !status) {
      return std::unexpected(status.error());
    }
    found.total += total;
    std::ranges::move(letters, std::back_inserter(found.letters));
  }
  std::ranges::stable_sort(found.letters, std::ranges::greater(),
                           [](const Json& letter) { return text_of(letter, "at"); });
  if (found.letters.size() > search.limit) found.letters.resize(search.limit);
  return found;
}

}  // namespace

Reply list_dead_letters(Partitions& log, const Request& request) {
  const auto limit = whole_param(request, "limit", kDefaultLetters, kMaxLetters);
  if (!limit) return limit.error();
  const std::string topic(param(request, "topic"));
  if (!topic.empty() && !engine::topic_named(topic)) {
    return problem_reply(400, {.field = "topic", .value = topic, .message = "is not a topic"});
  }
  auto found = search(log, {.topic = topic, .limit = static_cast<std::size_t>(*limit)});
  if (!found) return failed_reply(found.error());
  Json json;
  json["total"] = found->total;
  json["dead_letters"] = std::move(found->letters);
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
