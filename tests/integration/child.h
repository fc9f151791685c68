// Child: the program under test as a process of its own, with its output in files of a temporary
// folder. Only children that were started here are ever signalled, by their id.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace shelfd::integration {

inline constexpr std::chrono::seconds kCap{60};

inline std::string text_of_file(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// True as soon as `met` is; false after kCap.
inline bool wait_for(const std::function<bool()>& met) {
  const auto end = std::chrono::steady_clock::now() + kCap;
  while (std::chrono::steady_clock::now() < end) {
    if (met()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return false;
}

class Child {
 public:
  // `log` names two files: log.out and log.err. `variables` ("NAME=value") come on top of this
  // process' environment. `program` may be another build.
  Child(const std::vector<std::string>& arguments, const std::string& log,
        std::vector<std::string> variables = {}, const std::string& program = SHELFD_PROGRAM)
      : log_(log) {
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer): the words come first
    id_ = ::fork();
    if (id_ != 0) return;
    const int out = ::open((log + ".out").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    const int err = ::open((log + ".err").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    ::signal(SIGPIPE, SIG_DFL);  // whatever the test does with its own
    for (std::string& variable : variables) ::putenv(variable.data());
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ~Child() {
    if (!ended()) end(SIGKILL);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&&) = delete;
  Child& operator=(Child&&) = delete;

  [[nodiscard]] bool ended() {
    int status = 0;
    if (!status_ && ::waitpid(id_, &status, WNOHANG) == id_) status_ = status;
    return status_.has_value();
  }
  void signal(int number) const { ::kill(id_, number); }
  // Signals it and waits for its end.
  void end(int signal) {
    if (ended()) return;
    ::kill(id_, signal);
    if (!wait_for([this] { return ended(); })) ::kill(id_, SIGKILL);
  }
  // Its exit code; -1 where a signal ended it, -2 where it did not end in time.
  [[nodiscard]] int code() {
    if (!wait_for([this] { return ended(); })) return -2;
    return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -1;
  }
  [[nodiscard]] std::string out() const { return text_of_file(log_ + ".out"); }
  [[nodiscard]] std::string err() const { return text_of_file(log_ + ".err"); }

 private:
  std::string log_;
  pid_t id_ = 0;
  std::optional<int> status_;
};

// Kills it so long after now, unless it ended before. Whether it was killed.
inline bool kill_after(Child& child, std::chrono::milliseconds delay) {
  const auto end = std::chrono::steady_clock::now() + delay;
  while (!child.ended() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  child.end(SIGKILL);
  return child.code() == -1;
}

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

}  // namespace shelfd::integration
