// State packing: the numbers of a state record as small differences, and the first thing found
// wrong while one is read. What each field is a difference from stands in state.proto.
//
// Packing is exact for every value: differences wrap modulo 2^64, and ticks are the largest that
// divide all of the record. They are known once it is filled: with the usual ones (hundredths,
// milliseconds), and again where these are not its own.
// Threads: any. Only the state codec's own sources include this: it shows Protocol Buffers types.
#pragma once

#include <google/protobuf/arena.h>
#include <google/protobuf/message_lite.h>
#include <google/protobuf/repeated_field.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "connectors/formats/state_formats.h"

namespace shelfd::connectors {

// What a record's numbers are counted in, and from when.
struct Ticks {
  std::int64_t base_seconds = 0;
  std::int64_t micros = kMicrosPerUnit;  // a power of ten, 1 to 10^6
  std::int64_t millis = 1000;            // of own times: 1 or 1000

  // The day number of base_seconds.
  [[nodiscard]] std::int64_t base_day() const { return base_seconds / 86'400; }
};

// Numbers as codes (state.proto). `exact` holds those that no short code gives back.
class Packer {
 public:
  // `exact` is borrowed for the packer's life, and must be cleared between two fillings.
  Packer(std::int64_t base_seconds, google::protobuf::RepeatedField<double>* exact);

  [[nodiscard]] std::int64_t money(Money value, Money from);
  [[nodiscard]] std::int64_t own_time(Instant value);
  [[nodiscard]] std::int64_t own_time(Instant value, Instant from);
  [[nodiscard]] std::int64_t decision(Instant value) const;
  [[nodiscard]] std::uint64_t number(double value);
  // The instant that times count from.
  [[nodiscard]] Instant base() const;
  // Those of the filling that is under way; after the last one, the record's.
  [[nodiscard]] const Ticks& ticks() const { return ticks_; }
  // After a filling: takes the ticks that divide all of it. Whether it must be filled with them.
  [[nodiscard]] bool measure_again();

 private:
  Ticks ticks_;
  Ticks measured_;
  google::protobuf::RepeatedField<double>* exact_;
};

// A float's code and back; where no short code gives it back, its bits stand in the code.
[[nodiscard]] std::uint64_t small_code(float value);
[[nodiscard]] float small_number(std::uint64_t code);

// Codes of 0, 1 and -1, from which some columns count.
inline constexpr std::uint64_t kCodeOfZero = 2;
inline constexpr std::uint64_t kCodeOfOne = (2U << 2U) + 2;
inline constexpr std::uint64_t kCodeOfMinusOne = (1U << 2U) + 2;

// The first cause found against a record; later ones are not kept.
class Verdict {
 public:
  explicit Verdict(std::string record) : record_(std::move(record)) {}

  void refuse(const std::string& cause);
  void at_most(const char* field, std::size_t size, std::size_t limit);
  // A column has an entry a row, and may end early.
  void column(const char* field, int size, std::size_t rows);
  void equal(const char* field, int size, std::size_t rows);
  // The value as an enumerator, the first one where it is none of them.
  template <typename Enum>
  [[nodiscard]] Enum enumerator(const char* field, std::uint32_t value, Enum last) {
    if (value <= static_cast<std::uint32_t>(last)) return static_cast<Enum>(value);
    unknown(field, value);
    return Enum{};
  }

  [[nodiscard]] bool good() const { return cause_.empty(); }
  // Not good: Stop, "belief: suppliers: 5 are more than 4".
  [[nodiscard]] std::unexpected<Error> error() const { return stop(record_ + ": " + cause_); }

 private:
  void unknown(const char* field, std::uint32_t value);

  std::string record_;
  std::string cause_;
};

// Packer's inverse. A code that names no entry of `exact` is refused and reads as zero.
class Unpacker {
 public:
  // Borrowed for the unpacker's life.
  Unpacker(const Ticks& ticks, const google::protobuf::RepeatedField<double>& exact,
           Verdict& verdict)
      : ticks_(ticks), exact_(exact), verdict_(verdict) {}

