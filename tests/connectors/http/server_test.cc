// Server and client: a request arrives as it was sent and its reply comes back, over the Unix
// socket and over a TCP port that the system chose; what the handler does wrong stays its own.
#include "connectors/http/server.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "connectors/http/client.h"
#include "tests/connectors/http/wire.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {
namespace {

// Keeps what came and answers 202 with the body.
struct Echo {
  std::mutex mutex{};
  Request last{};

  Handler handler() {
    return [this](const Request& request) -> Reply {
      const std::scoped_lock lock(mutex);
      last = request;
      return {.status = 202, .content_type = "text/plain", .body = request.body};
    };
  }
};

struct HttpServer : public testing::Test {
  std::unique_ptr<Server> start(const ServerOptions& options) {
    auto server = Server::start(options, echo.handler());
    EXPECT_TRUE(server.has_value()) << server.error().message;
    return server ? *std::move(server) : nullptr;
  }
  std::unique_ptr<Server> start_local() {
    return start({.tcp = std::nullopt, .socket_path = path});
  }
  [[nodiscard]] Result<Reply> ask(const Request& request) const {
    return call(path, request, kPatience);
  }

  fakes::TemporaryFolder folder;
  std::string path = folder.path() + "/shelfd.sock";
  Echo echo;
};

TEST_F(HttpServer, hands_on_a_request_as_it_was_sent) {
  const auto server = start_local();
  const Request request{.method = "POST",
                        .path = "/api/v1/items/shop/%E8%93%9D%2Fa%00",
                        .params = {{"merchant", "a b&c=d+e"}, {"limit", "3"}, {"none", ""}},
                        .body = std::string("line\n\0byte", 10)};
  const auto reply = ask(request);
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->status, 202);
  EXPECT_EQ(reply->content_type, "text/plain");
  EXPECT_EQ(reply->body, request.body);
  EXPECT_EQ(echo.last.method, "POST");
  EXPECT_EQ(echo.last.path, request.path);
  EXPECT_EQ(echo.last.params, request.params);
  EXPECT_EQ(echo.last.body, request.body);
}

TEST_F(HttpServer, answers_every_method) {
  const auto server = start_local();
  for (const char* method : {"GET", "HEAD", "POST", "DELETE"}) {
    const auto reply = ask({.method = method, .path = "/"});
    ASSERT_TRUE(reply.has_value()) << method << ": " << reply.error().message;
    EXPECT_EQ(echo.last.method, method);
  }
}

TEST_F(HttpServer, takes_a_body_up_to_its_limit_and_no_byte_more) {
  const auto server = start_local();
  const std::size_t limit = ServerLimits{}.body_bytes;
  const auto full = ask({.method = "POST", .path = "/", .body = std::string(limit, 'x')});
  ASSERT_TRUE(full.has_value()) << full.error().message;
  EXPECT_EQ(full->body.size(), limit);
  const auto more = ask({.method = "POST", .path = "/", .body = std::string(limit + 1, 'x')});
  ASSERT_TRUE(more.has_value()) << more.error().message;
  EXPECT_EQ(more->status, 413);
}

