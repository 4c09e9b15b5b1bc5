#include "account/book_state.h"

#include "event/levels.h"

namespace tu::account {

namespace {

constexpr std::size_t kept_max = std::size_t{1} << 20;  // bytes of changes kept for a late snapshot
constexpr Field snapshot_field{Type::book, "snapshot"}, bids_field{Type::book, "bids"},
    asks_field{Type::book, "asks"}, seq_field{Type::book, "seq"};

std::int64_t number(const Event& e, Field f) {
  return e.has(f) ? e.integer(f) : -1;
}

std::int64_t previous(const Event& e) {
  const auto x = e.number("prev");
  return x && *x >= 0 ? static_cast<std::int64_t>(*x) : -1;
}

}  // namespace

BookState::Change BookState::apply(const Event& e) {
  if (e.flag(snapshot_field)) return start(e);
  if (!synced_) {
    keep(e);
    return Change::ignored;
  }
  const std::int64_t seq = number(e, seq_field), prev = previous(e);
  const bool held = seq >= 0 && seq <= seq_;  // by the snapshot, or by the line before
  if (held && (!moved_ || seq == seq_)) return Change::ignored;
  if (held || !follows(prev)) {
    keep(e);
    return lose_at(seq, prev);
  }
  take(e.text(bids_field), e.text(asks_field));
  ts_ = e.ts;
  if (seq >= 0) seq_ = seq;
  moved_ = true;
  return Change::applied;
}

BookState::Change BookState::start(const Event& e) {
  const std::int64_t seq = number(e, seq_field);
  if (synced_ && moved_ && seq > 1 && seq < seq_) return Change::ignored;
  book_.clear();
  take(e.text(bids_field), e.text(asks_field));
  synced_ = true;
  moved_ = false;
  ts_ = e.ts;
  seq_ = seq;
  return apply_kept();
}

BookState::Change BookState::apply_kept() {
  Change change = Change::applied;
  for (const Kept& k : kept_) {
    if (seq_ < 0 || k.seq <= seq_) continue;
    if (!follows(k.prev)) {
      change = lose_at(k.seq, k.prev);
      break;
    }
    const std::string_view text = kept_text_;
    take(text.substr(k.from, k.bids), text.substr(k.from + k.bids, k.asks));
    seq_ = k.seq;
    moved_ = true;
  }
  kept_.clear();
  kept_text_.clear();
  return change;
}

void BookState::take(std::string_view bids, std::string_view asks) {
  for_each_level(bids, [&](double price, double size) { book_.bids.set(price, size); });
  for_each_level(asks, [&](double price, double size) { book_.asks.set(price, size); });
}

void BookState::keep(const Event& e) {
  const std::int64_t seq = number(e, seq_field);
  if (seq < 0) return;  // it cannot be told from what a snapshot holds
  const std::string_view bids = e.text(bids_field), asks = e.text(asks_field);
  if (kept_text_.size() + bids.size() + asks.size() > kept_max) {
    kept_.clear();  // the snapshot then misses them, which is noticed
    kept_text_.clear();
  }
  kept_.push_back({seq, previous(e), e.ts, kept_text_.size(), bids.size(), asks.size()});
  kept_text_.append(bids).append(asks);
}

BookState::Change BookState::lose_at(std::int64_t seq, std::int64_t prev) {
  hole_ = {seq_, seq, prev};
  lose();
  return Change::lost;
}

void BookState::lose() {
  synced_ = false;
  moved_ = false;
}

std::optional<double> BookState::imbalance(int depth) const {
  if (!usable()) return std::nullopt;
  return quant::size_imbalance(quant::sum_of_best(book_.bids, depth).size,
                               quant::sum_of_best(book_.asks, depth).size);
}

}  // namespace tu::account
