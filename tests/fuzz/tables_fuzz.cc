// Fuzz target of the import reader. The first byte of an input chooses the kind, the second which
// maps and constants are given; the rest is the file.
//
// Holds: reading is total; an error is one line; rows are accepted, repeated or refused, and the
// counts add up; records come by own time and rank, and each is accepted by the event decoder under
// its key; a refusal is short.
#include <array>
#include <cstdint>

#include "connectors/formats/event_codec.h"
#include "connectors/tables/import_reader.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

using connectors::ImportReading;
using connectors::ImportRequest;
using engine::Topic;

constexpr auto kKinds =
    std::to_array<Topic>({Topic::Catalog, Topic::Prices, Topic::Inventory, Topic::Shipments,
                          Topic::CompetitorOffers, Topic::Demand, Topic::Responses});

ImportRequest request_of(std::string_view input) {
  const auto kind = static_cast<unsigned char>(input[0]) % kKinds.size();
  const auto choice = static_cast<unsigned char>(input[1]);
  ImportRequest request{.files = {{.kind = kKinds[kind], .path = "fuzzed"}}};
  if ((choice & 1U) != 0) request.sets = {"merchant=acme", "catalog.unit_cost=75%"};
  if ((choice & 2U) != 0) request.sets.emplace_back("date_order=dmy");
  if ((choice & 4U) != 0) request.time_zone = "Asia/Shanghai";
  if ((choice & 8U) != 0) request.maps = {"sku=id"};
  const std::string bytes(input.substr(2));
  request.load = [bytes](const std::string&) -> Result<std::string> { return bytes; };
  return request;
}

void check_records(const ImportReading& reading, std::string_view input) {
  static connectors::EventDecoder decoder;
  Instant before = Instant::min();
  Topic rank = Topic::Rules;
  for (const connectors::ImportedRow& row : reading.rows) {
    const auto& record = row.record;
    promise(decoder.decode(record.topic, record.key, record.value).has_value(),
            "each record is accepted", input);
    promise(before < row.own_time || (before == row.own_time && rank <= record.topic),
            "records come in order", input);
    before = row.own_time;
    rank = record.topic;
  }
}

void check_counts(const ImportReading& reading, std::string_view input) {
  const connectors::FileReading& file = reading.files.at(0);
  const auto accepted = static_cast<std::int64_t>(reading.rows.size()) -
                        reading.generated_catalogs - reading.generated_price_facts;
  promise(file.rows == accepted + file.refused + file.repeated, "counts add up", input);
  promise(file.refused == reading.refused_rows, "refusals are counted", input);
  for (const connectors::RefusedRow& row : reading.refused) {
    promise(!row.reason.empty() && row.value.size() <= 80, "a refusal is short", input);
  }
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  return {
      std::string("\4\0", 2) +
          "sku,competitor,price,observed_at,in_stock\n"
          "A,rival,\"1,234.50\",2026-11-25,yes\nA,\"a \"\"b\"\"\",5,soon,no\n",
      "\5\1sku;quantity;unit_price;occurred_at\nA;-2;\"12,5\";25/11/2026 9:05\nB;1.0;R$ 3;"
      "26/11/2026\n",
      "\5\5商家编码\t购买数量\t买家实际支付金额\t下单时间\nK\t2\t￥59.80\t2026年11月25日\n",
      "\5\1{\"sku\":\"A\",\"quantity\":2,\"unit_price\":1.5,\"occurred_at\":1764082894250}\n"
      "{\"sku\":\"B\",\"occurred_at\":\"2026-11-25\"}\n",
      std::string("\0\0", 2) +
          "{\"sku\":\"A\",\"suppliers\":[{\"supplier\":\"s\",\"moq\":3}],"
          "\"price_endings\":[\"0.99\"],\"price\":\"9.99\"}\n",
      std::string("\1\0", 2) + "sku|price|at\nA|(5)|20261125\nA|$5|1764082894\n",
      std::string("\2\0", 2) + "sku,on_hand,location,as_of\nA,5,x,2026-11-25\nA,6,y,2026-11-25\n",
      std::string("\3\0", 2) + "sku,shipment_id,quantity,stage,at\nA,S1,5,received,2026-11-25\n",
      std::string("\6\10", 2) + "id,suggestion_id,action,at\nA,A-1,accept,2026-11-25T00:00:00Z\n",
      std::string("\5\0\xFF\xFEs\0k\0u\0,\0d\0a\0t\0e\0\n\0A\0,\0"
                  "2\0"
                  "0\0"
                  "2\0"
                  "6\0"
                  "1\0"
                  "1\0"
                  "2\0"
                  "5\0\n\0",
                  44),
      std::string("\5\0", 2) +
          "\xC9\xCC\xBC\xD2\xB1\xE0\xC2\xEB,\xCF\xC2\xB5\xA5\xCA\xB1\xBC\xE4\n"
          "A,2026-11-25\n",
  };
}

std::string outcome_of(std::string_view input) {
  if (input.size() < 2) return "empty input";
  const auto reading = connectors::read_import(request_of(input), {});
  if (!reading) {
    promise(reading.error().message.find('\n') == std::string::npos, "an error is one line", input);
    return "error";
  }
  check_counts(*reading, input);
  check_records(*reading, input);
  return reading->refused_rows > 0 ? "some rows refused" : "accepted";
}

}  // namespace shelfd::fuzz
