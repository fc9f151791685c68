#include "daemon/node_server.h"

namespace shelfd::daemon {

Result<std::unique_ptr<NodeServer>> NodeServer::start(const NodeServerOptions& options) {
  auto node = std::make_unique<NodeServer>();
  connectors::ServerOptions wire;
  wire.socket_path = options.socket;
  wire.threads = options.threads;
  wire.metrics = options.parts.metrics;
  if (!options.listen.empty()) {
    const std::size_t colon = options.listen.rfind(':');
    node->host_ = options.listen.substr(0, colon);
    wire.tcp = {.address = node->host_,
                .port = static_cast<std::uint16_t>(std::stoi(options.listen.substr(colon + 1)))};
  }
  options.parts.health->start(options.parts.clock->monotonic());
  auto server = connectors::Server::start(wire, connectors::endpoints(options.parts));
  if (!server) return std::unexpected(server.error());
  node->server_ = std::move(*server);
  return node;
}

std::string NodeServer::address() const {
  if (server_->port() == 0) return "";
  return host_ + ":" + std::to_string(server_->port());
}

}  // namespace shelfd::daemon
