// The market's opening: see `open_market` in phases.h.
#include <fmt/format.h>

#include "bench/pipeline/phases.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/kafka/topic_reader.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::seconds kPatience{900};
constexpr std::chrono::seconds kVerbPatience{60};
constexpr std::chrono::seconds kReadPatience{120};
constexpr std::chrono::milliseconds kReadWait{100};

connectors::KafkaSettings settings_on(const Broker& broker, const std::string& name) {
  return {.brokers = broker.bootstrap(),
          .app_id = name,
          .instance = name + "-0",
          .topic_prefix = name + "."};
}

Status make_topics(const Stage& stage, const connectors::KafkaSettings& settings) {
  const auto made =
      stage.subject->verb({"topics", "create", "--brokers", settings.brokers, "--partitions",
                           std::to_string(kPartitions), "--replication", "1", "--topic-prefix",
                           settings.topic_prefix, "--app-id", settings.app_id},
                          kVerbPatience);
  if (!made) return std::unexpected(made.error());
  return {};
}

Status read_back(const connectors::KafkaSettings& settings, std::int64_t records) {
  const auto oldest = [](std::size_t, std::int32_t) { return connectors::ReadFrom{}; };
  auto reader =
      connectors::TopicReader::open(settings, connectors::input_topics(settings), oldest, {});
  if (!reader) return std::unexpected(reader.error());
  const auto end = std::chrono::steady_clock::now() + kReadPatience;
  for (std::int64_t seen = 0; seen < records;) {
    if (std::chrono::steady_clock::now() > end) return stop("warming: not all was read back");
    const auto some = (*reader)->read(kReadWait);
    if (!some) return std::unexpected(some.error());
    seen += static_cast<std::int64_t>(some->size());
  }
  return {};
}

// The broker's Java machine compiles what is used a lot: its first records cost it five times as
// much as later ones. These go to topics of their own.
Status warm(const Stage& stage) {
  const connectors::KafkaSettings settings = settings_on(*stage.broker, "warm");
  if (auto status = make_topics(stage, settings); !status) return status;
  auto sender = Sender::open(settings, kPartitions, Sender::Manner::Bulk);
  if (!sender) return std::unexpected(sender.error());
  Market market(stage.scale.items, kPartitions);
  const Instant at = wall_now();
  for (std::int64_t count = 0; count < stage.scale.warm_records; ++count) {
    if (auto status = (*sender)->send(market.next(at)); !status) return status;
  }
  if (auto status = (*sender)->flush(); !status) return status;
  return read_back(settings, stage.scale.warm_records);
}

Status send_opening(Stage& stage) {
  auto sender = Sender::open(stage.settings, kPartitions, Sender::Manner::Bulk);
  if (!sender) return std::unexpected(sender.error());
  const Instant at = wall_now();
  Status status;
  for (std::int32_t partition = 0; partition < kPartitions && status; ++partition) {
    status = (*sender)->send(stage.market->rules(partition, at));
  }
  for (std::size_t item = 0; item < stage.market->items() && status; ++item) {
    status = (*sender)->send(stage.market->catalog(item, at));
    if (status) status = (*sender)->send(stage.market->stock(item, at));
  }
  if (status) status = (*sender)->flush();
  extend(stage.ends, (*sender)->ends());
  return status;
}

// A partition that first caught up judges each of its items once; from then on judging is on.
Status take_opening(Stage& stage) {
  if (auto status = stage.subject->start(); !status) return status;
  if (auto status = wait_until_covered(stage, kPatience); !status) return status;
  const auto items = static_cast<std::int64_t>(stage.market->items());
  const auto is_judged = [&] { return stage.watch->totals().swept >= items; };
  return stage.subject->process().wait("shelfd run: each item is judged", is_judged, kPatience);
}

}  // namespace

Status open_market(Stage& stage) {
  tell("starting a broker");
  auto broker = Broker::start(stage.folder + "/kafka");
  if (!broker) return std::unexpected(broker.error());
  stage.broker = std::move(*broker);
  stage.settings = settings_on(*stage.broker, "bench");
  stage.subject = std::make_unique<Subject>(stage.settings, stage.folder);
  tell(fmt::format("warming it by {} records", stage.scale.warm_records));
  if (auto status = warm(stage); !status) return status;
  stage.market = std::make_unique<Market>(stage.scale.items, kPartitions);
  if (auto status = make_topics(stage, stage.settings); !status) return status;
  auto watch = CutWatch::open(stage.settings);
  if (!watch) return std::unexpected(watch.error());
  stage.watch = std::move(*watch);
  tell(fmt::format("{} items: rules, catalog, stock; each is judged once", stage.scale.items));
  if (auto status = send_opening(stage); !status) return status;
  if (auto status = take_opening(stage); !status) return status;
  return stage.subject->stop();
}

}  // namespace shelfd::bench
