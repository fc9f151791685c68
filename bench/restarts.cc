#include "bench/restarts.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "connectors/embedded/folder.h"
#include "connectors/http/client.h"

namespace shelfd::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAskEvery{5};
constexpr std::chrono::seconds kWorks{2};
constexpr std::chrono::seconds kPatience{60};

// It is built beside the benchmarks.
std::string program() {
  const auto own = std::filesystem::read_symlink("/proc/self/exe");
  return (own.parent_path().parent_path() / "daemon" / "shelfd").string();
}

Result<pid_t> start(const std::string& data) {
  std::vector<std::string> words = {program(), "run", "--data", data, "--listen", ""};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, words[0].c_str(), nullptr, nullptr, arguments.data(), environ) != 0) {
    return stop("cannot start " + words[0]);
  }
  return child;
}

bool is_ready(const std::string& socket) {
  const auto reply = connectors::call(socket, {.method = "GET", .path = "/readyz"}, kWorks);
  return reply && reply->status == 200;
}

void end(pid_t child) {
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

}  // namespace

Result<std::vector<double>> ready_after_kills(const std::string& data, int kills) {
  const std::string socket = connectors::folder_at(data).socket;
  std::vector<double> took;
  for (int run = 0; run <= kills; ++run) {
    const auto started = SteadyClock::now();
    const auto child = start(data);
    if (!child) return std::unexpected(child.error());
    while (!is_ready(socket)) {
      if (SteadyClock::now() - started > kPatience || ::waitpid(*child, nullptr, WNOHANG) != 0) {
        end(*child);
        return stop("shelfd run is not ready on " + data);
      }
      std::this_thread::sleep_for(kAskEvery);
    }
    if (run > 0)
      took.push_back(std::chrono::duration<double>(SteadyClock::now() - started).count());
    std::this_thread::sleep_for(kWorks);
    end(*child);
  }
  return took;
}

}  // namespace shelfd::bench
