// Personal fields: the names under which exports carry a shopper. `is_personal_field`
// (event_codec.h) compares with them; the list itself is shown here for the test that holds it and
// docs/schemas/README.md to each other.
// Pure.
#pragma once

#include <span>
#include <string_view>

namespace shelfd::connectors {

// Lower case, without separators, in byte order.
[[nodiscard]] std::span<const std::string_view> personal_fields();

}  // namespace shelfd::connectors
