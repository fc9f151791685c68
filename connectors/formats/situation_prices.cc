// The prices of a situation, what was last published, and what people answered.
#include "connectors/formats/catalog_packing.h"
#include "connectors/formats/situation_parts.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxRejections = 4;  // engine/item_state.h

std::size_t rows(int size) { return static_cast<std::size_t>(size); }

void pack_told(const engine::ToldPrice& told, Money price, Packer& packer,
               state::ToldPrice& packed) {
  packed.set_price(packer.money(told.price, price));
  packed.set_kind(static_cast<std::uint32_t>(told.kind));
  packed.set_from(packer.decision(told.from));
  if (told.until) packed.set_until(packer.decision(*told.until));
  packed.set_told_at(packer.own_time(told.told_at, told.from));
  packed.set_of_catalog(told.of_catalog);
  packed.set_cause(static_cast<std::uint32_t>(told.cause));
}

engine::PriceCause read_cause(const char* field, std::uint32_t cause, const Unpacker& unpacker) {
  return unpacker.verdict().enumerator(field, cause, engine::PriceCause::Suggestion);
}

void pack_cause(const engine::Situation& situation, Money price, Packer& packer,
                state::PriceInForce& packed) {
  const engine::ToldCause& told = situation.told_cause;
  if (told.cause == engine::PriceCause::Unknown) return;
  state::ToldCause& row = *packed.mutable_told_cause();
  row.set_price(packer.money(told.price, price));
  row.set_cause(static_cast<std::uint32_t>(told.cause));
  row.set_from(packer.own_time(told.from, situation.regular_from));
  row.set_told_at(packer.own_time(told.told_at, told.from));
}

engine::ToldCause read_told_cause(const state::ToldCause& packed, Money price,
                                  const engine::Situation& situation, const Unpacker& unpacker) {
  const Instant from = unpacker.own_time(packed.from(), situation.regular_from);
  return {.price = unpacker.money(packed.price(), price),
          .cause = read_cause("told_cause.cause", packed.cause(), unpacker),
          .from = from,
          .told_at = unpacker.own_time(packed.told_at(), from)};
}

engine::ToldPrice read_told(const state::ToldPrice& packed, Money price, const Unpacker& unpacker) {
  engine::ToldPrice told{.price = unpacker.money(packed.price(), price),
                         .kind = unpacker.verdict().enumerator("told_price.kind", packed.kind(),
                                                               engine::PriceKind::Test),
                         .from = unpacker.decision(packed.from()),
                         .of_catalog = packed.of_catalog(),
                         .cause = read_cause("told_price.cause", packed.cause(), unpacker)};
  if (packed.has_until()) told.until = unpacker.decision(packed.until());
  told.told_at = unpacker.own_time(packed.told_at(), told.from);
  return told;
}

void read_planned(const state::PriceInForce& packed, Money price, const Unpacker& unpacker,
                  engine::Situation& situation) {
  Verdict& verdict = unpacker.verdict();
  verdict.at_most("planned", rows(packed.planned_size()), engine::kMaxPlannedPrices);
  if (!verdict.good()) return;
  for (const state::ToldPrice& planned : packed.planned()) {
    situation.planned.push_back(read_told(planned, price, unpacker));
  }
}

void pack_open_price(const engine::OpenPrice& open, Money price, Packer& packer,
                     state::Published& packed) {
  packed.set_price_counter(open.counter);
  packed.set_price_status(static_cast<std::uint32_t>(open.status));
  packed.set_current(packer.money(open.current, price));
  packed.set_suggested(packer.money(open.suggested, price));
  packed.set_reference(packer.money(open.reference, price));
  packed.set_price_judged_at(packer.decision(open.judged_at));
  packed.set_price_valid_until(packer.own_time(open.valid_until, open.judged_at));
}

// The row of a supplier in the catalog, counted from 1; 0 where he is not in it.
std::uint32_t row_of(std::uint64_t supplier, const engine::CatalogEntry& catalog) {
  for (std::size_t row = 0; row < catalog.suppliers.size(); ++row) {
    if (engine::name_hash(catalog.suppliers[row].supplier.value) == supplier) {
      return static_cast<std::uint32_t>(row + 1);
    }
  }
  return 0;
}

void pack_open_plan(const engine::Situation& situation, Packer& packer, state::Published& packed) {
  const engine::OpenPlan& open = situation.open_plan;
  packed.set_plan_counter(open.counter);
  packed.set_plan_status(static_cast<std::uint32_t>(open.status));
  packed.set_plan_quantity(open.quantity.units);
  packed.set_plan_supplier_row(row_of(open.supplier, situation.catalog));
  if (packed.plan_supplier_row() == 0) packed.set_plan_supplier(open.supplier);
  packed.set_plan_judged_at(
      wrapped_difference(unix_millis(open.judged_at), unix_millis(situation.open_price.judged_at)));
  packed.set_plan_valid_until(packer.own_time(open.valid_until, open.judged_at));
}

