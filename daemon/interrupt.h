// Interrupt: SIGINT and SIGTERM ask the process to end in order; a second one ends it at once.
// Threads: `is_interrupted` from any.
#pragma once

namespace shelfd::daemon {

void watch_interrupts();
[[nodiscard]] bool is_interrupted();

}  // namespace shelfd::daemon
