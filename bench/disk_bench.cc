// What the disk and RocksDB cost by themselves: the floor under a commit and under a cold item.
// Wall time. fsync: 4 KB appended to a file, then synced; the median of the calls. rocksdb_get: one
// of 100,000 values of 400 bytes, at random, from a database that fits its cache.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "bench/figures.h"
#include "bench/scratch.h"
#include "connectors/rocksdb/database.h"

namespace shelfd::bench {
namespace {

constexpr int kSyncs = 300;
constexpr int kKeys = 100'000;
constexpr std::size_t kValueBytes = 400;

void fsync_p50(benchmark::State& state) {
  const Scratch scratch;
  const std::string block(4096, 'x');
  const int file = ::open((scratch.path() + "/file").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return state.SkipWithError("no file to write to");
  std::vector<double> micros;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    const bool written =
        ::write(file, block.data(), block.size()) == 4096 && ::fdatasync(file) == 0;
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    micros.push_back(took.count());
    if (!written) return state.SkipWithError("the disk refused a write");
  }
  ::close(file);
  std::ranges::nth_element(micros, micros.begin() + static_cast<std::ptrdiff_t>(micros.size() / 2));
  state.counters["fsync_p50_us"] = micros[micros.size() / 2];
}
BENCHMARK(fsync_p50)->Iterations(kSyncs)->UseRealTime();

std::string key(int number) { return "item/" + std::to_string(1'000'000 + number); }

Status fill(connectors::Database& database) {
  std::mt19937_64 random(1);
  for (int number = 0; number < kKeys;) {
    connectors::Batch batch(database);
    for (const int until = std::min(number + 10'000, kKeys); number < until; ++number) {
      std::string value(kValueBytes, '\0');
      std::ranges::generate(value, [&] { return static_cast<char>(random()); });
      batch.put(key(number), value);
    }
    if (auto status = database.write(batch, connectors::Durability::Synced); !status) return status;
  }
  return {};
}

void rocksdb_get(benchmark::State& state) {
  const Scratch scratch;
  auto database = connectors::Database::open(scratch.path() + "/db");
  if (!database || !fill(*database)) return state.SkipWithError("no database to read from");
  std::mt19937_64 random(2);
  for (auto _ : state) {
    const auto value = database->get(key(static_cast<int>(random() % kKeys)));
    if (!value || !*value) return state.SkipWithError("a key is gone");
  }
  state.counters["rocksdb_get_us"] = microseconds_each();
}
BENCHMARK(rocksdb_get)->UseRealTime();

}  // namespace
}  // namespace shelfd::bench