engine::OpenPrice read_open_price(const state::Published& packed, Money price,
                                  const Unpacker& unpacker) {
  const Instant judged_at = unpacker.decision(packed.price_judged_at());
  return {.counter = packed.price_counter(),
          .status = unpacker.verdict().enumerator("price_status", packed.price_status(),
                                                  engine::Status::Expired),
          .current = unpacker.money(packed.current(), price),
          .suggested = unpacker.money(packed.suggested(), price),
          .reference = unpacker.money(packed.reference(), price),
          .judged_at = judged_at,
          .valid_until = unpacker.own_time(packed.price_valid_until(), judged_at)};
}

std::uint64_t read_supplier(const state::Published& packed, const engine::CatalogEntry& catalog,
                            Verdict& verdict) {
  const std::size_t row = packed.plan_supplier_row();
  if (row == 0) return packed.plan_supplier();
  if (row <= catalog.suppliers.size()) {
    return engine::name_hash(catalog.suppliers[row - 1].supplier.value);
  }
  verdict.refuse("plan_supplier: no supplier " + std::to_string(row));
  return 0;
}

engine::OpenPlan read_open_plan(const state::Published& packed, const Unpacker& unpacker,
                                const engine::Situation& situation) {
  const Instant judged_at = from_unix_millis(
      wrapped_sum(unix_millis(situation.open_price.judged_at), packed.plan_judged_at()));
  return {.counter = packed.plan_counter(),
          .status = unpacker.verdict().enumerator("plan_status", packed.plan_status(),
                                                  engine::Status::Expired),
          .quantity = {packed.plan_quantity()},
          .supplier = read_supplier(packed, situation.catalog, unpacker.verdict()),
          .judged_at = judged_at,
          .valid_until = unpacker.own_time(packed.plan_valid_until(), judged_at)};
}

void check_lists(const state::Answers& packed, Verdict& verdict) {
  verdict.at_most("accepted_plans", rows(packed.accepted_plans_size()), engine::kMaxOpenOrders);
  verdict.at_most("rejections", rows(packed.rejections_size()), kMaxRejections);
  verdict.at_most("alerts", rows(packed.alert_kind_size()), engine::kAlertKinds);
  verdict.equal("alerts", packed.alert_opened_at_size(), rows(packed.alert_kind_size()));
}

engine::Rejection read_rejection(const state::Rejection& packed, Money price,
                                 const Unpacker& unpacker) {
  return {.reason = unpacker.verdict().enumerator("rejections.reason", packed.reason(),
                                                  engine::RejectReason::Other),
          .limit = unpacker.money(packed.limit(), price),
          .at = unpacker.decision(packed.at()),
          .until = unpacker.decision(packed.until())};
}

engine::OpenAlert read_alert(std::uint32_t kind, std::int64_t opened_at, const Unpacker& unpacker) {
  return {.kind = unpacker.verdict().enumerator("alerts.kind", kind,
                                                engine::AlertKind::PriceNotApplied),
          .opened_at = unpacker.decision(opened_at)};
}

}  // namespace

Money price_of(const engine::Situation& situation) {
  return situation.price ? *situation.price : Money{};
}

void pack_price(const engine::Situation& situation, const PriceFrom& from, Packer& packer,
                state::PriceInForce& packed) {
  if (situation.price) packed.set_price(packer.money(*situation.price, {}));
  packed.set_kind(static_cast<std::uint32_t>(situation.price_kind));
  packed.set_regular_from(packer.own_time(situation.regular_from, situation.catalog_at));
  packed.set_regular_told_at(packer.own_time(situation.regular_told_at, situation.regular_from));
  packed.set_regular_of_catalog(situation.regular_of_catalog);
  if (situation.regular_price) {
    packed.set_regular_price(packer.money(*situation.regular_price, from.price));
  }
  if (situation.promotion) {
    pack_told(*situation.promotion, from.price, packer, *packed.mutable_promotion());
  }
  for (const engine::ToldPrice& planned : situation.planned) {
    pack_told(planned, from.price, packer, *packed.add_planned());
  }
  if (situation.anchor_price) {
    packed.set_anchor_price(packer.money(*situation.anchor_price, from.price));
  }
  if (situation.anchor_cost) {
    packed.set_anchor_cost(packer.money(*situation.anchor_cost, from.unit_cost));
  }
  if (situation.anchor_paid) {
    packed.set_anchor_paid(packer.money(*situation.anchor_paid, from.price));
  }
  packed.set_anchor_at(packer.own_time(situation.anchor_at, situation.regular_from));
  pack_cause(situation, from.price, packer, packed);
}

