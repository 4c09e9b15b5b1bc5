#include "stages/book_state.h"

#include "base/text.h"

namespace tu::stages {

namespace {

// [[price, size], ...] as the table promises it: checked already, so only numbers and brackets are looked at.
template <class Side>
void read_levels(std::string_view json, Side& side) {
  double pair[2];
  int have = 0;
  std::size_t i = 0;
  while (i < json.size()) {
    const char c = json[i];
    if (c == '[') have = 0;
    if (c != '-' && !(c >= '0' && c <= '9')) {
      ++i;
      continue;
    }
    const std::size_t from = i;
    while (i < json.size() && json[i] != ',' && json[i] != ']' && json[i] != ' ') ++i;
    const auto x = text::to_real(json.substr(from, i - from));
    if (!x || have > 1) continue;
    pair[have++] = *x;
    if (have < 2) continue;
    if (pair[1] > 0)
      side[pair[0]] = pair[1];
    else
      side.erase(pair[0]);
  }
}

template <class Side>
double best(const Side& side, std::size_t depth) {
  double sum = 0;
  for (auto it = side.begin(); it != side.end() && depth > 0; ++it, --depth) sum += it->second;
  return sum;
}

}  // namespace

void BookState::apply(const Event& e) {
  constexpr Field snapshot{Type::book, "snapshot"}, bids{Type::book, "bids"}, asks{Type::book, "asks"};
  if (e.flag(snapshot)) {
    bids_.clear();
    asks_.clear();
  } else if (ts_ == 0) {
    return;  // changes of a book that was never seen
  }
  read_levels(e.text(bids), bids_);
  read_levels(e.text(asks), asks_);
  ts_ = e.ts;
}

std::optional<double> BookState::imbalance(std::size_t depth) const {
  if (bids_.empty() || asks_.empty() || bids_.begin()->first >= asks_.begin()->first) return std::nullopt;
  const double b = best(bids_, depth), a = best(asks_, depth);
  return (b - a) / (b + a);
}

}  // namespace tu::stages
