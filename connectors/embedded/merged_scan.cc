// The smallest key of all the pieces comes next.
#include "connectors/embedded/merged_scan.h"

#include <algorithm>
#include <string>
#include <utility>

namespace shelfd::connectors {

namespace {

// The rows of one walk that were read ahead.
class Piece {
 public:
  Piece(const Walk& walk, std::string_view from) : walk_(walk), from_(from) {}

  // Reads on where nothing is left. Afterwards either a row is next or the walk is at its end.
  Status fill();
  [[nodiscard]] bool at_end() const { return next_ == rows_.size(); }
  [[nodiscard]] const std::string& key() const { return rows_[next_].first; }
  [[nodiscard]] const std::string& value() const { return rows_[next_].second; }
  void advance() { ++next_; }

 private:
  const Walk& walk_;
  std::string from_;
  bool has_more_ = true;
  std::vector<std::pair<std::string, std::string>> rows_;
  std::size_t next_ = 0;
};

Status Piece::fill() {
  if (!at_end() || !has_more_) return {};
  rows_.clear();
  next_ = 0;
  auto status = walk_(from_, [this](std::string_view key, std::string_view value) {
    rows_.emplace_back(key, value);
    return rows_.size() < kPieceRows;
  });
  if (!status) return status;
  has_more_ = rows_.size() == kPieceRows;
  if (has_more_) from_ = rows_.back().first + '\0';  // the first key after it
  return {};
}

// The piece whose row comes first, or none where all are at their end.
Piece* first_of(std::vector<Piece>& pieces) {
  Piece* first = nullptr;
  for (Piece& piece : pieces) {
    if (piece.at_end()) continue;
    if (first == nullptr || piece.key() < first->key()) first = &piece;
  }
  return first;
}

}  // namespace

Status merge_walks(const std::vector<Walk>& walks, std::string_view from, const Visit& visit) {
  if (walks.size() == 1) return walks.front()(from, visit);
  std::vector<Piece> pieces;
  pieces.reserve(walks.size());
  for (const Walk& walk : walks) {
    pieces.emplace_back(walk, from);
    if (auto status = pieces.back().fill(); !status) return status;
  }
  for (Piece* piece = first_of(pieces); piece != nullptr; piece = first_of(pieces)) {
    if (!visit(piece->key(), piece->value())) return {};
    piece->advance();
    if (auto status = piece->fill(); !status) return status;
  }
  return {};
}

}  // namespace shelfd::connectors
