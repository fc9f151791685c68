// Phases: what is done to the program, one after the other, and what each leaves in the figures.
// Each expects what the one before left.
// Threads: one. Errors: Stop; the stage is of no use after.
#pragma once

#include "bench/pipeline/stage.h"

namespace shelfd::bench {

// Broker up and warm, topics made, all items known and judged, the program stopped in order.
[[nodiscard]] Status open_market(Stage& stage);

// A backlog of events, then the program on it: events_per_second, cpu_us_per_event,
// broker_cpu_us_per_event and what each event wrote; counted from 20% of them to the last, as the
// peer's are. It runs after.
[[nodiscard]] Status drain(Stage& stage);

// latency_ms_p50_at_<rate> and _p99, of events and of suggestions.
[[nodiscard]] Status load(Stage& stage, int per_second);

// ready_after_kill_seconds, the worst of several, under load.
[[nodiscard]] Status kill_and_restart(Stage& stage);

// ready_after_stop_seconds, ready_after_state_loss_seconds, restore_records_per_second.
[[nodiscard]] Status lose_state(Stage& stage);

// Stops it. lost_events, duplicate_or_missing_cuts, refused_events; replay_exact.
[[nodiscard]] Status verify(Stage& stage);

}  // namespace shelfd::bench
