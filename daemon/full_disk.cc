#include "daemon/full_disk.h"

#include <algorithm>

#include "connectors/waker.h"

namespace shelfd::daemon {
namespace {

// The longest time without asking whether to stop.
constexpr std::chrono::milliseconds kLook{50};

class Survival {
 public:
  Survival(std::unique_ptr<Node>& node, const NodeSettings& settings, const RunHooks& hooks,
           RoomWaits waits)
      : node_(node), settings_(settings), hooks_(hooks), waits_(waits), clock_(node->clock()) {}

  Status run() {
    std::chrono::milliseconds wait = waits_.first;
    for (;;) {
      const std::chrono::nanoseconds began = clock_.monotonic();
      auto status = run_once();
      if (status || status.error().reaction != Reaction::Retry) return status;
      if (clock_.monotonic() - began > waits_.longest) wait = waits_.first;
      if (!wait_for_room(wait)) return {};
      node_.reset();
    }
  }

 private:
  Status run_once() {
    if (!node_) {
      auto opened = Node::open(settings_, clock_);
      if (!opened) return std::unexpected(opened.error());
      node_ = std::move(*opened);
      hooks_.opened(*node_);
    }
    return node_->run(hooks_.seen, [this]() -> Status {
      if (hooks_.stopping()) node_->stop();
      return {};
    });
  }

  // False where it was told to stop meanwhile. Whether there is room, where no node is open to ask
  // it: opening one tells.
  bool wait_for_room(std::chrono::milliseconds& wait) {
    while (rest(wait)) {
      wait = std::min(2 * wait, waits_.longest);
      if (!node_ || node_->has_room()) return true;
    }
    return false;
  }

  // Whether it was not told to stop meanwhile.
  bool rest(std::chrono::milliseconds wait) {
    const std::chrono::nanoseconds end = clock_.monotonic() + wait;
    connectors::Waker nobody;
    while (clock_.monotonic() < end) {
      if (hooks_.stopping()) return false;
      if (node_) node_->stay_alive();
      nobody.wait(std::min(kLook, wait));
    }
    return !hooks_.stopping();
  }

  std::unique_ptr<Node>& node_;
  const NodeSettings& settings_;
  const RunHooks& hooks_;
  RoomWaits waits_;
  connectors::Clock& clock_;
};

}  // namespace

Status run_through_full_disks(std::unique_ptr<Node>& node, const NodeSettings& settings,
                              const RunHooks& hooks, RoomWaits waits) {
  return Survival(node, settings, hooks, waits).run();
}

}  // namespace shelfd::daemon
