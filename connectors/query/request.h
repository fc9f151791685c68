// Request and reply: what a reader asks and what it gets, the same over HTTP, over the Unix socket
// and inside one process. Plain data. Not here: who answers (service.h), the wire
// (connectors/http).
#pragma once

#include <functional>
#include <map>
#include <string>

namespace shelfd::connectors {

struct Request {
  std::string method = "GET";                                // in capitals
  std::string path{};                                        // as on the wire: percent-encoded
  std::map<std::string, std::string, std::less<>> params{};  // decoded; of equal names the first
  std::string body{};
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body{};
};

}  // namespace shelfd::connectors
