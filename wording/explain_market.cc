// The explanation of a price: what the market says (wording.h).
#include <algorithm>
#include <cmath>

#include "wording/price_story.h"

namespace shelfd::wording {
namespace {

constexpr std::size_t kMostNames = 6;  // of those left out for one reason

// "3.5% above the middle of the market".
std::string place(const Story& story, Money price, Money reference) {
  const double ratio = change_ratio(main_units(reference), main_units(price));
  if (std::abs(ratio) < 0.0005) return say(story.language, Phrase::PlaceSame);
  return say(story.language, ratio > 0 ? Phrase::PlaceAbove : Phrase::PlaceBelow,
             {{"percent", percent(ratio)}});
}

// What is paid where that price is listed.
Money paid(const Story& story, Money list) {
  const pricing::PriceInputs* inputs = story.inputs();
  return inputs == nullptr ? list : inputs->guardrails.own_net.paid(list);
}

void tell_place(const Story& story, Money reference) {
  const engine::PriceSuggestion& suggestion = story.suggestion;
  if (!suggestion.current_price) return;
  const std::string now = place(story, paid(story, *suggestion.current_price), reference);
  if (story.changes()) {
    story.page.sentence(
        Phrase::PlaceThen,
        {{"now", now},
         {"then", place(story, paid(story, *suggestion.suggested_price), reference)}});
  } else {
    story.page.sentence(Phrase::PlaceNow, {{"now", now}});
  }
}

void tell_left_out(const Story& story) {
  const auto& left_out = story.suggestion.market.left_out;
  for (auto why = pricing::LeftOut::OwnAccount; why <= pricing::kLastLeftOut;
       why = static_cast<pricing::LeftOut>(static_cast<int>(why) + 1)) {
    std::vector<std::string> names;
    for (const engine::LeftOutOffer& offer : left_out) {
      if (offer.why == why) names.push_back(clean(offer.competitor));
    }
    if (names.empty()) continue;
    if (names.size() > kMostNames) {
      const std::size_t more = names.size() - kMostNames;
      names.resize(kMostNames);
      names.push_back(say(story.language, Phrase::LeftOutMore, {{"n", std::to_string(more)}}));
    }
    story.page.sentence(Phrase::LeftOutLine, {{"why", word(story.language, why)},
                                              {"names", listed(story.language, names)}});
  }
  if (left_out.empty() && story.suggestion.market.reference) {
    story.page.sentence(Phrase::LeftOutNobody);
  }
}

bool is_counted(const engine::JudgedOffer& offer) {
  return offer.weight > 0 && offer.left_out == pricing::LeftOut::None;
}

// List, alone, in a full basket, and what was not counted.
void tell_nets(const Story& story, Phrase phrase, const engine::OfferView& offer) {
  const pricing::OfferNets& nets = offer.nets;
  story.page.sentence(phrase, {{"competitor", clean(offer.competitor)},
                               {"list", story.money(nets.list)},
                               {"alone", story.money(nets.alone)},
                               {"full", story.money(nets.full)}});
  if ((nets.unused & pricing::kUnusedAudience) != 0 && nets.withheld != nets.alone) {
    story.page.sentence(Phrase::NetWithheld, {{"price", story.money(nets.withheld)}});
  }
  if ((nets.unused & pricing::kUnusedWindow) != 0) story.page.sentence(Phrase::NetWindow);
  if ((nets.unused & pricing::kUnusedOtherItems) != 0) story.page.sentence(Phrase::NetOtherItems);
}

void tell_promotions(const Story& story) {
  const engine::MarketView& market = story.suggestion.market;
  if (!market.basket) return;
  const bool full = *market.basket == pricing::ReferenceBasket::Full;
  story.page.sentence(full ? Phrase::NetFull : Phrase::NetAlone);
  if (market.own) tell_nets(story, Phrase::NetOwn, *market.own);
  std::size_t told = 0;
  for (const engine::OfferView& offer : market.offers) {
    if (told++ == kMostNames) break;
    tell_nets(story, Phrase::NetRival, offer);
  }
}

std::size_t counted_offers(const engine::PriceSuggestion& suggestion) {
  if (!suggestion.basis.judged) return 0;
  const auto& offers = suggestion.basis.judged->offers;
  return static_cast<std::size_t>(
      std::ranges::count_if(offers, [](const auto& offer) { return is_counted(offer); }));
}

// Those that have a vote on the middle, believed or not.
std::size_t eligible_offers(const engine::PriceSuggestion& suggestion) {
  if (!suggestion.basis.judged) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(
      suggestion.basis.judged->offers, [](const auto& offer) { return offer.weight > 0; }));
}

}  // namespace

void tell_market(const Story& story) {
  const engine::MarketView& market = story.suggestion.market;
  story.page.section(Phrase::HeadMarket);
  if (!market.reference) {
    const bool some = eligible_offers(story.suggestion) > 0;
    story.page.sentence(some ? Phrase::MarketUnclear : Phrase::MarketNone);
    tell_promotions(story);
    tell_left_out(story);
    return;
  }
  const std::size_t counted = counted_offers(story.suggestion);
  const double shown = counted > 0 ? static_cast<double>(counted) : market.effective_offers;
  const std::string number = about_number(story.language, shown);
  const std::string offers =
      say(story.language, number == "1" ? Phrase::OfferOne : Phrase::OfferMany, {{"n", number}});
  story.page.sentence(market.low == market.high ? Phrase::MarketMiddle : Phrase::MarketRange,
                      {{"offers", offers},
                       {"reference", story.money(*market.reference)},
                       {"low", story.money(market.low)},
                       {"high", story.money(market.high)}});
  if (counted > 1 && market.effective_offers < 0.75 * static_cast<double>(counted)) {
    story.page.sentence(Phrase::MarketCount,
                        {{"n", about_number(story.language, market.effective_offers)}});
  }
  const std::string cheapest = clean(market.cheapest_competitor);
  story.page.sentence(cheapest.empty() ? Phrase::MarketCheapest : Phrase::MarketCheapestNamed,
                      {{"price", story.money(market.cheapest)}, {"competitor", cheapest}});
  const std::string nearest = clean(market.nearest_competitor);
  if (!nearest.empty() && nearest != cheapest) {
    story.page.sentence(Phrase::MarketNearest,
                        {{"price", story.money(market.nearest)}, {"competitor", nearest}});
  }
  tell_place(story, *market.reference);
  tell_promotions(story);
  tell_left_out(story);
}

}  // namespace shelfd::wording
