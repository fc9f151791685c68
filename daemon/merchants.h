// Merchants: what a partition keeps in memory of each merchant between epochs: rules and the policy
// made of them, and names. All of it is rebuilt from the store.
// Threads: the stepping one's. Not here: items and pools (partition.h).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connectors/formats/event_codec.h"
#include "connectors/ports.h"
#include "engine/item_state.h"
#include "engine/policy.h"

namespace shelfd::daemon {

class Merchants {
 public:
  // `store` outlives it. Errors of all functions: those of the store; Stop for a record that cannot
  // be read.
  explicit Merchants(connectors::Store& store) : store_(&store) {}

  // The merchant's own record, or that of "*"; null where there is none.
  [[nodiscard]] Result<const engine::Rules*> rules_of(const std::string& merchant);
  // Whether its rules say that the merchant left. Keeps nothing of a merchant that has no rules:
  // records may name any.
  [[nodiscard]] Result<bool> has_left(const std::string& merchant);
  // Holds until the rules of the merchant, or of "*", change.
  [[nodiscard]] Result<const engine::Policy*> policy_of(const std::string& merchant);
  [[nodiscard]] connectors::StateWrite set_rules(const engine::Rules& rules);

  [[nodiscard]] Result<const engine::Names*> names_of(const std::string& merchant);
  // The write that keeps a name of the merchant that is new; absent for one that is known. Call
  // names_of for the merchant first.
  [[nodiscard]] std::optional<connectors::StateWrite> learn_name(const std::string& merchant,
                                                                 const std::string& name);
  // Of a merchant that left: its names.
  void forget(const std::string& merchant);

 private:
  connectors::Store* store_;
  connectors::EventDecoder decoder_;
  std::map<std::string, std::optional<engine::Rules>> rules_;  // by merchant or "*"
  std::map<std::string, engine::Policy> policies_;             // by merchant
  std::map<std::string, engine::Names> names_;                 // by merchant
};

}  // namespace shelfd::daemon
