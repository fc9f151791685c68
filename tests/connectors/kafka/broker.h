// Broker: a real Kafka of one node for the tests of one program, started with the first of them and
// stopped after the last, in a temporary folder.
//
// SHELFD_BROKER names the script (start DIR, stop DIR [--kill]; DIR/bootstrap); without, it is
// that of the shared tools. Where there is none, the tests are skipped, which is shown. Not here:
// topics and records (cluster.h).
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace shelfd::connectors {

class Broker : public testing::Environment {
 public:
  void SetUp() override;
  void TearDown() override;
  // "host:port"; "" where there is no broker.
  [[nodiscard]] static const std::string& bootstrap();
  // As a power cut does, and again with the same data at the same address.
  static void die();
  static void come_back();
};

}  // namespace shelfd::connectors
