// Lead time backtest: that a cut knows what had happened by its end and nothing else, that lines of
// one vendor and country learn from each other, and odd tables.
#include "backtest/lead_time_backtest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace shelfd::backtest {
namespace {

constexpr std::int32_t kFirst = 14'000;

DeliveryLine line(const std::string& vendor, std::int32_t sent, std::optional<std::int32_t> days) {
  DeliveryLine line{.line = "1", .vendor = vendor, .country = "Chad", .mode = "Air"};
  line.sent_day = kFirst + sent;
  if (days) line.delivered_day = line.sent_day + *days;
  return line;
}

double median_at(const std::vector<DeliveryLine>& lines, std::size_t of, std::int32_t cut) {
  const LeadTask task{.line = of, .cut_day = kFirst + cut};
  const double half = 0.5;
  return lead_time_quantiles(lines, {&task, 1}, {&half, 1}).front().front();
}

// Forty lines that took 20 days; the one asked for is sent after the cut.
std::vector<DeliveryLine> twenty_days() {
  std::vector<DeliveryLine> lines;
  for (int sent = 0; sent < 80; sent += 2) lines.push_back(line("Acme", sent, 20));
  lines.push_back(line("Acme", 110, 700));
  return lines;
}

TEST(LeadTimeBacktest, learns_from_what_was_delivered_before_the_cut) {
  EXPECT_EQ(median_at(twenty_days(), 40, 105), 20);
  // Before anything came it stands on the assumption of two weeks.
  EXPECT_EQ(median_at(twenty_days(), 40, -1), 14);
}

// What happens after the end of the cut's day changes nothing: other deliveries then, or the line's
// own, or none at all.
TEST(LeadTimeBacktest, knows_nothing_after_the_cut) {
  std::vector<DeliveryLine> lines = twenty_days();
  const double before = median_at(lines, 40, 60);
  for (DeliveryLine& later : lines) {
    if (later.delivered_day && *later.delivered_day > kFirst + 60) later.delivered_day.reset();
  }
  EXPECT_EQ(median_at(lines, 40, 60), before);
  std::erase_if(lines, [](const DeliveryLine& later) {
    return later.sent_day > kFirst + 60 && later.sent_day < kFirst + 110;
  });
  EXPECT_EQ(median_at(lines, lines.size() - 1, 60), before);
}

// Lines that are open at the cut count: the same deliveries, and as many lines again that have been
// open for 60 days, say that it takes longer.
TEST(LeadTimeBacktest, open_lines_lengthen_what_is_expected) {
  std::vector<DeliveryLine> lines = twenty_days();
  const double without = median_at(lines, 40, 140);
  for (int sent = 0; sent < 80; sent += 2) lines.push_back(line("Acme", sent, std::nullopt));
  EXPECT_GT(median_at(lines, 40, 140), without + 10);
}

// A vendor's lines speak for his own before others': 5 days against 60.
TEST(LeadTimeBacktest, tells_vendors_apart) {
  std::vector<DeliveryLine> lines;
  for (int sent = 0; sent < 100; ++sent) {
    lines.push_back(line("Quick", sent, 5));
    lines.push_back(line("Slow", sent, 60));
  }
  EXPECT_EQ(median_at(lines, 0, 200), 5);
  EXPECT_NEAR(median_at(lines, 1, 200), 60, 4);
}

TEST(LeadTimeBacktest, takes_tables_with_nothing_in_them) {
  EXPECT_TRUE(lead_time_quantiles({}, {}, {}).empty());
  const std::vector<DeliveryLine> backwards = {line("Acme", 5, -3)};
  EXPECT_EQ(median_at(backwards, 0, 20), 14);
  // Two of two came on the day: at 0 days all say 2 / (2 + 4), and each level under it
  // (2 + 8 h) / (2 + 8): 0.467, 0.573, 0.659: more than half.
  const std::vector<DeliveryLine> at_once = {line("Acme", 5, 0), line("Acme", 9, 0)};
  EXPECT_EQ(median_at(at_once, 0, 20), 0);
}

// Quantiles are whole days in order, for random tables with gaps of years.
TEST(LeadTimeBacktest, gives_quantiles_in_order) {
  std::mt19937_64 random(9);
  const std::vector<double> shares = {0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
  for (int round = 0; round < 20; ++round) {
    std::vector<DeliveryLine> lines;
    std::vector<LeadTask> tasks;
    for (std::size_t number = 0; number < 50; ++number) {
      const auto sent = static_cast<std::int32_t>(random() % 3000);
      const auto days = static_cast<std::int32_t>(random() % 900);
      lines.push_back(line(std::string(1, static_cast<char>('a' + random() % 4)), sent,
                           random() % 4 == 0 ? std::nullopt : std::optional(days)));
      tasks.push_back({.line = number, .cut_day = kFirst + sent - 1});
    }
    for (const auto& quantiles : lead_time_quantiles(lines, tasks, shares)) {
      ASSERT_EQ(quantiles.size(), shares.size());
      ASSERT_TRUE(std::ranges::is_sorted(quantiles));
      ASSERT_GE(quantiles.front(), 0);
      ASSERT_LE(quantiles.back(), 730);
    }
  }
}

}  // namespace
}  // namespace shelfd::backtest
