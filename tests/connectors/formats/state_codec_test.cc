// State codec: every state record comes back whole, in few bytes, and bytes that are no state are
// refused and never crash. Shown on seeded random states (plausible, and with any 64 bits in every
// number), compared by a text of all their fields, and on hand-made samples whose bytes are kept in
// tests/golden/state (UPDATE_GOLDEN=1 rewrites them).
#include "connectors/formats/state_codec.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <set>

#include "tests/connectors/formats/random_states.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/connectors/formats/value_text.h"

namespace shelfd::tests {
namespace {

// Every regressor has stood with every other.
void fill_spreads(forecasting::DemandBelief& demand) {
  for (forecasting::FilterState& member : demand.bank) {
    for (float& cell : member.spread) cell += 1e-4F;
  }
}

constexpr int kRounds = 300;
constexpr int kFlips = 4'000;

// One kind of record: its sample's bytes, random ones, and what decoding makes of bytes.
struct RecordKind {
  std::string name;
  std::string sample;
  std::function<std::string(Draw&)> random_bytes;
  // The value's text in `text` when it is one; the error otherwise.
  std::function<std::optional<Error>(std::string_view, std::string& text)> read;
  // True when a random value comes back with the same text and the same bytes.
  std::function<bool(Draw&)> comes_back;
};

template <typename Value, typename Encode, typename Decode, typename Random>
RecordKind kind_of(const char* name, const Value& sample, Encode encode, Decode decode,
                   Random random) {
  return {.name = name,
          .sample = bytes_of(encode, sample),
          .random_bytes = [=](Draw& draw) { return bytes_of(encode, random(draw)); },
          .read = [=](std::string_view bytes, std::string& text) -> std::optional<Error> {
            const auto value = decode(bytes);
            if (!value) return value.error();
            text = text_of(*value);
            return std::nullopt;
          },
          .comes_back =
              [=](Draw& draw) {
                const Value value = random(draw);
                const std::string bytes = bytes_of(encode, value);
                const auto it = decode(bytes);
                return it && text_of(*it) == text_of(value) && bytes_of(encode, *it) == bytes;
              }};
}

std::vector<RecordKind> all_kinds() {
  namespace codec = connectors;
  return {
      kind_of("situation", sample_situation(), codec::encode_situation, codec::decode_situation,
              random_situation),
      kind_of("belief", sample_belief(), codec::encode_belief, codec::decode_belief, random_belief),
      kind_of("category_pool", sample_category_pool(), codec::encode_category_pool,
              codec::decode_category_pool, random_category_pool),
      kind_of("lead_pool", sample_lead_pool(), codec::encode_lead_pool, codec::decode_lead_pool,
              random_lead_pool),
      kind_of("response_pool", sample_response_pool(), codec::encode_response_pool,
              codec::decode_response_pool, random_response_pool),
      kind_of("movement_pool", sample_movement_pool(), codec::encode_movement_pool,
              codec::decode_movement_pool, random_movement_pool),
      kind_of("merchant_days", sample_merchant_days(), codec::encode_merchant_days,
              codec::decode_merchant_days, random_merchant_days),
      kind_of("feed", sample_feed(), codec::encode_feed, codec::decode_feed, random_feed),
      kind_of("aside", sample_aside(), codec::encode_aside, codec::decode_aside, random_aside),
      kind_of("control", sample_control(), codec::encode_control, codec::decode_control,
              random_control),
      kind_of("judged_price", sample_judged_price(), codec::encode_judged_price,
              codec::decode_judged_price, random_judged_price),
      kind_of("judged_plan", sample_judged_plan(), codec::encode_judged_plan,
              codec::decode_judged_plan, random_judged_plan),
  };
}

TEST(StateCodec, brings_back_every_field_of_random_states) {
  for (const RecordKind& kind : all_kinds()) {
    for (int round = 0; round < kRounds; ++round) {
      Draw draw(static_cast<std::uint64_t>(round));
      ASSERT_TRUE(kind.comes_back(draw)) << kind.name << " of seed " << round;
    }
  }
}

TEST(StateCodec, brings_back_any_bits) {
  for (const RecordKind& kind : all_kinds()) {
    for (int round = 0; round < kRounds; ++round) {
      Draw draw(static_cast<std::uint64_t>(round), true);
      ASSERT_TRUE(kind.comes_back(draw)) << kind.name << " of seed " << round;
    }
  }
}

TEST(StateCodec, brings_back_states_with_nothing_in_them) {
  const auto situation = connectors::decode_situation(connectors::encode_situation({}));
  ASSERT_TRUE(situation);
  EXPECT_EQ(text_of(*situation), text_of(engine::Situation{}));
  const auto belief = connectors::decode_belief(connectors::encode_belief({}));
  ASSERT_TRUE(belief);
  EXPECT_EQ(text_of(*belief), text_of(engine::Belief{}));
  const auto judged = connectors::decode_judged_price(connectors::encode_judged_price({}));
  ASSERT_TRUE(judged);
  EXPECT_EQ(text_of(*judged), text_of(engine::JudgedPrice{}));
}

TEST(StateCodec, writes_equal_bytes_for_equal_states_and_others_for_others) {
  for (const RecordKind& kind : all_kinds()) {
    std::map<std::string, std::string> bytes_of_text;
    std::set<std::string> seen;
    for (int round = 0; round < kRounds; ++round) {
      Draw first(static_cast<std::uint64_t>(round));
      Draw second(static_cast<std::uint64_t>(round));
      const std::string bytes = kind.random_bytes(first);
      ASSERT_EQ(bytes, kind.random_bytes(second)) << kind.name;
      std::string text;
      ASSERT_FALSE(kind.read(bytes, text)) << kind.name;
      const bool new_text = bytes_of_text.emplace(text, bytes).second;
      ASSERT_EQ(new_text, seen.insert(bytes).second) << kind.name;
    }
  }
}

// What the catalog's family says is not kept.
TEST(StateCodec, leaves_out_the_family) {
  engine::Situation situation = sample_situation();
  const std::string bytes = connectors::encode_situation(situation);
  situation.catalog.family = "kettle-1700";
  EXPECT_EQ(connectors::encode_situation(situation), bytes);
}

TEST(StateCodec, keeps_the_promised_sizes) {
  const std::size_t situation = connectors::encode_situation(sample_situation()).size();
  engine::Situation plain = sample_situation();
  for (engine::OfferState& offer : plain.offers) {
    offer.seller_rating = -1;
    offer.rating_count = 0;
    offer.match_confidence = 1;
  }
  const std::size_t unrated = connectors::encode_situation(plain).size();
  engine::Belief full = sample_belief();
  fill_spreads(full.demand);
  for (engine::SupplierBelief& supplier : full.suppliers) {
    supplier.lead.rows.clear();
    for (int bin = 0; bin < static_cast<int>(forecasting::kLeadBins); ++bin) {
      supplier.lead.rows.push_back({bin, forecasting::kMaxOwnCount, forecasting::kMaxOwnCount});
    }
  }
  const std::size_t belief = connectors::encode_belief(sample_belief()).size();
  const std::size_t full_belief = connectors::encode_belief(full).size();
  std::cout << "situation " << situation << " bytes, " << unrated << " without ratings; belief "
            << belief << ", full " << full_belief << "\n";
  engine::Situation delivered = sample_situation();
  delivered.open_orders = {sample_order()};
  std::cout << "one order with two receipts adds "
            << connectors::encode_situation(delivered).size() - situation << " bytes\n";
  EXPECT_LE(situation, 400U);
  EXPECT_LE(unrated, situation);
  EXPECT_LE(full_belief, 2'500U);
}

// 32 offers at up to a thousand million, every number with all its digits, every bound set.
engine::JudgedPrice fullest_judged_price() {
  engine::JudgedPrice judged = sample_judged_price();
  judged.offers.clear();
  for (std::int64_t row = 0; row < 32; ++row) {
    judged.offers.push_back({.competitor = ~static_cast<std::uint64_t>(row),
                             .price = {999'999'999'999'999 - row},
                             .weight = 1.0F / 3,
                             .pull = 1.0F / 33,
                             .left_out = pricing::LeftOut::Implausible,
                             .anchor_price = {1 + row}});
  }
  pricing::PriceInputs& inputs = judged.inputs;
  inputs.economics->fee_fixed = inputs.economics->return_cost = {999'999'999'999};
  inputs.match_ratio = inputs.min_chance = inputs.horizon_days = 1.0 / 3;
  inputs.reach_ratio = inputs.guardrails.careful_ratio = 1.0 / 7;
  inputs.guardrails.min_margin_ratio = inputs.guardrails.max_change_ratio = 1.0 / 9;
  inputs.guardrails.ceiling = inputs.guardrails.map_price = Money{999'999'999'999'999};
  inputs.guardrails.endings.assign(8, Money{999'999'999});
  inputs.anchor_paid = {999'999'999'999'999};
  for (std::int64_t knot = 1; knot <= 14; ++knot) {
    inputs.guardrails.own_net.knots.push_back(
        {.list = {knot * 60'000'000'000'123}, .paid = {knot * 50'000'000'000'321}});
  }
  return judged;
}

// 1536 raw bytes are 2048 in base64.
TEST(StateCodec, fits_a_judgement_into_two_kilobytes_of_base64) {
  const std::size_t price = connectors::encode_judged_price(fullest_judged_price()).size();
  const std::size_t plan = connectors::encode_judged_plan(sample_judged_plan()).size();
  const std::size_t usual = connectors::encode_judged_price(sample_judged_price()).size();
  std::cout << "judged price " << usual << " bytes, with 32 offers " << price << "; judged plan "
            << plan << "\n";
  EXPECT_LE(price, 1'536U);
  EXPECT_LE(plan, 1'536U);
}

TEST(StateCodec, refuses_other_formats_by_name) {
  for (const RecordKind& kind : all_kinds()) {
    std::string bytes = kind.sample;
    ASSERT_EQ(bytes.substr(0, 2), std::string("\x08\x01", 2)) << kind.name;
    for (const char format : {'\0', '\x02', '\x63'}) {
      bytes[1] = format;
      std::string text;
      const auto error = kind.read(bytes, text);
      ASSERT_TRUE(error) << kind.name;
      EXPECT_EQ(error->reaction, Reaction::Stop);
      EXPECT_NE(error->message.find("format " + std::to_string(format)), std::string::npos)
          << error->message;
    }
    std::string text;
    EXPECT_TRUE(kind.read("", text)) << kind.name;
    EXPECT_TRUE(kind.read(bytes.substr(2), text)) << kind.name;
  }
}

// A record cut anywhere is refused with its name or read as a record with less in it.
TEST(StateCodec, survives_truncation_at_every_byte) {
  for (const RecordKind& kind : all_kinds()) {
    for (std::size_t size = 0; size < kind.sample.size(); ++size) {
      std::string text;
      const auto error = kind.read(std::string_view(kind.sample).substr(0, size), text);
      EXPECT_TRUE(!error || error->reaction == Reaction::Stop) << kind.name;
      EXPECT_TRUE(error || size >= 2) << kind.name;
    }
  }
}

TEST(StateCodec, survives_flipped_bits) {
  int refused = 0;
  for (const RecordKind& kind : all_kinds()) {
    Draw draw(1);
    for (int round = 0; round < kFlips; ++round) {
      std::string bytes = round % 2 == 0 ? kind.sample : kind.random_bytes(draw);
      for (std::int64_t left = draw.whole(1, 4); left > 0; --left) {
        const auto at = static_cast<std::size_t>(draw.bits() % bytes.size());
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << draw.whole(0, 7)));
      }
      std::string text;
      const auto error = kind.read(bytes, text);
      if (!error) continue;
      ++refused;
      ASSERT_EQ(error->reaction, Reaction::Stop);
      ASSERT_FALSE(error->message.empty());
    }
  }
  EXPECT_GT(refused, kFlips);
}

// 16 bytes an event after the format number: hash, ms from midnight UTC, units. 2026-11-25 is day
// 20782; a shop ahead of UTC has own times before that midnight.
TEST(StateCodec, keeps_remembered_demand_in_sixteen_bytes_an_event) {
  const Instant midnight{from_day_number(20'782)};
  const std::vector<engine::RecentEntry> entries = {
      {.hash = 0x0102'0304'0506'0708, .day = 20'782, .at = midnight + Duration{259}, .units = 3},
      {.hash = ~0ULL, .day = 20'782, .at = midnight - Duration{1}, .units = -2}};
  const std::string bytes = connectors::encode_recent(entries);
  EXPECT_EQ(bytes, std::string("\x01\x01\x02\x03\x04\x05\x06\x07\x08\0\0\x01\x03\0\0\0\x03"
                               "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe",
                               33));
  const auto again = connectors::decode_recent(bytes, 20'782);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, entries);
  for (const std::string& wrong : {std::string(), std::string(17, '\2'), bytes.substr(0, 20)}) {
    const auto refused = connectors::decode_recent(wrong, 20'782);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reaction, Reaction::Stop);
  }
}

// Why decoding refused; "none" where it did not.
template <typename Value>
std::string cause_of(const Result<Value>& decoded) {
  return decoded ? "none" : decoded.error().message;
}

TEST(StateCodec, refuses_lists_beyond_their_limits) {
  const auto refusal_of = [](const engine::Situation& situation) {
    return cause_of(connectors::decode_situation(connectors::encode_situation(situation)));
  };
  engine::Situation situation;
  situation.offers.resize(33);
  EXPECT_EQ(refusal_of(situation), "situation: offers: 33 are more than 32");
  situation = {};
  situation.open_orders.resize(17);
  EXPECT_EQ(refusal_of(situation), "situation: open_orders: 17 are more than 16");
  situation = {};
  situation.stock.emplace().marks.resize(65);
  EXPECT_EQ(refusal_of(situation), "situation: stock.marks: 65 are more than 64");
  situation = {};
  situation.open_orders.emplace_back().receipts.resize(17);
  EXPECT_EQ(refusal_of(situation), "situation: open_orders.receipts: 17 are more than 16");
  situation = {};
  situation.planned.resize(5);
  EXPECT_EQ(refusal_of(situation), "situation: planned: 5 are more than 4");
  situation = {};
  situation.catalog.suppliers.resize(5);
  EXPECT_EQ(refusal_of(situation), "situation: suppliers: 5 are more than 4");
  situation = {};
  situation.alerts.resize(12);
  EXPECT_EQ(refusal_of(situation), "situation: alerts: 12 are more than 11");
  situation = {};
  situation.price_kind = static_cast<engine::PriceKind>(4);
  EXPECT_EQ(refusal_of(situation), "situation: price_kind: 4 is not known");
}

TEST(StateCodec, refuses_life_tables_and_swings_that_no_learning_leads_to) {
  const auto refusal = [](const engine::Belief& belief) {
    return cause_of(connectors::decode_belief(connectors::encode_belief(belief)));
  };
  engine::Belief belief = sample_belief();
  belief.suppliers.front().lead.rows.push_back({57, 0, 1});
  EXPECT_EQ(refusal(belief), "belief: lead.bin: no bin 57");
  belief = sample_belief();
  std::swap(belief.suppliers.front().lead.rows.at(0), belief.suppliers.front().lead.rows.at(1));
  EXPECT_EQ(refusal(belief), "belief: lead.bin: no bin 0");
  belief = sample_belief();
  belief.suppliers.front().lead.newest_day = 1;
  EXPECT_EQ(refusal(belief), "belief: lead.newest_day: 1 is out of range");
  belief = sample_belief();
  belief.suppliers.front().lead.rows.front().at_risk = forecasting::kMaxLeadCount + 1;
  EXPECT_EQ(refusal(belief), "belief: lead.at_risk: 1099511627777 is out of range");
  belief = sample_belief();
  belief.swing.evidence.front() = -1;
  EXPECT_EQ(refusal(belief), "belief: swing.evidence: -1.000000 is out of range");
}

TEST(StateCodec, refuses_returns_and_views_that_no_learning_leads_to) {
  constexpr float kInfinite = std::numeric_limits<float>::infinity();
  const auto refusal = [](const auto& change) {
    engine::Belief belief = sample_belief();
    belief.returns = {.returned = 2, .days = 30};
    belief.viewed = {.units = 3, .views = 90, .days = 2};
    change(belief);
    return cause_of(connectors::decode_belief(connectors::encode_belief(belief)));
  };
  EXPECT_EQ(refusal([](engine::Belief&) {}), "none");
  EXPECT_EQ(refusal([](engine::Belief& belief) { belief.returns.days = 0; }),
            "belief: returns.days: not above zero");
  EXPECT_EQ(refusal([](engine::Belief& belief) { belief.returns.out[4] = -1; }),
            "belief: returns.numbers: units below zero");
  EXPECT_EQ(refusal([](engine::Belief& belief) { belief.returns.evidence[0] = kInfinite; }),
            "belief: returns.numbers: a number is not finite");
  EXPECT_EQ(refusal([](engine::Belief& belief) { belief.viewed.empty_days = -1; }),
            "belief: viewed: a sum below zero");
}

TEST(StateCodec, refuses_judgements_that_the_judge_cannot_take) {
  engine::JudgedPrice price = sample_judged_price();
  price.inputs.guardrails.step = {};
  EXPECT_EQ(cause_of(connectors::decode_judged_price(connectors::encode_judged_price(price))),
            "judged price: guardrails.step: below one micro");
  engine::JudgedPlan plan = sample_judged_plan();
  plan.terms.case_pack = {0};
  EXPECT_EQ(cause_of(connectors::decode_judged_plan(connectors::encode_judged_plan(plan))),
            "judged plan: case_pack: below 1");
  plan = sample_judged_plan();
  plan.demand.resize(9);
  EXPECT_EQ(cause_of(connectors::decode_judged_plan(connectors::encode_judged_plan(plan))),
            "judged plan: demand: 9 are more than 8");
}

// Written by the builds before this one: what they wrote must be read, and written again the same.
TEST(StateCodec, reads_and_writes_the_golden_bytes) {
  const std::filesystem::path folder = std::filesystem::path(SHELFD_GOLDEN) / "state";
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  for (const RecordKind& kind : all_kinds()) {
    const std::filesystem::path file = folder / (kind.name + ".bin");
    if (update) std::ofstream(file, std::ios::binary) << kind.sample;
    std::ifstream stream(file, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(golden, kind.sample) << kind.name;
    std::string text;
    EXPECT_FALSE(kind.read(golden, text)) << kind.name;
  }
}

}  // namespace
}  // namespace shelfd::tests
