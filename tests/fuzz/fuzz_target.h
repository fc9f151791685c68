// Fuzz target: what each file <codec>_fuzz.cc gives, for libFuzzer (SHELFD_FUZZ,
// libfuzzer_entry.cc) and for the plain main, which runs files, or seeded mutations of the built-in
// inputs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shelfd::fuzz {

// Valid inputs, from which mutations start.
[[nodiscard]] std::vector<std::string> built_in_inputs();

// Runs one input: "accepted", or the reason why it was refused. Ends the program where a promise is
// broken.
[[nodiscard]] std::string outcome_of(std::string_view input);

// Ends the program with what was promised, and the input, unless it was kept.
void promise(bool kept, const char* what, std::string_view input);

}  // namespace shelfd::fuzz