TEST_F(HttpServer, chooses_a_free_port_of_loopback) {
  const auto first = start({.tcp = TcpAddress{}});
  const auto second = start({.tcp = TcpAddress{}});
  EXPECT_NE(first->port(), 0);
  EXPECT_NE(first->port(), second->port());
  EXPECT_EQ(status_line(first->port(), "/livez"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(echo.last.path, "/livez");
}

TEST_F(HttpServer, listens_on_a_port_and_a_file_at_once) {
  const auto server = start({.tcp = TcpAddress{}, .socket_path = path});
  EXPECT_EQ(status_line(server->port(), "/a"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(ask({.path = "/b"})->status, 202);
}

TEST_F(HttpServer, refuses_an_address_it_cannot_have) {
  const auto first = start({.tcp = TcpAddress{}});
  const std::vector<TcpAddress> taken{{.address = "127.0.0.1", .port = first->port()},
                                      {.address = "localhost", .port = 0},
                                      {.address = "203.0.113.7", .port = 0}};
  for (const TcpAddress& address : taken) {
    const auto second = Server::start({.tcp = address}, echo.handler());
    ASSERT_FALSE(second.has_value()) << address.address;
    EXPECT_EQ(second.error().reaction, Reaction::Stop);
    EXPECT_NE(second.error().message.find(address.address), std::string::npos);
  }
}

TEST_F(HttpServer, answers_on_after_a_handler_that_threw) {
  auto server = Server::start({.socket_path = path}, [](const Request& request) -> Reply {
    if (request.path == "/bad") throw std::runtime_error("no more of this");
    return {};
  });
  ASSERT_TRUE(server.has_value());
  EXPECT_EQ(ask({.path = "/bad"})->status, 500);
  EXPECT_EQ(ask({.path = "/good"})->status, 200);
}

TEST_F(HttpServer, lets_no_page_of_another_site_in) {
  const auto server = start({.tcp = TcpAddress{}});
  EXPECT_EQ(status_line(server->port(), "/", "Host: evil.example\r\n"), "HTTP/1.1 403 Forbidden");
}

unsigned mode_of(const std::string& file) {
  struct stat found{};
  EXPECT_EQ(lstat(file.c_str(), &found), 0);
  return found.st_mode & 07777U;
}

TEST_F(HttpServer, its_socket_file_is_for_its_owner_alone_and_goes_with_it) {
  {
    const auto server = start_local();
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(HttpServer, a_second_one_on_the_same_file_is_refused) {
  const auto first = start_local();
  const auto second = Server::start({.socket_path = path}, echo.handler());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().reaction, Reaction::Stop);
  EXPECT_NE(second.error().message.find("another process listens"), std::string::npos);
  EXPECT_EQ(ask({.path = "/"})->status, 202);  // the first is unharmed
}

// A killed process leaves its file: here one that is bound and closed, with nobody to accept.
TEST_F(HttpServer, a_file_that_a_dead_process_left_is_replaced) {
  {
    auto left = SocketFile::listen(path);
    ASSERT_TRUE(left.has_value());
    const std::string kept = path + ".kept";
    std::filesystem::rename(path, kept);  // so that its end removes nothing
    left = SocketFile();
    std::filesystem::rename(kept, path);
  }
  ASSERT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(ask({.path = "/"}).error().reaction, Reaction::Retry);
  const auto server = start_local();
  EXPECT_EQ(ask({.path = "/"})->status, 202);
}

TEST_F(HttpServer, a_file_that_is_no_socket_is_never_removed) {
  std::ofstream(path) << "a merchant's own file";
  const auto server = Server::start({.socket_path = path}, echo.handler());
  ASSERT_FALSE(server.has_value());
  EXPECT_NE(server.error().message.find("is not a socket"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
}

TEST_F(HttpServer, a_path_that_the_system_cannot_take_is_named) {
  const std::string deep = folder.path() + "/" + std::string(120, 'd') + "/shelfd.sock";
  const auto server = Server::start({.socket_path = deep}, echo.handler());
  ASSERT_FALSE(server.has_value());
  EXPECT_NE(server.error().message.find("107 bytes"), std::string::npos);
}

TEST_F(HttpServer, that_does_not_run_is_told_apart_from_one_that_fails) {
  const auto none = ask({.path = "/"});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().reaction, Reaction::Retry);
  std::ofstream(path) << "no socket";
  EXPECT_EQ(ask({.path = "/"}).error().reaction, Reaction::Retry);
}

TEST_F(HttpServer, that_does_not_answer_in_time_is_a_failure) {
  std::promise<void> asked_to_go_on;
  const std::shared_future<void> goes_on = asked_to_go_on.get_future().share();
  const auto server = Server::start({.socket_path = path}, [goes_on](const Request&) -> Reply {
    goes_on.wait();
    return {};
  });
  ASSERT_TRUE(server.has_value());
  const auto reply = call(path, {.path = "/"}, std::chrono::milliseconds{50});
  asked_to_go_on.set_value();
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().reaction, Reaction::Stop);
}

// A request that the handler took in gets its reply, whenever the server ends: a sender who is not
// answered cannot know that its record was kept.
TEST_F(HttpServer, that_ends_answers_each_request_it_took) {
  constexpr int kSenders = 4;
  for (int round = 0; round < 25; ++round) {
    std::atomic<int> taken = 0;
    std::atomic<int> answered = 0;
    auto server = Server::start({.socket_path = path}, [&taken](const Request&) -> Reply {
      ++taken;
      std::this_thread::sleep_for(std::chrono::microseconds{200});  // as a sync takes
      return {.status = 202};
    });
    ASSERT_TRUE(server.has_value());
    {
      std::vector<std::jthread> senders;
      senders.reserve(kSenders);
      for (int sender = 0; sender < kSenders; ++sender) {
        senders.emplace_back([&] {
          for (auto reply = ask({.method = "POST", .path = "/", .body = "record"}); reply;
               reply = ask({.method = "POST", .path = "/", .body = "record"})) {
            if (reply->status == 202) ++answered;
          }
        });
      }
      while (taken < 5 + round) std::this_thread::yield();
      server->reset();
    }
    EXPECT_EQ(taken, answered) << "round " << round;
  }
}

}  // namespace
}  // namespace shelfd::connectors
