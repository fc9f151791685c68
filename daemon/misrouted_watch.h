// Misrouted watch: whether so many of a topic's records lie in a partition of others that it is no
// stray but a producer with another partitioner.
//
//   share = misrouted / records, of the newest kMisroutedWindow records of a topic, and of no more
//           than the newest kMisroutedAge
//
// A topic is raised above kMisroutedShare, with at least kMisroutedLeast of them, and closed below
// half of that, so that one on the border is told of once. The window moves by whole looks.
// Pure: totals and the clock are handed in.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

#include "engine/event.h"

namespace shelfd::daemon {

inline constexpr std::int64_t kMisroutedWindow = 10'000;
inline constexpr std::chrono::minutes kMisroutedAge{5};
inline constexpr double kMisroutedShare = 0.01;
inline constexpr std::int64_t kMisroutedLeast = 10;

// Of one topic, since the process began.
struct TakenIn {
  std::int64_t records = 0;
  std::int64_t misrouted = 0;  // of them
};
using TakenInByTopic = std::array<TakenIn, engine::kTopicCount>;

class MisroutedWatch {
 public:
  struct News {
    engine::Topic topic = engine::Topic::Rules;
    bool raised = false;  // else closed
    double share = 0;
  };
  // What changed with these totals. Memory: a few numbers a topic and look of the newest window.
  [[nodiscard]] std::vector<News> look(const TakenInByTopic& totals,
                                       std::chrono::nanoseconds monotonic);
  // In [0, 1]; 0 where nothing came.
  [[nodiscard]] double share(engine::Topic topic) const;

 private:
  struct Look {
    std::chrono::nanoseconds at{};
    TakenIn totals{};
  };
  struct Watched {
    std::deque<Look> looks{};  // the first is where the window begins
    bool is_raised = false;
  };
  static void add(Watched& watched, const Look& look);
  static TakenIn window(const Watched& watched);

  std::array<Watched, engine::kTopicCount> topics_{};
};

}  // namespace shelfd::daemon
