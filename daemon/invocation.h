// Invocation: what every verb is given, and how it tells its outcome.
//
// Results go to standard output, logs and errors to standard error. Exit codes: 0 ok, 1 failed, 2
// usage, 65 bad input, 69 unavailable, 78 settings.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "connectors/query/service.h"
#include "daemon/node.h"
#include "daemon/settings.h"
#include "wording/language.h"

namespace CLI {
class App;
}  // namespace CLI

namespace shelfd::daemon {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kBadInput = 65;
inline constexpr int kUnavailable = 69;
inline constexpr int kBadSettings = 78;

// Shared by the verbs of one command line; filled while the arguments are parsed.
struct Invocation {
  std::string program = "shelfd";  // as it was called, for the commands it prints
  std::string settings_file{};
  std::string data{};         // flag; "": from the settings
  std::string listen = "\n";  // flag; "\n": not given
  std::string output = "table";
  std::string language{};  // "": from LC_ALL, LC_MESSAGES, LANG
  int exit_code = kOk;

  // Registers a verb's work, run after parsing.
  std::function<int(Invocation&)> work{};

  [[nodiscard]] bool json() const { return output == "json"; }
};

// Prints `error: <message>` to standard error and returns `code`.
int fail(int code, const std::string& message);

// Prints it; the exit code that its reaction stands for: 65, 69 or 1.
int fail_with(const Error& error);

// "2026-11-25T18:10:10Z".
[[nodiscard]] std::string utc_text(Instant at);

// The effective settings; prints every problem and gives nothing when there is one (exit 78).
[[nodiscard]] std::optional<LoadedSettings> settings_of(const Invocation& invocation);

// Of the environment, or null.
[[nodiscard]] const char* read_variable(const char* name);

// How a node runs by these settings; the settings are checked.
[[nodiscard]] NodeSettings node_of(const Settings& settings);

// The language asked for, else that of the environment, else English. Absent, with the problem
// printed, when it is not one of ours.
[[nodiscard]] std::optional<wording::Language> language_of(const Invocation& invocation);

// Answers a request from the running process over its socket, or from the folder when none runs.
// Errors: Reject where there is no data folder, with what to do.
[[nodiscard]] Result<connectors::Reply> ask(const std::string& data,
                                            const connectors::Request& request);

// Whether a process runs on the folder and answers.
[[nodiscard]] bool daemon_runs(const std::string& data);

// Prints the error of a reply that is not 2xx; the exit code that fits it.
int fail_reply(const connectors::Reply& reply);

}  // namespace shelfd::daemon
