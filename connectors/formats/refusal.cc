#include "connectors/formats/refusal.h"

#include <simdjson.h>

#include <algorithm>
#include <vector>

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxFieldBytes = 128;
constexpr std::size_t kMaxValueBytes = 80;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string path_of(const Place& place) {
  std::vector<const Place*> chain;
  for (const Place* at = &place; at != nullptr; at = at->parent) chain.push_back(at);
  std::string path;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (!(*at)->name.empty()) path.append(path.empty() ? "" : ".").append((*at)->name);
    if ((*at)->position >= 0) path += "[" + std::to_string((*at)->position) + "]";
  }
  return shown(path, kMaxFieldBytes);
}

std::string shown(std::string_view text, std::size_t max_bytes) {
  std::size_t size = std::min(text.size(), max_bytes);
  while (size > 0 && size < text.size() && continues_character(text[size])) --size;
  const std::string_view cut = text.substr(0, size);
  return simdjson::validate_utf8(cut.data(), cut.size()) ? std::string(cut) : std::string();
}

void FirstRefusal::record(const Place& place, Reason reason, std::string_view value) {
  if (refused_) return;
  refused_ = Refused{.field = path_of(place),
                     .reason = std::string(reason),
                     .value = shown(value, kMaxValueBytes)};
}

}  // namespace shelfd::connectors
