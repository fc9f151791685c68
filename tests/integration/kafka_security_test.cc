// Shows that the program reaches a broker that asks for TLS, client certificates, SASL/PLAIN and
// SCRAM, by settings of a file and of the environment: it creates topics, examines the cluster and
// gets ready; and that what is wrong with them is named, and no secret is shown, even at the log's
// finest.
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "connectors/embedded/folder.h"
#include "connectors/http/client.h"
#include "tests/integration/certificates.h"
#include "tests/integration/child.h"
#include "tests/integration/on_broker.h"

namespace shelfd::integration {
namespace {

using Settings = std::map<std::string, std::string>;  // of the section kafka

const std::string kPassword = "open-sesame-secret";
const std::string kWrongPassword = "open-barley-secret";

// A broker with a listener for each way in.
class SecureBroker {
 public:
  static Result<std::unique_ptr<SecureBroker>> start() {
    auto made = std::make_unique<SecureBroker>();
    if (auto status = make_certificates(made->folder_.path()); !status) {
      return std::unexpected(status.error());
    }
    for (const char* name : {"tls", "mtls", "plain", "scram_tls", "elsewhere"}) made->add_tls(name);
    made->set("mtls", "ssl.client.auth=required");
    made->set("plain", "sasl.enabled.mechanisms=PLAIN");
    made->set("plain", "plain.sasl.jaas.config=" + kLogin +
                           "plain.PlainLoginModule required user_" + "shop=\"" + kPassword + "\";");
    for (const char* name : {"scram_tls", "scram"}) made->add_scram(name);
    auto broker =
        KafkaBroker::start({.properties = made->properties_,
                            .listeners = {"TLS:SSL", "MTLS:SSL", "ELSEWHERE:SSL", "PLAIN:SASL_SSL",
                                          "SCRAM_TLS:SASL_SSL", "SCRAM:SASL_PLAINTEXT"}});
    if (!broker) return std::unexpected(broker.error());
    made->broker_ = std::move(*broker);
    for (const char* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-512"}) {
      const auto added = made->broker_->tool(
          "kafka.admin.ConfigCommand",
          {"--alter", "--entity-type", "users", "--entity-name", "shop", "--add-config",
           std::string(mechanism) + "=[password=" + kPassword + "]"});
      if (!added) return std::unexpected(added.error());
    }
    return made;
  }

  [[nodiscard]] std::string at(const std::string& listener) const {
    return broker_->bootstrap(listener);
  }
  [[nodiscard]] std::string file(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

 private:
  inline static const std::string kLogin = "org.apache.kafka.common.security.";

  void set(const std::string& listener, const std::string& property) {
    properties_.push_back("listener.name." + listener + "." + property);
  }
  void add_tls(const std::string& listener) {
    const std::string own = listener == "elsewhere" ? "elsewhere.pem" : "server.pem";
    set(listener, "ssl.keystore.type=PEM");
    set(listener, "ssl.keystore.location=" + file(own));
    set(listener, "ssl.truststore.type=PEM");
    set(listener, "ssl.truststore.location=" + file("ca.pem"));
  }
  void add_scram(const std::string& listener) {
    set(listener, "sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512");
    for (const char* mechanism : {"scram-sha-256", "scram-sha-512"}) {
      set(listener, std::string(mechanism) + ".sasl.jaas.config=" + kLogin +
                        "scram.ScramLoginModule required;");
    }
  }

  fakes::TemporaryFolder folder_;
  std::vector<std::string> properties_;
  std::unique_ptr<KafkaBroker> broker_;
};

// `listener` in capitals; paths of `files` are names of certificates.h, or "password".
struct Way {
  std::string name{};
  std::string listener{};
  Settings settings{};
  Settings files{};
  std::string refusal{};  // a part of the error; "": none
};

struct Security : testing::TestWithParam<Way> {
  static void SetUpTestSuite() { started = SecureBroker::start(); }
  static void TearDownTestSuite() { started.reset(); }

  void SetUp() override {
    if (!*started) return skip_or_fail(started->error());
    write("password", kPassword + "\n");
    write("wrong-password", kWrongPassword + "\n");
    write("key-password", kKeyPassword);
    write("settings.yaml", yaml());
  }

  static SecureBroker& broker() { return **started.value(); }
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  [[nodiscard]] std::string yaml() const {
    std::string text =
        "source: kafka\nlog: { level: debug }\nhttp: { listen: 127.0.0.1:0 }\ndata: " +
        path("data") + "\nkafka:\n  brokers: " + broker().at(GetParam().listener) +
        "\n  topic_prefix: " + GetParam().name + ".\n";
    for (const auto& [key, value] : GetParam().settings) {
      text.append("  ").append(key).append(": ").append(value).append("\n");
    }
    for (const auto& [key, name] : GetParam().files) {
      const bool is_ours = name.find("password") != std::string::npos;
      text.append("  ").append(key).append(": ");
      text.append(is_ours ? path(name) : broker().file(name)).append("\n");
    }
    return text;
  }
  // By the file, and the rest by the environment.
  [[nodiscard]] std::unique_ptr<Child> start(std::vector<std::string> words) {
    words.insert(words.begin(), {"--settings", path("settings.yaml")});
    return std::make_unique<Child>(
        words, path("run-" + std::to_string(++runs)),
        std::vector<std::string>{"SHELFD_KAFKA__APP_ID=" + GetParam().name,
                                 "SHELFD_KAFKA__INSTANCE=shelfd-0"});
  }
  [[nodiscard]] Ran shelfd(const std::vector<std::string>& words) {
    const auto child = start(words);
    const int code = child->code();
    return {.code = code, .out = child->out(), .err = child->err()};
  }
  [[nodiscard]] bool is_ready() const {
    const auto reply = connectors::call(connectors::folder_at(path("data")).socket,
                                        {.path = "/readyz"}, std::chrono::seconds{10});
    return reply && reply->status == 200;
  }
  static void expect_no_secret(const std::string& text) {
    for (const std::string& secret : {kPassword, kWrongPassword, std::string(kKeyPassword)}) {
      EXPECT_EQ(text.find(secret), std::string::npos) << text;
    }
  }
  static void expect_refused(Child& child, int code) {
    EXPECT_EQ(child.code(), code) << child.err();
    const Ran ran = {.code = code, .out = child.out(), .err = child.err()};
    EXPECT_NE((ran.out + ran.err).find(GetParam().refusal), std::string::npos)
        << GetParam().refusal << "\n in \n"
        << ran.out << ran.err;
    expect_no_secret(ran.out + ran.err);
  }

