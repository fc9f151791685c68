// Listening sockets: one TCP port, or one file in a folder that only its owner may open.
//
// A socket file is made under a passing name, given mode 0600 and only then moved to its own, so
// that it is never open to others. One that a dead process left behind is replaced; one that a
// living process listens on is refused, and so is anything that is not a socket. Two that start at
// one instant are kept apart by the lock of the data folder, which is taken first.
// Threads: any. Errors: Stop, naming the address or path and the cause.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "connectors/http/descriptor.h"

namespace shelfd::connectors {

struct TcpAddress {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, as numbers
  std::uint16_t port = 0;             // 0: one that is free
};

struct TcpSocket {
  Descriptor descriptor{};
  std::uint16_t port = 0;  // the one it has
  bool loopback = true;
};

[[nodiscard]] Result<TcpSocket> listen_tcp(const TcpAddress& address);

// The socket's file is removed with it, unless another took its place meanwhile.
class SocketFile {
 public:
  SocketFile() = default;
  SocketFile(SocketFile&& other) noexcept;
  SocketFile& operator=(SocketFile&& other) noexcept;
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;
  ~SocketFile();

  [[nodiscard]] static Result<SocketFile> listen(const std::string& path);
  [[nodiscard]] Descriptor& descriptor() { return descriptor_; }

 private:
  Descriptor descriptor_{};
  std::string path_{};  // "": none
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
};

}  // namespace shelfd::connectors
