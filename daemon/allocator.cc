// jemalloc instead of the C library's allocator, and how it is set: two arenas, since more hold
// more that nobody uses; freed pages go back to the machine after half a second. Source of the
// names: jemalloc 5.3's manual, "TUNING"; figures: docs/benchmarks.md.

// jemalloc looks for this name.
extern "C" {
extern const char* malloc_conf;  // NOLINT(readability-identifier-naming)
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables,readability-identifier-naming)
const char* malloc_conf = "narenas:2,dirty_decay_ms:500,muzzy_decay_ms:0";
}
