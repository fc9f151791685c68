// libmicrohttpd's callbacks, and the counting of what they hold.
#include "connectors/http/server.h"

#include <microhttpd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string_view>

#include "connectors/formats/json_writer.h"
#include "connectors/http/browser_guard.h"
#include "connectors/query/percent.h"

namespace shelfd::connectors {
namespace {

// What is away for a while (a full disk, too much at once) is worth asking for again after.
constexpr const char* kRetryAfterSeconds = "5";
// A caller who does not read its reply does not hold up the end for longer.
constexpr std::chrono::seconds kLastReplies{5};

Reply plain_problem(int status, std::string_view field, std::string_view message) {
  JsonWriter json;
  json.begin_object();
  json.begin_object("error");
  json.field("field", field);
  json.field("value", std::string_view());
  json.field("message", message);
  json.end_object();
  json.end_object();
  return {.status = status, .content_type = "application/json", .body = json.take()};
}

std::string_view header(MHD_Connection* connection, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

// Names and values stay as they came: MHD would end a text at an encoded zero byte.
std::size_t leave_encoded(void* /*unused*/, MHD_Connection* /*unused*/, char* text) {
  return std::string_view(text).size();
}

MHD_Result add_param(void* target, MHD_ValueKind /*unused*/, const char* name, const char* value) {
  auto& params = *static_cast<decltype(Request::params)*>(target);
  auto decoded_name = percent_decode(name);
  auto decoded_value = percent_decode(value == nullptr ? "" : value);
  if (decoded_name && decoded_value) {
    params.emplace(*std::move(decoded_name), *std::move(decoded_value));
  }
  return MHD_YES;
}

MHD_Result send(MHD_Connection* connection, Reply reply) {
  MHD_Response* response =
      MHD_create_response_from_buffer(reply.body.size(), reply.body.data(), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply.content_type.c_str());
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  if (reply.status == MHD_HTTP_SERVICE_UNAVAILABLE) {
    MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, kRetryAfterSeconds);
  }
  const auto result = MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
  MHD_destroy_response(response);
  return result;
}

// One request while it comes in.
struct Exchange {
  Request request{};
  std::size_t came_bytes = 0;  // of the body, kept or not
  std::size_t held_bytes = 0;  // that the body takes in memory, counted in bodies_bytes
  int refused = 0;             // 413 or 503: the body is let go
  bool is_answered = false;    // by the handler: counted until the reply is sent
};

}  // namespace

struct Server::Listener {
  Handler handler{};
  ServerLimits limits{};
  Metrics* metrics = nullptr;
  bool is_tcp = true;
  bool is_loopback = true;
  std::atomic<std::size_t> bodies_bytes = 0;
  std::atomic<unsigned> connections = 0;
  std::mutex ending_mutex{};
  std::condition_variable all_answered{};
  bool is_ending = false;  // nothing is given to the handler any more
  unsigned answering = 0;  // requests given to the handler whose reply is not sent
  MHD_Daemon* daemon = nullptr;

  Listener(const ServerOptions& options, Handler called)
      : handler(std::move(called)), limits(options.limits), metrics(options.metrics) {}
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  Listener(Listener&&) = delete;
  Listener& operator=(Listener&&) = delete;
  // MHD drops the replies that its threads have not sent: so they are waited for.
  ~Listener() {
    if (daemon == nullptr) return;
    {
      std::unique_lock lock(ending_mutex);
      is_ending = true;
      all_answered.wait_for(lock, kLastReplies, [this] { return answering == 0; });
    }
    MHD_stop_daemon(daemon);
  }

  [[nodiscard]] Status start(Descriptor& descriptor, unsigned threads);
  MHD_Result begin(MHD_Connection* connection, const char* url, const char* method,
                   void** exchange) const;
  MHD_Result take_body(Exchange& exchange, std::string_view bytes);
  MHD_Result finish(MHD_Connection* connection, Exchange& exchange);
  [[nodiscard]] bool may_answer(Exchange& exchange);
  void answered();
  void let_go(Exchange& exchange);
  void count(Limit limit) const {
    if (metrics != nullptr) metrics->count_limit(limit);
  }

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                               const char* method, const char* version, const char* upload,
                               std::size_t* upload_size, void** exchange);
  static void on_completed(void* self, MHD_Connection* connection, void** exchange,
                           MHD_RequestTerminationCode code);
  static void on_connection(void* self, MHD_Connection* connection, void** context,
                            MHD_ConnectionNotificationCode code);
};

Status Server::Listener::start(Descriptor& descriptor, unsigned threads) {
  daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, &Listener::on_request, this,
      MHD_OPTION_LISTEN_SOCKET, descriptor.number(), MHD_OPTION_THREAD_POOL_SIZE, threads,
      MHD_OPTION_CONNECTION_LIMIT, limits.connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
      limits.connections_an_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.connection_bytes,
      MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(limits.timeout.count()),
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, &leave_encoded, nullptr,
      MHD_OPTION_NOTIFY_COMPLETED, &Listener::on_completed, this, MHD_OPTION_NOTIFY_CONNECTION,
      &Listener::on_connection, this, MHD_OPTION_END);
  if (daemon == nullptr) return stop("http server: does not start");
  static_cast<void>(descriptor.release());  // MHD_stop_daemon closes it
  return {};
}

