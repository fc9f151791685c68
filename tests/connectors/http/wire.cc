#include "tests/connectors/http/wire.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <bit>
#include <cerrno>
#include <fstream>

namespace shelfd::connectors {
namespace {

sockaddr_in address_of(const std::string& address, std::uint16_t port) {
  sockaddr_in made{};
  made.sin_family = AF_INET;
  made.sin_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET, address.c_str(), &made.sin_addr), 1);
  return made;
}

const sockaddr* plain(const sockaddr_in& address) {
  return std::bit_cast<const sockaddr*>(&address);
}

bool wait_for(const Descriptor& descriptor, short events) {
  pollfd waited{.fd = descriptor.number(), .events = events, .revents = 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  return poll(&waited, 1, static_cast<int>(patience.count())) == 1;
}

}  // namespace

Wire::Wire(std::uint16_t port, const std::string& from)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in own = address_of(from, 0);
  EXPECT_EQ(bind(descriptor_.number(), plain(own), sizeof own), 0);
  const sockaddr_in server = address_of("127.0.0.1", port);
  EXPECT_EQ(connect(descriptor_.number(), plain(server), sizeof server), 0);
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_for(descriptor_, POLLOUT)) return false;
    const auto sent =
        ::send(descriptor_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t Wire::send_endlessly(std::string_view bytes, std::size_t most) {
  std::size_t sent = 0;
  while (sent < most && send(bytes)) sent += bytes.size();
  return sent;
}

std::string Wire::read(std::string_view until) {
  std::string came;
  std::array<char, 65'536> buffer{};
  while (came.find(until) == std::string::npos && wait_for(descriptor_, POLLIN)) {
    const auto count = recv(descriptor_.number(), buffer.data(), buffer.size(), 0);
    if (count <= 0) break;
    came.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return came;
}

std::string status_line(std::uint16_t port, const std::string& path, const std::string& headers) {
  Wire wire(port);
  wire.send("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n");
  const std::string came = wire.read("\r\n");
  return came.substr(0, came.find("\r\n"));
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all_pages = 0;
  std::size_t resident_pages = 0;
  statm >> all_pages >> resident_pages;
  return resident_pages * 4'096;
}

}  // namespace shelfd::connectors
