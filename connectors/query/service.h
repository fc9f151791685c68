// Service: every question a reader may ask and every record it may hand in, answered from the
// partitions of the embedded log, or of a cluster's mirror. The CLI calls it where no daemon runs,
// the HTTP server where one does.
//
//   GET  /api/v1/suggestions        ranked by money, what breaks the newest guardrails held back
//   GET  /api/v1/alerts             ranked by money, of a day's demand swings the dearest
//   GET  /api/v1/items/{merchant}/{sku}   the latest answers about one item, and its open alerts
//   GET  /api/v1/published/{topic}  prices or plans as they lie in the log, by page
//   GET  /api/v1/dead-letters       newest first
//   GET  /api/v1/rules              a merchant's own record, that of "*", and what holds
//   GET  /api/v1/status             how far each partition is
//   POST /api/v1/responses          what a person did with a suggestion
//   POST /api/v1/records/{topic}    records, a line each
//   POST /api/v1/import             records with the hash of the row they came from
//   POST /api/v1/rules              a rules record with its UTC offsets
//   POST /api/v1/copies             the database copied beside itself, for `shelfd backup`
//
// A POST that answers 202 is durable where its door leads (inbox.h). Errors are JSON:
// {"error":{"field","value","message"}}, with 400 (the request), 404 (no such thing), 405 (method),
// 409 (superseded), 413 (too large) and 503 (the log). Contract: docs/http-api.md.
// Threads: any function from any thread; the door is used on the caller's.
// Not here: health and figures, the wire (connectors/http); words for people (wording).
#pragma once

#include <functional>
#include <string_view>

#include "connectors/embedded/partitions.h"
#include "connectors/query/inbox.h"
#include "connectors/query/request.h"
#include "connectors/query/status.h"

namespace shelfd::connectors {

class Service {
 public:
  // `log` and `clock` outlive the service. `on_append` wakes the loop; it may be empty.
  Service(Partitions& log, Clock& clock, std::function<void()> on_append)
      : Service(log, clock, door_into(log, std::move(on_append))) {}
  // What is handed in goes elsewhere than `log`.
  Service(Partitions& log, Clock& clock, Door door);

  // Total: whatever is asked gets a reply.
  [[nodiscard]] Reply answer(const Request& request);

 private:
  [[nodiscard]] Reply answer_get(std::string_view route, const Request& request);
  [[nodiscard]] Reply answer_post(std::string_view route, const Request& request);

  Partitions& log_;
  Inbox inbox_;
  ItemCount items_;
};

}  // namespace shelfd::connectors
