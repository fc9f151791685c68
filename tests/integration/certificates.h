// Certificates: an authority of a test's own and what it signs, as PEM files of a folder, by the
// openssl command line.
//
//   ca.pem             the authority; other-ca.pem: one that signed nothing here
//   server.pem         key and certificate for 127.0.0.1 and localhost
//   elsewhere.pem      key and certificate for another host
//   client.pem, client.key, locked.key    a client, and its key under kKeyPassword
// Valid for two days. Errors: Retry where there is no openssl, Stop where it fails.
#pragma once

#include <string>

#include "base/result.h"

namespace shelfd::integration {

inline constexpr const char* kKeyPassword = "the-key-of-the-key";

[[nodiscard]] Status make_certificates(const std::string& folder);

}  // namespace shelfd::integration
