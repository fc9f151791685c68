#include "connectors/query/copies.h"

#include "connectors/query/json_reply.h"

namespace shelfd::connectors {

Reply make_copy(EmbeddedLog& log) {
  if (const auto status = log.copy_beside(); !status) return failed_reply(status.error());
  return json_reply(200, {{"copied", 1}});
}

}  // namespace shelfd::connectors
