// BookState: the order book of one market, kept from snapshots and changes, and whether it can be believed.
//
// Nothing is believed before a snapshot. Where changes are numbered (`seq`, and `prev`, the number that a
// change follows), what the snapshot holds already is left out, a change that follows one that never came
// loses the book, and so does one whose number goes back; it is lost until the next snapshot. Changes that
// come while it is lost are kept, so that those newer than a late snapshot are still applied to it, as the
// venues ask for. A snapshot that is older than a book which is not lost changes nothing, unless its number
// is 0 or 1: then the venue counts anew.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/event.h"
#include "quant/order_book.h"

namespace tu::account {

class BookState {
 public:
  enum class Change {
    applied,
    ignored,  // held already, or nothing to apply it to
    lost      // the book was good until this change
  };
  struct Hole {
    std::int64_t after = -1, seq = -1, prev = -1;  // -1: not numbered
  };
  Change apply(const Event& book);
  const Hole& hole() const { return hole_; }  // of the last change that was lost
  void lose();                                // data is missing: nothing is known until the next snapshot

  bool synced() const { return synced_; }
  bool usable() const { return synced_ && book_.usable(); }  // and has two sides that do not cross
  TsUs ts() const { return ts_; }                            // of what was applied last; 0 before
  std::int64_t seq() const { return seq_; }                  // of the same; -1 where there is none
  quant::OrderBook& book() { return book_; }
  const quant::OrderBook& book() const { return book_; }
  // (B - A) / (B + A) with the summed sizes of the best `depth` levels a side; nothing of a book that is not
  // usable.
  std::optional<double> imbalance(int depth) const;

 private:
  struct Kept {
    std::int64_t seq, prev;
    TsUs ts;
    std::size_t from, bids, asks;  // its text in kept_text_
  };
  Change start(const Event& snapshot);
  bool follows(std::int64_t prev) const { return prev < 0 || seq_ < 0 || prev <= seq_; }
  Change lose_at(std::int64_t seq, std::int64_t prev);
  void take(std::string_view bids, std::string_view asks);
  void keep(const Event& change);
  Change apply_kept();

  quant::OrderBook book_;
  bool synced_ = false;
  bool moved_ = false;  // a change was applied since the snapshot
  TsUs ts_ = 0;
  std::int64_t seq_ = -1;
  Hole hole_;
  std::vector<Kept> kept_;
  std::string kept_text_;
};

}  // namespace tu::account
