#include "tests/integration/on_cluster.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "connectors/embedded/folder.h"
#include "connectors/http/client.h"

namespace shelfd::integration {
namespace {

constexpr int kRecordsATurn = 40;
constexpr std::chrono::milliseconds kTurn{50};

int number_in(const char* variable, int otherwise) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? otherwise : std::stoi(value);
}

connectors::Reply ask(const std::string& data, const std::string& path) {
  auto reply = connectors::call(connectors::folder_at(data).socket, {.path = path},
                                std::chrono::seconds{10});
  return reply ? *reply : connectors::Reply{.status = 0};
}

}  // namespace

unsigned seed() { return static_cast<unsigned>(number_in("SHELFD_SEED", 20'261'126)); }
int times() { return number_in("SHELFD_TIMES", 1); }
bool is_slow() { return number_in("SHELFD_SLOW", 0) != 0; }

void OnCluster::SetUp() { OnBroker::SetUp(); }

std::string OnCluster::app() {
  std::string name = prefix();
  name.pop_back();
  return name;
}

std::string OnCluster::data(int number) const {
  return folder.path() + "/data-" + std::to_string(number);
}

std::vector<std::string> OnCluster::variables(int number) const {
  return {"SHELFD_SOURCE=kafka",
          "SHELFD_KAFKA__BROKERS=" + cluster().bootstrap(),
          "SHELFD_KAFKA__TOPIC_PREFIX=" + prefix(),
          "SHELFD_KAFKA__APP_ID=" + app(),
          "SHELFD_KAFKA__INSTANCE=shelfd-" + std::to_string(number),
          "SHELFD_KAFKA__SESSION_TIMEOUT_MS=4000",
          "SHELFD_KAFKA__TRANSACTION_TIMEOUT_MS=5000",
          "SHELFD_HTTP__LISTEN=127.0.0.1:0",
          "SHELFD_DATA=" + data(number)};
}

void OnCluster::make_shop() {
  const Ran made = shelfd({"topics", "create", "--brokers", cluster().bootstrap(), "--partitions",
                           std::to_string(kPartitions), "--replication", "1", "--topic-prefix",
                           prefix(), "--app-id", app()});
  ASSERT_EQ(made.code, 0) << made.err;
  feed_ = std::make_unique<MarketFeed>(cluster().bootstrap(), prefix(), kPartitions, seed());
  feed_->open_shop(kItems);
}

std::unique_ptr<Child> OnCluster::start(int number, std::vector<std::string> more) {
  return start_verb(number, {"run"}, std::move(more));
}

std::unique_ptr<Child> OnCluster::start_verb(int number, const std::vector<std::string>& words,
                                             std::vector<std::string> more) {
  std::vector<std::string> all = variables(number);
  all.insert(all.end(), more.begin(), more.end());
  const std::string log = folder.path() + "/run-" + std::to_string(++runs_);
  return std::make_unique<Child>(words, log, all, program_);
}

Ran OnCluster::shelfd(const std::vector<std::string>& arguments, int number) {
  const std::string log = folder.path() + "/verb-" + std::to_string(++runs_);
  Child child(arguments, log, variables(number), program_);
  const int code = child.code();
  return {.code = code, .out = child.out(), .err = child.err()};
}

std::string OnCluster::metrics(int number) const { return ask(data(number), "/metrics").body; }

bool OnCluster::is_ready(int number) const { return ask(data(number), "/readyz").status == 200; }

bool OnCluster::is_alive(int number) const { return ask(data(number), "/livez").status == 200; }

bool OnCluster::is_done(int number) const {
  if (!is_ready(number)) return false;
  const std::string figures = metrics(number);
  const std::string all = "\nshelfd_partitions " + std::to_string(kPartitions) + "\n";
  if (figures.find(all) == std::string::npos) return false;
  std::size_t topics = 0;
  for (std::size_t at = 0; (at = figures.find("\nshelfd_input_records{", at)) != std::string::npos;
       ++at) {
    const std::size_t value = figures.find("} ", at) + 2;
    if (figures.substr(value, figures.find('\n', value) - value) != "0") return false;
    ++topics;
  }
  return topics > 0;
}

bool OnCluster::feed_until(const std::function<bool()>& met) {
  const auto end = std::chrono::steady_clock::now() + kCap;
  while (std::chrono::steady_clock::now() < end) {
    if (met()) return true;
    feed_->send(kRecordsATurn);
    std::this_thread::sleep_for(kTurn);
  }
  return false;
}

void OnCluster::feed_for(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  static_cast<void>(feed_until([end] { return std::chrono::steady_clock::now() >= end; }));
}

// Inputs have no transactions, so their end offsets count records.
std::int64_t OnCluster::input_records() const {
  const auto told = cluster().tool(
      "org.apache.kafka.tools.GetOffsetShell",
      {"--topic", prefix() + "(rules|catalog|prices|inventory|shipments|competitor-offers|demand|" +
                      "responses)"});
  EXPECT_TRUE(told) << told.error().message;
  std::istringstream lines(told.value_or(""));
  std::int64_t records = 0;
  for (std::string line; std::getline(lines, line);) {  // topic:partition:offset
    records += std::stoll(line.substr(line.rfind(':') + 1));
  }
  return records;
}

void OnCluster::expect_exactly_once(int number) {
  ASSERT_TRUE(feed_->end()) << "the broker did not take what was sent";
  const auto last = start(number);
  ASSERT_TRUE(wait_for([&] { return is_done(number) || last->ended(); })) << last->err();
  last->end(SIGTERM);
  ASSERT_EQ(last->code(), 0) << last->err();
  const Ran replayed = shelfd({"replay", "--output", "json"}, number);
  EXPECT_EQ(replayed.code, 0) << replayed.out << replayed.err;
  const auto told = nlohmann::json::parse(replayed.out, nullptr, false);
  ASSERT_TRUE(told.is_object()) << replayed.out << replayed.err;
  std::int64_t records = 0;
  for (const auto& partition : told["partitions"]) records += partition["records"].get<int>();
  EXPECT_EQ(records, input_records());
  EXPECT_NE(replayed.err.find("is the changelog's"), std::string::npos) << replayed.err;
}

}  // namespace shelfd::integration
