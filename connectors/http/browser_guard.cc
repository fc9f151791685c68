#include "connectors/http/browser_guard.h"

#include <algorithm>

namespace shelfd::connectors {
namespace {

bool is_number_or_dot(char c) { return (c >= '0' && c <= '9') || c == '.'; }

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return has_port ? host.substr(0, colon) : host;
}

}  // namespace

bool names_loopback(std::string_view host) {
  const std::string_view name = without_port(host);
  if (name == "localhost" || name == "[::1]") return true;
  return name.starts_with("127.") && std::ranges::all_of(name, is_number_or_dot);
}

bool may_pass(const Caller& caller, bool loopback_port) {
  if (loopback_port && !caller.host.empty() && !names_loopback(caller.host)) return false;
  const bool reads = caller.method == "GET" || caller.method == "HEAD";
  if (reads || caller.origin.empty()) return true;
  constexpr std::string_view kScheme = "http://";
  return caller.origin.starts_with(kScheme) && caller.origin.substr(kScheme.size()) == caller.host;
}

}  // namespace shelfd::connectors
