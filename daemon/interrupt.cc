#include "daemon/interrupt.h"

#include <csignal>

namespace shelfd::daemon {
namespace {

// Set by a signal; loops look at it between turns.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal can set no other
volatile std::sig_atomic_t interrupted = 0;
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): as above
volatile std::sig_atomic_t draining = 0;

void on_signal(int signal) {
  if (signal == SIGUSR1) draining = 1;
  interrupted = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void watch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGUSR1, on_signal);
  std::signal(SIGPIPE, SIG_IGN);  // of OpenSSL's writes: librdkafka leaves it to the program
}

bool is_interrupted() { return interrupted != 0; }

bool is_draining() { return draining != 0; }

}  // namespace shelfd::daemon
