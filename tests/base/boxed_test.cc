// Shows that a boxed value is copied whole, moved by its pointer, and small in a variant.
#include "base/boxed.h"

#include <gtest/gtest.h>

#include <array>
#include <variant>

namespace shelfd {
namespace {

using Large = std::array<int, 256>;
using Either = std::variant<Boxed<Large>, int>;

TEST(Boxed, is_no_larger_than_a_pointer_and_made_from_the_value) {
  const Either either = Large{7};
  EXPECT_LE(sizeof(either), 2 * sizeof(void*));
  EXPECT_EQ((*std::get<0>(either))[0], 7);
}

TEST(Boxed, copies_the_value) {
  Boxed<Large> first = Large{7};
  const Boxed<Large> second = first;
  Boxed<Large> third;
  third = first;
  (*first)[0] = 8;
  EXPECT_EQ((*second)[0], 7);
  EXPECT_EQ((*third)[0], 7);
}

TEST(Boxed, moves_without_touching_the_value_and_may_be_assigned_to_afterwards) {
  Boxed<Large> first = Large{7};
  const Large* place = &*first;
  Boxed<Large> second = std::move(first);
  EXPECT_EQ(&*second, place);
  first = Large{9};
  EXPECT_EQ((*first)[0], 9);
}

}  // namespace
}  // namespace shelfd
