// Broker: a real Apache Kafka of one node on this machine, for rates: a gigabyte of heap and the
// Java machine's full compiler. By the script of the tests, tests/integration/kafka_broker.
// It ends with this object, and with this process however that ends.
// Threads: one. Errors: Retry where Java or Kafka's jars are not there; else Stop.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace shelfd::bench {

class Broker {
 public:
  // `folder` is made, and not removed.
  [[nodiscard]] static Result<std::unique_ptr<Broker>> start(const std::string& folder);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;
  Broker(Broker&&) = delete;
  Broker& operator=(Broker&&) = delete;

  [[nodiscard]] const std::string& bootstrap() const { return bootstrap_; }
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  Broker() = default;

  std::string folder_;
  std::string bootstrap_;
  pid_t id_ = 0;
};

}  // namespace shelfd::bench
