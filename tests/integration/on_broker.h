// On a broker: the test fixture of label kafka. The tests of a program share one broker, which
// starts with the first of them and ends with the program; each has names of its own on it.
//
//   struct Commits : OnBroker {};
//   TEST_F(Commits, are_seen_once) { produce_to(broker().bootstrap(), topic("in")); ... }
//
// Without what a broker takes every test skips, with what is missing, or fails where SHELFD_REQUIRE
// names kafka. A test that leaves the broker down, paused or of its own settings starts one for
// itself: kafka_broker.h.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/integration/kafka_broker.h"

namespace shelfd::integration {

struct OnBroker : testing::Test {
  void SetUp() override;

  // Only once SetUp passed.
  [[nodiscard]] static KafkaBroker& broker();
  // "Commits.are_seen_once.": a prefix of topics, groups and transactional ids.
  [[nodiscard]] static std::string prefix();
  [[nodiscard]] static std::string topic(const std::string& name) { return prefix() + name; }
};

// For a broker of the test's own: its error, told the way of this label. In a test's body:
//   auto started = KafkaBroker::start({.nodes = 3});
//   if (!started) return skip_or_fail(started.error());
void skip_or_fail(const Error& error);

}  // namespace shelfd::integration
