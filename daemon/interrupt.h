// Interrupt: SIGINT and SIGTERM ask the process to end in order, SIGUSR1 to end and give up its
// place among others (drain); a second one ends it at once. A peer that goes away while it is
// written to (SIGPIPE) does not end the process. Threads: `is_interrupted` and
// `is_draining` from any.
#pragma once

namespace shelfd::daemon {

void watch_interrupts();
[[nodiscard]] bool is_interrupted();  // by any of them
[[nodiscard]] bool is_draining();

}  // namespace shelfd::daemon