  inline static std::optional<Result<std::unique_ptr<SecureBroker>>> started;
  fakes::TemporaryFolder folder;
  int runs = 0;
};

struct SecureWay : Security {};

TEST_P(SecureWay, lets_the_program_work) {
  const Ran made = shelfd({"topics", "create", "--partitions", "1", "--replication", "1"});
  ASSERT_EQ(made.code, 0) << made.err;
  const Ran examined = shelfd({"doctor", "--replication", "1", "--probe"});
  EXPECT_EQ(examined.code, 0) << examined.out << examined.err;
  EXPECT_NE(examined.out.find("broker 1"), std::string::npos) << examined.out;
  const auto program = start({"run"});
  ASSERT_TRUE(wait_for([&] { return is_ready() || program->ended(); }));
  program->end(SIGTERM);
  EXPECT_EQ(program->code(), 0) << program->err();
  expect_no_secret(made.out + made.err + examined.out + examined.err + program->err());
}

TEST_P(SecureWay, is_shown_without_secrets) {
  const Ran shown = shelfd({"config", "show"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find(broker().at(GetParam().listener)), std::string::npos) << shown.out;
  expect_no_secret(shown.out + shown.err);
}

Way sasl(const std::string& name, const std::string& listener, const std::string& mechanism) {
  return {.name = name,
          .listener = listener,
          .settings = {{"security", listener == "SCRAM" ? "sasl_plaintext" : "sasl_tls"},
                       {"sasl_mechanism", mechanism},
                       {"username", "shop"}},
          .files = {{"ca_file", "ca.pem"}, {"password_file", "password"}}};
}

const Settings kTls = {{"security", "tls"}};
const Settings kCertified = {
    {"ca_file", "ca.pem"}, {"certificate_file", "client.pem"}, {"key_file", "client.key"}};
const Settings kLocked = {{"ca_file", "ca.pem"},
                          {"certificate_file", "client.pem"},
                          {"key_file", "locked.key"},
                          {"key_password_file", "key-password"}};

std::string name_of(const testing::TestParamInfo<Way>& way) { return way.param.name; }

INSTANTIATE_TEST_SUITE_P(Every, SecureWay,
                         testing::Values(Way{"tls", "TLS", kTls, {{"ca_file", "ca.pem"}}},
                                         Way{"mtls", "MTLS", kTls, kCertified},
                                         Way{"mtls_locked_key", "MTLS", kTls, kLocked},
                                         sasl("plain", "PLAIN", "PLAIN"),
                                         sasl("scram_256_tls", "SCRAM_TLS", "SCRAM-SHA-256"),
                                         sasl("scram_512_tls", "SCRAM_TLS", "SCRAM-SHA-512"),
                                         sasl("scram_256", "SCRAM", "SCRAM-SHA-256"),
                                         sasl("scram_512", "SCRAM", "SCRAM-SHA-512")),
                         name_of);

struct WrongWay : Security {};

TEST_P(WrongWay, is_named) {
  const bool never_asks = GetParam().name == "wrong_key_password";
  // Together: each waits for the broker as long as it has patience.
  const auto program = start({"run"});
  const auto topics = start({"topics", "check"});
  const auto doctor = start({"doctor"});
  expect_refused(*program, never_asks ? 1 : 69);
  expect_refused(*topics, never_asks ? 1 : 69);
  expect_refused(*doctor, 1);
}

Way with_wrong_password(Way way) {
  way.name += "_wrong_password";
  way.files["password_file"] = "wrong-password";
  way.refusal = "kafka.username and kafka.password_file: the broker refuses them";
  return way;
}

Way with_wrong_key_password() {
  Settings files = kLocked;
  files["key_password_file"] = "wrong-password";
  return {"wrong_key_password", "MTLS", kTls, files, "ssl.key.location"};
}

INSTANTIATE_TEST_SUITE_P(
    Every, WrongWay,
    testing::Values(with_wrong_password(sasl("plain", "PLAIN", "PLAIN")),
                    with_wrong_password(sasl("scram_256_tls", "SCRAM_TLS", "SCRAM-SHA-256")),
                    with_wrong_password(sasl("scram_512", "SCRAM", "SCRAM-SHA-512")),
                    Way{"unknown_ca", "TLS", kTls, {{"ca_file", "other-ca.pem"}}, "kafka.ca_file"},
                    Way{"no_client_certificate",
                        "MTLS",
                        kTls,
                        {{"ca_file", "ca.pem"}},
                        "kafka.certificate_file and kafka.key_file"},
                    Way{"another_host",
                        "ELSEWHERE",
                        kTls,
                        {{"ca_file", "ca.pem"}},
                        "certificate is for other names than this address"},
                    Way{"plaintext_to_tls", "TLS", {}, {}, "kafka.security"},
                    with_wrong_key_password()),
    name_of);

}  // namespace
}  // namespace shelfd::integration
