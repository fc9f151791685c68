#include "connectors/formats/swing_packing.h"

#include <cmath>

// A demand swing's test as a record's part.

namespace shelfd::connectors {
namespace {

using forecasting::SwingRun;
using forecasting::SwingSide;
using forecasting::SwingTest;

void pack_run(const SwingRun& run, state::SwingRun& packed) {
  packed.set_evidence(run.evidence);
  packed.set_expected_units(run.expected_units);
  packed.set_units(run.units);
  packed.set_orders(run.orders);
  packed.set_since_day(run.since_day);
}

float read_evidence(const char* field, float value, Verdict& verdict) {
  if (std::isfinite(value) && value >= 0) return value;
  verdict.refuse(std::string(field) + ": " + std::to_string(value) + " is out of range");
  return 0;
}

SwingRun read_run(const state::SwingRun& packed, Verdict& verdict) {
  if (packed.units() < 0 || packed.orders() < 0 || packed.since_day() < 0) {
    verdict.refuse("swing.units: " + std::to_string(packed.units()) + " is out of range");
  }
  return {.evidence = read_evidence("swing.evidence", packed.evidence(), verdict),
          .expected_units = read_evidence("swing.expected_units", packed.expected_units(), verdict),
          .units = packed.units(),
          .orders = packed.orders(),
          .since_day = packed.since_day()};
}

}  // namespace

void pack_swing(const SwingTest& test, state::Swing& packed) {
  put_column(test.evidence, packed.mutable_evidence(), [](float evidence) { return evidence; });
  if (test.up != SwingRun{}) pack_run(test.up, *packed.mutable_up());
  if (test.down != SwingRun{}) pack_run(test.down, *packed.mutable_down());
  packed.set_open(static_cast<std::uint32_t>(test.open));
  packed.set_over(test.over);
  packed.set_told_day(test.told_day);
  put_column(test.scatter, packed.mutable_scatter(), [](float weight) { return weight; });
}

SwingTest read_swing(const state::Swing& packed, Verdict& verdict) {
  SwingTest test;
  verdict.column("swing.evidence", packed.evidence_size(), test.evidence.size());
  verdict.column("swing.scatter", packed.scatter_size(), test.scatter.size());
  if (!verdict.good()) return test;
  for (std::size_t place = 0; place < test.evidence.size(); ++place) {
    const float evidence = entry(packed.evidence(), static_cast<int>(place));
    test.evidence.at(place) = read_evidence("swing.evidence", evidence, verdict);
  }
  test.up = read_run(packed.up(), verdict);
  test.down = read_run(packed.down(), verdict);
  test.open = verdict.enumerator("swing.open", packed.open(), SwingSide::Down);
  test.over = read_evidence("swing.over", packed.over(), verdict);
  test.told_day = packed.told_day();
  for (std::size_t place = 0; place < test.scatter.size(); ++place) {
    const float weight = entry(packed.scatter(), static_cast<int>(place));
    test.scatter.at(place) = -read_evidence("swing.scatter", -weight, verdict);
  }
  return test;
}

}  // namespace shelfd::connectors
