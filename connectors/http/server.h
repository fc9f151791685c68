// Server: HTTP/1.1 on a TCP port, on a Unix socket file, or on both; what is answered is a function
// of the request and none of its business. libmicrohttpd stays in the source file.
//
// What a stranger can take is bounded (Limits): an endless header line or 200,000 headers meet the
// memory of a connection, an endless body is counted while it comes, half-open requests fill their
// own address's share and are dropped after the timeout. Bodies of all connections together are
// bounded too.
// Replies: the handler's, else 403 (browser_guard.h), 413, 500 (the handler threw), 503 (too many
// bodies at once, or the server is ending). Every 503 says Retry-After.
// Threads: `threads` a listener; the handler is called on them, several at a time. A handler that
// takes long holds up the other connections of its thread.
// Errors: Stop where it cannot listen, naming address or path.
// Not here: routes (endpoints.h), TLS (ends at the ingress).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "connectors/http/listening.h"
#include "connectors/metrics/metrics.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

using Handler = std::function<Reply(const Request&)>;

// Of one listener.
struct ServerLimits {
  unsigned connections = 256;
  unsigned connections_an_address = 128;                  // TCP only
  std::size_t connection_bytes = std::size_t{32} << 10U;  // headers and buffers, at most
  std::chrono::seconds timeout{30};                       // of a connection that is silent
  std::size_t body_bytes = std::size_t{8} << 20U;         // of one request
  std::size_t bodies_bytes = std::size_t{64} << 20U;      // of all requests at once
};

struct ServerOptions {
  std::optional<TcpAddress> tcp{};
  std::string socket_path{};  // "": none
  unsigned threads = 2;
  ServerLimits limits{};
  Metrics* metrics = nullptr;  // outlives the server; null: nothing is counted
};

class Server {
 public:
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;
  // Stops listening, removes the socket file. What the handler was asked is answered, within 5 s.
  ~Server();

  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                                             const Handler& handler);

  // The TCP port that it has; 0 where it has none.
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  struct Listener;

  Server();

  std::unique_ptr<Listener> tcp_;
  std::unique_ptr<Listener> local_;
  SocketFile socket_file_;
  std::uint16_t port_ = 0;
};

}  // namespace shelfd::connectors
