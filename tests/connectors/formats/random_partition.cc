// Random records of a partition: what waits, how far it is, its pools; and of beliefs the life
// tables and swings.
#include "tests/connectors/formats/random_states.h"

namespace shelfd::tests {

std::vector<connectors::AsideRecord> random_aside(Draw& draw) {
  std::vector<connectors::AsideRecord> records;
  for (std::int64_t left = draw.whole(0, 32); left > 0; --left) {
    records.push_back({.topic = draw.one_of(engine::Topic::Responses),
                       .offset = draw.count(1'000'000),
                       .appended_at = draw.instant(),
                       .value = draw.name("{\"sku\":\"\xff\"}")});
  }
  return records;
}

connectors::Control random_control(Draw& draw) {
  connectors::Control control{.epoch = draw.count(1'000'000),
                              .now = draw.instant(),
                              .next_offsets = {},
                              .caught_up = draw.chance(50),
                              .feed_open = draw.chance(50),
                              .key = {.first = draw.bits(), .second = draw.bits()},
                              .items = draw.count(1'000'000),
                              .aside_bytes = draw.bits(),
                              .timer_cursor = draw.name("t"),
                              .sweep_cursor = draw.maybe([&] { return draw.name("s"); })};
  const connectors::StateFormats known = connectors::state_formats();
  control.format = draw.chance(50) ? known.oldest : known.newest;
  if (control.format > known.oldest && draw.chance(50)) {
    control.rewriting = {.from = known.oldest, .cursor = draw.name("r")};
  }
  for (std::int64_t& offset : control.next_offsets) offset = draw.count(1'000'000);
  for (std::int64_t left = draw.whole(0, 3); left > 0; --left) {
    control.spreads.push_back({.merchant = draw.name("m"),
                               .cursor = draw.name("c"),
                               .since = draw.instant(),
                               .erases = draw.chance(50)});
  }
  return control;
}

connectors::Feed random_feed(Draw& draw) {
  return {.frontier = draw.instant(), .closed = draw.chance(50)};
}

forecasting::LeadTable random_lead(Draw& draw) {
  forecasting::LeadTable table;
  if (draw.chance(20)) return table;
  table.base_day = static_cast<std::int32_t>(draw.whole(0, 99'999));
  table.newest_day = table.base_day + static_cast<std::int32_t>(draw.whole(0, 400));
  constexpr auto kBins = static_cast<std::int32_t>(forecasting::kLeadBins);
  const auto count = [&] {
    return draw.chance(30) ? 0
                           : draw.whole(-forecasting::kMaxLeadCount, forecasting::kMaxLeadCount);
  };
  for (std::int32_t bin = -kBins; bin < kBins; ++bin) {
    if (draw.chance(30)) table.rows.push_back({.bin = bin, .arrived = count(), .at_risk = count()});
  }
  return table;
}

forecasting::SwingTest random_swing(Draw& draw) {
  const auto evidence = [&] { return static_cast<float>(draw.whole(0, 1'000'000)) / 64; };
  const auto day = [&] { return static_cast<std::int32_t>(draw.whole(0, 99'999)); };
  const auto run = [&] {
    return forecasting::SwingRun{.evidence = evidence(),
                                 .expected_units = evidence(),
                                 .units = draw.whole(0, 1'000'000),
                                 .orders = static_cast<std::int32_t>(draw.whole(0, 999)),
                                 .since_day = day()};
  };
  forecasting::SwingTest test{.up = run(), .down = run()};
  for (float& each : test.scatter) each = draw.chance(20) ? 0 : -evidence();
  for (float& each : test.evidence) each = draw.chance(20) ? 0 : evidence();
  test.open = draw.one_of(forecasting::SwingSide::Down);
  test.over = evidence();
  test.told_day = day();
  return test;
}

engine::CategoryPool random_category_pool(Draw& draw) {
  engine::CategoryPool pool{.known = random_pool(draw)};
  for (std::int64_t left = draw.whole(0, engine::kMaxWaitingDays); left > 0; --left) {
    pool.waiting.push_back(
        {.day = static_cast<std::int32_t>(draw.whole(1, 99'999)), .change = random_pool(draw)});
  }
  return pool;
}

engine::ResponsePool random_response_pool(Draw& draw) {
  engine::ResponsePool pool{.known = random_elasticities(draw)};
  for (std::int64_t left = draw.whole(0, engine::kMaxWaitingDays); left > 0; --left) {
    pool.waiting.push_back({.day = static_cast<std::int32_t>(draw.whole(1, 99'999)),
                            .change = random_elasticities(draw)});
  }
  return pool;
}

engine::MovementPool random_movement_pool(Draw& draw) {
  const auto sums = [&draw] {
    return forecasting::ControlSums{.milli_units = draw.count(1'000'000),
                                    .milli_expected = draw.count(1'000'000)};
  };
  engine::MovementPool pool{
      .known = {.through = static_cast<std::int32_t>(draw.whole(0, 99'999)), .days = {}}};
  for (std::int64_t left = draw.whole(0, forecasting::kControlDays); left > 0; --left) {
    pool.known.days.push_back({.day = static_cast<std::int32_t>(draw.whole(1, 99'999)),
                               .sums = sums(),
                               .micro_level = draw.count(20'000'000)});
  }
  for (std::int64_t left = draw.whole(0, engine::kMaxWaitingDays); left > 0; --left) {
    pool.waiting.push_back(
        {.day = static_cast<std::int32_t>(draw.whole(1, 99'999)), .change = sums()});
  }
  return pool;
}

engine::LeadPool random_lead_pool(Draw& draw) {
  const auto leads = [&] {
    return forecasting::SupplierLeads{.ordered = random_lead(draw),
                                      .shipped = random_lead(draw),
                                      .promised = random_lead(draw),
                                      .promised_gain = draw.whole(-999'999'999, 999'999'999)};
  };
  engine::LeadPool pool{.known = leads()};
  for (std::int64_t left = draw.whole(0, engine::kMaxWaitingDays); left > 0; --left) {
    pool.waiting.push_back(
        {.day = static_cast<std::int32_t>(draw.whole(1, 99'999)), .change = leads()});
  }
  return pool;
}

engine::MerchantDays random_merchant_days(Draw& draw) {
  engine::MerchantDays days{.published = static_cast<std::int32_t>(draw.whole(0, 99'999))};
  for (std::int64_t left = draw.whole(0, 5); left > 0; --left) {
    days.items.push_back(
        {.day = static_cast<std::int32_t>(draw.whole(1, 99'999)), .items = draw.count(1'000'000)});
  }
  return days;
}

}  // namespace shelfd::tests
