// Fuzz target of an item's records in the store, as an epoch loads and writes them: situation,
// belief, recent demand, records set aside, and the keys of timers and items. An input is a list of
// parts, each behind two bytes of length.
//
// Holds: loading is total; a refusal is a Stop that names the item; an item that was loaded is
// written as records that load as the same item; erasing leaves nothing; a timer's key is written
// as it was read.
#include "connectors/formats/state_codec.h"
#include "daemon/item_store.h"
#include "daemon/keys.h"
#include "tests/connectors/formats/random_states.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/fakes/memory_log.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

using connectors::Family;
using connectors::StateWrite;

constexpr int kRandomInputs = 6;

ItemId item() { return {.merchant = MerchantId("m"), .sku = Sku("s")}; }

std::string part(const std::string& bytes) {
  return std::string{static_cast<char>(bytes.size() >> 8U), static_cast<char>(bytes.size())} +
         bytes;
}

// The next part; what is left of the input where its length says more.
std::string next_part(std::string_view& rest) {
  if (rest.size() < 2) return "";
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8U |
                      static_cast<unsigned char>(rest[1]);
  const std::string bytes(rest.substr(2, length));
  rest.remove_prefix(2 + bytes.size());
  return bytes;
}

void commit(fakes::MemoryLog& store, std::vector<StateWrite> writes) {
  static_cast<void>(store.commit({.outputs = {}, .writes = std::move(writes)}));
}

std::size_t records_in(fakes::MemoryLog& store, std::string_view input) {
  std::size_t count = 0;
  for (const Family family : {Family::Situation, Family::Belief, Family::Recent, Family::Aside}) {
    const auto status = store.scan(family, "", "", [&](std::string_view, std::string_view) {
      ++count;
      return true;
    });
    promise(status.has_value(), "the store can be scanned", input);
  }
  return count;
}

// With what it remembers.
Result<daemon::LoadedItem> load(fakes::MemoryLog& store) {
  auto loaded = daemon::load_item(store, item());
  if (!loaded || !loaded->state.known()) return loaded;
  auto status = daemon::load_recent(store, item(), *loaded);
  if (!status) return std::unexpected(status.error());
  return loaded;
}

daemon::StoredItem stored(const daemon::LoadedItem& loaded) {
  return {.known = true, .due = loaded.state.situation.due, .aside_bytes = loaded.aside_bytes};
}

void write_and_erase(fakes::MemoryLog& store, const daemon::LoadedItem& loaded,
                     std::string_view input) {
  const engine::StepOutcome changed{.situation_changed = true, .belief_changed = true};
  const auto writes =
      daemon::item_writes(store, item(), stored(loaded), loaded.state, changed, {.epoch = 7});
  promise(writes.has_value(), "what was loaded can be written", input);
  commit(store, *writes);
  const auto again = load(store);
  promise(again.has_value(), "what was written can be loaded", input);
  promise(connectors::encode_situation(again->state.situation) ==
              connectors::encode_situation(loaded.state.situation),
          "a situation is loaded as it was written", input);
  promise(connectors::encode_belief(again->state.belief) ==
              connectors::encode_belief(loaded.state.belief),
          "a belief is loaded as it was written", input);
  promise(again->state.recent == loaded.state.recent, "recent demand stays", input);
  const auto erased = daemon::erase_writes(store, item(), stored(*again));
  promise(erased.has_value(), "what was loaded can be erased", input);
  commit(store, *erased);
  promise(records_in(store, input) == 0, "nothing is left of an erased item", input);
}

void check_keys(const std::string& key, std::string_view input) {
  if (const auto named = daemon::parse_item_key(key)) {
    promise(named->key() == key, "an item's key is written as it was read", input);
  }
  if (const auto due = daemon::parse_timer_key(key)) {
    promise(daemon::timer_key(due->due, due->item) == key, "a timer's key as it was read", input);
  }
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  std::vector<std::string> inputs;
  const auto add = [&](const engine::Situation& situation, const engine::Belief& belief) {
    inputs.push_back(part(connectors::encode_situation(situation)) +
                     part(connectors::encode_belief(belief)) + part(std::string(12, '\1')) +
                     part(std::string(24, '\2')) + part("") +
                     part(daemon::timer_key(from_unix_millis(1'764'000'000'000), item())));
  };
  add(tests::sample_situation(), tests::sample_belief());
  for (int round = 0; round < kRandomInputs; ++round) {
    tests::Draw draw(static_cast<std::uint64_t>(round), round % 2 == 0);
    add(tests::random_situation(draw), tests::random_belief(draw));
  }
  inputs.push_back(part("") + part("") + part("") + part("") +
                   part(connectors::encode_aside(tests::sample_aside())) + part("m/s"));
  return inputs;
}

std::string outcome_of(std::string_view input) {
  std::string_view rest = input;
  const std::string key = item().key();
  std::vector<StateWrite> writes;
  for (const Family family : {Family::Situation, Family::Belief}) {
    const std::string value = next_part(rest);
    if (!value.empty()) writes.push_back({.family = family, .key = key, .value = value});
  }
  const std::string recent_key = key + '\0' + next_part(rest);
  writes.push_back({.family = Family::Recent, .key = recent_key, .value = next_part(rest)});
  const std::string aside = next_part(rest);
  if (!aside.empty()) writes.push_back({.family = Family::Aside, .key = key, .value = aside});
  check_keys(next_part(rest), input);
  fakes::MemoryLog store;
  commit(store, std::move(writes));
  const auto loaded = load(store);
  if (!loaded) {
    promise(loaded.error().reaction == Reaction::Stop, "a refusal is a stop", input);
    promise(loaded.error().message.starts_with("item m/s: "), "a refusal names the item", input);
    return "refused";
  }
  if (!loaded->state.known()) return loaded->aside.empty() ? "not known" : "set aside";
  write_and_erase(store, *loaded, input);
  return "accepted";
}

}  // namespace shelfd::fuzz
