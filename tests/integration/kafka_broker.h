// Kafka broker: a real Apache Kafka, of one node or three, on free ports of loopback and in a
// temporary folder; for tests of label kafka. It ends with this object, and with this process
// however that ends.
//
// Its nodes are numbered from 1. What it takes (Java 17, jars in the user's cache) comes with
// `./dev deps kafka`; where it is absent a test skips, or fails where SHELFD_REQUIRE names kafka:
// on_broker.h does that, and shares one broker among the tests of a program.
// Threads: one. Errors: Retry where what it takes is absent, with what to do; Stop where the broker
// did not do what it was told, with what it said.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::integration {

struct BrokerOptions {
  int nodes = 1;                          // 1 or 3
  std::vector<std::string> properties{};  // "name=value", of every node
  std::vector<std::string> listeners{};   // "NAME:PROTOCOL", beside the plain one; a
                                          // third part is the port clients are told (tcp_proxy.h)
};

class KafkaBroker {
 public:
  // Answers from its return on. About 1.5 s; three nodes 4 s.
  [[nodiscard]] static Result<std::unique_ptr<KafkaBroker>> start(
      const BrokerOptions& options = {});
  ~KafkaBroker();
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;
  KafkaBroker(KafkaBroker&&) = delete;
  KafkaBroker& operator=(KafkaBroker&&) = delete;

  // "host:port" of every node, separated by commas; of the plain listener, or of the one named.
  [[nodiscard]] std::string bootstrap(const std::string& listener = "") const;

  // As a power cut would. What it kept comes back with `restart`, on the same ports.
  [[nodiscard]] Status kill(int node = 1);
  // In order: it hands over first.
  [[nodiscard]] Status stop(int node = 1);
  // Whatever is down; returns when it answers. 1 to 7 s.
  [[nodiscard]] Status restart();
  // It keeps its connections, and does not answer until `resume`.
  [[nodiscard]] Status pause(int node = 1);
  [[nodiscard]] Status resume(int node = 1);

  // One of Kafka's own tools, by its Java class, with --bootstrap-server; what it printed.
  [[nodiscard]] Result<std::string> tool(const std::string& java_class,
                                         const std::vector<std::string>& arguments);

 private:
  KafkaBroker() = default;
  [[nodiscard]] Result<std::string> script(const std::vector<std::string>& arguments) const;
  [[nodiscard]] Status on_node(const std::string& verb, int node) const;

  fakes::TemporaryFolder folder_;
};

// Whether SHELFD_REQUIRE, labels separated by commas, names this one.
[[nodiscard]] bool is_required(const std::string& label);

}  // namespace shelfd::integration
