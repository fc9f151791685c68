#include "daemon/replay.h"

namespace shelfd::daemon {

Result<HashKey> event_key_of(connectors::Store& live) {
  const auto bytes = live.get(connectors::Family::Control, kControlKey);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return stop("no epoch was committed yet");
  const auto control = connectors::decode_control(**bytes);
  if (!control) return std::unexpected(control.error());
  return control->key;
}

}  // namespace shelfd::daemon
