// Result: a value or an error; and the three reactions an error may ask for.
//
// An Error is one line of text (lower case, the field and the offending value) and a Reaction:
// what the caller does next, not where it broke.
//   Reject  this input is wrong for ever: refuse it, with the reason, and go on.
//   Retry   the other side is away: back off, with a limit, then hand up.
//   Stop    our state or settings do not add up: log, leave with an exit code.
// A caller may escalate a reaction, never soften it. Whoever handles an error logs it, once.
// Pure. Not here: invariants, which are for bugs (check.h).
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace shelfd {

enum class Reaction { Reject, Retry, Stop };

struct Error {
  std::string message;
  Reaction reaction = Reaction::Reject;
};

template <typename T>
using Result = std::expected<T, Error>;

using Status = std::expected<void, Error>;

[[nodiscard]] inline std::unexpected<Error> reject(std::string message) {
  return std::unexpected(Error{std::move(message), Reaction::Reject});
}

[[nodiscard]] inline std::unexpected<Error> retry(std::string message) {
  return std::unexpected(Error{std::move(message), Reaction::Retry});
}

[[nodiscard]] inline std::unexpected<Error> stop(std::string message) {
  return std::unexpected(Error{std::move(message), Reaction::Stop});
}

}  // namespace shelfd
