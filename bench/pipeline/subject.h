// Subject: `shelfd run` on the cluster, as a process that is started, asked, stopped, killed and
// started again; always the same instance on the same folder.
//
// Settings of its own come from this process' environment: SHELFD_WORKERS=2 ./dev bench pipeline.
// Threads: one. Errors: Stop, with what it said last.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/pipeline/process.h"
#include "connectors/kafka/kafka_settings.h"

namespace shelfd::bench {

class Subject {
 public:
  // `folder` is there; data, and what it says, lie in it.
  Subject(connectors::KafkaSettings settings, std::string folder);

  [[nodiscard]] Status start();
  // Seconds from its start to the first 200 of /readyz.
  [[nodiscard]] Result<double> start_until_ready(std::chrono::seconds patience);
  [[nodiscard]] Status stop();
  void kill();
  // It was started.
  [[nodiscard]] Process& process() { return *process_; }

  // The sum of a metric over its labels; 0 where it does not answer.
  [[nodiscard]] double metric(const std::string& name) const;
  // Of all its lives.
  [[nodiscard]] double peak_mebibytes();
  // Seconds that its newest start took from being given its partitions to having restored them.
  [[nodiscard]] double restore_seconds() const;

  // Another verb, to its end, as this instance: what it printed.
  [[nodiscard]] Result<std::string> verb(const std::vector<std::string>& words,
                                         std::chrono::seconds patience) const;
  // Removes its copies of the changelog. It does not run.
  void lose_state() const;

 private:
  [[nodiscard]] Program program(const std::vector<std::string>& words,
                                const std::string& log) const;
  // Its memory, before it ends.
  void note_life();
  [[nodiscard]] std::string data() const { return folder_ + "/data"; }

  connectors::KafkaSettings settings_;
  std::string folder_;
  std::unique_ptr<Process> process_;
  double peak_mebibytes_ = 0;
};

}  // namespace shelfd::bench
