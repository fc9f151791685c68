#include "connectors/http/listening.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace shelfd::connectors {
namespace {

constexpr int kBacklog = 512;

std::string cause(int error) { return std::generic_category().message(error); }

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  bool loopback = false;
};

const sockaddr* plain(const Address& address) {
  return std::bit_cast<const sockaddr*>(&address.storage);
}

// The numbers of an IPv4 or IPv6 address; size 0 where it is neither.
Address parse_address(const TcpAddress& asked) {
  Address address;
  sockaddr_in four{};
  sockaddr_in6 six{};
  if (inet_pton(AF_INET, asked.address.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(asked.port);
    address.size = sizeof four;
    address.loopback = (ntohl(four.sin_addr.s_addr) >> 24U) == 127;
    std::memcpy(&address.storage, &four, sizeof four);
  } else if (inet_pton(AF_INET6, asked.address.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(asked.port);
    address.size = sizeof six;
    address.loopback = IN6_IS_ADDR_LOOPBACK(&six.sin6_addr) != 0;
    std::memcpy(&address.storage, &six, sizeof six);
  }
  return address;
}

std::uint16_t bound_port(const Descriptor& descriptor) {
  Address address;
  address.size = sizeof address.storage;
  auto* out = std::bit_cast<sockaddr*>(&address.storage);
  if (getsockname(descriptor.number(), out, &address.size) != 0) return 0;
  // Both families keep the port in the same place.
  sockaddr_in four{};
  std::memcpy(&four, &address.storage, sizeof four);
  return ntohs(four.sin_port);
}

Result<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return stop("socket " + path + ": longer than " + std::to_string(sizeof address.sun_path - 1) +
                " bytes, which is all that the system takes: choose a shorter data folder");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* plain(const sockaddr_un& address) {
  return std::bit_cast<const sockaddr*>(&address);
}

Descriptor new_socket(int family) {
  return Descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

// Nothing where the path is free, or left behind by a process that is gone.
Status check_unused(const std::string& path, const sockaddr_un& address) {
  struct stat found{};
  if (lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode)) return stop("socket " + path + ": is there and is not a socket");
  const Descriptor probe = new_socket(AF_UNIX);
  const bool connected = connect(probe.number(), plain(address), sizeof address) == 0;
  if (!connected && errno == ECONNREFUSED) return {};
  return stop("socket " + path + ": another process listens on it");
}

// Bound to `path`, mode 0600, listening.
Result<Descriptor> bind_private(const std::string& path) {
  const auto address = unix_address(path);
  if (!address) return std::unexpected(address.error());
  Descriptor descriptor = new_socket(AF_UNIX);
  ::unlink(path.c_str());
  const bool bound = bind(descriptor.number(), plain(*address), sizeof *address) == 0;
  if (bound && chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0 &&
      ::listen(descriptor.number(), kBacklog) == 0) {
    return descriptor;
  }
  const int error = errno;
  if (bound) ::unlink(path.c_str());
  return stop("socket " + path + ": " + cause(error));
}

}  // namespace

Result<TcpSocket> listen_tcp(const TcpAddress& address) {
  const Address parsed = parse_address(address);
  if (parsed.size == 0) return stop("listen address " + address.address + ": is no IP address");
  TcpSocket socket{
      .descriptor = new_socket(parsed.storage.ss_family), .port = 0, .loopback = parsed.loopback};
  const int on = 1;
  setsockopt(socket.descriptor.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(socket.descriptor.number(), plain(parsed), parsed.size) != 0 ||
      ::listen(socket.descriptor.number(), kBacklog) != 0) {
    return stop("listen address " + address.address + " port " + std::to_string(address.port) +
                ": " + cause(errno));
  }
  socket.port = bound_port(socket.descriptor);
  return socket;
}

Result<SocketFile> SocketFile::listen(const std::string& path) {
  const auto address = unix_address(path);
  if (!address) return std::unexpected(address.error());
  if (auto status = check_unused(path, *address); !status) return std::unexpected(status.error());
  const std::string passing = path + ".new";
  auto descriptor = bind_private(passing);
  if (!descriptor) return std::unexpected(descriptor.error());
  struct stat own{};
  if (lstat(passing.c_str(), &own) != 0 || std::rename(passing.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(passing.c_str());
    return stop("socket " + path + ": " + cause(error));
  }
  SocketFile file;
  file.descriptor_ = *std::move(descriptor);
  file.path_ = path;
  file.device_ = own.st_dev;
  file.inode_ = own.st_ino;
  return file;
}

SocketFile::SocketFile(SocketFile&& other) noexcept { *this = std::move(other); }

SocketFile& SocketFile::operator=(SocketFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  return *this;
}

SocketFile::~SocketFile() {
  struct stat found{};
  if (path_.empty() || lstat(path_.c_str(), &found) != 0) return;
  if (found.st_dev == device_ && found.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace shelfd::connectors
