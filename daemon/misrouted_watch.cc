#include "daemon/misrouted_watch.h"

namespace shelfd::daemon {
namespace {

double share_of(const TakenIn& window) {
  return window.records == 0
             ? 0
             : static_cast<double>(window.misrouted) / static_cast<double>(window.records);
}

}  // namespace

// The window begins at the newest look that has a whole window behind it, and at none too old.
void MisroutedWatch::add(Watched& watched, const Look& look) {
  std::deque<Look>& looks = watched.looks;
  if (looks.empty()) looks.push_back({.at = look.at});
  looks.push_back(look);
  while (looks.size() > 1) {
    const bool is_full = look.totals.records - looks[1].totals.records >= kMisroutedWindow;
    if (!is_full && look.at - looks.front().at <= kMisroutedAge) break;
    looks.pop_front();
  }
}

TakenIn MisroutedWatch::window(const Watched& watched) {
  if (watched.looks.empty()) return {};
  const TakenIn& first = watched.looks.front().totals;
  const TakenIn& last = watched.looks.back().totals;
  return {.records = last.records - first.records, .misrouted = last.misrouted - first.misrouted};
}

std::vector<MisroutedWatch::News> MisroutedWatch::look(const TakenInByTopic& totals,
                                                       std::chrono::nanoseconds monotonic) {
  std::vector<News> news;
  for (std::size_t rank = 0; rank < totals.size(); ++rank) {
    Watched& watched = topics_[rank];
    add(watched, {.at = monotonic, .totals = totals[rank]});
    const TakenIn newest = window(watched);
    const double share = share_of(newest);
    const bool is_high = share > kMisroutedShare && newest.misrouted >= kMisroutedLeast;
    const bool is_low = share < kMisroutedShare / 2;
    if (watched.is_raised ? !is_low : !is_high) continue;
    watched.is_raised = !watched.is_raised;
    news.push_back(
        {.topic = static_cast<engine::Topic>(rank), .raised = watched.is_raised, .share = share});
  }
  return news;
}

double MisroutedWatch::share(engine::Topic topic) const {
  return share_of(window(topics_[static_cast<std::size_t>(topic)]));
}

}  // namespace shelfd::daemon
