// Event stream: one seed one stream, the mix and the popularity are what is said, any size works.
#include "simulator/event_stream.h"

#include <gtest/gtest.h>

#include <array>

#include "simulator/names.h"
#include "tests/simulator/played.h"

namespace shelfd::simulator {
namespace {

constexpr MarketSettings kMillion{.items = 1'000'000};

std::vector<TimedEvent> first(std::size_t count, const MarketSettings& settings) {
  EventStream stream{settings, settings.start, Duration{5}};
  std::vector<TimedEvent> events;
  for (std::size_t i = 0; i < count; ++i) events.push_back(stream.next());
  return events;
}

TEST(EventStream, a_seed_gives_one_stream) {
  const auto events = first(2'000, kMillion);
  EXPECT_EQ(signature_of(events), signature_of(first(2'000, kMillion)));
  EXPECT_EQ(events[7].arrives_at, kMillion.start + Duration{35});
}

// 20,000 events of a million items: 70, 26 and 4% (standard errors 65, 62, 28). P(first item) =
// (2^0.1 - 1) / (1000001^0.1 - 1) = 0.0718 / 2.981 = 2.4%: 481 events, standard error 22.
TEST(EventStream, keeps_its_mix_and_its_popularity) {
  std::array<int, engine::kTopicCount> kinds{};
  int top = 0;
  for (const TimedEvent& timed : first(20'000, kMillion)) {
    ++kinds[timed.event.index()];
    top += item_index(*engine::item_of(timed.event)) == 0U ? 1 : 0;
  }
  EXPECT_NEAR(kinds[static_cast<std::size_t>(engine::Topic::CompetitorOffers)], 14'000, 330);
  EXPECT_NEAR(kinds[static_cast<std::size_t>(engine::Topic::Demand)], 5'200, 310);
  EXPECT_NEAR(kinds[static_cast<std::size_t>(engine::Topic::Inventory)], 800, 140);
  EXPECT_NEAR(top, 481, 110);
}

}  // namespace
}  // namespace shelfd::simulator
