// Sender: hands the market's records into the input topics of a real broker, each into the
// partition it names, and hears where it came to stand.
//
//   Bulk    as fast as they are taken: large batches, compressed
//   Paced   what comes when it comes: 5 ms of linger, as the peer's generator has it
//
// Idempotent: what the broker took is there once and in order.
// Threads: one. `delivered` is called inside `send`, `serve` and `flush`. Errors: Stop where a
// record could not be delivered, with the broker's words.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "bench/pipeline/market.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/ports.h"

namespace shelfd::bench {

// By partition: one past the newest record of each input.
using Ends = std::vector<connectors::Heads>;
// The further of both, each by each.
void extend(Ends& ends, const Ends& further);
// Of all partitions and inputs.
[[nodiscard]] std::int64_t sum(const Ends& ends);

class Sender {
 public:
  enum class Manner { Bulk, Paced };
  using Delivered = std::function<void(std::uint64_t ticket, std::int64_t offset)>;

  [[nodiscard]] static Result<std::unique_ptr<Sender>> open(
      const connectors::KafkaSettings& settings, std::int32_t partitions, Manner manner,
      Delivered delivered = {});
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  Sender(Sender&&) = delete;
  Sender& operator=(Sender&&) = delete;

  // Waits where too many are under way. `ticket` is what `delivered` gets.
  [[nodiscard]] Status send(const MarketRecord& record, std::uint64_t ticket = 0);
  void serve();
  // All that was sent is delivered.
  [[nodiscard]] Status flush();
  // Of what was delivered.
  [[nodiscard]] const Ends& ends() const;

 private:
  struct Parts;
  explicit Sender(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace shelfd::bench
