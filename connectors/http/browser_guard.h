// Browser guard: keeps a web page that somebody has open from speaking to a server on his machine.
//
//   a loopback port answers only to a Host that names loopback (a page whose name was pointed at
//   127.0.0.1 says its own name there)
//   a request that changes something is refused where its Origin is another site
//
// Programs send no Origin and are not touched. Nothing of it applies to the Unix socket.
// Source: Fetch standard (Origin), and the known attack by DNS rebinding.
// Pure.
#pragma once

#include <string_view>

namespace shelfd::connectors {

// As the headers say; "" where one is absent.
struct Caller {
  std::string_view method{};
  std::string_view host{};
  std::string_view origin{};
};

// "127.0.0.1", "localhost", "[::1]", each with a port or without.
[[nodiscard]] bool names_loopback(std::string_view host);

[[nodiscard]] bool may_pass(const Caller& caller, bool loopback_port);

}  // namespace shelfd::connectors