MHD_Result Server::Listener::begin(MHD_Connection* connection, const char* url, const char* method,
                                   void** exchange) const {
  const Caller caller{.method = method,
                      .host = header(connection, MHD_HTTP_HEADER_HOST),
                      .origin = header(connection, MHD_HTTP_HEADER_ORIGIN)};
  if (is_tcp && !may_pass(caller, is_loopback)) {
    return send(connection,
                plain_problem(403, "origin", "another site's page may not ask this server"));
  }
  const std::string_view stated = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
  std::uint64_t bytes = 0;
  std::from_chars(stated.data(), stated.data() + stated.size(), bytes);
  if (bytes > limits.body_bytes) {
    count(Limit::HttpBody);
    return send(connection, plain_problem(413, "body", "too large"));
  }
  auto begun = std::make_unique<Exchange>();
  begun->request.method = method;
  begun->request.path = url;
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &add_param, &begun->request.params);
  *exchange = begun.release();  // on_completed takes it back
  return MHD_YES;
}

void Server::Listener::let_go(Exchange& exchange) {
  bodies_bytes -= exchange.held_bytes;
  exchange.held_bytes = 0;
  exchange.request.body = std::string();
}

// A reply can only be sent when the body has ended: what is too much is read and thrown away, up to
// as much again, and then the connection is cut.
MHD_Result Server::Listener::take_body(Exchange& exchange, std::string_view bytes) {
  exchange.came_bytes += bytes.size();
  if (exchange.came_bytes > 2 * limits.body_bytes) return MHD_NO;
  if (exchange.refused != 0) return MHD_YES;
  exchange.request.body.append(bytes);
  bodies_bytes += exchange.request.body.capacity() - exchange.held_bytes;
  exchange.held_bytes = exchange.request.body.capacity();
  if (exchange.came_bytes > limits.body_bytes) exchange.refused = 413;
  if (bodies_bytes > limits.bodies_bytes) exchange.refused = 503;
  if (exchange.refused != 0) {
    count(Limit::HttpBody);
    let_go(exchange);
  }
  return MHD_YES;
}

bool Server::Listener::may_answer(Exchange& exchange) {
  const std::scoped_lock lock(ending_mutex);
  if (is_ending) return false;
  exchange.is_answered = true;
  ++answering;
  return true;
}

void Server::Listener::answered() {
  const std::scoped_lock lock(ending_mutex);
  if (--answering == 0) all_answered.notify_one();
}

MHD_Result Server::Listener::finish(MHD_Connection* connection, Exchange& exchange) {
  if (exchange.refused == 413) return send(connection, plain_problem(413, "body", "too large"));
  if (exchange.refused != 0) {
    return send(connection, plain_problem(503, "body", "too many bodies at once; try again"));
  }
  if (!may_answer(exchange)) {
    return send(connection, plain_problem(503, "", "the server is ending; try again"));
  }
  try {
    return send(connection, handler(exchange.request));
  } catch (const std::exception& error) {
    return send(connection, plain_problem(500, "", error.what()));
  }
}

MHD_Result Server::Listener::on_request(void* self, MHD_Connection* connection, const char* url,
                                        const char* method, const char* /*version*/,
                                        const char* upload, std::size_t* upload_size,
                                        void** exchange) {
  auto& listener = *static_cast<Listener*>(self);
  if (*exchange == nullptr) return listener.begin(connection, url, method, exchange);
  auto& begun = *static_cast<Exchange*>(*exchange);
  if (*upload_size == 0) return listener.finish(connection, begun);
  const auto result = listener.take_body(begun, {upload, *upload_size});
  *upload_size = 0;
  return result;
}

void Server::Listener::on_completed(void* self, MHD_Connection* /*connection*/, void** exchange,
                                    MHD_RequestTerminationCode /*code*/) {
  const std::unique_ptr<Exchange> ended(static_cast<Exchange*>(*exchange));
  *exchange = nullptr;
  if (!ended) return;
  auto& listener = *static_cast<Listener*>(self);
  listener.let_go(*ended);
  if (ended->is_answered) listener.answered();
}

void Server::Listener::on_connection(void* self, MHD_Connection* /*connection*/, void** /*context*/,
                                     MHD_ConnectionNotificationCode code) {
  auto& listener = *static_cast<Listener*>(self);
  if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
    --listener.connections;
  } else if (++listener.connections == listener.limits.connections) {
    listener.count(Limit::HttpConnections);
  }
}

Server::Server() = default;
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options,
                                              const Handler& handler) {
  std::unique_ptr<Server> server(new Server);  // only `start` makes one
  if (options.tcp) {
    auto socket = listen_tcp(*options.tcp);
    if (!socket) return std::unexpected(socket.error());
    server->port_ = socket->port;
    server->tcp_ = std::make_unique<Listener>(options, handler);
    server->tcp_->is_loopback = socket->loopback;
    auto status = server->tcp_->start(socket->descriptor, options.threads);
    if (!status) return std::unexpected(status.error());
  }
  if (!options.socket_path.empty()) {
    auto file = SocketFile::listen(options.socket_path);
    if (!file) return std::unexpected(file.error());
    server->socket_file_ = *std::move(file);
    server->local_ = std::make_unique<Listener>(options, handler);
    server->local_->is_tcp = false;
    auto status = server->local_->start(server->socket_file_.descriptor(), options.threads);
    if (!status) return std::unexpected(status.error());
  }
  return server;
}

}  // namespace shelfd::connectors
