// The four attacks that other servers failed, each of them bounded: an endless header line, 200,000
// headers, an endless chunked body, 300 half-open requests; and many large bodies at once. After
// each the server still answers.
#include <gtest/gtest.h>

#include <list>

#include "connectors/http/client.h"
#include "connectors/http/server.h"
#include "tests/connectors/http/wire.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20U;
// What lies in the sockets' buffers, on both sides, when a connection is cut.
constexpr std::size_t kInFlight = 8 * kMegabyte;

class Attacks : public testing::Test {
 protected:
  Attacks() {
    auto started = Server::start(
        {.tcp = TcpAddress{}, .socket_path = folder.path() + "/sock", .metrics = &metrics},
        [](const Request&) -> Reply { return {}; });
    EXPECT_TRUE(started.has_value());
    server = *std::move(started);
    before = resident_bytes();
  }
  ~Attacks() override { EXPECT_EQ(status_line(server->port(), "/"), "HTTP/1.1 200 OK"); }

  // Nothing under a sanitizer, which keeps what was freed.
  [[nodiscard]] std::size_t grown() const {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;
#endif
    const std::size_t now = resident_bytes();
    return now > before ? now - before : 0;
  }
  [[nodiscard]] bool counted(const std::string& limit) const {
    const std::string text = metrics.text();
    return text.find("shelfd_limit_reached_total{limit=\"" + limit + "\"} 0\n") ==
           std::string::npos;
  }

  fakes::TemporaryFolder folder;
  Metrics metrics{"test", "test"};
  std::unique_ptr<Server> server;
  std::size_t before = 0;
};

TEST_F(Attacks, an_endless_header_line_is_cut) {
  Wire wire(server->port());
  ASSERT_TRUE(wire.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "));
  const std::string piece(65'536, 'x');
  EXPECT_LT(wire.send_endlessly(piece, 64 * kMegabyte), kInFlight);
  EXPECT_LT(grown(), 16 * kMegabyte);
}

// 200,000 headers of 20 bytes are 4 MB; the connection has 32 kB.
TEST_F(Attacks, two_hundred_thousand_headers_are_refused) {
  Wire wire(server->port());
  ASSERT_TRUE(wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n"));
  std::string headers;
  for (int number = 0; number < 200'000; ++number) {
    headers += "X-" + std::to_string(1'000'000 + number) + ": value\r\n";
  }
  wire.send(headers);
  wire.send("\r\n");
  EXPECT_EQ(wire.read("\r\n").find("200 OK"), std::string::npos);
  EXPECT_LT(grown(), 16 * kMegabyte);
}

// A body has no length of its own when it comes in chunks: it is counted while it comes, kept up to
// 8 MiB, thrown away up to 16, and cut.
TEST_F(Attacks, an_endless_chunked_body_is_cut) {
  Wire wire(server->port());
  ASSERT_TRUE(
      wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk = "10000\r\n" + std::string(65'536, 'x') + "\r\n";
  const std::size_t limit = 2 * ServerLimits{}.body_bytes;
  EXPECT_LT(wire.send_endlessly(chunk, 64 * kMegabyte), limit + kInFlight);
  EXPECT_LT(grown(), 32 * kMegabyte);
  EXPECT_TRUE(counted("http_body"));
}

TEST_F(Attacks, a_chunked_body_that_is_a_little_too_large_is_told_so) {
  Wire wire(server->port());
  ASSERT_TRUE(
      wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk = "100000\r\n" + std::string(kMegabyte, 'x') + "\r\n";
  for (int megabyte = 0; megabyte < 9; ++megabyte) ASSERT_TRUE(wire.send(chunk));
  ASSERT_TRUE(wire.send("0\r\n\r\n"));
  EXPECT_NE(wire.read("\r\n").find(" 413 "), std::string::npos);
}

// One address may hold half of the connections: the other half answers the rest of the world.
TEST_F(Attacks, three_hundred_half_open_requests_keep_nobody_out) {
  std::list<Wire> half_open;
  for (int number = 0; number < 300; ++number) {
    half_open.emplace_back(server->port(), "127.0.0.2").send("GET / HTTP/1.1\r\nHost: loc");
  }
  EXPECT_EQ(status_line(server->port(), "/"), "HTTP/1.1 200 OK");
  EXPECT_EQ(call(folder.path() + "/sock", {.path = "/"}, kPatience)->status, 200);
  EXPECT_LT(grown(), 32 * kMegabyte);
}

// Thirty-two bodies of 7 MB that never end are 224 MB. Together they may hold 64 MiB, and each of
// the two threads has one in hand that is being moved to twice its room: 24 MiB more.
TEST_F(Attacks, many_large_bodies_at_once_are_bounded) {
  std::list<Wire> uploads;
  const std::string part(7 * kMegabyte, 'x');
  for (int number = 0; number < 32; ++number) {
    Wire& wire = uploads.emplace_back(server->port(), "127.0.0.2");
    wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\n\r\n");
    ASSERT_TRUE(wire.send(part));
  }
  EXPECT_LT(grown(), 128 * kMegabyte);
  EXPECT_TRUE(counted("http_body"));
}

}  // namespace
}  // namespace shelfd::connectors
