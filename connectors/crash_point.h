// Crash points: named places where a test may have the process killed, as by kill -9.
//
// SHELFD_CRASH_AT=name[:n] in the environment kills the process with SIGKILL when it passes the
// place for the n-th time (n from 1; 1 without it). Without the variable a passing costs one
// relaxed load. A name that is none of these ends the process at once, so that no test passes by a
// slip. The variable is read at the first passing. Exists for tests only. Threads: any; passings
// are counted over all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace shelfd::connectors {

enum class CrashPoint : std::uint8_t {
  BeforeAppendWrite,     // offsets are taken, nothing is written
  AfterAppendSync,       // records are on the disk, nobody was told
  BeforeCommitWrite,     // an epoch is sealed, nothing is written
  AfterCommitSync,       // an epoch is written (synced unless it may lag), nobody was told
  EpochStepped,          // stepped, not yet given to the committing thread
  EpochGiven,            // given to it
  FeedChunkAppended,     // one chunk of an import is durable
  FeedEnded,             // all chunks are, the feed is not closed
  DayClosed,             // an epoch that closes days is stepped
  SweepEpoch,            // an epoch of catching up is stepped
  BackupCopied,          // a database is copied, its backup not verified
  RestoreCopied,         // a backup is copied out, nothing of the old folder moved
  RestoreSwapped,        // one database is in its place, the next may not be
  EraseTaken,            // what is erased is gone from the state, not from the log
  EraseScrubbed,         // and from the log, not from the tables' older versions
  RebuildSwapped,        // a rebuilt folder took the old one's place
  TransactionCommitted,  // on a cluster: committed there, nothing of it in the local state
};
inline constexpr std::size_t kCrashPointCount =
    static_cast<std::size_t>(CrashPoint::TransactionCommitted) + 1;

// "before_append_write" and so on, as the variable spells them, in the order of the enum.
[[nodiscard]] const std::array<std::string_view, kCrashPointCount>& crash_point_names();

void crash_point(CrashPoint point);

}  // namespace shelfd::connectors
