#include "connectors/query/json_reply.h"

#include <algorithm>
#include <charconv>

#include "connectors/formats/refusal.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kShownBytes = 80;

std::string listed(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

}  // namespace

std::string to_json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Reply json_reply(int status, const Json& json) {
  return {.status = status, .content_type = "application/json", .body = to_json_text(json)};
}

Reply problem_reply(int status, const Problem& problem) {
  Json json;
  json["error"]["field"] = problem.field;
  json["error"]["value"] = shown(problem.value, kShownBytes);
  json["error"]["message"] = problem.message;
  return json_reply(status, json);
}

Reply refused_reply(const Refused& refused) {
  return problem_reply(
      refused.reason == kTooLarge ? 413 : 400,
      {.field = refused.field, .value = refused.value, .message = reason_words(refused.reason)});
}

Reply failed_reply(const Error& error) {
  return problem_reply(503, {.field = "log", .value = "", .message = error.message});
}

std::string reason_words(std::string_view reason) {
  std::string words(reason);
  std::ranges::replace(words, '_', ' ');
  return words;
}

Json stored_json(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) json = Json();
  return json;
}

std::string text_of(const Json& record, const char* name) {
  if (!record.is_object()) return "";
  const auto found = record.find(name);
  return found != record.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string_view param(const Request& request, std::string_view name) {
  const auto found = request.params.find(name);
  return found == request.params.end() ? std::string_view() : std::string_view(found->second);
}

std::expected<std::int64_t, Reply> whole_param(const Request& request, std::string_view name,
                                               std::int64_t when_absent, std::int64_t most) {
  const std::string_view text = param(request, name);
  if (text.empty()) return when_absent;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && value >= 1 && value <= most) return value;
  return std::unexpected(
      problem_reply(400, {.field = std::string(name),
                          .value = std::string(text),
                          .message = "must be a whole number from 1 to " + std::to_string(most)}));
}

std::expected<std::string, Reply> choice_param(const Request& request, std::string_view name,
                                               std::initializer_list<std::string_view> words) {
  const std::string_view text = param(request, name);
  if (text.empty()) return std::string(*words.begin());
  if (std::ranges::find(words, text) != words.end()) return std::string(text);
  return std::unexpected(problem_reply(400, {.field = std::string(name),
                                             .value = std::string(text),
                                             .message = "must be one of: " + listed(words)}));
}

std::expected<std::string, Reply> merchant_param(const Request& request, bool all_allowed) {
  std::string text(param(request, "merchant"));
  if (text.empty() || is_merchant(text) || (all_allowed && text == "*")) return text;
  return std::unexpected(
      problem_reply(400, {.field = "merchant",
                          .value = text,
                          .message = "must be 1 to 64 of the characters A-Z a-z 0-9 . _ -"}));
}

}  // namespace shelfd::connectors
