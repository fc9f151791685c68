// Words for codes: each small enum in one switch, so that a new value without a phrase fails to
// compile (-Werror=switch), and the phrase's own table holds it to all languages.
#include <algorithm>
#include <array>

#include "wording/catalogue.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

Phrase phrase_of(pricing::LeftOut why) {
  switch (why) {
    case pricing::LeftOut::None:
      return Phrase::LeftOutNone;
    case pricing::LeftOut::OwnAccount:
      return Phrase::LeftOutOwnAccount;
    case pricing::LeftOut::OutOfStock:
      return Phrase::LeftOutOutOfStock;
    case pricing::LeftOut::Stale:
      return Phrase::LeftOutStale;
    case pricing::LeftOut::Condition:
      return Phrase::LeftOutCondition;
    case pricing::LeftOut::LowMatch:
      return Phrase::LeftOutLowMatch;
    case pricing::LeftOut::Implausible:
      return Phrase::LeftOutImplausible;
    case pricing::LeftOut::NotARival:
      return Phrase::LeftOutNotARival;
  }
  return Phrase::LeftOutNone;
}

Phrase phrase_of(pricing::Guard guard) {
  switch (guard) {
    case pricing::Guard::None:
      return Phrase::GuardNone;
    case pricing::Guard::Careful:
      return Phrase::GuardCareful;
    case pricing::Guard::MaxChange:
      return Phrase::GuardMaxChange;
    case pricing::Guard::Ceiling:
      return Phrase::GuardCeiling;
    case pricing::Guard::Map:
      return Phrase::GuardMap;
    case pricing::Guard::MarginFloor:
      return Phrase::GuardMarginFloor;
    case pricing::Guard::Floor:
      return Phrase::GuardFloor;
    case pricing::Guard::Ending:
      return Phrase::GuardEnding;
  }
  return Phrase::GuardNone;
}

Phrase phrase_of(engine::Status status) {
  switch (status) {
    case engine::Status::Keep:
      return Phrase::StatusKeep;
    case engine::Status::Open:
      return Phrase::StatusOpen;
    case engine::Status::NeedsPerson:
      return Phrase::StatusNeedsPerson;
    case engine::Status::Withdrawn:
      return Phrase::StatusWithdrawn;
    case engine::Status::Expired:
      return Phrase::StatusExpired;
  }
  return Phrase::StatusKeep;
}

Phrase phrase_of(engine::PlanAction action) {
  switch (action) {
    case engine::PlanAction::None:
      return Phrase::ActionNone;
    case engine::PlanAction::Order:
      return Phrase::ActionOrder;
    case engine::PlanAction::Wait:
      return Phrase::ActionWait;
    case engine::PlanAction::Expedite:
      return Phrase::ActionExpedite;
    case engine::PlanAction::Cancel:
      return Phrase::ActionCancel;
  }
  return Phrase::ActionNone;
}

Phrase phrase_of(engine::Severity severity) {
  switch (severity) {
    case engine::Severity::Notice:
      return Phrase::SeverityNotice;
    case engine::Severity::Warning:
      return Phrase::SeverityWarning;
    case engine::Severity::Critical:
      return Phrase::SeverityCritical;
  }
  return Phrase::SeverityNotice;
}

Phrase phrase_of(engine::ResponseAction action) {
  switch (action) {
    case engine::ResponseAction::Accept:
      return Phrase::ResponseAccept;
    case engine::ResponseAction::Reject:
      return Phrase::ResponseReject;
    case engine::ResponseAction::Override:
      return Phrase::ResponseOverride;
    case engine::ResponseAction::Snooze:
      return Phrase::ResponseSnooze;
  }
  return Phrase::ResponseAccept;
}

Phrase phrase_of(engine::RejectReason reason) {
  switch (reason) {
    case engine::RejectReason::None:
      return Phrase::RejectNone;
    case engine::RejectReason::TooLow:
      return Phrase::RejectTooLow;
    case engine::RejectReason::TooHigh:
      return Phrase::RejectTooHigh;
    case engine::RejectReason::WrongRival:
      return Phrase::RejectWrongRival;
    case engine::RejectReason::WrongCost:
      return Phrase::RejectWrongCost;
    case engine::RejectReason::NoCash:
      return Phrase::RejectNoCash;
    case engine::RejectReason::NotNow:
      return Phrase::RejectNotNow;
    case engine::RejectReason::Other:
      return Phrase::RejectOther;
  }
  return Phrase::RejectNone;
}

Phrase phrase_of(Header header) {
  constexpr auto kFirst = static_cast<std::size_t>(Phrase::HeaderItem);
  static_assert(kFirst + kHeaders == kPhrases, "each header has its phrase, in order, at the end");
  return static_cast<Phrase>(kFirst + static_cast<std::size_t>(header));
}

struct RuleName {
  std::string_view name;
  Phrase phrase = Phrase::GuardNone;
};

constexpr std::array<RuleName, 9> kRules = {{{"careful", Phrase::GuardCareful},
                                             {"max_change", Phrase::GuardMaxChange},
                                             {"ceiling", Phrase::GuardCeiling},
                                             {"map", Phrase::GuardMap},
                                             {"margin_floor", Phrase::GuardMarginFloor},
                                             {"floor", Phrase::GuardFloor},
                                             {"ending", Phrase::GuardEnding},
                                             {"moq", Phrase::RuleMinimum},
                                             {"case_pack", Phrase::RuleCasePack}}};

}  // namespace

std::string word(Language language, pricing::LeftOut why) { return say(language, phrase_of(why)); }
std::string word(Language language, pricing::Guard guard) {
  return say(language, phrase_of(guard));
}
std::string word(Language language, engine::Status status) {
  return say(language, phrase_of(status));
}
std::string word(Language language, engine::PlanAction action) {
  return say(language, phrase_of(action));
}
std::string word(Language language, engine::Severity severity) {
  return say(language, phrase_of(severity));
}
std::string word(Language language, engine::ResponseAction action) {
  return say(language, phrase_of(action));
}
std::string word(Language language, engine::RejectReason reason) {
  return say(language, phrase_of(reason));
}
std::string word(Language language, Header header) { return say(language, phrase_of(header)); }

std::string rule_word(Language language, std::string_view rule) {
  const auto* const known = std::ranges::find(kRules, rule, &RuleName::name);
  return known == kRules.end() ? clean(rule) : say(language, known->phrase);
}

}  // namespace shelfd::wording
