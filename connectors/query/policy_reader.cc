#include "connectors/query/policy_reader.h"

namespace shelfd::connectors {

Result<std::optional<engine::Rules>> PolicyReader::rules_of(const std::string& merchant) {
  const auto bytes = log_.get(Family::Rules, merchant);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::nullopt;
  auto event = decoder_.decode(engine::Topic::Rules, merchant, **bytes);
  if (!event) {
    return stop("rules of " + merchant + ": " + event.error().field + ": " + event.error().reason);
  }
  return *engine::content_if<engine::Rules>(*event);
}

Result<const engine::Policy*> PolicyReader::policy_of(const std::string& merchant) {
  const auto known = policies_.find(merchant);
  if (known != policies_.end()) return &known->second;
  const auto all = rules_of("*");
  if (!all) return std::unexpected(all.error());
  std::optional<engine::Rules> own;
  if (!merchant.empty() && merchant != "*") {
    auto read = rules_of(merchant);
    if (!read) return std::unexpected(read.error());
    own = *std::move(read);
  }
  const engine::Policy policy = engine::make_policy(*all ? &**all : nullptr, own ? &*own : nullptr);
  return &policies_.emplace(merchant, policy).first->second;
}

}  // namespace shelfd::connectors
