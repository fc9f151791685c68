// Process: a program that the benchmark starts, watches and ends, by its id.
//
// It ends with this object, and with the thread that started it, however that ends. What it prints
// goes to <log>.out and <log>.err.
// Threads: one, that which started it. Errors: Stop, saying what and with the last lines of its
// <log>.err. Linux only (/proc).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace shelfd::bench {

struct Program {
  std::vector<std::string> words{};      // its path, and its arguments
  std::vector<std::string> variables{};  // "NAME=value", on top of this process' environment
  std::string log{};
  int signal_of_parent = 9;  // what it gets when this process ends without ending it: SIGKILL
};

class Process {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Process>> start(const Program& program);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process(Process&&) = delete;
  Process& operator=(Process&&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  [[nodiscard]] bool ended();
  void signal(int number);
  // Asked every 5 ms until it is so. Also an error: the process ended, or the benchmark was
  // interrupted. `what` names it: "the daemon: ready".
  [[nodiscard]] Status wait(const std::string& what, const std::function<bool()>& met,
                            std::chrono::seconds patience);
  // Its exit code; -1 where a signal ended it. `what` as above.
  [[nodiscard]] Result<int> wait_end(const std::string& what, std::chrono::seconds patience);
  // The same where an interruption must not cut it short: for what cleans up.
  void let_end(std::chrono::seconds patience);
  // SIGTERM, and it leaves with 0.
  [[nodiscard]] Status stop(std::chrono::seconds patience);
  // SIGKILL; returns when it is gone.
  void kill();

  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;

 private:
  Process() = default;
  [[nodiscard]] std::unexpected<Error> failed(const std::string& what) const;

  std::string log_;
  pid_t id_ = 0;
  std::optional<int> status_;
};

// Runs it to its end; what it printed to standard output. Errors: another exit code than 0, too.
[[nodiscard]] Result<std::string> run(const Program& program, std::chrono::seconds patience);

// User and system time of all its threads so far; 0 where it is gone.
[[nodiscard]] double processor_seconds(pid_t process);
// The most memory it held (VmHWM).
[[nodiscard]] double peak_mebibytes(pid_t process);

}  // namespace shelfd::bench
