#include "tests/connectors/kafka/broker.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

constexpr int kStarts = 3;  // ports are drawn at random, and another test may have drawn the same

// Of the one broker of this program.
struct Running {
  std::string script{};
  std::string address{};
  std::optional<fakes::TemporaryFolder> folder{};
};
Running& running() {
  static Running one;
  return one;
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

bool run(const std::string& verb, const std::string& option = "") {
  const std::string command =
      "'" + running().script + "' " + verb + " '" + running().folder->path() + "' " + option;
  return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c,concurrency-mt-unsafe): a test
}

}  // namespace

void Broker::SetUp() {
  running().script = find_script();
  if (running().script.empty()) return;
  // A short life: what the compiler would gain is not earned back.
  setenv("KAFKA_BROKER_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", 0);
  bool is_up = false;
  for (int attempt = 0; attempt < kStarts && !is_up; ++attempt) {
    if (running().folder) static_cast<void>(run("stop"));
    running().folder.emplace();
    is_up = run("start");
  }
  ASSERT_TRUE(is_up);
  std::ifstream(running().folder->path() + "/bootstrap") >> running().address;
}

void Broker::TearDown() {
  if (!running().folder) return;
  EXPECT_TRUE(run("stop"));
  running().folder.reset();
}

const std::string& Broker::bootstrap() { return running().address; }

void Broker::die() { EXPECT_TRUE(run("stop", "--kill")); }

void Broker::come_back() { EXPECT_TRUE(run("start")); }

}  // namespace shelfd::connectors

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  testing::AddGlobalTestEnvironment(std::make_unique<shelfd::connectors::Broker>().release());
  return RUN_ALL_TESTS();
}
