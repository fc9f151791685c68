// Shared text: bytes that do not change, in one block that its copies share. For what several hold
// at once, as a record's value in the log and in the cut. Copies may be used and let go by other
// threads. Pure.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace shelfd {

class SharedText {
  using Bytes = char[];  // NOLINT(*-avoid-c-arrays): its size is known only when it is made

 public:
  SharedText() = default;
  ~SharedText() = default;
  SharedText(const SharedText&) = default;
  SharedText& operator=(const SharedText&) = default;
  SharedText(SharedText&& from) noexcept
      : bytes_(std::move(from.bytes_)), size_(std::exchange(from.size_, 0)) {}
  SharedText& operator=(SharedText&& from) noexcept {
    bytes_ = std::move(from.bytes_);
    size_ = std::exchange(from.size_, 0);
    return *this;
  }
  SharedText(std::string_view text)  // NOLINT(google-explicit-constructor): stands where text would
      : size_(text.size()) {
    if (text.empty()) return;
    auto bytes = std::make_shared_for_overwrite<Bytes>(text.size());
    std::ranges::copy(text, bytes.get());
    bytes_ = std::move(bytes);
  }
  SharedText(const std::string& text)  // NOLINT(google-explicit-constructor)
      : SharedText(std::string_view(text)) {}
  SharedText(const char* text)  // NOLINT(google-explicit-constructor)
      : SharedText(std::string_view(text)) {}

  operator std::string_view() const {  // NOLINT(google-explicit-constructor)
    return {bytes_.get(), size_};
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::string str() const { return std::string(std::string_view(*this)); }

  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const SharedText& left, const Text& right) {
    const std::string_view other = right;  // NOLINT(*-array-to-pointer-decay): of a literal
    return std::string_view(left) == other;
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  std::size_t size_ = 0;
};

}  // namespace shelfd
