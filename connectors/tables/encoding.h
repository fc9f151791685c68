// Encoding: which one a file's bytes are in, and its lines as UTF-8.
//
// A byte order mark decides; then bytes that are strict UTF-8 throughout; then zero bytes at every
// other place mean UTF-16. Else, where at most a tenth of the lines beyond ASCII are broken, it is
// UTF-8 with broken lines. Else uchardet's guess, GB18030 and Big5 are compared: the one whose
// header line has more names that `header_score` knows wins, then the one that leaves fewer lines
// undecoded, then the order above.
// Lines are decoded one by one, so that one broken line costs one row.
// Threads: a decoder one. Not here: rows and cells (table_text.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace shelfd::connectors {

struct Encoding {
  std::string name = "UTF-8";  // as iconv knows it
  std::size_t mark_bytes = 0;  // of the byte order mark
  std::size_t unit_bytes = 1;  // of a line's end
  bool big_endian = false;
};

// How many columns of the header line (UTF-8) are known.
using HeaderScore = std::function<int(std::string_view)>;

[[nodiscard]] Encoding find_encoding(std::string_view bytes, const HeaderScore& header_score);

[[nodiscard]] bool is_utf8(std::string_view text);

// Walks a file's lines. A line ends at LF, CR LF, or a CR alone.
class LineReader {
 public:
  LineReader(std::string_view bytes, const Encoding& encoding);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  struct Line {
    std::string_view text{};  // UTF-8, what cannot be decoded as U+FFFD; valid until the next one
    bool readable = true;     // all of it was decoded
  };
  // False at the end.
  [[nodiscard]] bool next(Line& line);
  // Bytes passed.
  [[nodiscard]] std::size_t position() const { return position_; }
  // Goes back to a position that `position` gave.
  void seek(std::size_t position) { position_ = position; }

 private:
  struct Converter;
  [[nodiscard]] std::string_view raw_line();
  [[nodiscard]] bool unit_at(std::size_t at, char unit) const;

  std::string_view bytes_;
  Encoding encoding_;
  std::size_t position_ = 0;
  std::string text_;
  std::unique_ptr<Converter> converter_;  // none for UTF-8
};

}  // namespace shelfd::connectors
