#include "connectors/http/client.h"

#include <curl/curl.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <mutex>

#include "connectors/query/percent.h"

namespace shelfd::connectors {
namespace {

struct EndHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, EndHandle>;

struct EndList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, EndList>;

std::size_t add_to_body(const char* bytes, std::size_t size, std::size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size * count > kMaxReplyBytes) return 0;  // ends the transfer
  text.append(bytes, size * count);
  return size * count;
}

std::string url_of(const Request& request) {
  std::string url = "http://shelfd" + request.path;
  char mark = '?';
  for (const auto& [name, value] : request.params) {
    url += mark + percent_encode(name) + "=" + percent_encode(value);
    mark = '&';
  }
  return url;
}

// The library must be set up once, before the first handle, by one thread.
void set_up_once() {
  static std::once_flag done;
  std::call_once(done, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

HeaderList headers_of(const Request& request) {
  HeaderList headers(curl_slist_append(nullptr, "Expect:"));  // no wait before a body
  if (!request.body.empty()) curl_slist_append(headers.get(), "Content-Type: application/json");
  return headers;
}

void set_method(CURL* handle, const Request& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());  // borrowed
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

std::unexpected<Error> failure(CURL* handle, CURLcode code, const std::string& socket_path) {
  long system_error = 0;
  curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &system_error);
  const bool refused = system_error == ECONNREFUSED || system_error == ENOENT;
  const std::string where = "socket " + socket_path + ": ";
  if (code == CURLE_COULDNT_CONNECT && refused) return retry(where + "no process listens on it");
  return stop(where + curl_easy_strerror(code));
}

}  // namespace

Result<Reply> call(const std::string& socket_path, const Request& request,
                   std::chrono::milliseconds timeout) {
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(socket_path, ignored))) {
    return retry("socket " + socket_path + ": no process listens on it");
  }
  set_up_once();
  const CurlHandle handle(curl_easy_init());
  if (!handle) return stop("http client: does not start");
  Reply reply;
  const std::string url = url_of(request);
  const HeaderList headers = headers_of(request);
  curl_easy_setopt(handle.get(), CURLOPT_UNIX_SOCKET_PATH, socket_path.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &add_to_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &reply.body);
  set_method(handle.get(), request);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return failure(handle.get(), code, socket_path);
  long status = 0;
  const char* content_type = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &content_type);
  reply.status = static_cast<int>(status);
  reply.content_type = content_type == nullptr ? "" : content_type;
  return reply;
}

}  // namespace shelfd::connectors