  [[nodiscard]] Money money(std::int64_t packed, Money from) const;
  [[nodiscard]] Instant own_time(std::int64_t packed) const;
  [[nodiscard]] Instant own_time(std::int64_t packed, Instant from) const;
  [[nodiscard]] Instant decision(std::int64_t packed) const;
  [[nodiscard]] double number(std::uint64_t code) const;
  [[nodiscard]] const Ticks& ticks() const { return ticks_; }
  [[nodiscard]] Verdict& verdict() const { return verdict_; }

 private:
  const Ticks& ticks_;
  const google::protobuf::RepeatedField<double>& exact_;
  Verdict& verdict_;
};

// a - b and a + b modulo 2^64.
[[nodiscard]] constexpr std::int64_t wrapped_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
[[nodiscard]] constexpr std::int64_t wrapped_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// Zero as Protocol Buffers leaves it out: a negative zero is not.
template <typename Value>
[[nodiscard]] bool is_absent(Value value) {
  if constexpr (std::is_floating_point_v<Value>) return value == 0 && !std::signbit(value);
  return value == 0;
}

// Adds value(row) for each row to a column; zeros at the end are taken off again.
template <typename Rows, typename Column, typename Value>
void put_column(const Rows& rows, Column* column, const Value& value) {
  int kept = 0;
  for (const auto& row : rows) {
    column->Add(value(row));
    if (!is_absent(column->Get(column->size() - 1))) kept = column->size();
  }
  column->Truncate(kept);
}

// The entry of a row, zero beyond the column's end.
template <typename Column>
[[nodiscard]] auto entry(const Column& column, int row) {
  return row < column.size() ? column.Get(row) : std::decay_t<decltype(column.Get(0))>{};
}

// A message with room for its parts and columns, which are an allocation each without it.
template <typename Message>
class Roomy {
 public:
  // The arena writes its room before it reads it.
  Roomy() {}  // NOLINT(cppcoreguidelines-pro-type-member-init,modernize-use-equals-default)
  Roomy(const Roomy&) = delete;
  Roomy& operator=(const Roomy&) = delete;
  Roomy(Roomy&&) = delete;
  Roomy& operator=(Roomy&&) = delete;
  ~Roomy() = default;

  Message& operator*() { return *message_; }

 private:
  static constexpr std::size_t kRoomBytes = 8192;
  alignas(std::max_align_t) std::array<char, kRoomBytes> room_;
  google::protobuf::Arena arena_{room_.data(), room_.size()};
  Message* message_ = google::protobuf::Arena::CreateMessage<Message>(&arena_);
};

[[nodiscard]] std::string to_bytes(const google::protobuf::MessageLite& message);

// Of the format number: the tag of field 1, and a byte.
inline constexpr std::size_t kNumberBytes = 2;

// The filled message as a state record of the format.
template <typename Message>
[[nodiscard]] std::string to_record(Message& message, StateFormat format) {
  message.set_format(std::to_underlying(format));
  std::string record = to_bytes(message);
  lay_out(format, record, kNumberBytes);
  return record;
}

// Reads a state record, whose format must be one of this build's; the number that it begins with.
// Absent, with the verdict's cause, for any other bytes.
[[nodiscard]] std::optional<std::uint32_t> read_state(std::string_view bytes,
                                                      google::protobuf::MessageLite& message,
                                                      Verdict& verdict);
// So; whether it was read. The message has that number and no second one.
template <typename Message>
[[nodiscard]] bool read_record(std::string_view bytes, Message& message, Verdict& verdict) {
  const auto number = read_state(bytes, message, verdict);
  if (!number || *number == message.format()) return number.has_value();
  verdict.refuse("has two format numbers");
  return false;
}
// So, a message that is no state and has a format number of its own.
[[nodiscard]] bool read_message(std::string_view bytes, std::uint32_t format,
                                google::protobuf::MessageLite& message, Verdict& verdict);
// The number that bytes of a message begin with.
[[nodiscard]] std::optional<std::uint32_t> format_number(std::string_view bytes);

}  // namespace shelfd::connectors
