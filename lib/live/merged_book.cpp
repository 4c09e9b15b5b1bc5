#include "live/merged_book.h"

#include "base/text.h"
#include "event/copy.h"
#include "wire/json_scan.h"

namespace tu::live {

namespace {

constexpr std::size_t levels_a_piece = 8000;
constexpr Field snapshot{Type::book, "snapshot"}, bids{Type::book, "bids"}, asks{Type::book, "asks"};
constexpr Field seq{Type::book, "seq"};

void apply(std::string_view levels, std::map<double, double>& side) {
  wire::json_each(levels, [&](std::string_view row) {
    double pair[2] = {0, 0};
    int n = 0;
    wire::json_each(row, [&](std::string_view item) {
      if (n < 2) pair[n++] = text::to_real(item).value_or(0);
    });
    side[pair[0]] = pair[1];
  });
}

}  // namespace

void MergedBook::add(const Event& e) {
  if (e.flag(snapshot)) {
    bids_.clear();
    asks_.clear();
    snapshot_ = true;
  }
  apply(e.text(bids), bids_);
  apply(e.text(asks), asks_);
  venue_ = e.venue;
  symbol_ = e.symbol;
  ts_ = e.ts;
  if (e.has(seq)) seq_ = e.integer(seq);
  if (const Note* n = e.note("recv"); n && n->kind == Kind::integer) recv_ = n->value.integer;
}

Event* MergedBook::piece(std::size_t part, Arena& arena) const {
  const std::size_t from = part * levels_a_piece;
  if (part > 0 && from >= std::max(bids_.size(), asks_.size())) return nullptr;
  const auto text = [&](const std::map<double, double>& side) {
    std::string s = "[";
    char number[64];
    std::size_t i = 0;
    for (const auto& [price, size] : side) {
      if (i++ < from || i > from + levels_a_piece) continue;
      if (snapshot_ && size == 0) continue;
      s += s.size() > 1 ? ",[" : "[";
      s.append(number, text::put_real(number, price));
      s += ',';
      s.append(number, text::put_real(number, size));
      s += ']';
    }
    return arena.copy(s += ']');
  };
  Event* e = make_event(Type::book, ts_, arena);
  e->venue = venue_;
  e->symbol = symbol_;
  e->set_flag(snapshot, snapshot_ && part == 0);
  e->set_text(bids, text(bids_));
  e->set_text(asks, text(asks_));
  if (seq_) e->set_integer(seq, *seq_);
  if (recv_) {
    Note* n = arena.make<Note>();
    n->key = "recv";
    n->kind = Kind::integer;
    n->value.integer = *recv_;
    e->add(n);
  }
  return e;
}

}  // namespace tu::live
