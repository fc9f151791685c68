// Fuzz target of the API, on a real log in a folder of its own. The first byte of an input chooses
// the method, then comes "path?query", a line's end, and the body.
//
// Holds: whatever is asked gets a reply, with a documented status (never 503: the log is well) and
// a JSON body; what may come from a browser is decided for any header.
#include <nlohmann/json.hpp>
#include <set>

#include "connectors/embedded/partitions.h"
#include "connectors/http/browser_guard.h"
#include "connectors/query/percent.h"
#include "connectors/query/service.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

using connectors::Request;

constexpr auto kMethods = std::to_array<const char*>({"GET", "POST", "HEAD", "PUT"});

// A service that lives as long as the program; its folder goes with it.
class Shop {
 public:
  Shop() {
    auto opened = connectors::Partitions::open(folder_.path(), {});
    promise(opened.has_value(), "a new folder can be opened", "");
    log_ = *std::move(opened);
    service_ = std::make_unique<connectors::Service>(*log_, clock_, [] {});
  }
  [[nodiscard]] connectors::Reply answer(const Request& request) {
    return service_->answer(request);
  }

 private:
  fakes::TemporaryFolder folder_;
  fakes::ManualClock clock_{from_unix_millis(1'764'000'000'000)};
  std::unique_ptr<connectors::Partitions> log_;
  std::unique_ptr<connectors::Service> service_;
};

// As the server takes a query apart (connectors/http/server.cc).
void add_params(std::string_view query, Request& request) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    auto name = connectors::percent_decode(pair.substr(0, equals));
    auto value = connectors::percent_decode(
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (name && value) request.params.emplace(*std::move(name), *std::move(value));
  }
}

Request request_of(std::string_view input) {
  Request request{.method = kMethods.at(static_cast<unsigned char>(input[0]) % kMethods.size())};
  const std::string_view line = input.substr(1, input.find('\n') - 1);
  request.path = line.substr(0, line.find('?'));
  if (request.path.size() < line.size()) add_params(line.substr(request.path.size() + 1), request);
  if (line.size() + 1 < input.size()) request.body = input.substr(line.size() + 2);
  return request;
}

std::string asked(char method, const std::string& path, const std::string& body = "") {
  return method + path + (body.empty() ? "" : "\n" + body);
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  const std::string api = "/api/v1/";
  return {
      asked(0, api + "suggestions?kind=price&status=all&merchant=m&limit=5"),
      asked(0, api + "items/m/s%2F1"),
      asked(0, api + "published/reference-prices?after=m%2Fs&limit=2"),
      asked(0, api + "dead-letters?topic=demand&limit=3"),
      asked(0, api + "rules?merchant=m"),
      asked(2, api + "status"),
      asked(1, api + "records/demand",
            "{\"merchant\":\"m\",\"sku\":\"s\",\"type\":\"order\",\"quantity\":2}\n{\"sku\":1}"),
      asked(1, api + "responses",
            R"({"merchant":"m","sku":"s","suggestion_id":"m/s:price:1","action":"accept"})"),
      asked(1, api + "import",
            R"({"topic":"demand","key":"m/s","value":"{}",)"
            R"("hash":"00112233445566778899aabbccddeeff"})"),
      asked(1, api + "rules", R"({"merchant":"m","version":"1","time_zone":"UTC"})"),
      asked(3, api + "rules"),
  };
}

std::string outcome_of(std::string_view input) {
  static Shop shop;
  static const std::set<int> kDocumented = {200, 202, 400, 404, 405, 409, 413};
  if (input.empty()) return "empty input";
  const Request request = request_of(input);
  static_cast<void>(connectors::may_pass(
      {.method = request.method, .host = request.path, .origin = request.body}, true));
  const connectors::Reply reply = shop.answer(request);
  promise(kDocumented.contains(reply.status), "a reply has a documented status", input);
  promise(nlohmann::json::accept(reply.body), "a reply is JSON", input);
  return std::to_string(reply.status);
}

}  // namespace shelfd::fuzz
