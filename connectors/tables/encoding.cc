#include "connectors/tables/encoding.h"

#include <iconv.h>
#include <simdjson.h>
#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <optional>
#include <vector>

namespace shelfd::connectors {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::size_t kSampleBytes = std::size_t{1} << 20U;  // given to uchardet
constexpr std::size_t kComparedLines = 2'000;                // decoded to compare two guesses

struct Mark {
  std::string_view bytes{};
  Encoding encoding{};
};

std::optional<Encoding> marked_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return Encoding{.name = "UTF-8", .mark_bytes = 3};
  if (bytes.starts_with("\xFF\xFE")) {
    return Encoding{.name = "UTF-16LE", .mark_bytes = 2, .unit_bytes = 2};
  }
  if (bytes.starts_with("\xFE\xFF")) {
    return Encoding{.name = "UTF-16BE", .mark_bytes = 2, .unit_bytes = 2, .big_endian = true};
  }
  return std::nullopt;
}

// The separators, digits and line ends of a table have a zero byte in UTF-16, all on one side.
std::optional<Encoding> unmarked_utf16(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, kSampleBytes);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t at = 0; at < sample.size(); ++at) zeros[at % 2] += sample[at] == '\0' ? 1 : 0;
  const std::size_t most = std::max(zeros[0], zeros[1]);
  const std::size_t least = std::min(zeros[0], zeros[1]);
  if (most * 10 < sample.size() || least * 10 > most) return std::nullopt;
  const bool big_endian = zeros[0] > zeros[1];
  return Encoding{
      .name = big_endian ? "UTF-16BE" : "UTF-16LE", .unit_bytes = 2, .big_endian = big_endian};
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Lines beyond ASCII, and how many of them are not UTF-8.
bool mostly_utf8(std::string_view bytes) {
  std::size_t beyond_ascii = 0;
  std::size_t broken = 0;
  LineReader lines(bytes, Encoding{});
  for (LineReader::Line line; lines.next(line);) {
    if (line.readable && is_ascii(line.text)) continue;
    ++beyond_ascii;
    broken += line.readable ? 0 : 1;
  }
  return broken * 10 <= beyond_ascii;
}

std::string guessed_name(std::string_view bytes) {
  const auto first =
      std::ranges::find_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const std::string_view sample =
      bytes.substr(static_cast<std::size_t>(first - bytes.begin())).substr(0, kSampleBytes);
  const std::unique_ptr<uchardet, void (*)(uchardet_t)> detector(uchardet_new(), uchardet_delete);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return "";
  uchardet_data_end(detector.get());
  const std::string name = uchardet_get_charset(detector.get());
  // GB18030 holds the two older sets; Big5 as Windows and Hong Kong write it holds Big5.
  if (name.starts_with("GB") || name.starts_with("HZ")) return "GB18030";
  return name.starts_with("BIG5") ? "BIG5-HKSCS" : name;
}

struct Fit {
  int header = 0;
  std::size_t broken = 0;
};

Fit fit_of(std::string_view bytes, const std::string& name, const HeaderScore& header_score) {
  Fit fit;
  LineReader lines(bytes, Encoding{.name = name});
  LineReader::Line line;
  for (std::size_t count = 0; count < kComparedLines && lines.next(line); ++count) {
    if (count == 0) fit.header = header_score(line.text);
    fit.broken += line.readable ? 0 : 1;
  }
  return fit;
}

Encoding compared_guess(std::string_view bytes, const HeaderScore& header_score) {
  std::vector<std::string> names{guessed_name(bytes), "GB18030", "BIG5-HKSCS"};
  std::erase(names, "");
  std::erase(names, "UTF-8");
  std::string best;
  Fit best_fit;
  for (const std::string& name : names) {
    const Fit fit = fit_of(bytes, name, header_score);
    const bool better = fit.header > best_fit.header ||
                        (fit.header == best_fit.header && fit.broken < best_fit.broken);
    if (!best.empty() && !better) continue;
    best = name;
    best_fit = fit;
  }
  return Encoding{.name = best};
}

}  // namespace

struct LineReader::Converter {
  explicit Converter(const std::string& name) : handle(iconv_open("UTF-8", name.c_str())) {}
  ~Converter() {
    if (valid()) iconv_close(handle);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  [[nodiscard]] bool valid() const {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): what iconv_open gives for an unknown name.
    return handle != iconv_t(-1);
  }
  bool convert(std::string_view raw, std::string& text) const;

  iconv_t handle;
};

// What cannot be decoded is passed a byte at a time.
bool LineReader::Converter::convert(std::string_view raw, std::string& text) const {
  text.clear();
  if (!valid()) return false;
  iconv(handle, nullptr, nullptr, nullptr, nullptr);
  bool readable = true;
  std::string input(raw);
  char* from = input.data();
  std::size_t left = input.size();
  while (left > 0) {
    std::array<char, 1024> out{};
    char* to = out.data();
    std::size_t room = out.size();
    const std::size_t result = iconv(handle, &from, &left, &to, &room);
    text.append(out.data(), out.size() - room);
    if (result != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    readable = false;
    text += kReplacement;
    from = std::next(from);
    --left;
  }
  return readable;
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

Encoding find_encoding(std::string_view bytes, const HeaderScore& header_score) {
  if (const auto marked = marked_encoding(bytes)) return *marked;
  if (const auto utf16 = unmarked_utf16(bytes)) return *utf16;
  if (is_utf8(bytes) || mostly_utf8(bytes)) return Encoding{};
  return compared_guess(bytes, header_score);
}

LineReader::LineReader(std::string_view bytes, const Encoding& encoding)
    : bytes_(bytes), encoding_(encoding), position_(encoding.mark_bytes) {
  if (encoding.name != "UTF-8") converter_ = std::make_unique<Converter>(encoding.name);
}
LineReader::~LineReader() = default;

bool LineReader::next(Line& line) {
  if (position_ >= bytes_.size()) return false;
  const std::string_view raw = raw_line();
  if (converter_) {
    line.readable = converter_->convert(raw, text_);
    line.text = text_;
    return true;
  }
  line.readable = is_utf8(raw);
  line.text = raw;
  if (line.readable) return true;
  text_.clear();
  for (const char c : raw) {
    if (static_cast<unsigned char>(c) < 0x80) {
      text_ += c;
    } else {
      text_ += kReplacement;
    }
  }
  line.text = text_;
  return true;
}

bool LineReader::unit_at(std::size_t at, char unit) const {
  if (encoding_.unit_bytes == 1) return at < bytes_.size() && bytes_[at] == unit;
  if (at + 1 >= bytes_.size()) return false;
  const char high = bytes_[encoding_.big_endian ? at : at + 1];
  return high == '\0' && bytes_[encoding_.big_endian ? at + 1 : at] == unit;
}

std::string_view LineReader::raw_line() {
  const std::size_t start = position_;
  const std::size_t step = encoding_.unit_bytes;
  std::size_t end = start;
  while (end < bytes_.size() && !unit_at(end, '\n') && !unit_at(end, '\r')) end += step;
  end = std::min(end, bytes_.size());
  position_ = end;
  if (unit_at(end, '\r')) position_ += step;
  if (unit_at(position_, '\n')) position_ += step;
  if (position_ == end) position_ = bytes_.size();
  return bytes_.substr(start, end - start);
}

}  // namespace shelfd::connectors
