#include "daemon/items.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <vector>

#include "daemon/invocation.h"

namespace shelfd::daemon {
namespace {

// Every item that has a judgement and whose sku is `sku`.
Result<std::vector<std::string>> items_with(const std::string& data, const std::string& sku) {
  const connectors::Request request{
      .method = "GET",
      .path = "/api/v1/suggestions",
      .params = {{"kind", "plan"}, {"status", "all"}, {"limit", "10000"}}};
  const auto reply = ask(data, request);
  if (!reply) return std::unexpected(reply.error());
  std::vector<std::string> found;
  const auto body = nlohmann::json::parse(reply->body, nullptr, false);
  if (reply->status != 200 || body.is_discarded()) return found;
  for (const auto& record : body["suggestions"]) {
    if (record.value("sku", "") == sku) found.push_back(record.value("merchant", "") + "/" + sku);
  }
  return found;
}

Result<connectors::Reply> ask_whole(const std::string& data, const std::string& name) {
  const std::size_t slash = name.find('/');
  return ask(data, {.method = "GET",
                    .path = "/api/v1/items/" + percent_encoded(name.substr(0, slash)) + "/" +
                            percent_encoded(name.substr(slash + 1))});
}

}  // namespace

std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (std::isalnum(code) != 0 || byte == '-' || byte == '_' || byte == '.' || byte == '~') {
      encoded += byte;
    } else {
      encoded += fmt::format("%{:02X}", code);
    }
  }
  return encoded;
}

Result<std::string> item_named(const std::string& data, const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const auto found = items_with(data, name);
  if (!found) return std::unexpected(found.error());
  if (found->size() == 1) return found->front();
  if (found->empty()) return reject(fmt::format("no item has the sku \"{}\"", name));
  return reject(
      fmt::format("several items have the sku \"{}\": {}", name, fmt::join(*found, ", ")));
}

Result<connectors::Reply> ask_item(const std::string& data, const std::string& name) {
  const auto whole = item_named(data, name);
  if (!whole) return std::unexpected(whole.error());
  return ask_whole(data, *whole);
}

}  // namespace shelfd::daemon
