// Alerts, dead letters and epochs to JSON and back.
#include "connectors/formats/output_codec.h"
#include "connectors/formats/output_parts.h"

namespace shelfd::connectors {
namespace {

using engine::Alert;

constexpr auto kClocks = std::to_array<std::string_view>({"wall", "event"});
constexpr auto kAlertStates = std::to_array<std::string_view>({"closed", "open"});

Alert read_alert(const Fields& fields) {
  Alert alert;
  alert.alert_id = fields.text("alert_id");
  alert.item = {.merchant = MerchantId(fields.text("merchant")), .sku = Sku(fields.text("sku"))};
  alert.kind = fields.choice<engine::AlertKind>("kind", kAlertNames);
  alert.open = fields.choice<bool>("state", kAlertStates);
  alert.severity = fields.choice<engine::Severity>("severity", kSeverities);
  alert.worth = fields.money("worth");
  alert.currency = fields.maybe_currency("currency");
  alert.code = fields.text("code");
  alert.params = read_params(fields);
  alert.opened_at = fields.instant("opened_at");
  alert.closed_at = fields.maybe_instant("closed_at");
  return alert;
}

// The first bytes of the refused record; none where they are withheld.
std::string read_bytes(const Fields& fields) {
  if (!fields.has("bytes")) return {};
  const auto bytes = from_base64(fields.text("bytes"));
  if (!bytes) fields.refuse("bytes", "not base64");
  return bytes.value_or(std::string());
}

constexpr std::size_t kSha256Digits = 64;

DeadLetter read_dead_letter(const Fields& fields) {
  if (fields.text("sha256").size() != kSha256Digits) fields.refuse("sha256", "not 64 hex digits");
  return {.topic = fields.text("topic"),
          .partition = fields.small_whole("partition"),
          .offset = fields.whole("offset"),
          .field = fields.maybe_text("field"),
          .reason = fields.text("reason"),
          .value = fields.maybe_text("value"),
          .size = fields.whole("size"),
          .sha256 = fields.text("sha256"),
          .bytes = read_bytes(fields),
          .at = fields.instant("at")};
}

std::vector<std::int64_t> read_offsets(const Fields& fields, const char* name) {
  std::vector<std::int64_t> offsets;
  for (const Json& element : fields.list(name)) {
    if (!is_whole(element)) {
      fields.refuse(name, "holds more than whole numbers");
      break;
    }
    offsets.push_back(element.get<std::int64_t>());
  }
  return offsets;
}

void write_offsets(OutputWriter& json, std::string_view name,
                   const std::vector<std::int64_t>& offsets) {
  json.begin_list(name);
  for (const std::int64_t offset : offsets) json.whole({}, offset);
  json.end_list();
}

std::optional<std::int64_t> maybe_count(const Fields& fields, const char* name) {
  return fields.has(name) ? std::optional(fields.whole(name)) : std::nullopt;
}

StateFormat read_format(const Fields& fields) {
  if (!fields.has("state_format")) return kFirstStateFormat;
  const std::int64_t format = fields.whole("state_format");
  if (format < 1 || format > kMostStateFormat) fields.refuse("state_format", "out of range");
  return StateFormat{static_cast<std::uint32_t>(format)};
}

EpochRecord read_epoch(const Fields& fields) {
  return {.partition = fields.small_whole("partition"),
          .epoch = fields.whole("epoch"),
          .now = fields.instant("now"),
          .next_offsets = read_offsets(fields, "next_offsets"),
          .from_offsets = fields.has("from_offsets") ? read_offsets(fields, "from_offsets")
                                                     : std::vector<std::int64_t>{},
          .own_time = fields.choice<bool>("clock", kClocks),
          .judging = fields.flag("judging"),
          .timers = maybe_count(fields, "timers").value_or(0),
          .spread = maybe_count(fields, "spread").value_or(0),
          .swept = maybe_count(fields, "swept"),
          .rebuilding = fields.has("rebuilding") && fields.flag("rebuilding"),
          .state_format = read_format(fields),
          .rewritten = maybe_count(fields, "rewritten").value_or(0),
          .build = fields.text("build"),
          .arithmetic = fields.text("arithmetic")};
}

}  // namespace

std::string encode_alert(const Alert& alert) {
  OutputWriter json;
  json.begin_object();
  json.text("alert_id", alert.alert_id);
  json.text("merchant", alert.item.merchant.value);
  json.text("sku", alert.item.sku.value);
  json.text("kind", word(kAlertNames, alert.kind));
  json.text("state", word(kAlertStates, alert.open));
  json.text("severity", word(kSeverities, alert.severity));
  json.money("worth", alert.worth, alert.currency);
  json.filled("currency", alert.currency.text());
  json.text("code", alert.code);
  write_params(json, alert.params, alert.currency);
  json.instant("opened_at", alert.opened_at);
  json.maybe_instant("closed_at", alert.closed_at);
  json.end_object();
  return json.take();
}

Result<Alert> decode_alert(std::string_view json) { return decode_record<Alert>(json, read_alert); }

std::string encode_dead_letter(const DeadLetter& letter) {
  OutputWriter json;
  json.begin_object();
  json.text("topic", letter.topic);
  json.whole("partition", letter.partition);
  json.whole("offset", letter.offset);
  json.filled("field", letter.field);
  json.text("reason", letter.reason);
  json.filled("value", letter.value);
  json.whole("size", letter.size);
  json.text("sha256", letter.sha256);
  json.filled("bytes", to_base64(letter.bytes));
  json.instant("at", letter.at);
  json.end_object();
  return json.take();
}

Result<DeadLetter> decode_dead_letter(std::string_view json) {
  return decode_record<DeadLetter>(json, read_dead_letter);
}

std::string encode_epoch(const EpochRecord& epoch) {
  OutputWriter json;
  json.begin_object();
  json.whole("partition", epoch.partition);
  json.whole("epoch", epoch.epoch);
  json.instant("now", epoch.now);
  write_offsets(json, "next_offsets", epoch.next_offsets);
  if (!epoch.from_offsets.empty()) write_offsets(json, "from_offsets", epoch.from_offsets);
  json.text("clock", kClocks.at(epoch.own_time ? 1 : 0));
  json.flag("judging", epoch.judging);
  if (epoch.timers > 0) json.whole("timers", epoch.timers);
  if (epoch.spread > 0) json.whole("spread", epoch.spread);
  if (epoch.swept) json.whole("swept", *epoch.swept);
  if (epoch.rebuilding) json.flag("rebuilding", true);
  if (epoch.state_format != kFirstStateFormat) {
    json.whole("state_format", std::to_underlying(epoch.state_format));
  }
  if (epoch.rewritten > 0) json.whole("rewritten", epoch.rewritten);
  json.text("build", epoch.build);
  json.text("arithmetic", epoch.arithmetic);
  json.end_object();
  return json.take();
}

Result<EpochRecord> decode_epoch(std::string_view json) {
  return decode_record<EpochRecord>(json, read_epoch);
}

}  // namespace shelfd::connectors
