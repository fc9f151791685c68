// Shows that a folder that got older files last ends as one that got everything at once, byte for
// byte, with answers between; what is left out and kept; and that what a person said in between is
// still in force.
#include "daemon/rebuild.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include "connectors/embedded/folder.h"
#include "connectors/tables/import_reader.h"
#include "simulator/market.h"
#include "tests/daemon/shop.h"
#include "tests/daemon/store_text.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::daemon {
namespace {

namespace fs = std::filesystem;
using connectors::ImportedRows;
using Files = std::vector<connectors::ImportFile>;

constexpr int kSpanDays = 5;

// A market's events of fifteen days, as files by kind and third.
class Market {
 public:
  explicit Market(const std::string& folder) : folder_(folder) {
    fs::create_directory(folder);
    simulator::Market market(
        {.seed = 4, .items = 5, .merchants = 1, .start = kStart, .days = 3 * kSpanDays});
    for (const engine::Event& event : market.opening()) write(event, kStart);
    for (const simulator::TimedEvent& timed : market.advance(kStart + 3 * kSpanDays * kDay)) {
      write(timed.event, timed.arrives_at);
    }
  }

  // Thirds [from, until); the catalog with the first.
  [[nodiscard]] ImportedRows rows(std::size_t from, std::size_t until, bool catalog) const {
    connectors::ImportRequest request;
    request.known = [](const ItemId&) { return true; };
    for (const auto& [name, topic] : files_) {
      const std::size_t third = name[0] - '0';
      const bool is_catalog = topic == engine::Topic::Catalog;
      if (is_catalog ? !catalog : (third < from || third >= until)) continue;
      request.files.push_back({.kind = topic, .path = folder_ + "/" + name});
    }
    auto reading = connectors::read_import(request, [](double) {});
    EXPECT_TRUE(reading) << (reading ? "" : reading.error().message);
    return reading ? std::move(reading->rows) : ImportedRows();
  }

 private:
  void write(const engine::Event& event, Instant at) {
    const auto topic = static_cast<engine::Topic>(event.index());
    if (topic == engine::Topic::Rules) return;
    const Instant own = engine::stated_time(event).value_or(at);
    const auto third = std::clamp<std::int64_t>((own - kStart) / (kSpanDays * kDay), 0, 2);
    const std::string name = std::to_string(third) + engine::topic_name(topic);
    files_[name] = topic;
    std::ofstream(folder_ + "/" + name, std::ios::app) << connectors::encode_event(event) << "\n";
  }

  std::string folder_;
  std::map<std::string, engine::Topic> files_;
};

class Rebuild : public testing::Test {
 protected:
  [[nodiscard]] NodeSettings settings(const std::string& name) const {
    return {
        .data = folder_.path() + "/" + name, .serves = false, .keys = {{.first = 1, .second = 2}}};
  }
  void import_rows(const std::string& name, const ImportedRows& rows) {
    const auto node = Node::open(settings(name), clock_);
    ASSERT_TRUE(node) << node.error().message;
    const auto counts = feed_rows(**node, rows, [](double) {});
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ(counts->too_old, 0U);
  }
  RebuildCounts rebuild_with(const std::string& name, const ImportedRows& rows) {
    NodeSettings without_key = settings(name);
    without_key.keys.clear();
    const auto counts = rebuild(without_key, clock_, rows, [](double) {});
    EXPECT_TRUE(counts) << (counts ? "" : counts.error().message);
    return counts ? *counts : RebuildCounts();
  }
  [[nodiscard]] std::unique_ptr<connectors::Partitions> open(const std::string& name) {
    return connectors::Partitions::open(folder_.path() + "/" + name + "/db", {}).value();
  }
  // Without what an epoch says of being a rebuild's.
  [[nodiscard]] std::vector<std::string> lines(const std::string& name) {
    const auto log = open(name);
    auto all = store_lines(log->partition(0));
    const std::string mark = R"("rebuilding":true,)";
    for (std::string& line : all) {
      const auto at = line.find(mark);
      if (at != std::string::npos) line.erase(at, mark.size());
    }
    return all;
  }
  void append(const std::string& name, const connectors::NewRecord& record) {
    ASSERT_TRUE(open(name)->append({{.record = record}}, clock_.now()));
  }

