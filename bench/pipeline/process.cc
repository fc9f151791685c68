#include "bench/pipeline/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "daemon/interrupt.h"

namespace shelfd::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAskEvery{5};
constexpr std::size_t kShownBytes = 1'500;
constexpr double kKibibytesPerMebibyte = 1024;

std::string text_at(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

// Of a name that is given twice, the last: getenv takes the first it finds.
std::vector<std::string> environment(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {  // NOLINT: as the library gives it
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('=') + 1);
    const bool is_given = std::ranges::any_of(
        variables, [&](const std::string& variable) { return variable.starts_with(name); });
    if (!is_given) all.push_back(text);
  }
  return all;
}

constexpr int kNotStarted = 127;

void write_to(const std::string& path, int stream) {
  const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0 || ::dup2(file, stream) < 0) ::_exit(kNotStarted);
}

// Between fork and exec only what a signal handler may call: other threads may hold locks.
[[noreturn]] void become(const Program& program, const std::string& out, const std::string& err,
                         char** words, char** variables) {
  ::prctl(PR_SET_PDEATHSIG, program.signal_of_parent);
  write_to(out, STDOUT_FILENO);
  write_to(err, STDERR_FILENO);
  ::execve(*words, words, variables);
  ::_exit(kNotStarted);
}

}  // namespace

Result<std::unique_ptr<Process>> Process::start(const Program& program) {
  std::unique_ptr<Process> process(new Process);
  process->log_ = program.log;
  std::vector<std::string> words = program.words;
  std::vector<std::string> variables = environment(program.variables);
  const std::string out = program.log + ".out";
  const std::string err = program.log + ".err";
  std::vector<char*> argv = pointers(words);
  std::vector<char*> envp = pointers(variables);
  process->id_ = ::fork();
  if (process->id_ < 0) return shelfd::stop("cannot start " + words.front());
  if (process->id_ == 0) {
    become(program, out, err, argv.data(), envp.data());
  }
  return process;
}

Process::~Process() { kill(); }

bool Process::ended() {
  int status = 0;
  if (!status_ && ::waitpid(id_, &status, WNOHANG) == id_) status_ = status;
  return status_.has_value();
}

void Process::signal(int number) {
  if (!ended()) ::kill(id_, number);
}

std::unexpected<Error> Process::failed(const std::string& what) const {
  const std::string said = err();
  return shelfd::stop(what + ". It said:\n" +
                      said.substr(said.size() - std::min(said.size(), kShownBytes)));
}

Status Process::wait(const std::string& what, const std::function<bool()>& met,
                     std::chrono::seconds patience) {
  const auto end = SteadyClock::now() + patience;
  while (!met()) {
    if (daemon::is_interrupted()) return shelfd::stop(what + ": interrupted");
    if (ended()) return failed(what + ": the process ended");
    if (SteadyClock::now() >= end) {
      return failed(what + ": not in " + std::to_string(patience.count()) + " s");
    }
    std::this_thread::sleep_for(kAskEvery);
  }
  return {};
}

Result<int> Process::wait_end(const std::string& what, std::chrono::seconds patience) {
  auto status = wait(what, [this] { return ended(); }, patience);
  if (!status) return std::unexpected(status.error());
  const int outcome = status_.value_or(0);
  return WIFEXITED(outcome) ? WEXITSTATUS(outcome) : -1;
}

void Process::let_end(std::chrono::seconds patience) {
  const auto end = SteadyClock::now() + patience;
  while (!ended() && SteadyClock::now() < end) std::this_thread::sleep_for(kAskEvery);
}

Status Process::stop(std::chrono::seconds patience) {
  signal(SIGTERM);
  const auto code = wait_end("stopping in order", patience);
  if (!code) return std::unexpected(code.error());
  if (*code != 0) return failed("stopped with exit code " + std::to_string(*code));
  return {};
}

void Process::kill() {
  if (ended()) return;
  ::kill(id_, SIGKILL);
  int status = 0;
  if (::waitpid(id_, &status, 0) == id_) status_ = status;
}

std::string Process::out() const { return text_at(log_ + ".out"); }
std::string Process::err() const { return text_at(log_ + ".err"); }

Result<std::string> run(const Program& program, std::chrono::seconds patience) {
  auto process = Process::start(program);
  if (!process) return std::unexpected(process.error());
  const std::string what = program.words.front();
  const auto code = (*process)->wait_end(what, patience);
  if (!code) return std::unexpected(code.error());
  if (*code != 0) {
    return stop(what + ": exit code " + std::to_string(*code) + "\n" + (*process)->out() +
                (*process)->err());
  }
  return (*process)->out();
}

// /proc/<id>/stat, after the name in brackets: state is field 3, utime and stime 14 and 15.
double processor_seconds(pid_t process) {
  const std::string stat = text_at("/proc/" + std::to_string(process) + "/stat");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double peak_mebibytes(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    double kibibytes = 0;
    status >> kibibytes;
    return kibibytes / kKibibytesPerMebibyte;
  }
  return 0;
}

}  // namespace shelfd::bench
