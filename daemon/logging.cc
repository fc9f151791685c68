#include "daemon/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace shelfd::daemon {
namespace {

// What start_logging chose; set once, before any other thread runs.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): as the logger itself is
bool as_json = false;

// Control characters are quoted too: a line stays a line, and moves no terminal.
bool is_plain(char byte) {
  return static_cast<unsigned char>(byte) > ' ' && byte != '=' && byte != '"' && byte != '\x7f';
}

std::string quoted(const std::string& value) {
  const bool plain = !value.empty() && std::ranges::all_of(value, is_plain);
  return plain
             ? value
             : nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string log_line(const std::string& event, const LogFields& fields, bool json) {
  std::string line = json ? "\"event\":" + nlohmann::json(event).dump() : "event=" + event;
  for (const auto& [name, value] : fields) {
    line += json ? ",\"" + name + "\":" +
                       nlohmann::json(value).dump(-1, ' ', false,
                                                  nlohmann::json::error_handler_t::replace)
                 : " " + name + "=" + quoted(value);
  }
  return line;
}

void start_logging(const std::string& level, const std::string& format) {
  as_json = format == "json";
  auto logger = spdlog::get("shelfd");
  if (!logger) logger = spdlog::stderr_logger_mt("shelfd");
  spdlog::set_default_logger(logger);
  spdlog::set_pattern(as_json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                              : "time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                      spdlog::pattern_time_type::utc);
  spdlog::set_level(spdlog::level::from_str(level));
}

void log_event(const std::string& event, const LogFields& fields) {
  spdlog::info(log_line(event, fields, as_json));
}

void log_warning(const std::string& event, const LogFields& fields) {
  spdlog::warn(log_line(event, fields, as_json));
}

void log_error(const std::string& event, const LogFields& fields) {
  spdlog::error(log_line(event, fields, as_json));
}

connectors::KafkaListener kafka_listener() {
  connectors::KafkaListener to_log;
  to_log.log = [](connectors::KafkaLogLevel level, const std::string& text) {
    if (level == connectors::KafkaLogLevel::Error || level == connectors::KafkaLogLevel::Warning) {
      log_warning("kafka_client", {{"text", text}});
    } else {
      log_event("kafka_client", {{"text", text}});
    }
  };
  return to_log;
}

}  // namespace shelfd::daemon
