#include "tests/connectors/kafka/mock_cluster.h"

#include <vector>

#include "base/check.h"
#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

constexpr std::int32_t kBroker = 1;

Client make_host() {
  auto client = Client::make(RD_KAFKA_PRODUCER, {{"test.mock.num.brokers", "1"}},
                             {.log = std::make_shared<ClientLog>(KafkaListener{})});
  INVARIANT(client);
  return std::move(*client);
}

}  // namespace

MockCluster::MockCluster()
    : client_(make_host()), cluster_(rd_kafka_handle_mock_cluster(client_.get())) {
  INVARIANT(cluster_ != nullptr);
  settings_.brokers = rd_kafka_mock_cluster_bootstraps(cluster_);
  settings_.instance = "mock";
  settings_.transaction_timeout = std::chrono::seconds{5};
  for (const std::string& topic : all_topics(settings_)) {
    rd_kafka_mock_topic_create(cluster_, topic.c_str(), 2, 1);
  }
}

void MockCluster::answer(Api api, std::initializer_list<rd_kafka_resp_err_t> errors) {
  const std::vector<rd_kafka_resp_err_t> list(errors);
  rd_kafka_mock_push_request_errors_array(cluster_, static_cast<std::int16_t>(api), list.size(),
                                          list.data());
}

void MockCluster::answer_late(Api api, std::chrono::milliseconds delay) {
  rd_kafka_mock_broker_push_request_error_rtts(cluster_, kBroker, static_cast<std::int16_t>(api), 1,
                                               RD_KAFKA_RESP_ERR_NO_ERROR,
                                               static_cast<int>(delay.count()));
}

void MockCluster::forget(Api api) {
  rd_kafka_mock_clear_request_errors(cluster_, static_cast<std::int16_t>(api));
}

void MockCluster::go_away() { rd_kafka_mock_broker_set_down(cluster_, kBroker); }

void MockCluster::break_connections() {
  go_away();
  rd_kafka_mock_broker_set_up(cluster_, kBroker);
}

}  // namespace shelfd::connectors
