// TCP proxy: stands between a client and a broker's listener, on loopback, and cuts between them.
//
// It picks its port first, for a broker to advertise (BrokerOptions::listeners), then learns where
// to forward to. Towards the broker it forwards whole requests of Kafka's protocol (a size of four
// bytes, then the API's number of two), so that one can be held back while its client goes on over
// other connections.
// Threads: one of its own; all calls from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace shelfd::integration {

// The numbers of these APIs.
inline constexpr int kJoinGroup = 11;
inline constexpr int kHeartbeat = 12;
inline constexpr int kEndTxn = 26;

class TcpProxy {
 public:
  TcpProxy();
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;
  TcpProxy(TcpProxy&&) = delete;
  TcpProxy& operator=(TcpProxy&&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // Until then connections wait.
  void forward_to(int port) { to_ = port; }

  // A cut that nobody is told of: connections stay, bytes wait, until `resume`.
  void cut() { is_cut_ = true; }
  void resume() { is_cut_ = false; }
  // All connections end; new ones are taken.
  void drop() { is_drop_due_ = true; }

  // The next request of this API stays here, and with it what follows on its connection, also when
  // the client has closed that; until `release`.
  void hold(int api) { held_api_ = api; }
  [[nodiscard]] bool has_held() const { return has_held_; }
  void release() { is_release_due_ = true; }
  // What the broker answered to it, as bytes behind the size; none yet.
  [[nodiscard]] std::optional<std::string> answer_to_held();

  // The next answer to a heartbeat has this error code instead of its own.
  void falsify_heartbeat(int code) { false_code_ = code; }

 private:
  struct Connection {
    int client = -1;  // -1: closed
    int broker = -1;
    std::string to_broker{};  // read, not written yet
    std::string to_client{};
    bool is_held = false;     // it has the request that is held
    bool was_held = false;    // its next answer is the one to that
    std::string falsified{};  // how the answer begins whose code is changed
  };

  void wait(const std::list<Connection>& connections) const;
  void accept_one(std::list<Connection>& connections) const;
  // False when it is over.
  [[nodiscard]] bool forward(Connection& connection);
  // How many bytes of `to_broker` may go on.
  [[nodiscard]] std::size_t allowed(Connection& connection);
  void keep_answer(Connection& connection);
  void falsify(Connection& connection);

  int listening_ = -1;
  int port_ = 0;
  std::atomic<int> to_ = 0;
  std::atomic<bool> is_cut_ = false;
  std::atomic<bool> is_drop_due_ = false;
  std::atomic<int> held_api_ = -1;
  std::atomic<bool> has_held_ = false;
  std::atomic<bool> is_release_due_ = false;
  std::atomic<int> false_code_ = 0;
  std::mutex mutex_;
  std::optional<std::string> answer_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace shelfd::integration
