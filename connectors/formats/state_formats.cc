// Both formats that this build could name are one so far, and it stores a record as it was made.
#include "connectors/formats/state_formats.h"

namespace shelfd::connectors {

StateFormats state_formats() {
  return {.oldest = kOldestStateFormat, .newest = kNewestStateFormat};
}

void lay_out(StateFormat /*format*/, std::string& /*record*/, std::size_t /*at*/) {}

std::string_view plain(StateFormat /*format*/, std::string_view record, std::size_t /*at*/,
                       std::string& /*room*/) {
  return record;
}

}  // namespace shelfd::connectors
