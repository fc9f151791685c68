#include "daemon/node.h"

#include "base/arithmetic.h"
#include "connectors/embedded/folder.h"
#include "connectors/http/endpoints.h"

namespace shelfd::daemon {
namespace {

// The longest wait without looking: a clock may jump, a signal may have come.
constexpr std::chrono::milliseconds kLongestWait{50};
constexpr std::chrono::seconds kGaugeEvery{2};

}  // namespace

std::string build_name() {
  const std::string commit = SHELFD_COMMIT;
  return commit.empty() ? SHELFD_VERSION : std::string(SHELFD_VERSION) + "+" + commit;
}

Node::~Node() { server_.reset(); }

Result<std::unique_ptr<Node>> Node::open(const NodeSettings& settings, connectors::Clock& clock) {
  const auto folder = connectors::open_folder(settings.data);
  if (!folder) return std::unexpected(folder.error());
  std::unique_ptr<Node> node(new Node(clock));
  auto log = connectors::Partitions::open(folder->database,
                                          {.count = 1, .log = {.opened_at = clock.now()}});
  if (!log) return std::unexpected(log.error());
  node->log_ = std::move(*log);
  const std::string arithmetic = arithmetic_fingerprint();
  node->metrics_ = std::make_unique<connectors::Metrics>(build_name(), arithmetic);
  auto loop = Loop::open({.log = &node->log(),
                          .store = &node->log(),
                          .clock = &clock,
                          .metrics = node->metrics_.get(),
                          .build = build_name(),
                          .arithmetic = arithmetic,
                          .commits = connectors::HandOff::Commits::OnOwnThread,
                          .believes_clock = settings.believes_clock});
  if (!loop) return std::unexpected(loop.error());
  node->loop_ = std::move(*loop);
  if (settings.serves) {
    auto served = node->serve(settings, folder->socket);
    if (!served) return std::unexpected(served.error());
  }
  return node;
}

Status Node::serve(const NodeSettings& settings, const std::string& socket) {
  service_ = std::make_unique<connectors::Service>(*log_, clock_, [this] { waker_.wake(); });
  connectors::ServerOptions options;
  options.socket_path = socket;
  options.metrics = metrics_.get();
  if (!settings.listen.empty()) {
    const std::size_t colon = settings.listen.rfind(':');
    listen_host_ = settings.listen.substr(0, colon);
    options.tcp = {
        .address = listen_host_,
        .port = static_cast<std::uint16_t>(std::stoi(settings.listen.substr(colon + 1)))};
  }
  health_.start(clock_.monotonic());
  auto server = connectors::Server::start(options, connectors::endpoints({.service = service_.get(),
                                                                          .health = &health_,
                                                                          .metrics = metrics_.get(),
                                                                          .clock = &clock_}));
  if (!server) return std::unexpected(server.error());
  server_ = std::move(*server);
  return {};
}

std::string Node::address() const {
  if (!server_ || server_->port() == 0) return "";
  return listen_host_ + ":" + std::to_string(server_->port());
}

// Gauges that cost a read of the log: not more often than every kGaugeEvery.
void Node::observe() {
  const std::chrono::nanoseconds now = clock_.monotonic();
  health_.turned(now);
  health_.set_caught_up(loop_->caught_up() && !loop_->held());
  if (now - gauged_ < kGaugeEvery) return;
  metrics_->set_clock_held(loop_->held());
  gauged_ = now;
  metrics_->set_state_bytes(static_cast<double>(log_->approximate_bytes()));
  const auto heads = log().heads();
  if (!heads) return;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const std::int64_t unread = (*heads)[rank] - loop_->control().next_offsets[rank];
    metrics_->set_unread(static_cast<engine::Topic>(rank), static_cast<double>(unread));
  }
}

Status Node::run(const std::function<void(const Turn&)>& seen,
                 const std::function<Status()>& feed) {
  while (!stopping_) {
    auto fed = feed();
    if (!fed) return fed;
    const auto turn = loop_->turn();
    if (!turn) {
      health_.break_store(turn.error().message);
      return std::unexpected(turn.error());
    }
    observe();
    seen(*turn);
    if (turn->idle) waker_.wait(kLongestWait);
  }
  return {};
}

}  // namespace shelfd::daemon
