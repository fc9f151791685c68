// Shows whole explanations, lines and alerts in each language, as a merchant reads them: they are
// compared with tests/golden/wording. UPDATE_GOLDEN=1 rewrites those files; the difference is read
// as a change of what shelfd says.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/wording/invented.h"
#include "tests/wording/invented_outlook.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using wording::Language;

std::string golden_path(const char* name) {
  return std::string(SHELFD_GOLDEN_DIR) + "/wording/" + name + ".txt";
}

void add(const std::vector<std::string>& lines, std::string& page) {
  page += "\n" + std::string(80, '=') + "\n";
  for (const std::string& line : lines) page += line + "\n";
}

std::vector<engine::Alert> alerts() {
  engine::Alert late{.kind = engine::AlertKind::LateShipment, .currency = kEuro};
  late.params = {{"missing_units", std::int64_t{24}},
                 {"expected_at", from_unix_millis(1746000000000)}};
  engine::Alert out{
      .kind = engine::AlertKind::StockoutRisk, .worth = cents(21'450), .currency = kEuro};
  out.params = {{"chance_ratio", 0.73}, {"usable_units", std::int64_t{5}}};
  engine::Alert over{.kind = engine::AlertKind::Undercut, .open = false, .currency = kEuro};
  return {late, out, over};
}

std::string page_of(Language language, const std::string& title, const std::string& category) {
  const wording::ItemContext known{.title = title, .category = category};
  std::string page;
  for (const Case& shop : {kettle(), teapot(), lamp(), cable()}) {
    page += one_line(language, price_of(shop)) + "\n" + one_line(language, plan_of(shop)) + "\n";
  }
  for (const engine::Alert& alert : alerts()) page += alert_sentence(language, alert) + "\n";
  add(explain_price(language, known, price_of(kettle())), page);
  add(explain_price(language, {}, price_of(teapot())), page);
  add(explain_price(language, {}, price_of(lamp())), page);
  add(explain_price(language, {}, price_of(cable())), page);
  add(explain_plan(language, known, plan_of(kettle())), page);
  add(explain_plan(language, {}, plan_of(lamp())), page);
  add(explain_plan(language, {}, plan_of(cable())), page);
  add(explain_outlook(language, busy_kettle()), page);
  add(explain_outlook(language, slow_lamp()), page);
  return page;
}

void compare(const char* name, const std::string& page) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden_path(name)) << page;
  std::ifstream file(golden_path(name));
  const std::string golden{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(page, golden);
}

TEST(Golden, says_it_in_english) {
  compare("english", page_of(Language::English, "Steel kettle 1.7 l", "kettles"));
}

TEST(Golden, says_it_in_simplified_chinese) {
  compare("chinese_simplified",
          page_of(Language::ChineseSimplified, "不锈钢电水壶 1.7 升", "水壶"));
}

TEST(Golden, says_it_in_traditional_chinese) {
  compare("chinese_traditional",
          page_of(Language::ChineseTraditional, "不鏽鋼電熱水壺 1.7 公升", "水壺"));
}

}  // namespace
}  // namespace shelfd::wording_test
