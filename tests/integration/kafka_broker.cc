// By the script of the same name; only it knows processes and ports.
#include "tests/integration/kafka_broker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace shelfd::integration {
namespace {

constexpr int kUnavailable = 69;  // the script's, where Java or the jars are absent

std::string text_at(const std::string& path) {
  std::ifstream stream(path);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

// The exit code of a program whose output, of both kinds, goes to a file; -1 where it did not run
// to an end of its own.
int run(std::vector<std::string> words, const std::string& output) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files{};
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(),
                                     O_CREAT | O_TRUNC | O_WRONLY, 0600);
  ::posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  pid_t id = 0;
  const int failed = ::posix_spawn(&id, argv[0], &files, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  int status = 0;
  if (failed != 0 || ::waitpid(id, &status, 0) != id || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

Result<std::unique_ptr<KafkaBroker>> KafkaBroker::start(const BrokerOptions& options) {
  std::unique_ptr<KafkaBroker> broker(new KafkaBroker);
  std::vector<std::string> words = {"start",         broker->folder_.path(),
                                    "--nodes",       std::to_string(options.nodes),
                                    "--with-parent", std::to_string(::getpid())};
  for (const std::string& property : options.properties) {
    words.insert(words.end(), {"--property", property});
  }
  for (const std::string& listener : options.listeners) {
    words.insert(words.end(), {"--listener", listener});
  }
  const auto started = broker->script(words);
  if (!started) return std::unexpected(started.error());
  return broker;
}

// Nobody reads what it kept: there is nothing to end in order.
KafkaBroker::~KafkaBroker() { (void)script({"kill", folder_.path()}); }

std::string KafkaBroker::bootstrap(const std::string& listener) const {
  return text_at(folder_.path() + "/bootstrap" + (listener.empty() ? "" : "." + listener));
}

Status KafkaBroker::kill(int node) { return on_node("kill", node); }
Status KafkaBroker::stop(int node) { return on_node("stop", node); }
Status KafkaBroker::pause(int node) { return on_node("pause", node); }
Status KafkaBroker::resume(int node) { return on_node("resume", node); }

Status KafkaBroker::restart() {
  const auto started = script({"start", folder_.path()});
  if (!started) return std::unexpected(started.error());
  return {};
}

Result<std::string> KafkaBroker::tool(const std::string& java_class,
                                      const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"tool", java_class, "--bootstrap-server", bootstrap()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return script(words);
}

Result<std::string> KafkaBroker::script(const std::vector<std::string>& arguments) const {
  std::vector<std::string> words = {SHELFD_KAFKA_BROKER};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::string output = folder_.path() + "/script.log";
  const int code = run(words, output);
  if (code == 0) return text_at(output);
  return std::unexpected(Error{arguments.front() + ": " + text_at(output),
                               code == kUnavailable ? Reaction::Retry : Reaction::Stop});
}

Status KafkaBroker::on_node(const std::string& verb, int node) const {
  const auto done = script({verb, folder_.path(), std::to_string(node)});
  if (!done) return std::unexpected(done.error());
  return {};
}

bool is_required(const std::string& label) {
  const char* required = std::getenv("SHELFD_REQUIRE");  // NOLINT(concurrency-mt-unsafe): no writer
  return required != nullptr &&
         ("," + std::string(required) + ",").find("," + label + ",") != std::string::npos;
}

}  // namespace shelfd::integration
