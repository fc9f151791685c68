// Situation parts: the lists and sub-records of a situation, each packed and read by itself.
// Reading puts what breaks a limit of engine/item_state.h, or is unknown, to the unpacker's
// verdict. Threads: any. Internal to the state codec, as state_packing.h.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "engine/item_state.h"

namespace shelfd::connectors {

// Where the money of a part counts from.
struct PriceFrom {
  Money price;      // the price in force, zero where there is none
  Money unit_cost;  // the catalog's, zero where it has none
};

void pack_offers(const std::vector<engine::OfferState>& offers, Money price, Packer& packer,
                 state::Offers& packed);
[[nodiscard]] std::vector<engine::OfferState> read_offers(const state::Offers& packed, Money price,
                                                          const Unpacker& unpacker);

// The prices in force and planned, and the anchor.
void pack_price(const engine::Situation& situation, const PriceFrom& from, Packer& packer,
                state::PriceInForce& packed);
void read_price(const state::PriceInForce& packed, const PriceFrom& from, const Unpacker& unpacker,
                engine::Situation& situation);
// The price in force alone, which the other parts count from.
[[nodiscard]] Money price_of(const engine::Situation& situation);

void pack_stock(const engine::StockState& stock, Packer& packer, state::Stock& packed);
[[nodiscard]] engine::StockState read_stock(const state::Stock& packed, const Unpacker& unpacker);

// The tallies, the day numbers and the timer.
void pack_days(const engine::Situation& situation, Packer& packer, state::Days& packed);
void read_days(const state::Days& packed, const Unpacker& unpacker, engine::Situation& situation);

void pack_order(const engine::OpenOrder& order, Packer& packer, state::OpenOrder& packed);
[[nodiscard]] engine::OpenOrder read_order(const state::OpenOrder& packed,
                                           const Unpacker& unpacker);

// What was last published.
void pack_published(const engine::Situation& situation, Money price, Packer& packer,
                    state::Published& packed);
void read_published(const state::Published& packed, Money price, const Unpacker& unpacker,
                    engine::Situation& situation);

// Responses that have an effect, and open alerts.
void pack_answers(const engine::Situation& situation, Money price, Packer& packer,
                  state::Answers& packed);
void read_answers(const state::Answers& packed, Money price, const Unpacker& unpacker,
                  engine::Situation& situation);

}  // namespace shelfd::connectors
