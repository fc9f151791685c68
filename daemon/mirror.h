// Mirror: a cluster's topics as they are, in the databases of an embedded log, one a partition, so
// that whatever reads a data folder reads a cluster too: suggestions, explain, verify, replay.
//
//   Answers   outputs, and of the changelog what readers ask for: situations, beliefs, pools,
//             rules, names, control. It keeps where to read on (Family::Control, "mirror"), and
//             goes on from there
//   All       inputs and the whole changelog too: what a replay takes. Made once, from the oldest
//
// A write holds what it read and where to read on. Nothing is ever given back to the cluster.
// Of Answers only the newest kMirroredLetters dead letters and kMirroredEpochs epochs of a
// partition are kept, and what a topic's retention removed unread is done without.
// Threads: one; the logs may be read by any meanwhile.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/embedded/partitions.h"
#include "connectors/kafka/topic_reader.h"

namespace shelfd::daemon {

enum class MirrorOf { Answers, All };

inline constexpr std::int64_t kMirroredLetters = 100'000;
inline constexpr std::int64_t kMirroredEpochs = 1'000;

struct MirrorOptions {
  std::string database{};  // of partition 0, in a folder that exists (connectors/embedded/folder.h)
  MirrorOf what = MirrorOf::Answers;
  Instant now{};
  std::optional<connectors::DatabaseMemory> memory{};
};

class Mirror {
 public:
  // Errors: as TopicReader; Stop for a folder of another count of partitions, or that is no mirror.
  [[nodiscard]] static Result<std::unique_ptr<Mirror>> open(
      const connectors::KafkaSettings& settings, const MirrorOptions& options,
      connectors::KafkaListener listener);

  // Takes what has come; waits at most so long where nothing has. The records taken.
  [[nodiscard]] Result<std::size_t> turn(std::chrono::milliseconds longest);
  // All that is committed was taken.
  [[nodiscard]] bool at_end() const { return reader_->at_end(); }
  [[nodiscard]] connectors::Partitions& partitions() { return *partitions_; }

 private:
  struct Taken {
    std::vector<connectors::RawRecord> inputs{};
    connectors::SealedEpoch rest{};
  };
  Mirror(std::unique_ptr<connectors::Partitions> partitions, MirrorOf what)
      : what_(what), partitions_(std::move(partitions)) {}
  [[nodiscard]] Status read_positions();
  [[nodiscard]] connectors::ReadFrom place(std::size_t topic, std::int32_t partition) const;
  [[nodiscard]] Status trim(std::int32_t partition);
  void take(connectors::TopicRecord record, Taken& into) const;
  [[nodiscard]] std::string positions_of(std::int32_t partition) const;

  MirrorOf what_;
  std::unique_ptr<connectors::Partitions> partitions_;
  std::vector<std::vector<std::int64_t>> next_;  // by partition and topic; -1: not read yet
  std::unique_ptr<connectors::TopicReader> reader_;
};

// Whether Answers of a cluster lie there: then nothing may be appended.
[[nodiscard]] Result<bool> is_mirror(connectors::Partitions& partitions);

}  // namespace shelfd::daemon
