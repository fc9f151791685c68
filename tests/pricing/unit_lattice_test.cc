// Unit lattice: units alike, choices and their indices; and parts of a basket.
#include "pricing/unit_lattice.h"

#include <gtest/gtest.h>

#include <set>

namespace shelfd::pricing {
namespace {

PreparedBasket of_prices(const std::vector<int>& prices) {
  Basket basket;
  for (const int price : prices) {
    basket.units.push_back({.list = {price * 10'000}, .price = {price * 10'000}});
  }
  return prepare(basket);
}

TEST(UnitLattice, only_neighbours_are_alike) {
  const PreparedBasket basket = of_prices({5, 5, 7, 5});
  const auto alike = alike_units(basket, basket.units);
  ASSERT_EQ(alike.size(), 3U);
  EXPECT_EQ(alike[0].units, (std::vector<std::uint8_t>{0, 1}));
  EXPECT_EQ(choices(alike, 1'000), 12U);
  EXPECT_EQ(choices(alike, 5), 5U);
}

TEST(UnitLattice, a_scope_tells_units_apart) {
  Basket basket;
  basket.units = {{.sku = "a"}, {.sku = "b"}};
  Promotion promotion{.benefit = AmountOff{.off = {10'000}}};
  promotion.scope.skus = {"a"};
  basket.promotions = {promotion};
  const PreparedBasket prepared = prepare(basket);
  EXPECT_EQ(alike_units(prepared, prepared.units).size(), 2U);
}

// Of 2 x 5 and 7 with the first kind: {5}, {5, 7}, {5, 5}; all of it is left out.
TEST(UnitLattice, visits_each_part_with_the_first_kind_once) {
  const PreparedBasket basket = of_prices({5, 5, 7});
  const UnitLattice lattice(alike_units(basket, basket.units));
  ASSERT_EQ(lattice.size(), 6U);
  const std::size_t whole = lattice.size() - 1;
  EXPECT_EQ(lattice.units(whole), 7U);
  std::multiset<UnitSet> seen;
  lattice.each_part(whole, [&](std::size_t part) {
    seen.insert(lattice.units(part));
    EXPECT_EQ(lattice.units_out_of(7U, part), lattice.units(part));
    EXPECT_EQ(std::popcount(lattice.units(whole - part)), 3 - std::popcount(lattice.units(part)));
    return true;
  });
  EXPECT_EQ(seen, (std::multiset<UnitSet>{1U, 5U, 3U}));
  EXPECT_EQ(lattice.units_out_of(6U, 1), 2U) << "the lowest that is left";
}

}  // namespace
}  // namespace shelfd::pricing
