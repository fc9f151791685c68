// On a cluster: the fixture of tests that run the program against a real broker, do something to
// it, and then ask whether every record counted exactly once.
//
// What is asked (`expect_exactly_once`): with everything read and the program ended in order,
// `shelfd replay` makes every partition again from the committed inputs and epochs into an empty
// log: state, outputs, dead letters and epochs are the same byte for byte, as many records were
// taken as lie in the input topics, and the local state is the changelog's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/integration/child.h"
#include "tests/integration/market_feed.h"
#include "tests/integration/on_broker.h"

namespace shelfd::integration {

struct OnCluster : OnBroker {
  static constexpr int kPartitions = 4;
  static constexpr int kItems = 60;

  void SetUp() override;

  // Another build, for all that is started from now on.
  void use_program(const std::string& path) { program_ = path; }
  // Of a broker of the test's own; before `make_shop`.
  void use(KafkaBroker& own) { own_ = &own; }
  void make_shop();

  // The program as instance `number`, with a folder of its own.
  [[nodiscard]] std::unique_ptr<Child> start(int number, std::vector<std::string> more = {});
  // Another verb as that instance, not waited for.
  [[nodiscard]] std::unique_ptr<Child> start_verb(int number, const std::vector<std::string>& words,
                                                  std::vector<std::string> more = {});
  [[nodiscard]] std::string data(int number) const;
  [[nodiscard]] Ran shelfd(const std::vector<std::string>& arguments, int number = 0);
  [[nodiscard]] std::string metrics(int number) const;
  [[nodiscard]] bool is_ready(int number) const;
  [[nodiscard]] bool is_alive(int number) const;  // by /livez
  // Ready with all partitions, and nothing is unread as far as it knows.
  [[nodiscard]] bool is_done(int number) const;
  [[nodiscard]] std::int64_t input_records() const;
  [[nodiscard]] KafkaBroker& cluster() const { return own_ != nullptr ? *own_ : broker(); }
  [[nodiscard]] static std::string app();
  [[nodiscard]] MarketFeed& feed() { return *feed_; }
  // So many records a turn, until it is so, or kCap is over.
  [[nodiscard]] bool feed_until(const std::function<bool()>& met);
  void feed_for(std::chrono::milliseconds time);

  // What was sent is taken by this instance to its end; it ends in order. Then see above.
  void expect_exactly_once(int number = 0);

  // NOLINTNEXTLINE(misc-non-private-member-variables-in-classes): a fixture
  fakes::TemporaryFolder folder;

 private:
  [[nodiscard]] std::vector<std::string> variables(int number) const;

  std::string program_ = SHELFD_PROGRAM;
  KafkaBroker* own_ = nullptr;
  std::unique_ptr<MarketFeed> feed_;
  int runs_ = 0;
};

// SHELFD_SEED, or the one that every run has.
[[nodiscard]] unsigned seed();
// 1, or more by SHELFD_TIMES, for `./dev soak`.
[[nodiscard]] int times();
// SHELFD_SLOW is set.
[[nodiscard]] bool is_slow();

}  // namespace shelfd::integration
