#include "bench/pipeline/broker.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "bench/pipeline/process.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::seconds kPatience{90};

// "": the Java machine's own defaults. The script's are for quick starts.
Program script(const std::vector<std::string>& words, const std::string& log) {
  Program program{.variables = {"KAFKA_BROKER_JAVA="}, .log = log};
  program.words = {SHELFD_KAFKA_BROKER};
  program.words.insert(program.words.end(), words.begin(), words.end());
  return program;
}

std::string first_word(const std::string& path) {
  std::ifstream stream(path);
  std::string word;
  stream >> word;
  return word;
}

}  // namespace

// The script keeps the cleaner's table small for tests; here it is Kafka's default.
Result<std::unique_ptr<Broker>> Broker::start(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const std::string log = folder + "/script";
  if (const auto ready = run(script({"ready"}, log), kPatience); !ready) {
    return retry(ready.error().message);
  }
  std::unique_ptr<Broker> broker(new Broker);
  broker->folder_ = folder;
  const auto started =
      run(script({"start", folder, "--heap", "1g", "--with-parent", std::to_string(::getpid()),
                  "--property", "log.cleaner.dedupe.buffer.size=134217728"},
                 log),
          kPatience);
  if (!started) return std::unexpected(started.error());
  broker->bootstrap_ = first_word(folder + "/bootstrap");
  const std::string id = first_word(folder + "/node-1/process");
  if (id.empty()) return stop("the broker has no process");
  broker->id_ = static_cast<pid_t>(std::stol(id));
  return broker;
}

Broker::~Broker() {
  const auto ending = Process::start(script({"kill", folder_}, folder_ + "/script"));
  if (ending) (*ending)->let_end(kPatience);
}

}  // namespace shelfd::bench
