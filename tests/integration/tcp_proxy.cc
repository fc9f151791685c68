#include "tests/integration/tcp_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"

namespace shelfd::integration {
namespace {

constexpr int kStepMillis = 2;  // how late a command is seen
constexpr std::size_t kMostBuffered = 1U << 20U;
constexpr std::size_t kSizeBytes = 4;  // before each request and answer
// A request goes on with API (2 bytes), version (2) and correlation (4); the answer to a heartbeat
// is correlation, throttle (4) and error (2).
constexpr std::size_t kCorrelationAt = kSizeBytes + 4;
constexpr std::size_t kCorrelationBytes = 4;
constexpr std::string_view kHeartbeatAnswerSize{"\0\0\0\x0a", kSizeBytes};
constexpr std::size_t kErrorAt = kSizeBytes + 8;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): what the system's calls are like
int connected(int port) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return made;
  ::close(made);
  return -1;
}

int listening() {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const sockaddr_in address = loopback(0);
  INVARIANT(::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  INVARIANT(::listen(made, SOMAXCONN) == 0);
  return made;
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  INVARIANT(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

void make_prompt(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
}

// False when the other side has closed.
bool read_into(int socket, std::string& bytes) {
  std::array<char, 65'536> some{};
  while (bytes.size() < kMostBuffered) {
    const ssize_t count = ::recv(socket, some.data(), some.size(), 0);
    if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (count == 0) return false;
    bytes.append(some.data(), static_cast<std::size_t>(count));
  }
  return true;
}

bool write_from(int socket, std::string& bytes, std::size_t most) {
  while (most > 0) {
    const ssize_t count = ::send(socket, bytes.data(), most, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    bytes.erase(0, static_cast<std::size_t>(count));
    most -= static_cast<std::size_t>(count);
  }
  return true;
}

std::size_t number_at(const std::string& bytes, std::size_t at, std::size_t count) {
  std::size_t number = 0;
  for (std::size_t next = at; next < at + count; ++next) {
    number = number << 8U | static_cast<unsigned char>(bytes[next]);
  }
  return number;
}

void close_once(int& socket) {
  if (socket >= 0) ::close(socket);
  socket = -1;
}

}  // namespace

TcpProxy::TcpProxy() : listening_(listening()), port_(port_of(listening_)) {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    std::list<Connection> connections;
    while (!stop.stop_requested()) {
      wait(connections);
      if (is_cut_) continue;
      if (is_drop_due_.exchange(false)) {
        for (Connection& one : connections) close_once(one.client);
      }
      if (is_release_due_.exchange(false)) {
        for (Connection& one : connections) {
          if (!std::exchange(one.is_held, false)) continue;
          one.was_held = true;
          one.to_client.clear();  // of what was asked before: its client has gone
        }
      }
      accept_one(connections);
      connections.remove_if([this](Connection& one) { return !forward(one); });
    }
    for (Connection& one : connections) {
      close_once(one.client);
      close_once(one.broker);
    }
  });
}

TcpProxy::~TcpProxy() {
  thread_.request_stop();
  thread_.join();
  ::close(listening_);
}

void TcpProxy::wait(const std::list<Connection>& connections) const {
  std::vector<pollfd> all;
  if (!is_cut_) {
    all.push_back({.fd = listening_, .events = POLLIN, .revents = 0});
    for (const Connection& one : connections) {
      if (one.client >= 0) all.push_back({.fd = one.client, .events = POLLIN, .revents = 0});
      all.push_back({.fd = one.broker, .events = POLLIN, .revents = 0});
    }
  }
  ::poll(all.data(), all.size(), kStepMillis);
}

void TcpProxy::accept_one(std::list<Connection>& connections) const {
  if (to_ == 0) return;
  const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int broker = connected(to_);
  if (broker < 0) {
    ::close(client);
    return;
  }
  make_prompt(client);
  make_prompt(broker);
  connections.push_back({.client = client, .broker = broker});
}

// Whole requests; from the one that is held on nothing.
std::size_t TcpProxy::allowed(Connection& connection) {
  const std::string& bytes = connection.to_broker;
  std::size_t end = 0;
  while (!connection.is_held && end + kSizeBytes + 2 <= bytes.size()) {
    const std::size_t size = kSizeBytes + number_at(bytes, end, kSizeBytes);
    if (end + size > bytes.size()) break;
    const int api = static_cast<int>(number_at(bytes, end + kSizeBytes, 2));
    if (api == held_api_) {
      held_api_ = -1;
      connection.is_held = true;
      has_held_ = true;
      break;
    }
    if (api == kHeartbeat && false_code_ != 0 && connection.falsified.empty()) {
      connection.falsified = kHeartbeatAnswerSize;
      connection.falsified += bytes.substr(end + kCorrelationAt, kCorrelationBytes);
    }
    end += size;
  }
  return end;
}

// Requests of one connection are answered in order, and the held one was its first again.
void TcpProxy::keep_answer(Connection& connection) {
  const std::string& bytes = connection.to_client;
  if (!connection.was_held || bytes.size() < kSizeBytes) return;
  const std::size_t size = number_at(bytes, 0, kSizeBytes);
  if (bytes.size() < kSizeBytes + size) return;
  const std::lock_guard lock(mutex_);
  if (!answer_) answer_ = bytes.substr(kSizeBytes, size);
}

void TcpProxy::falsify(Connection& connection) {
  if (connection.falsified.empty()) return;
  std::string& bytes = connection.to_client;
  const std::size_t at = bytes.find(connection.falsified);
  if (at == std::string::npos || at + kErrorAt + 2 > bytes.size()) return;
  bytes[at + kErrorAt] = 0;
  bytes[at + kErrorAt + 1] = static_cast<char>(false_code_.exchange(0));
  connection.falsified.clear();
}

// What a client that has closed has sent before goes on; a held request outlives its client.
bool TcpProxy::forward(Connection& connection) {
  if (connection.client >= 0 && !read_into(connection.client, connection.to_broker)) {
    close_once(connection.client);
  }
  bool is_open = read_into(connection.broker, connection.to_client);
  keep_answer(connection);
  falsify(connection);
  is_open = is_open && write_from(connection.broker, connection.to_broker, allowed(connection));
  if (connection.client >= 0) {
    if (!write_from(connection.client, connection.to_client, connection.to_client.size())) {
      close_once(connection.client);
    }
  }
  const bool waits_for_answer = connection.was_held && !answer_to_held().has_value();
  if (is_open && (connection.client >= 0 || connection.is_held || waits_for_answer)) return true;
  close_once(connection.client);
  close_once(connection.broker);
  return false;
}

std::optional<std::string> TcpProxy::answer_to_held() {
  const std::lock_guard lock(mutex_);
  return answer_;
}

}  // namespace shelfd::integration
