// Import file: one file read into a gathering.
// Threads: one. The only I/O is `load_file`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/tables/choices.h"
#include "connectors/tables/gathering.h"

namespace shelfd::connectors {

inline constexpr std::size_t kMaxFileBytes = std::size_t{2} << 30U;

// Errors: Reject, in one line, for a path that is not there, is a folder, cannot be read, or holds
// more than kMaxFileBytes.
[[nodiscard]] Result<std::string> load_file(const std::string& path);

// What is read of a request, beside its rows.
struct FileContext {
  const Choices& choices;
  const LocalTime& zone;
  std::function<void(double)> progress{};  // the share of this file
};

// Appends the file's rows, refusals and FileReading. Errors: as read_import.
[[nodiscard]] Status read_file(const ImportFile& file, const std::string& bytes,
                               const FileContext& context, Gathering& gathering,
                               ImportReading& reading);

}  // namespace shelfd::connectors
