// JSON replies, and the parameters of a request to checked values.
// Threads: any. Only this folder's own sources include this.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/formats/event_codec.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

using Json = nlohmann::ordered_json;

// What is wrong with a request.
struct Problem {
  std::string field{};
  std::string value{};  // the offending text, cut to 80 bytes
  std::string message{};
};

// Bytes that are not UTF-8 are written as U+FFFD.
[[nodiscard]] std::string to_json_text(const Json& json);
[[nodiscard]] Reply json_reply(int status, const Json& json);
[[nodiscard]] Reply problem_reply(int status, const Problem& problem);
// 400, or 413 where the record is too large.
[[nodiscard]] Reply refused_reply(const Refused& refused);
// 503: the log cannot answer.
[[nodiscard]] Reply failed_reply(const Error& error);
// A reason code in words: "wrong_type" is "wrong type".
[[nodiscard]] std::string reason_words(std::string_view reason);

// A record of the log's own; null where it cannot be read.
[[nodiscard]] Json stored_json(std::string_view text);
// A text field of a stored record, "" where it has none.
[[nodiscard]] std::string text_of(const Json& record, const char* name);

// A parameter's text; "" where it is absent.
[[nodiscard]] std::string_view param(const Request& request, std::string_view name);
// Errors: 400, naming the parameter and its range.
[[nodiscard]] std::expected<std::int64_t, Reply> whole_param(const Request& request,
                                                             std::string_view name,
                                                             std::int64_t when_absent,
                                                             std::int64_t most);
// One of the words, the first of them where it is absent. Errors: 400, naming all of them.
[[nodiscard]] std::expected<std::string, Reply> choice_param(
    const Request& request, std::string_view name, std::initializer_list<std::string_view> words);
// A merchant's name, "" where it is absent. Errors: 400.
[[nodiscard]] std::expected<std::string, Reply> merchant_param(const Request& request,
                                                               bool all_allowed = false);

}  // namespace shelfd::connectors
