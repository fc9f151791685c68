#include "engine/event.h"

#include <array>
#include <type_traits>

namespace shelfd::engine {
namespace {

constexpr std::array<const char*, kTopicCount> kNames = {
    "rules",     "catalog",           "prices", "inventory",
    "shipments", "competitor-offers", "demand", "responses"};

struct StatedTime {
  std::optional<Instant> operator()(const Rules& rules) const { return rules.issued_at; }
  std::optional<Instant> operator()(const CatalogEntry& entry) const { return entry.updated_at; }
  std::optional<Instant> operator()(const PriceFact& fact) const { return fact.at; }
  std::optional<Instant> operator()(const StockCount& count) const { return count.as_of; }
  std::optional<Instant> operator()(const Shipment& shipment) const { return shipment.at; }
  std::optional<Instant> operator()(const CompetitorOffer& offer) const {
    return offer.observed_at;
  }
  std::optional<Instant> operator()(const DemandEvent& demand) const { return demand.occurred_at; }
  std::optional<Instant> operator()(const Response& response) const { return response.at; }
};

}  // namespace

const char* topic_name(Topic topic) { return kNames[static_cast<std::size_t>(topic)]; }

std::optional<Topic> topic_named(std::string_view name) {
  for (std::size_t rank = 0; rank < kTopicCount; ++rank) {
    if (name == kNames[rank]) return static_cast<Topic>(rank);
  }
  return std::nullopt;
}

std::optional<Instant> stated_time(const Event& event) { return visit_event(StatedTime{}, event); }

const ItemId* item_of(const Event& event) {
  return visit_event(
      [](const auto& content) -> const ItemId* {
        if constexpr (std::is_same_v<std::decay_t<decltype(content)>, Rules>) {
          return nullptr;
        } else {
          return &content.item;
        }
      },
      event);
}

}  // namespace shelfd::engine
