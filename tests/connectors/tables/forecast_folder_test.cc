// Shows how a folder of the forecast benchmark is read: what each column becomes, and that what is
// wrong is named. Files are written into a folder of the test's own.
#include "connectors/tables/forecast_folder.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/connectors/tables/scratch_files.h"

namespace shelfd::connectors {
namespace {

class ForecastFolder : public ScratchFiles {
 protected:
  void write_set(const std::string& history, const std::string& tasks) const {
    write("s.history.csv", history);
    write("s.tasks.csv", tasks);
    write("s.quantiles", "0.5\n0.95\n");
  }
  [[nodiscard]] Result<backtest::ForecastSet> read() const {
    return read_forecast_set(folder(), "s", [](double) {});
  }
  // What the reading says, without the folder.
  [[nodiscard]] std::string problem() const {
    const auto set = read();
    if (set) return "read";
    const std::string& message = set.error().message;
    return message.starts_with(folder()) ? message.substr(folder().size() + 1) : message;
  }
};

constexpr const char* kTasks = "series,origin,horizon,kind,t\na,2026-11-02,7,sum,1\n";

TEST_F(ForecastFolder, reads_what_each_column_says) {
  write_set(
      "series,period,t,y,lines,open,x_price,x_comp,x_comp_med,x_deal,x_bf,x_dow\n"
      "a,2026-11-02,1,3.0,2.0,1.0,9.5,8,8.25,1.0,0.0,0\n"
      "a,2026-11-03,2,,,0.5,,,,0.0,1.0,1\n"
      "\"b, c\",2026-11-03,2,1,1,1,4,,,0,1,1\n",
      "series,origin,horizon,kind,t\n\"b, c\",2026-11-03,1,step,2\na,x,7,sum,1\n");
  const auto set = read();
  ASSERT_TRUE(set.has_value()) << set.error().message;
  EXPECT_EQ(set->panel.name, "s");
  EXPECT_EQ(set->levels, (std::vector<double>{0.5, 0.95}));
  EXPECT_EQ(set->flags, (std::vector<std::string>{"deal", "bf"}));
  EXPECT_EQ(set->season, 7);
  ASSERT_EQ(set->panel.series.size(), 2U);
  EXPECT_EQ(set->panel.series[0].first, 1);
  const backtest::Period& first = set->panel.series[0].periods[0];
  EXPECT_EQ(first.units, 3);
  EXPECT_EQ(first.orders, 2);
  EXPECT_EQ(first.exposure, 1);
  EXPECT_EQ(first.price, 9.5);
  EXPECT_EQ(first.cheapest_price, 8);
  EXPECT_EQ(first.market_price, 8.25);
  EXPECT_EQ(first.weekday, 0);
  EXPECT_EQ(first.flags[0], 1);
  const backtest::Period& second = set->panel.series[0].periods[1];
  EXPECT_TRUE(std::isnan(second.units));
  EXPECT_TRUE(std::isnan(second.orders));
  EXPECT_EQ(second.exposure, 0.5);
  EXPECT_EQ(second.price, 0);
  EXPECT_EQ(second.flags[1], 1);
  EXPECT_EQ(set->panel.series[1].id, "b, c");
  // In period 2 deal is 0 for both and bf 1 for both; no other period has both.
  EXPECT_TRUE(set->panel.calendar[1]);
  ASSERT_EQ(set->tasks.size(), 2U);
  EXPECT_EQ(set->tasks[0].series, 1U);
  EXPECT_EQ(set->tasks[0].kind, backtest::TaskKind::Step);
  EXPECT_EQ(set->tasks[1].origin, "x");
  EXPECT_EQ(set->tasks[1].at, 1);
  EXPECT_EQ(set->tasks[1].horizon, 7);
}

TEST_F(ForecastFolder, takes_the_season_from_how_periods_are_written) {
  const std::string tasks = "series,origin,horizon,kind,t\n";
  write_set("series,period,t,y,open\na,1998-01,0,1,1\n", tasks);
  EXPECT_EQ(read()->season, 12);
  write_set("series,period,t,y,open\na,140,0,1,1\n", tasks);
  EXPECT_EQ(read()->season, 1);
}

TEST_F(ForecastFolder, names_file_line_column_and_value_of_what_is_wrong) {
  write_set("series,period,t,y,open\na,1,1,many,1\n", kTasks);
  EXPECT_EQ(problem(), "s.history.csv:2 y: expected a number, got \"many\"");
  write_set("series,period,t,y,open\na,1,1,-1,1\n", kTasks);
  EXPECT_EQ(problem(), "s.history.csv:2 y: expected a number not below 0, got \"-1\"");
  write_set("series,period,t,y,open\na,1,1,1,1.5\n", kTasks);
  EXPECT_EQ(problem(), "s.history.csv:2 open: expected 0 to 1, got \"1.5\"");
  write_set("series,period,t,y,open\na,1,1,1,1\na,1,3,1,1\n", kTasks);
  EXPECT_EQ(problem(), "s.history.csv:3 t: expected 2, got \"3\"");
  write_set("series,period,t,open\na,1,1,1\n", kTasks);
  EXPECT_EQ(problem(), "s.history.csv: has no column \"y\"");
}

TEST_F(ForecastFolder, names_what_is_wrong_with_a_task) {
  const std::string history = "series,period,t,y,open\na,1,5,1,1\n";
  const std::string head = "series,origin,horizon,kind,t\n";
  write_set(history, head + "b,x,7,sum,5\n");
  EXPECT_EQ(problem(), "s.tasks.csv:2 series: expected a series of the history, got \"b\"");
  write_set(history, head + "a,x,7,mean,5\n");
  EXPECT_EQ(problem(), "s.tasks.csv:2 kind: expected sum or step, got \"mean\"");
  write_set(history, head + "a,x,0,sum,5\n");
  EXPECT_EQ(problem(),
            "s.tasks.csv:2 horizon: expected a whole number from 1 to 100000, got \"0\"");
  write_set(history, head + "a,x,7,sum,4\n");
  EXPECT_EQ(problem(),
            "s.tasks.csv:2 t: expected a period of the series, which begins at 5, got \"4\"");
}

TEST_F(ForecastFolder, refuses_a_fourth_flag_by_name) {
  write_set("series,period,t,y,open,x_a,x_b,x_c,x_d\na,1,1,1,1,0,0,0,0\n", kTasks);
  EXPECT_EQ(problem(),
            "s.history.csv: column \"x_d\": at most 3 flags (x_ columns but price, comp, comp_med "
            "and dow) are read");
}

TEST_F(ForecastFolder, needs_levels_that_rise) {
  write_set("series,period,t,y,open\na,1,1,1,1\n", kTasks);
  write("s.quantiles", "0.5\n0.5\n");
  EXPECT_EQ(problem(),
            "s.quantiles:2: expected a level in (0, 1) above the one before, got \"0.5\"");
  write("s.quantiles", "");
  EXPECT_EQ(problem(), "s.quantiles: holds no level");
}

TEST_F(ForecastFolder, finds_the_sets_by_their_tasks) {
  write("b.tasks.csv", kTasks);
  write("a.tasks.csv", "line,origin,horizon,kind\n");
  write("notes.csv", "x\n");
  const auto sets = forecast_sets_in(folder());
  ASSERT_TRUE(sets.has_value());
  ASSERT_EQ(sets->size(), 2U);
  EXPECT_EQ((*sets)[0].name, "a");
  EXPECT_EQ((*sets)[0].kind, ForecastKind::LeadTime);
  EXPECT_EQ((*sets)[1].kind, ForecastKind::Demand);
  write("c.tasks.csv", "who,when\n");
  EXPECT_FALSE(forecast_sets_in(folder()).has_value());
  EXPECT_FALSE(forecast_sets_in(path("absent")).has_value());
}

}  // namespace
}  // namespace shelfd::connectors
