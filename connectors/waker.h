// Waker: how the server's threads tell the loop that something came.
// Threads: `wake` from any; `wait` from the loop's alone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace shelfd::connectors {

class Waker {
 public:
  void wake() {
    {
      const std::scoped_lock lock(mutex_);
      woken_ = true;
    }
    condition_.notify_one();
  }

  // Until somebody woke it since the last wait, at most `longest`.
  void wait(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, longest, [this] { return woken_; });
    woken_ = false;
  }

 private:
  std::mutex mutex_;  // held to read or set `woken_`
  std::condition_variable condition_;
  bool woken_ = false;
};

}  // namespace shelfd::connectors
