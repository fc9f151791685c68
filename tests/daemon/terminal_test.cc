// Shows the widths that tables are set by: Chinese takes two columns, a cut ends whole characters
// with "…"; numbers are set to the right; and a bar leaves nothing where there is no terminal.
#include "daemon/terminal.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

TEST(Terminal, counts_columns_of_what_is_seen) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("kettle"), 6U);
  EXPECT_EQ(columns_of("café"), 4U);
  EXPECT_EQ(columns_of("水壶"), 4U);
  EXPECT_EQ(columns_of("1 → 2 – €"), 9U);
}

TEST(Terminal, cuts_to_whole_characters) {
  EXPECT_EQ(cut_to("kettle", 6), "kettle");
  EXPECT_EQ(cut_to("kettles", 6), "kettl…");
  EXPECT_EQ(cut_to("", 0), "");
  EXPECT_EQ(cut_to("café au lait", 5), "café…");
}

// Never wider than asked for, whatever the width.
TEST(Terminal, keeps_to_the_width) {
  const std::string text = "不锈钢电热水壶 1.7 L, café";
  for (std::size_t columns = 1; columns < 30; ++columns) {
    EXPECT_LE(columns_of(cut_to(text, columns)), columns);
  }
}

TEST(Terminal, sets_numbers_to_the_right) {
  testing::internal::CaptureStdout();
  print_table({{"item", "units"}, {"水壶", "5"}, {"mug", "120"}});
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "item  units\n"
            "水壶      5\n"
            "mug     120\n");
  testing::internal::CaptureStdout();
  print_table({});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(ProgressBar, writes_nothing_where_no_terminal_is) {
  testing::internal::CaptureStderr();
  {
    ProgressBar bar("import");
    bar.show(0.5);
    bar.finish();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace shelfd::daemon
