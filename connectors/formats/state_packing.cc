#include "connectors/formats/state_packing.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace shelfd::connectors {
namespace {

constexpr std::int64_t kUsualMicros = 10'000;  // hundredths

constexpr std::uint64_t kKindBits = 2;
constexpr std::uint64_t kThousandths = 0;
constexpr std::uint64_t kMillionths = 1;
constexpr std::uint64_t kWhole = 2;
constexpr std::uint64_t kExact = 3;
constexpr double kMaxMantissa = 1e12;    // far below 2^53, so that the whole numbers are exact
constexpr std::uint32_t kFormatTag = 8;  // field 1, varint

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1));
}

double parts_of(std::uint64_t kind) {
  if (kind == kThousandths) return 1e3;
  return kind == kMillionths ? 1e6 : 1;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}
bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

// The short code that gives `value` back bit by bit.
template <typename Float>
std::optional<std::uint64_t> short_code(Float value) {
  for (const std::uint64_t kind : {kWhole, kThousandths, kMillionths}) {
    const double mantissa = std::round(static_cast<double>(value) * parts_of(kind));
    if (!(std::abs(mantissa) < kMaxMantissa)) continue;
    if (!same_bits(static_cast<Float>(mantissa / parts_of(kind)), value)) continue;
    return (zigzag(static_cast<std::int64_t>(mantissa)) << kKindBits) + kind;
  }
  return std::nullopt;
}

std::int64_t base_millis(const Ticks& ticks) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(ticks.base_seconds) * 1000U);
}

// The bytes of a plain message that begins with a number of those that are read.
bool parse(std::string_view bytes, const std::optional<std::uint32_t>& number,
           google::protobuf::MessageLite& message, Verdict& verdict) {
  if (!number) {
    verdict.refuse("does not begin with a format number");
    return false;
  }
  const bool fits = bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (fits && !bytes.empty() &&
      message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return true;
  }
  verdict.refuse("not a message of state.proto");
  return false;
}

void unread(StateFormat format, StateFormats known, Verdict& verdict) {
  verdict.refuse("format " + text_of(format) + " is not read by this build, which reads " +
                 text_of(known));
}

std::int64_t wrapped_product(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

}  // namespace

Packer::Packer(std::int64_t base_seconds, google::protobuf::RepeatedField<double>* exact)
    : ticks_{.base_seconds = base_seconds, .micros = kUsualMicros, .millis = 1},
      measured_{.base_seconds = base_seconds},
      exact_(exact) {}

bool Packer::measure_again() {
  const bool fits = ticks_.micros == measured_.micros && ticks_.millis == measured_.millis;
  ticks_ = std::exchange(measured_, {.base_seconds = ticks_.base_seconds});
  return !fits;
}

std::int64_t Packer::money(Money value, Money from) {
  const std::int64_t difference = wrapped_difference(value.micros, from.micros);
  while (difference % measured_.micros != 0) measured_.micros /= 10;
  return difference / ticks_.micros;
}

Instant Packer::base() const { return from_unix_millis(base_millis(ticks_)); }

std::int64_t Packer::own_time(Instant value) { return own_time(value, base()); }

std::int64_t Packer::own_time(Instant value, Instant from) {
  const std::int64_t difference = wrapped_difference(unix_millis(value), unix_millis(from));
  if (difference % measured_.millis != 0) measured_.millis = 1;
  return difference / ticks_.millis;
}

std::int64_t Packer::decision(Instant value) const {
  return wrapped_difference(unix_millis(value), base_millis(ticks_));
}

std::uint64_t Packer::number(double value) {
  if (const auto code = short_code(value)) return *code;
  exact_->Add(value);
  return (static_cast<std::uint64_t>(exact_->size() - 1) << kKindBits) + kExact;
}

std::uint64_t small_code(float value) {
  if (const auto code = short_code(value)) return *code;
  return (std::uint64_t{std::bit_cast<std::uint32_t>(value)} << kKindBits) + kExact;
}

