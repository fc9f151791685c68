// Shows reasons and alerts as sentences: with their params, without, and with params that are
// wrong. Each must read well, and none may show a brace, "nan" or "inf".
#include <gtest/gtest.h>

#include <limits>

#include "tests/wording/readable.h"
#include "wording/wording.h"

namespace shelfd::wording_test {
namespace {

using engine::Reason;
using engine::ReasonCode;
using wording::Language;

constexpr Currency kEuro{{'E', 'U', 'R'}};

std::string english(const Reason& reason) {
  return reason_sentence(Language::English, reason, kEuro);
}

Reason rival(std::int64_t amount, std::vector<engine::Param> params) {
  return {.code = ReasonCode::Rivals, .amount = amount, .params = std::move(params)};
}

TEST(Sentences, every_reason_reads_well_without_params) {
  for (const Language language : wording::kLanguages) {
    for (std::size_t code = 0; code < engine::kReasonCodes; ++code) {
      for (const std::int64_t amount : {-5, 0, 5}) {
        const Reason reason{.code = static_cast<ReasonCode>(code), .amount = amount};
        expect_readable(reason_sentence(language, reason, kEuro));
      }
      const std::string next = next_step(language, static_cast<ReasonCode>(code));
      if (!next.empty()) expect_readable(next);
    }
  }
}

TEST(Sentences, the_sign_chooses_between_rose_and_fell) {
  EXPECT_EQ(english({.code = ReasonCode::Cost, .amount = -1}), "your cost fell");
  EXPECT_EQ(english({.code = ReasonCode::Cost, .amount = 1}), "your cost rose");
}

TEST(Sentences, params_make_them_fuller) {
  EXPECT_EQ(english({.code = ReasonCode::Cost,
                     .amount = 1,
                     .params = {{"old_cost", Money{18'000'000}}, {"new_cost", Money{18'500'000}}}}),
            "your cost went from 18.00 EUR to 18.50 EUR");
  EXPECT_EQ(english({.code = ReasonCode::MaxChange, .params = {{"limit_ratio", 0.2}}}),
            "no change of more than 20% at once");
  EXPECT_EQ(english({.code = ReasonCode::Snoozed, .params = {{"until_at", Instant{}}}}),
            "you asked for quiet until 1970-01-01 00:00 UTC");
  EXPECT_EQ(english({.code = ReasonCode::Rejected,
                     .params = {{"reject_reason", std::string("too_low")}}}),
            "you turned the last suggestion down: too low");
}

// Where changes of the own price taught it, it says how many; where none did, that it is the
// category's; a record that does not say how many says neither.
TEST(Sentences, a_response_says_what_it_was_learnt_from) {
  const auto response = [](std::int64_t changes) {
    return Reason{.code = ReasonCode::Response,
                  .amount = -1,
                  .params = {{"elasticity_rate", 3.0},
                             {"present_elasticity_rate", 5.0},
                             {"usable_changes_count", changes}}};
  };
  EXPECT_EQ(english(response(6)),
            "a 1% dearer price sells about 2.9% less, not the 4.9% that your price supposes, by 6 "
            "changes of your own price");
  EXPECT_NE(english(response(1)).find("1 change of"), std::string::npos);
  EXPECT_EQ(english(response(0)),
            "buyers' reaction is an assumption of the category: a 1% dearer price sells about 2.9% "
            "less");
  EXPECT_EQ(reason_sentence(Language::ChineseSimplified, response(0), kEuro),
            "买家的反应是按品类的假设：涨价 1% 大约少卖 2.9%");
  EXPECT_EQ(reason_sentence(Language::ChineseTraditional, response(0), kEuro),
            "買家的反應是依類別的假設：漲價 1% 大約少賣 2.9%");
  EXPECT_NE(reason_sentence(Language::ChineseSimplified, response(6), kEuro).find("6 次调价"),
            std::string::npos);
  EXPECT_NE(reason_sentence(Language::ChineseTraditional, response(6), kEuro).find("6 次調價"),
            std::string::npos);
  Reason silent = response(6);
  silent.params.pop_back();
  EXPECT_EQ(english(silent),
            "a 1% dearer price sells about 2.9% less, not the 4.9% that your price supposes");
}

// A rival is named only where his own move explains the way the price went.
TEST(Sentences, a_rival_is_named_where_his_move_explains) {
  const engine::Param name{"competitor", std::string("nordhaus")};
  const engine::Param high{"old_price", Money{30'000'000}};
  const engine::Param low{"new_price", Money{27'000'000}};
  EXPECT_EQ(english(rival(-1, {name, high, low})), "nordhaus went from 30.00 EUR to 27.00 EUR");
  EXPECT_EQ(english(rival(1, {name, high, low})), "rivals are dearer or fewer now");
  EXPECT_EQ(english(rival(1, {name, high})), "nordhaus ran out of stock");
  EXPECT_EQ(english(rival(-1, {name, low})), "nordhaus now asks 27.00 EUR");
  EXPECT_EQ(english(rival(-1, {high, low})), "rivals are cheaper than before");
}

TEST(Sentences, doubt_alone_is_called_doubt) {
  const auto learnt = [](double rate) {
    return english({.code = ReasonCode::Response,
                    .amount = -1,
                    .params = {{"elasticity_rate", rate}, {"present_elasticity_rate", 2.5}}});
  };
  EXPECT_EQ(learnt(2.5), "buyers' reaction is uncertain");
  EXPECT_EQ(learnt(3.4),
            "a 1% dearer price sells about 3.3% less, not the 2.5% that your price supposes");
}

TEST(Sentences, a_param_that_is_empty_or_not_finite_counts_as_absent) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(english({.code = ReasonCode::MaxChange, .params = {{"limit_ratio", nan}}}),
            "no change larger than you allow at once");
  EXPECT_EQ(english({.code = ReasonCode::Rejected, .params = {{"reject_reason", std::string()}}}),
            "you turned the last suggestion down");
}

TEST(Sentences, names_are_cleaned) {
  const Reason reason =
      rival(-1, {{"competitor", std::string("a\x1b[2J{x}")}, {"new_price", Money{1'000'000}}});
  EXPECT_EQ(english(reason), "a [2J{x} now asks 1.00 EUR");
}

TEST(Sentences, every_alert_reads_well_and_says_what_to_do) {
  for (const Language language : wording::kLanguages) {
    for (std::size_t kind = 0; kind < engine::kAlertKinds; ++kind) {
      engine::Alert alert;
      alert.kind = static_cast<engine::AlertKind>(kind);
      expect_readable(alert_sentence(language, alert));
      alert.open = false;
      expect_readable(alert_sentence(language, alert));
    }
  }
}

TEST(Sentences, an_open_alert_says_what_is_at_stake) {
  engine::Alert alert;
  alert.kind = engine::AlertKind::StockoutRisk;
  alert.currency = kEuro;
  alert.worth = {214'500'000};
  alert.params = {{"chance_ratio", 0.73}, {"usable_units", std::int64_t{1}}};
  EXPECT_EQ(alert_sentence(Language::English, alert),
            "Likely to run out (73%): 1 unit left to sell. About 215 EUR is at stake. Order now, "
            "or ask for a faster delivery.");
}

// The cause follows what was seen; one that no words are known for is left out.
TEST(Sentences, a_demand_swing_says_since_when_and_what_is_at_hand) {
  engine::Alert alert;
  alert.kind = engine::AlertKind::DemandSwing;
  alert.params = {{"seen_units", std::int64_t{31}},
                  {"expected_units", std::int64_t{12}},
                  {"since_at", from_unix_millis(1'764'028'800'000)},
                  {"cause", "own_price"}};
  EXPECT_EQ(
      alert_sentence(Language::English, alert),
      "Demand swings: 31 units sold since 2025-11-25 00:00 UTC, where 12 units were expected. "
      "Your price changed just before. Look for the cause, and check the stock.");
  for (const char* cause : {"stock", "promotion", "own_price", "rivals"}) {
    for (const Language language : wording::kLanguages) {
      alert.params.back().value = "unheard_of";
      const std::string without = alert_sentence(language, alert);
      alert.params.back().value = cause;
      EXPECT_GT(alert_sentence(language, alert).size(), without.size());
      expect_readable(alert_sentence(language, alert));
    }
  }
}

}  // namespace
}  // namespace shelfd::wording_test
