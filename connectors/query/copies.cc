#include "connectors/query/copies.h"

#include "connectors/query/json_reply.h"

namespace shelfd::connectors {

Reply make_copy(Partitions& log) {
  for (std::int32_t partition = 0; partition < log.count(); ++partition) {
    const auto status = log.partition(partition).copy_beside();
    if (!status) return failed_reply(status.error());
  }
  return json_reply(200, {{"copied", log.count()}});
}

}  // namespace shelfd::connectors
