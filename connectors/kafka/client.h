// Client: one handle of librdkafka with its callbacks, and owners for the library's other objects.
// Only for the sources of this folder (and its tests): the library's types stay here.
//
// A handle's end is waited for kEndPatience; one that does not end (causes of it were mended in
// 2.1.0, 2.6.1 and 2.14.2) is left to a thread of its own, with all that its callbacks touch. The
// process is about to end then, or goes on with a new one.
// Threads: as the library says; callbacks other than `unanswered` run inside polling calls.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/kafka/client_log.h"
#include "connectors/kafka/client_properties.h"
#include "connectors/kafka/client_statistics.h"

namespace shelfd::connectors {

inline constexpr std::chrono::milliseconds kEndPatience{1'500};

struct EndTopicPartitions {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using TopicPartitions = std::unique_ptr<rd_kafka_topic_partition_list_t, EndTopicPartitions>;
[[nodiscard]] TopicPartitions make_topic_partitions(std::size_t room);

struct EndError {
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
using ClientError = std::unique_ptr<rd_kafka_error_t, EndError>;  // null: none

struct EndQueue {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
using ClientQueue = std::unique_ptr<rd_kafka_queue_t, EndQueue>;

struct EndAdminOptions {
  void operator()(rd_kafka_AdminOptions_t* options) const {
    rd_kafka_AdminOptions_destroy(options);
  }
};
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, EndAdminOptions>;

struct EndEvent {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using AdminAnswer = std::unique_ptr<rd_kafka_event_t, EndEvent>;

struct EndMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, EndMessage>;

// The brokers that there is a connection to, by name; the library tells of changes only.
struct UpConnections {
  std::mutex mutex{};
  std::set<std::string> names{};
};

// What the library calls. A function that is left out is not asked for.
struct ClientCallbacks {
  std::shared_ptr<ClientLog> log{};
  std::optional<ClientRole> role{};  // of a member: its troubles are told of
  // Statistics: only for what is polled all the time, as they wait there. Figures go to the log.
  bool has_statistics = false;
  std::function<void(const ClientStatistics&)> statistics{};  // these, too
  std::function<void(rd_kafka_resp_err_t, const rd_kafka_topic_partition_list_t*)> rebalance{};
  std::function<void(const rd_kafka_message_t&)> delivered{};
  // A request was given up without an answer, not in time or for a lost connection, and may still
  // arrive; or a connection that was up is lost. From any thread.
  std::function<void()> unanswered{};
  std::shared_ptr<UpConnections> up{};  // the client's own
  StatisticsReader reader{};            // of what polls
};

class Client {
 public:
  Client() = default;
  // Errors: Stop for a property that the library refuses, by its name.
  [[nodiscard]] static Result<Client> make(rd_kafka_type_t type, const ClientProperties& properties,
                                           ClientCallbacks callbacks);
  Client(Client&& other) noexcept;
  Client& operator=(Client&& other) noexcept;
  ~Client() { end(); }

  [[nodiscard]] rd_kafka_t* get() const { return handle_; }
  void end();

 private:
  std::shared_ptr<ClientCallbacks> callbacks_;  // shared with a handle that is left behind
  rd_kafka_t* handle_ = nullptr;
};

// "Local: Timed out", with `what` before it; Stop for what does not mend by itself (authorization,
// a topic or group setting the cluster refuses), else Retry.
[[nodiscard]] std::unexpected<Error> failed(const std::string& what, rd_kafka_resp_err_t code,
                                            const std::string& detail = "");
[[nodiscard]] bool is_lasting(rd_kafka_resp_err_t code);
// Records that cannot be read, which the library would skip.
[[nodiscard]] bool loses_records(rd_kafka_resp_err_t code);

// Empty for null, whose size is 0.
[[nodiscard]] std::string_view text_of(const void* bytes, std::size_t size);

// Calls until it succeeds, fails for good, asks for an abort, or has been retriable for
// kRepeatPatience. Waiting serves the handle's callbacks.
inline constexpr std::chrono::seconds kRepeatPatience{60};
[[nodiscard]] ClientError repeat(rd_kafka_t* handle,
                                 const std::function<rd_kafka_error_t*()>& call);
// "_TIMED_OUT: ..."
[[nodiscard]] std::string text_of(const rd_kafka_error_t* error);

// The fatal error that a handle is in, as text; "" for none.
[[nodiscard]] std::string fatal_error(rd_kafka_t* handle);

}  // namespace shelfd::connectors
