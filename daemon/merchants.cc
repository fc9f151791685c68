#include "daemon/merchants.h"

#include "connectors/formats/big_endian.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::StateWrite;

}  // namespace

Result<const engine::Rules*> Merchants::rules_of(const std::string& merchant) {
  auto found = rules_.find(merchant);
  if (found == rules_.end()) {
    const auto bytes = store_->get(Family::Rules, merchant);
    if (!bytes) return std::unexpected(bytes.error());
    std::optional<engine::Rules> rules;
    if (*bytes) {
      const auto decoded = decoder_.decode(engine::Topic::Rules, merchant, **bytes);
      if (!decoded) return stop("rules of " + merchant + " in the store cannot be read");
      rules = *engine::content_if<engine::Rules>(*decoded);
    }
    found = rules_.emplace(merchant, std::move(rules)).first;
  }
  return found->second ? &*found->second : nullptr;
}

Result<bool> Merchants::has_left(const std::string& merchant) {
  if (!rules_.contains(merchant)) {
    const auto bytes = store_->get(Family::Rules, merchant);
    if (!bytes) return std::unexpected(bytes.error());
    if (!*bytes) return false;
  }
  const auto rules = rules_of(merchant);
  if (!rules) return std::unexpected(rules.error());
  return *rules != nullptr && (*rules)->left_at.has_value();
}

Result<const engine::Policy*> Merchants::policy_of(const std::string& merchant) {
  const auto found = policies_.find(merchant);
  if (found != policies_.end()) return &found->second;
  const auto all = rules_of("*");
  if (!all) return std::unexpected(all.error());
  const auto own = rules_of(merchant);
  if (!own) return std::unexpected(own.error());
  return &policies_.emplace(merchant, engine::make_policy(*all, *own)).first->second;
}

StateWrite Merchants::set_rules(const engine::Rules& rules) {
  const std::string& merchant = rules.merchant.value;
  rules_[merchant] = rules;
  if (merchant == "*") {
    policies_.clear();
  } else {
    policies_.erase(merchant);
  }
  return {.family = Family::Rules, .key = merchant, .value = connectors::encode_event(rules)};
}

Result<const engine::Names*> Merchants::names_of(const std::string& merchant) {
  const auto [found, fresh] = names_.try_emplace(merchant);
  if (!fresh) return &found->second;
  engine::Names& names = found->second;
  const std::string prefix = merchant + '\0';
  auto status = store_->scan(
      Family::Names, prefix, prefix, [&](std::string_view key, std::string_view value) {
        names[connectors::read_big_endian(key.substr(prefix.size()))] = value;
        return true;
      });
  if (!status) return std::unexpected(status.error());
  return &names;
}

void Merchants::forget(const std::string& merchant) { names_.erase(merchant); }

std::optional<StateWrite> Merchants::learn_name(const std::string& merchant,
                                                const std::string& name) {
  const std::uint64_t hash = engine::name_hash(name);
  if (name.empty() || !names_[merchant].emplace(hash, name).second) return std::nullopt;
  return StateWrite{.family = Family::Names,
                    .key = merchant + '\0' + connectors::big_endian(hash),
                    .value = name};
}

}  // namespace shelfd::daemon
