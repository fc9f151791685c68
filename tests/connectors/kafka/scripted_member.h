// Scripted member: a Member that answers what a test has set, and keeps what it was asked.
// Threads: `transact` from any, one at a time.
#pragma once

#include <deque>
#include <thread>
#include <utility>

#include "connectors/kafka/member.h"

namespace shelfd::fakes {

struct ScriptedMember final : connectors::Member {
  std::deque<connectors::News> news{};
  std::optional<connectors::Heads> group_offsets{};
  connectors::InputBounds inputs{};
  connectors::Heads at_instant{};
  connectors::ChangelogBounds changelog{};
  std::deque<connectors::ChangelogPage> pages{};          // the last one is given again and again
  std::deque<Result<connectors::Transacted>> outcomes{};  // none left: committed
  std::int64_t changelog_next = 100;                      // after each commit one more a part
  std::chrono::milliseconds takes{};                      // a transaction

  std::vector<connectors::FetchFrom> fetched{};
  std::vector<std::vector<std::int32_t>> transacted{};  // partitions
  std::vector<std::int64_t> read_from{};
  int times_asked = 0;  // for the group's offsets
  int releases = 0;
  int renewals = 0;

  Result<connectors::News> poll(std::chrono::milliseconds /*longest*/) override {
    if (news.empty()) return connectors::News{};
    auto first = std::move(news.front());
    news.pop_front();
    return first;
  }
  Status fetch(const std::vector<connectors::FetchFrom>& from) override {
    fetched = from;
    return {};
  }
  Status release() override {
    ++releases;
    return {};
  }
  Result<std::optional<connectors::Heads>> committed(std::int32_t /*partition*/) override {
    ++times_asked;
    return group_offsets;
  }
  Result<connectors::InputBounds> input_bounds(std::int32_t /*partition*/) override {
    return inputs;
  }
  Result<connectors::Heads> offsets_at(std::int32_t /*partition*/, Instant /*at*/) override {
    return at_instant;
  }
  Result<connectors::ChangelogBounds> changelog_bounds(std::int32_t /*partition*/) override {
    return changelog;
  }
  Result<connectors::ChangelogPage> read_changelog(std::int32_t /*partition*/,
                                                   std::int64_t from) override {
    read_from.push_back(from);
    if (pages.empty()) return connectors::ChangelogPage{.next = from, .at_end = true};
    auto page = pages.front();
    if (pages.size() > 1) pages.pop_front();
    page.next = std::max(page.next, from);
    return page;
  }
  Result<connectors::Transacted> transact(
      const std::vector<connectors::TransactionPart>& parts) override {
    std::this_thread::sleep_for(takes);
    std::vector<std::int32_t> partitions;
    connectors::Transacted done{.outcome = connectors::Outcome::Committed};
    for (const connectors::TransactionPart& part : parts) {
      partitions.push_back(part.partition);
      done.changelog_next.push_back(++changelog_next);
    }
    transacted.push_back(partitions);
    if (outcomes.empty()) return done;
    auto outcome = std::move(outcomes.front());
    outcomes.pop_front();
    return outcome;
  }
  Status renew() override {
    ++renewals;
    return {};
  }
};

}  // namespace shelfd::fakes
