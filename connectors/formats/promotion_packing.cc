#include "connectors/formats/promotion_packing.h"

#include <variant>

#include "pricing/offer_net.h"

namespace shelfd::connectors {
namespace {

using pricing::Basis;
using pricing::Promotion;
constexpr std::size_t kMaxGroups = 4;  // promotion_codec.cc

// Each benefit's numbers, in the fields that it uses.
class BenefitPacker {
 public:
  BenefitPacker(Packer& packer, state::Promotion& packed) : packer_(packer), packed_(packed) {}

  void operator()(const pricing::AmountOff& off) {
    amount(off.off);
    packed_.set_flag(off.every);
    if (off.max_times) packed_.set_other_count(*off.max_times);
  }
  void operator()(const pricing::PercentOff& off) {
    packed_.set_count(off.basis_points);
    packed_.set_basis(static_cast<std::uint32_t>(off.of));
    packed_.set_flag(off.each);
    if (off.cap) packed_.set_other_amount(packer_.money(*off.cap, {}));
  }
  void operator()(const pricing::NForM& group) {
    packed_.set_count(group.size);
    packed_.set_other_count(group.paid);
  }
  void operator()(const pricing::NthOff& group) {
    packed_.set_count(group.size);
    packed_.set_other_count(group.basis_points);
  }
  void operator()(const pricing::GroupPrice& group) {
    packed_.set_count(group.size);
    amount(group.price);
  }
  void operator()(const pricing::Bundle& bundle) {
    packed_.set_count(static_cast<std::int64_t>(bundle.parts.size()));
    amount(bundle.price);
  }
  void operator()(const pricing::DepositGrows& deposit) {
    amount(deposit.paid);
    packed_.set_other_amount(packer_.money(deposit.counts, {}));
  }
  void operator()(const pricing::FixedPrice& fixed) { amount(fixed.price); }
  void operator()(const pricing::FreeShipping& free) {
    if (free.cap) packed_.set_other_amount(packer_.money(*free.cap, {}));
  }

 private:
  void amount(Money money) { packed_.set_amount(packer_.money(money, {})); }