void read_price(const state::PriceInForce& packed, const PriceFrom& from, const Unpacker& unpacker,
                engine::Situation& situation) {
  if (packed.has_price()) situation.price = unpacker.money(packed.price(), {});
  situation.price_kind =
      unpacker.verdict().enumerator("price_kind", packed.kind(), engine::PriceKind::Test);
  situation.regular_from = unpacker.own_time(packed.regular_from(), situation.catalog_at);
  situation.regular_told_at = unpacker.own_time(packed.regular_told_at(), situation.regular_from);
  situation.regular_of_catalog = packed.regular_of_catalog();
  if (packed.has_regular_price()) {
    situation.regular_price = unpacker.money(packed.regular_price(), from.price);
  }
  if (packed.has_promotion()) {
    situation.promotion = read_told(packed.promotion(), from.price, unpacker);
  }
  read_planned(packed, from.price, unpacker, situation);
  if (packed.has_anchor_price()) {
    situation.anchor_price = unpacker.money(packed.anchor_price(), from.price);
  }
  if (packed.has_anchor_cost()) {
    situation.anchor_cost = unpacker.money(packed.anchor_cost(), from.unit_cost);
  }
  if (packed.has_anchor_paid()) {
    situation.anchor_paid = unpacker.money(packed.anchor_paid(), from.price);
  }
  situation.anchor_at = unpacker.own_time(packed.anchor_at(), situation.regular_from);
  if (packed.has_told_cause()) {
    situation.told_cause = read_told_cause(packed.told_cause(), from.price, situation, unpacker);
  }
}

void pack_published(const engine::Situation& situation, Money price, Packer& packer,
                    state::Published& packed) {
  pack_open_price(situation.open_price, price, packer, packed);
  pack_open_plan(situation, packer, packed);
}

void read_published(const state::Published& packed, Money price, const Unpacker& unpacker,
                    engine::Situation& situation) {
  situation.open_price = read_open_price(packed, price, unpacker);
  situation.open_plan = read_open_plan(packed, unpacker, situation);
}

void pack_answers(const engine::Situation& situation, Money price, Packer& packer,
                  state::Answers& packed) {
  if (const auto& accepted = situation.accepted_price) {
    packed.mutable_accepted_price()->set_price(packer.money(accepted->price, price));
    packed.mutable_accepted_price()->set_at(packer.decision(accepted->at));
    packed.mutable_accepted_price()->set_own(accepted->own);
  }
  for (const engine::AcceptedPlan& plan : situation.accepted_plans) {
    state::AcceptedPlan& row = *packed.add_accepted_plans();
    row.set_quantity(plan.quantity.units);
    row.set_supplier(plan.supplier);
    row.set_counter(plan.counter);
    row.set_at(packer.decision(plan.at));
  }
  for (const engine::Rejection& rejection : situation.rejections) {
    state::Rejection& row = *packed.add_rejections();
    row.set_reason(static_cast<std::uint32_t>(rejection.reason));
    row.set_limit(packer.money(rejection.limit, price));
    row.set_at(packer.decision(rejection.at));
    row.set_until(packer.decision(rejection.until));
  }
  if (const auto& until = situation.price_quiet_until) {
    packed.set_price_quiet_until(packer.decision(*until));
  }
  if (const auto& until = situation.plan_quiet_until) {
    packed.set_plan_quiet_until(packer.decision(*until));
  }
  for (const engine::OpenAlert& alert : situation.alerts) {
    packed.add_alert_kind(static_cast<std::uint32_t>(alert.kind));
    packed.add_alert_opened_at(packer.decision(alert.opened_at));
  }
}

void read_answers(const state::Answers& packed, Money price, const Unpacker& unpacker,
                  engine::Situation& situation) {
  check_lists(packed, unpacker.verdict());
  if (!unpacker.verdict().good()) return;
  if (packed.has_accepted_price()) {
    situation.accepted_price = {.price = unpacker.money(packed.accepted_price().price(), price),
                                .at = unpacker.decision(packed.accepted_price().at()),
                                .own = packed.accepted_price().own()};
  }
  for (const state::AcceptedPlan& plan : packed.accepted_plans()) {
    situation.accepted_plans.push_back({.quantity = {plan.quantity()},
                                        .supplier = plan.supplier(),
                                        .counter = plan.counter(),
                                        .at = unpacker.decision(plan.at())});
  }
  for (const state::Rejection& rejection : packed.rejections()) {
    situation.rejections.push_back(read_rejection(rejection, price, unpacker));
  }
  if (packed.has_price_quiet_until()) {
    situation.price_quiet_until = unpacker.decision(packed.price_quiet_until());
  }
  if (packed.has_plan_quiet_until()) {
    situation.plan_quiet_until = unpacker.decision(packed.plan_quiet_until());
  }
  for (int row = 0; row < packed.alert_kind_size(); ++row) {
    situation.alerts.push_back(
        read_alert(packed.alert_kind(row), packed.alert_opened_at(row), unpacker));
  }
}

}  // namespace shelfd::connectors
