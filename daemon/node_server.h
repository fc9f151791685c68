// Node server: the HTTP server of a process, on the socket of its data folder and on TCP where the
// settings ask for it. What it answers is its parts' (connectors/http/endpoints.h).
// Threads: one; the server has its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "connectors/http/endpoints.h"
#include "connectors/http/server.h"

namespace shelfd::daemon {

struct NodeServerOptions {
  std::string socket{};
  std::string listen{};  // "address:port" as the settings checked it; "": no TCP
  unsigned threads = connectors::ServerOptions{}.threads;
  connectors::EndpointParts parts{};  // outlive the server
};

class NodeServer {
 public:
  // Its loop has started, for the probes. Errors: as Server.
  [[nodiscard]] static Result<std::unique_ptr<NodeServer>> start(const NodeServerOptions& options);

  // "127.0.0.1:9464" as bound, "" for none.
  [[nodiscard]] std::string address() const;

 private:
  std::string host_;
  std::unique_ptr<connectors::Server> server_;
};

}  // namespace shelfd::daemon