  fakes::TemporaryFolder folder_;
  fakes::ManualClock clock_{kStart + 60 * kDay};
  Market market_{folder_.path() + "/files"};
};

TEST_F(Rebuild, with_older_files_ends_as_everything_at_once) {
  import_rows("late", market_.rows(1, 2, true));
  import_rows("late", market_.rows(2, 3, false));
  const RebuildCounts counts = rebuild_with("late", market_.rows(0, 1, false));
  EXPECT_GT(counts.retained, 100U);
  EXPECT_GT(counts.fed.added, 50U);
  import_rows("whole", market_.rows(0, 3, true));
  const auto late = lines("late");
  const auto whole = lines("whole");
  ASSERT_EQ(late.size(), whole.size());
  for (std::size_t at = 0; at < late.size(); ++at) ASSERT_EQ(late[at], whole[at]);
}

TEST_F(Rebuild, sets_the_old_databases_aside_and_knows_every_row) {
  import_rows("late", market_.rows(1, 3, true));
  const auto before = lines("late");
  const RebuildCounts counts = rebuild_with("late", market_.rows(0, 1, false));
  ASSERT_EQ(counts.set_aside.size(), 1U);
  const std::string old = counts.set_aside[0];
  EXPECT_NE(old.find("/db.before-2026"), std::string::npos) << old;
  const auto kept = connectors::Partitions::open(old, {});
  ASSERT_TRUE(kept);
  EXPECT_EQ(store_lines((*kept)->partition(0)), before);
  const auto log = open("late");
  for (const connectors::ImportedRow& row : market_.rows(0, 3, true)) {
    EXPECT_TRUE(log->has_row({.record = row.record, .row_hash = row.hash}).value());
  }
}

TEST_F(Rebuild, without_a_new_row_changes_nothing) {
  import_rows("late", market_.rows(1, 3, true));
  const auto before = lines("late");
  const RebuildCounts counts = rebuild_with("late", market_.rows(2, 3, false));
  EXPECT_EQ(counts.set_aside, std::vector<std::string>());
  EXPECT_EQ(lines("late"), before);
}

TEST_F(Rebuild, an_answer_given_in_between_is_still_in_force) {
  import_rows("late", market_.rows(1, 3, true));
  const auto last = (*open("late")->partition(0).poll(engine::Topic::Catalog, 0, 1, 1))[0];
  const std::string at = connectors::format_instant(kStart + (3 * kSpanDays - 1) * kDay);
  const std::size_t slash = last.key.find('/');
  append("late",
         {.topic = engine::Topic::Responses,
          .key = last.key,
          .value = R"({"merchant":")" + last.key.substr(0, slash) + R"(","sku":")" +
                   last.key.substr(slash + 1) + R"(","suggestion_id":")" + last.key +
                   R"(:price:7","action":"reject","reason":"too_low","at":")" + at + R"("})"});
  rebuild_with("late", market_.rows(0, 1, false));
  const auto log = open("late");
  const auto bytes = log->get(connectors::Family::Situation, last.key).value();
  ASSERT_TRUE(bytes);
  EXPECT_EQ(connectors::decode_situation(*bytes)->rejections.size(), 1U);
}

TEST_F(Rebuild, keeps_append_times_and_leaves_out_what_was_erased) {
  import_rows("late", market_.rows(1, 3, true));
  const auto last = (*open("late")->partition(0).poll(engine::Topic::Catalog, 0, 1, 1))[0];
  const Instant before = clock_.now();
  append("late", {.topic = engine::Topic::Catalog, .key = last.key});  // no own time
  clock_.advance(kDay);
  const auto erased = (*open("late")->partition(0).poll(engine::Topic::Demand, 0, 1, 1));
  ASSERT_TRUE(open("late")->partition(0).erase_records({.inputs = erased}));
  const RebuildCounts counts = rebuild_with("late", market_.rows(0, 1, false));
  EXPECT_EQ(counts.erased, 1U);
  const auto log = open("late");
  const auto catalogs = *log->partition(0).poll(engine::Topic::Catalog, 0, 100, 1'000'000);
  EXPECT_EQ(catalogs.back().value, "");  // the newest by own time
  EXPECT_EQ(catalogs.back().appended_at, before);
  EXPECT_FALSE(log->get(connectors::Family::Situation, last.key).value());
}

TEST_F(Rebuild, into_more_partitions_feeds_the_same_records) {
  import_rows("late", market_.rows(1, 3, true));
  const auto records = [&] {
    const auto log = open("late");
    std::int64_t sum = 0;
    for (std::int32_t at = 0; at < log->count(); ++at) {
      const connectors::Heads heads = *log->partition(at).heads();
      sum = std::accumulate(heads.begin(), heads.end(), sum);
    }
    return sum;
  };
  const std::int64_t before = records();
  NodeSettings more = settings("late");
  more.partitions = 3;
  const auto added = market_.rows(0, 1, false);
  const auto counts = rebuild(more, clock_, added, [](double) {});
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(open("late")->count(), 3);
  EXPECT_EQ(records(), before + static_cast<std::int64_t>(added.size()));
}

}  // namespace
}  // namespace shelfd::daemon
