#include "tests/integration/certificates.h"

#include <cstdlib>

#include "tests/integration/child.h"

namespace shelfd::integration {
namespace {

int in_folder(const std::string& folder, const std::string& script) {
  const std::string command = "cd '" + folder + "' && { " + script + " ; } >openssl.log 2>&1";
  return std::system(command.c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe): openssl
}

std::string authority(const std::string& name) {
  return "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" +
         name + " -keyout " + name + ".key -out " + name + ".pem";
}

// The key comes before the certificate in NAME.pem: how Kafka wants a store of PEM.
std::string signed_by_ca(const std::string& name, const std::string& names) {
  return "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name +
         " -keyout " + name + ".key -out " + name + ".csr && echo subjectAltName=" + names +
         " >names && openssl x509 -req -in " + name +
         ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out signed.pem && "
         "cat " +
         name + ".key signed.pem >" + name + ".pem";
}

}  // namespace

Status make_certificates(const std::string& folder) {
  if (in_folder(folder, "command -v openssl") != 0) return retry("openssl is not installed");
  for (const std::string& step :
       {authority("ca"), authority("other-ca"),
        signed_by_ca("server", "IP:127.0.0.1,DNS:localhost"),
        signed_by_ca("elsewhere", "DNS:elsewhere.test"), signed_by_ca("client", "DNS:client.test"),
        std::string("openssl ec -aes256 -in client.key -out locked.key -passout pass:") +
            kKeyPassword}) {
    if (in_folder(folder, step) != 0)
      return stop(step + ": " + text_of_file(folder + "/openssl.log"));
  }
  return {};
}

}  // namespace shelfd::integration
