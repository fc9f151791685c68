// Judge memory: a simulated market is stepped with a memory, without one, and with one that is
// dropped at random; what is published and what is kept are the same bytes each time. And it stays
// small, and is of use.
#include "engine/judge_memory.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "engine/step.h"
#include "simulator/market.h"

namespace shelfd::engine {
namespace {

// An item in three lives: with a memory, without, and with one that is dropped now and then.
struct Lives {
  std::array<ItemState, 3> states{};
  JudgeMemory kept{};
  JudgeMemory dropped{};
  Instant now{};
};

std::string told(const StepOutcome& outcome, const ItemState& state) {
  std::string text = connectors::encode_situation(state.situation);
  if (outcome.price) text += connectors::encode_price(*outcome.price);
  if (outcome.plan) text += connectors::encode_plan(*outcome.plan);
  for (const Alert& alert : outcome.alerts) text += connectors::encode_alert(alert);
  return text;
}

class Street {
 public:
  Street(pricing::Strategy strategy, std::uint64_t seed)
      : settings_{.seed = seed, .items = 25, .days = 25}, market_(settings_), random_(seed) {
    for (Event& event : market_.opening()) {
      if (const auto* rules = content_if<Rules>(event)) policy_ = make_policy(nullptr, rules);
      step_all(event, settings_.start);
    }
    policy_.strategy = strategy;
    pools_.category.by_part.fill(1'000);  // the hours of orders are known
  }

  void live() {
    for (const auto& timed : market_.advance(settings_.start + std::chrono::days{25})) {
      step_all(timed.event, timed.arrives_at);
    }
  }

  std::map<ItemId, Lives> items;
  int steps = 0;

 private:
  void step_all(const Event& event, Instant arrives_at) {
    const ItemId* id = item_of(event);
    if (id == nullptr) return;
    Lives& lives = items[*id];
    if (!lives.states[0].known()) lives.now = settings_.start;
    const Instant now = std::max(lives.now, arrives_at);
    const Record record{.topic = static_cast<Topic>(event.index()),
                        .offset = ++steps,
                        .appended_at = arrives_at,
                        .own_time = stated_time(event).value_or(arrives_at),
                        .content = static_cast<std::uint64_t>(steps),
                        .event = event};
    const StepContext context{.item = *id,
                              .policy = &policy_,
                              .pools = &pools_,
                              .names = &names_,
                              .previous_now = lives.now,
                              .now = now};
    if (random_() % 8 == 0) lives.dropped = {};
    const std::array<JudgeMemory*, 3> memories = {&lives.kept, nullptr, &lives.dropped};
    std::array<std::string, 3> texts;
    for (std::size_t life = 0; life < texts.size(); ++life) {
      ItemState& state = lives.states[life];
      texts[life] = told(step(state, context, {&record, 1}, memories[life]), state);
    }
    lives.now = now;
    ASSERT_EQ(texts[0], texts[1]) << "with and without a memory, step " << steps;
    ASSERT_EQ(texts[2], texts[1]) << "with a dropped memory, step " << steps;
  }

  simulator::MarketSettings settings_;
  simulator::Market market_;
  std::mt19937_64 random_;
  Policy policy_;
  Pools pools_;
  Names names_;
};

TEST(JudgeMemory, changes_no_outcome) {
  int steps = 0;
  for (const auto strategy : {pricing::Strategy::Profit, pricing::Strategy::MatchMarket}) {
    Street street(strategy, 11 + static_cast<std::uint64_t>(strategy));
    street.live();
    ASSERT_FALSE(testing::Test::HasFatalFailure());
    steps += street.steps;
  }
  EXPECT_GE(steps, 10'000);
}

// Measured: nine judgements in ten find their outlook; a memory weighs 1.8 KB.
TEST(JudgeMemory, is_small_and_mostly_answers) {
  Street street(pricing::Strategy::Profit, 5);
  street.live();
  for (const auto& [id, lives] : street.items) {
    EXPECT_LE(approximate_bytes(lives.kept), 4096U);
    EXPECT_GE(lives.kept.outlooks_remembered * 2, lives.kept.judgements);
    EXPECT_GE(lives.kept.prices_remembered * 2, lives.kept.judgements);
  }
}

}  // namespace
}  // namespace shelfd::engine