  Packer& packer_;  // both outlive the packer of one promotion
  state::Promotion& packed_;
};

pricing::Scope scope_of(const char* sku) {
  pricing::Scope scope;
  scope.skus = {sku};
  return scope;
}

pricing::Benefit read_bundle(const state::Promotion& packed, Money price, Verdict& verdict) {
  pricing::Bundle bundle{.parts = {}, .price = price};
  const auto parts = static_cast<std::size_t>(std::max<std::int64_t>(0, packed.count()));
  verdict.at_most("bundle.parts", parts, pricing::kMaxTimes);
  if (!verdict.good()) return bundle;
  for (std::size_t part = 0; part < parts; ++part) {
    bundle.parts.push_back(scope_of(part == 0 ? pricing::kItemSku : "another"));
  }
  return bundle;
}

pricing::Benefit read_benefit(const state::Promotion& packed, const Unpacker& unpacker) {
  const Money amount = unpacker.money(packed.amount(), {});
  const Money other = unpacker.money(packed.other_amount(), {});
  const auto cap = packed.has_other_amount() ? std::optional(other) : std::nullopt;
  const std::int64_t count = packed.count();
  const std::int64_t other_count = packed.other_count();
  switch (packed.benefit()) {
    case 0: {
      pricing::AmountOff off{.off = amount, .every = packed.flag()};
      if (packed.has_other_count()) off.max_times = other_count;
      return off;
    }
    case 1:
      return pricing::PercentOff{
          .basis_points = count,
          .of = unpacker.verdict().enumerator("promotion.basis", packed.basis(), Basis::Running),
          .cap = cap,
          .each = packed.flag()};
    case 2:
      return pricing::NForM{.size = count, .paid = other_count};
    case 3:
      return pricing::NthOff{.size = count, .basis_points = other_count};
    case 4:
      return pricing::GroupPrice{.size = count, .price = amount};
    case 5:
      return read_bundle(packed, amount, unpacker.verdict());
    case 6:
      return pricing::DepositGrows{.paid = amount, .counts = other};
    case 7:
      return pricing::FixedPrice{.price = amount};
    case 8:
      return pricing::FreeShipping{.cap = cap};
    default:
      unpacker.verdict().refuse("promotion.benefit: unknown " + std::to_string(packed.benefit()));
      return {};
  }
}

void read_groups(const google::protobuf::RepeatedPtrField<std::string>& packed, Verdict& verdict,
                 std::vector<std::string>& groups) {
  verdict.at_most("promotion.groups", static_cast<std::size_t>(packed.size()), kMaxGroups);
  groups.assign(packed.begin(), packed.end());
}

void read_terms(const state::Promotion& packed, const Unpacker& unpacker, Promotion& promotion) {
  read_groups(packed.order_groups(), unpacker.verdict(), promotion.order_groups);
  read_groups(packed.unit_groups(), unpacker.verdict(), promotion.unit_groups);
  if (packed.has_copies()) promotion.copies = static_cast<int>(packed.copies());
  if (packed.has_per_order()) promotion.per_order = static_cast<int>(packed.per_order());
  promotion.automatic = packed.automatic();
  if (packed.has_audience()) promotion.audience = packed.audience();
  if (packed.has_from()) promotion.from = unpacker.decision(packed.from());
  if (packed.has_to()) promotion.to = unpacker.decision(packed.to());
}

}  // namespace

void pack_promotion(const Promotion& promotion, Packer& packer, state::Promotion& packed) {
  packed.set_id(promotion.id);
  if (promotion.layer != 1) packed.set_layer(static_cast<std::uint32_t>(promotion.layer));
  packed.set_item_only(promotion.scope.skus.has_value());
  const pricing::Gate& gate = promotion.gate;
  if (gate.amount) packed.set_gate_amount(packer.money(*gate.amount, {}));
  if (gate.count) packed.set_gate_count(*gate.count);
  if (gate.basis != Basis::Activity) {
    packed.set_gate_basis(static_cast<std::uint32_t>(gate.basis));
  }
  packed.set_benefit(static_cast<std::uint32_t>(promotion.benefit.index()));
  std::visit(BenefitPacker(packer, packed), promotion.benefit);
  for (const std::string& group : promotion.order_groups) packed.add_order_groups(group);
  for (const std::string& group : promotion.unit_groups) packed.add_unit_groups(group);
  if (promotion.copies) packed.set_copies(*promotion.copies);
  if (promotion.per_order != 1) packed.set_per_order(promotion.per_order);
  packed.set_automatic(promotion.automatic);
  if (promotion.audience != pricing::kPublic) packed.set_audience(promotion.audience);
  if (promotion.from) packed.set_from(packer.decision(*promotion.from));
  if (promotion.to) packed.set_to(packer.decision(*promotion.to));
}

Promotion unpack_promotion(const state::Promotion& packed, const Unpacker& unpacker) {
  Promotion promotion;
  promotion.id = packed.id();
  if (packed.has_layer()) promotion.layer = static_cast<int>(packed.layer());
  if (packed.item_only()) promotion.scope = scope_of(pricing::kItemSku);
  if (packed.has_gate_amount()) {
    promotion.gate.amount = unpacker.money(packed.gate_amount(), {});
  }
  if (packed.has_gate_count()) promotion.gate.count = packed.gate_count();
  if (packed.has_gate_basis()) {
    promotion.gate.basis =
        unpacker.verdict().enumerator("promotion.gate_basis", packed.gate_basis(), Basis::Running);
  }
  promotion.benefit = read_benefit(packed, unpacker);
  read_terms(packed, unpacker, promotion);
  return promotion;
}

}  // namespace shelfd::connectors
