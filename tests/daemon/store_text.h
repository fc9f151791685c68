// Store text: all that a partition keeps, as lines that can be compared: state by family, latest
// outputs, dead letters, epochs. Inputs and the import index are the feeder's: left out.
#pragma once

#include <string>
#include <vector>

#include "connectors/ports.h"

namespace shelfd::daemon {

inline std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const bool plain = byte >= 0x20 && byte < 0x7f;
    text += plain ? std::string(1, byte)
                  : "\\" + std::to_string(static_cast<int>(static_cast<unsigned char>(byte)));
  }
  return text;
}

// `log` is any with the embedded log's functions for readers.
template <typename AnyLog>
std::vector<std::string> store_lines(AnyLog& log) {
  std::vector<std::string> lines;
  const auto put = [&lines](const std::string& where) {
    return [&lines, where](std::string_view key, std::string_view value) {
      lines.push_back(where + " " + hex_of(key) + " = " + hex_of(value));
      return true;
    };
  };
  for (std::size_t family = 0; family < connectors::kFamilyCount; ++family) {
    const auto which = static_cast<connectors::Family>(family);
    if (which == connectors::Family::Imported) continue;
    if (!log.scan(which, "", "", put("family " + std::to_string(family)))) return {"broken"};
  }
  for (std::size_t topic = 0; topic < connectors::kOutputTopicCount; ++topic) {
    const auto which = static_cast<connectors::OutputTopic>(topic);
    const std::string name = connectors::output_topic_name(which);
    if (connectors::is_compacted(which)) {
      if (!log.scan_latest(which, "", "", put(name))) return {"broken"};
      continue;
    }
    const auto visit = [&](const auto& record) {
      return put(name)(std::to_string(record.offset) + " " + record.key, record.value);
    };
    if (!log.scan_appended(which, 0, visit)) return {"broken"};
  }
  return lines;
}

// "" where they are the same; else the first that differ.
inline std::string first_other(const std::vector<std::string>& one,
                               const std::vector<std::string>& other) {
  for (std::size_t at = 0; at < std::max(one.size(), other.size()); ++at) {
    const std::string a = at < one.size() ? one[at] : "(nothing)";
    const std::string b = at < other.size() ? other[at] : "(nothing)";
    if (a != b) return std::string(a).append("\n").append(b);
  }
  return "";
}

// "" where the two keep the same; else the first lines that differ.
template <typename OneLog, typename OtherLog>
std::string first_difference(OneLog& one, OtherLog& other) {
  return first_other(store_lines(one), store_lines(other));
}

}  // namespace shelfd::daemon
