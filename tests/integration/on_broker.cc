#include "tests/integration/on_broker.h"

#include <csignal>
#include <optional>
#include <utility>

#include "base/check.h"

namespace shelfd::integration {
namespace {

// The one broker of this program; its start is tried once.
class SharedBroker : public testing::Environment {
 public:
  // A broker that is killed while a client of the test writes to it does not end the test.
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
  void TearDown() override { started_.reset(); }

  Result<std::unique_ptr<KafkaBroker>>& get() {
    if (!started_) started_ = KafkaBroker::start();
    return *started_;
  }

 private:
  std::optional<Result<std::unique_ptr<KafkaBroker>>> started_;
};

// GoogleTest owns it, and ends it after the last test.
SharedBroker& shared() {
  static auto* const environment = new SharedBroker;  // NOLINT(cppcoreguidelines-owning-memory)
  return *environment;
}

// NOLINTNEXTLINE(cert-err58-cpp): before main, as GoogleTest asks for it; nothing here throws
const auto* const kRegistered = testing::AddGlobalTestEnvironment(&shared());

}  // namespace

void OnBroker::SetUp() {
  const auto& started = shared().get();
  if (!started) skip_or_fail(started.error());
}

KafkaBroker& OnBroker::broker() {
  auto& started = shared().get();
  INVARIANT(started.has_value());
  return **started;
}

std::string OnBroker::prefix() {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + "." + test->name() + ".";
  for (char& letter : name) {
    if (letter == '/') letter = '-';  // of a parameter; Kafka has no such letter
  }
  return name;
}

void skip_or_fail(const Error& error) {
  if (error.reaction != Reaction::Retry || is_required("kafka")) FAIL() << error.message;
  GTEST_SKIP() << error.message;
}

}  // namespace shelfd::integration
