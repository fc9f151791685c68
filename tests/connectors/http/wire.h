// Wire: a TCP connection that a test writes byte by byte, as a careless or hostile client would.
// Threads: one. Every wait ends after kPatience.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/http/descriptor.h"

namespace shelfd::connectors {

inline constexpr std::chrono::seconds kPatience{20};

class Wire {
 public:
  // From an address of this machine to a port of 127.0.0.1.
  explicit Wire(std::uint16_t port, const std::string& from = "127.0.0.1");

  // False once the other side has closed.
  bool send(std::string_view bytes);
  // Sends it again and again; how many bytes went before the other side closed, or `most`.
  std::size_t send_endlessly(std::string_view bytes, std::size_t most);
  // What came until the other side closed, or until `until` is in it.
  std::string read(std::string_view until);

 private:
  Descriptor descriptor_;
};

// A GET with the usual headers, and the first line of what came back.
[[nodiscard]] std::string status_line(std::uint16_t port, const std::string& path,
                                      const std::string& headers = "Host: localhost\r\n");

// Memory that this process holds now.
[[nodiscard]] std::size_t resident_bytes();

}  // namespace shelfd::connectors
