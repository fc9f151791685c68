#include "tests/connectors/kafka/broker.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace shelfd::connectors {
namespace {

constexpr int kStarts = 3;  // ports are drawn at random, and another test may have drawn the same

std::string& address() {
  static std::string text;
  return text;
}

std::string from_environment(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
  return text == nullptr ? "" : text;
}

std::string find_script() {
  const std::string given = from_environment("SHELFD_BROKER");
  const std::string path =
      given.empty() ? from_environment("SHELFD_SHARED") + "/tools/kafka-broker" : given;
  return std::filesystem::exists(path) ? path : "";
}

bool run(const std::string& script, const std::string& verb, const std::string& folder) {
  const std::string command = "'" + script + "' " + verb + " '" + folder + "'";
  return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c,concurrency-mt-unsafe): a test
}

}  // namespace

void Broker::SetUp() {
  script_ = find_script();
  if (script_.empty()) return;
  // A short life: what the compiler would gain is not earned back.
  setenv("KAFKA_BROKER_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", 0);
  bool is_up = false;
  for (int attempt = 0; attempt < kStarts && !is_up; ++attempt) {
    if (folder_) static_cast<void>(run(script_, "stop", folder_->path()));
    folder_.emplace();
    is_up = run(script_, "start", folder_->path());
  }
  ASSERT_TRUE(is_up);
  std::ifstream(folder_->path() + "/bootstrap") >> address();
}

void Broker::TearDown() {
  if (!folder_) return;
  EXPECT_TRUE(run(script_, "stop", folder_->path()));
  folder_.reset();
}

const std::string& Broker::bootstrap() { return address(); }

}  // namespace shelfd::connectors

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  testing::AddGlobalTestEnvironment(std::make_unique<shelfd::connectors::Broker>().release());
  return RUN_ALL_TESTS();
}
