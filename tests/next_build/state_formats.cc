// The formats of the next build: this build's newest one, and one more, whose records are none that
// this build could read. Linked in place of connectors/formats/state_formats.cc.
//
// A record in it has its body backwards, and a byte behind that tells whether it is whole.
#include "connectors/formats/state_formats.h"

#include <algorithm>

namespace shelfd::connectors {
namespace {

constexpr StateFormat kNext{std::to_underlying(kNewestStateFormat) + 1};

char check_of(std::string_view body) {
  unsigned check = 0x5a;
  for (const char byte : body) check = check * 31 + static_cast<unsigned char>(byte);
  return static_cast<char>(check & 0xffU);
}

}  // namespace

StateFormats state_formats() { return {.oldest = kNewestStateFormat, .newest = kNext}; }

void lay_out(StateFormat format, std::string& record, std::size_t at) {
  if (format != kNext) return;
  std::reverse(record.begin() + static_cast<std::ptrdiff_t>(at), record.end());
  record += check_of(std::string_view(record).substr(at));
}

std::string_view plain(StateFormat format, std::string_view record, std::size_t at,
                       std::string& room) {
  if (format != kNext) return record;
  if (record.size() <= at) return {};
  const std::string_view body = record.substr(at, record.size() - at - 1);
  if (record.back() != check_of(body)) return {};
  room.assign(record.substr(0, at)).append(body.rbegin(), body.rend());
  return room;
}

}  // namespace shelfd::connectors
