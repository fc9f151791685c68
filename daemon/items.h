// Items: finding one by what a person types.
#pragma once

#include <string>

#include "base/result.h"
#include "connectors/query/service.h"

namespace shelfd::daemon {

// The item's view (GET /api/v1/items/...). `name` is merchant/sku, or a sku that one merchant has;
// where several have it the reply is 409 and names them.
[[nodiscard]] Result<connectors::Reply> ask_item(const std::string& data, const std::string& name);

// The whole name "merchant/sku" of what `name` means; the reply of ask_item where it means nothing.
[[nodiscard]] Result<std::string> item_named(const std::string& data, const std::string& name);

// For a URL's path: all but unreserved characters as %XX.
[[nodiscard]] std::string percent_encoded(const std::string& text);

}  // namespace shelfd::daemon
