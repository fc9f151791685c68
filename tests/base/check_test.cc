// A broken invariant ends the process with its text and place; one that holds does nothing.
#include "base/check.h"

#include <gtest/gtest.h>

namespace shelfd {
namespace {

TEST(InvariantDeathTest, ends_the_process_with_text_and_place) {
  const int units = -1;
  EXPECT_DEATH(INVARIANT(units >= 0), "units >= 0.*check_test.cc");
}

TEST(Invariant, does_nothing_when_it_holds) {
  int calls = 0;
  INVARIANT(++calls == 1);
  EXPECT_EQ(calls, 1);  // and looks once
}

}  // namespace
}  // namespace shelfd