float small_number(std::uint64_t code) {
  const std::uint64_t rest = code >> kKindBits;
  if ((code & kExact) == kExact) return std::bit_cast<float>(static_cast<std::uint32_t>(rest));
  return static_cast<float>(static_cast<double>(unzigzag(rest)) / parts_of(code & kExact));
}

void Verdict::refuse(const std::string& cause) {
  if (cause_.empty()) cause_ = cause;
}

void Verdict::at_most(const char* field, std::size_t size, std::size_t limit) {
  if (size <= limit) return;
  refuse(std::string(field) + ": " + std::to_string(size) + " are more than " +
         std::to_string(limit));
}

void Verdict::column(const char* field, int size, std::size_t rows) {
  if (static_cast<std::size_t>(size) > rows) equal(field, size, rows);
}

void Verdict::equal(const char* field, int size, std::size_t rows) {
  if (static_cast<std::size_t>(size) == rows) return;
  refuse(std::string(field) + ": " + std::to_string(size) + " entries for " + std::to_string(rows) +
         " rows");
}

void Verdict::unknown(const char* field, std::uint32_t value) {
  refuse(std::string(field) + ": " + std::to_string(value) + " is not known");
}

Money Unpacker::money(std::int64_t packed, Money from) const {
  return {wrapped_sum(from.micros, wrapped_product(packed, ticks_.micros))};
}

Instant Unpacker::own_time(std::int64_t packed) const {
  return own_time(packed, from_unix_millis(base_millis(ticks_)));
}

Instant Unpacker::own_time(std::int64_t packed, Instant from) const {
  return from_unix_millis(wrapped_sum(unix_millis(from), wrapped_product(packed, ticks_.millis)));
}

Instant Unpacker::decision(std::int64_t packed) const {
  return from_unix_millis(wrapped_sum(base_millis(ticks_), packed));
}

double Unpacker::number(std::uint64_t code) const {
  const std::uint64_t kind = code & kExact;
  const std::uint64_t rest = code >> kKindBits;
  if (kind != kExact) return static_cast<double>(unzigzag(rest)) / parts_of(kind);
  if (rest < static_cast<std::uint64_t>(exact_.size())) return exact_.Get(static_cast<int>(rest));
  verdict_.refuse("exact: no entry " + std::to_string(rest));
  return 0;
}

std::string to_bytes(const google::protobuf::MessageLite& message) {
  return message.SerializePartialAsString();
}

std::optional<std::uint32_t> format_number(std::string_view bytes) {
  // Longer than any number.
  const std::string_view begin = bytes.substr(0, 16);
  google::protobuf::io::ArrayInputStream array(begin.data(), static_cast<int>(begin.size()));
  google::protobuf::io::CodedInputStream stream(&array);
  std::uint32_t format = 0;
  if (stream.ReadTag() != kFormatTag || !stream.ReadVarint32(&format)) return std::nullopt;
  return format;
}

std::optional<std::uint32_t> read_state(std::string_view bytes,
                                        google::protobuf::MessageLite& message, Verdict& verdict) {
  const auto number = format_number(bytes);
  const StateFormat format{number.value_or(0)};
  const StateFormats known = state_formats();
  if (number && !known.has(format)) {
    unread(format, known, verdict);
    return std::nullopt;
  }
  std::string room;
  if (number) bytes = plain(format, bytes, kNumberBytes, room);
  return parse(bytes, number, message, verdict) ? number : std::nullopt;
}

bool read_message(std::string_view bytes, std::uint32_t format,
                  google::protobuf::MessageLite& message, Verdict& verdict) {
  const auto number = format_number(bytes);
  const StateFormat known{format};
  if (number && *number != format) {
    unread(StateFormat{*number}, {.oldest = known, .newest = known}, verdict);
    return false;
  }
  return parse(bytes, number, message, verdict);
}

}  // namespace shelfd::connectors
