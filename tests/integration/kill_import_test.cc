// Shows that an import that is killed, at every named point of it and at random moments, and then
// made again, leaves what the undisturbed one leaves: every record of state and every output of
// every partition, byte for byte; and that one worker leaves the same as four. All begin with
// copies of one folder, for the key of event ids is drawn at random when a folder is made.
#include <filesystem>
#include <random>

#include "tests/integration/killing.h"

namespace shelfd::integration {
namespace {

// The points that an import passes.
constexpr auto kPoints =
    std::to_array<const char*>({"before_append_write", "after_append_sync", "before_commit_write",
                                "after_commit_sync", "epoch_stepped", "epoch_given",
                                "feed_chunk_appended", "feed_ended", "day_closed", "sweep_epoch"});

class KilledImport : public testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    run({"simulate", path("m"), "--items", "13", "--days", "30", "--seed", "4"});
    run({"import", "catalog=" + path("m/catalog.jsonl"), "--data", path("made")});
    const auto began = std::chrono::steady_clock::now();
    import_into("whole", GetParam());
    took_ = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    expected_ = all_lines(path("whole"));
    ASSERT_GT(expected_.size(), 500U);
  }

  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  void run(const std::vector<std::string>& words) const {
    Child child(words, path("run"), variables_of(GetParam()));
    ASSERT_EQ(child.code(), 0) << child.err();
  }
  [[nodiscard]] std::vector<std::string> import_of(const std::string& data) const {
    std::vector<std::string> words = {"import"};
    for (const std::string kind : {"inventory", "prices", "shipments", "demand"}) {
      if (std::filesystem::exists(path("m/" + kind + ".jsonl"))) {
        words.push_back(kind + "=" + path("m/" + kind + ".jsonl"));
      }
    }
    words.insert(words.end(),
                 {"offers=" + path("m/competitor-offers.jsonl"), "--data", path(data)});
    return words;
  }
  void begin(const std::string& data) const {
    std::filesystem::remove_all(path(data));
    std::filesystem::copy(path("made"), path(data), std::filesystem::copy_options::recursive);
  }
  void import_into(const std::string& data, const Shape& shape) const {
    begin(data);
    Child child(import_of(data), path("run"), variables_of(shape));
    ASSERT_EQ(child.code(), 0) << child.err();
  }
  // The same import again, and what it left.
  void repeat(const std::string& where) const {
    Child again(import_of("killed"), path("run"), variables_of(GetParam()));
    ASSERT_EQ(again.code(), 0) << where << ": " << again.err();
    ASSERT_EQ(first_other(all_lines(path("killed")), expected_), "") << where;
  }
  // False where the import does not pass the point so often.
  [[nodiscard]] bool kill_at(const std::string& point, int passing) const {
    begin("killed");
    const std::string crash_at = point + ":" + std::to_string(passing);
    Child child(import_of("killed"), path("import"), variables_of(GetParam(), crash_at));
    const int code = child.code();
    EXPECT_TRUE(code == -1 || code == 0) << crash_at << ": " << child.err();
    return code == -1;
  }

  // Of the undisturbed import: how long it took, and what it left.
  [[nodiscard]] std::chrono::milliseconds took() const { return took_; }
  [[nodiscard]] const std::vector<std::string>& expected() const { return expected_; }

 private:
  std::chrono::milliseconds took_{};
  std::vector<std::string> expected_;
  fakes::TemporaryFolder folder_;
};

TEST_P(KilledImport, leaves_the_bytes_of_the_undisturbed_one_from_every_named_point) {
  Tally tally;
  const std::vector<int> passings =
      is_slow() ? std::vector{1, 2, 3, 5, 8, 13, 21, 34, 55} : std::vector{1};
  for (const std::string point : kPoints) {
    for (const int passing : passings) {
      if (!kill_at(point, passing)) break;
      tally.add(point);
      repeat(point + ":" + std::to_string(passing));
      if (HasFatalFailure()) return;
    }
    EXPECT_GE(tally.at(point), 1) << point << " is not passed";
  }
}

TEST_P(KilledImport, leaves_the_bytes_of_the_undisturbed_one_from_random_moments) {
  Tally tally;
  std::mt19937_64 random(7);
  for (int round = 0; round < (is_slow() ? 100 : 5); ++round) {
    const std::chrono::milliseconds delay{random() % static_cast<std::uint64_t>(took().count())};
    begin("killed");
    Child child(import_of("killed"), path("import"), variables_of(GetParam()));
    if (kill_after(child, delay)) tally.add("random_moment");
    repeat("killed after " + std::to_string(delay.count()) + " ms");
    if (HasFatalFailure()) return;
  }
  EXPECT_GE(tally.at("random_moment"), 3);
}

TEST_P(KilledImport, leaves_the_same_bytes_by_another_number_of_workers) {
  import_into("other",
              {.partitions = GetParam().partitions, .workers = GetParam().workers == 1 ? 4 : 1});
  EXPECT_EQ(first_other(all_lines(path("other")), expected()), "");
}

INSTANTIATE_TEST_SUITE_P(Shapes, KilledImport,
                         testing::Values(Shape{.partitions = 1, .workers = 1},
                                         Shape{.partitions = 4, .workers = 4}),
                         [](const auto& shape) { return name_of(shape.param); });

}  // namespace
}  // namespace shelfd::integration
