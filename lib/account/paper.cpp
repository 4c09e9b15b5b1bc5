// The life of orders at the simulated venue, and what is observed of the market.
#include "account/paper.h"

#include <algorithm>

#include "account/paper_state.h"

namespace tu::account {

Paper::Paper(const Venues& venues, Decimal cost_scale) : Paper(venues, CostModel{.scale = cost_scale}) {}
Paper::Paper(const Venues& venues, CostModel costs) : venues_(venues), costs_(costs) {}
Paper::~Paper() = default;

// The feed of an event: mostly the one of the event before, or one of few.
Paper::Feed& Paper::seen(Atom venue, Atom symbol) {
  if (last_feed_ && last_feed_->venue == venue && last_feed_->symbol == symbol) return *last_feed_;
  return *(last_feed_ = &feed(venue, symbol));
}

Paper::Feed& Paper::feed(Atom venue, Atom symbol) {
  auto& slot = feeds_[{venue, symbol}];
  if (!slot) {
    slot = std::make_unique<Feed>();
    slot->venue = venue;
    slot->symbol = symbol;
  }
  return *slot;
}

void Paper::admit(std::unique_ptr<Working> w, Decimal volume) {
  w->volume = volume;
  w->allowed = w->o.qty;
  feed(w->o.venue, w->o.symbol);
  cancel_resolved(*w);
  working_.push_back(std::move(w));
}

void Paper::send(const Approved& ticket, Decimal volume) {
  auto w = std::make_unique<Working>();
  w->o = ticket.order();
  w->o.phase = OrderPhase::sent;
  const Venue* v = venues_.venue(w->o.venue);
  w->since = ticket.since();
  w->live = w->since + (v ? v->latency : 0);
  // Fills of earlier attempts are known to approvals of later instants only.
  if (w->o.filled.sign() > 0) w->fills.emplace_back(w->since, w->o.filled);
  for (const auto& old : working_)
    if (!w->o.replaces.empty() && old->o.id == w->o.replaces) {
      // What the approval could know of the old order: its fills before that instant.
      for (const auto& [ts, qty] : old->fills)
        if (ts < w->o.approved) w->replaced_filled += qty;
      old->replaced_by_live = w->live;
    }
  admit(std::move(w), volume);
}

void Paper::restore(const OrderState& o, TsUs now, Decimal volume) {
  auto w = std::make_unique<Working>();
  w->o = attempt_of(o, o.attempt);
  w->since = o.approved;
  w->live = now;
  w->announced = w->arrived = true;
  w->triggered = o.filled.sign() > 0 && (o.kind == "stop" || o.kind == "stop_limit");
  if (o.kind == "stop_limit") w->arrived = w->triggered;
  // The venue has it, so what it replaces is over there.
  for (const auto& old : working_)
    if (!w->o.replaces.empty() && old->o.id == w->o.replaces)
      old->cancel_at = 1, old->cancel_reason = "replaced by " + w->o.id;
  w->o.replaces.clear();
  admit(std::move(w), volume);
}

void Paper::hold(const Position& p) {
  hold({p.strategy, p.venue, p.symbol}, p.qty);
  if (costs_.fees_on_entry()) entry_value_[{p.strategy, p.venue, p.symbol}] = p.value();
}

void Paper::resolved(const Event& resolution) {
  const Event e = of_outcome(resolution, venues_);
  if (!resolution_fault(e, venues_).empty() || !resolution_contradicts(e, resolved_).empty()) return;
  resolved_.keep(e);
  const auto concerns = [&](Atom venue, Atom symbol) {
    return symbol == e.symbol && (e.venue == Atom::none || e.venue == venue);
  };
  for (auto& [key, qty] : held_)
    if (concerns(std::get<1>(key), std::get<2>(key))) qty = {};
  perps_known_ = false;
  for (const auto& w : working_) cancel_resolved(*w);
}

void Paper::resolved(const Resolutions& of_the_journal) {
  resolved_.add(of_the_journal);
  for (const auto& w : working_) cancel_resolved(*w);
}

void Paper::cancel_resolved(Working& w) const {
  if (resolved_.price(w.o.venue, w.o.symbol)) w.cancel_at = 1, w.cancel_reason = "the outcome is resolved";
}

void Paper::close(const std::string& reason) {
  for (const auto& w : working_)
    if (w->o.kind == "market" || w->o.tif == "IOC" || w->o.tif == "FOK")
      w->cancel_at = 1, w->cancel_reason = reason;
}

bool Paper::cancel(std::string_view id, TsUs ts, std::string reason) {
  for (const auto& w : working_) {
    if (w->o.id != id) continue;
    const Venue* v = venues_.venue(w->o.venue);
    TsUs at = ts + (v ? v->latency : 0);
    if (w->cancel_at == 0 || at < w->cancel_at) {
      w->cancel_at = std::max<TsUs>(at, 1);
      w->cancel_reason = std::move(reason);
    }
    return true;
  }
  return false;
}

void Paper::skip() {
  ticks_.clear();
}

bool Paper::works(std::string_view id) const {
  return std::any_of(working_.begin(), working_.end(), [&](const auto& w) { return w->o.id == id; });
}

std::vector<std::string> Paper::working_of(Atom strategy, Atom symbol, std::string_view side) const {
  std::vector<std::string> ids;
  for (const auto& w : working_)
    if ((strategy == Atom::none || w->o.strategy == strategy) &&
        (symbol == Atom::none || w->o.symbol == symbol) && (side.empty() || (side == "buy") == w->o.buy))
      ids.push_back(w->o.id);
  return ids;
}

// Asked at each event of the market, and mostly nothing has changed.
bool Paper::has_perp() const {
  if (perps_known_ && perps_of_ == venues_.changes()) return has_perp_;
  perps_known_ = true;
  perps_of_ = venues_.changes();
  return has_perp_ = std::any_of(held_.begin(), held_.end(), [&](const auto& h) {
           if (h.second.is_zero()) return false;
           const Instrument* i = venues_.instrument(std::get<1>(h.first), std::get<2>(h.first));
           return i && i->market == Market::perp;
         });
}

void Paper::observe(const Event& e, bool awaited) {
  constexpr Field open{Type::candle, "open"}, high{Type::candle, "high"}, low{Type::candle, "low"};
  constexpr Field volume{Type::candle, "volume"}, start{Type::candle, "start"}, tf{Type::candle, "tf"};
  constexpr Field cbid{Type::candle, "bid"}, cask{Type::candle, "ask"};
  constexpr Field bid{Type::quote, "bid"}, bid_size{Type::quote, "bid_size"}, ask{Type::quote, "ask"};
  constexpr Field ask_size{Type::quote, "ask_size"}, price{Type::trade, "price"}, size{Type::trade, "size"};
  constexpr Field mark{Type::funding, "mark"};
  if (e.type == Type::metric) {  // costs are never below the spread that `book` expects
    if (e.symbol != Atom::none) seen(e.venue, e.symbol).spread.observe(e);
    return;
  }
  if (e.type == Type::gap) return observe_gap(e);
  if (e.type != Type::candle && e.type != Type::quote && e.type != Type::trade && e.type != Type::book &&
      !(e.type == Type::funding && e.has(mark)))
    return;
  marks_.observe(e);
  Feed& f = seen(e.venue, e.symbol);
  Tick t{Tick::Kind::mark, &f, e.ts, e.ts};
  switch (e.type) {
    case Type::candle:
      t.kind = Tick::Kind::candle;
      t.from = e.integer(start);
      t.bar = std::max<DurUs>(e.ts - t.from, 1);
      t.open = e.real(open);
      t.high = e.real(high);
      t.low = e.real(low);
      t.volume = e.real(volume);
      // Bars of ticks or volume are made from trades; what they hold was matched as trades.
      if (f.bar == 0 || t.bar < f.bar) {
        if (!parse_duration(e.text(tf))) return;
        f.bar = t.bar;
      }
      if (t.bar > f.bar) return;
      t.bid = e.real(cbid);
      t.ask = e.real(cask);
      break;
    case Type::quote:
      t.kind = Tick::Kind::quote;
      f.quotes = true;
      t.bid = e.real(bid);
      t.ask = e.real(ask);
      t.bid_size = e.real(bid_size);
      t.ask_size = e.real(ask_size);
      break;
    case Type::trade:
      t.kind = Tick::Kind::trade;
      t.open = t.high = t.low = e.real(price);
      t.volume = e.real(size);
      break;
    case Type::book:
      t.kind = Tick::Kind::book;
      f.book.apply(e);
      break;
    default:
      t.open = t.high = t.low = e.real(mark);
  }
  // A price that money cannot hold is a broken feed's: it fills nothing.
  const bool quoted = t.bid >= 1e-12 && t.ask <= 1e15 && t.ask > 0;
  const bool priced = t.kind == Tick::Kind::quote ? quoted : t.low >= 1e-12 && t.high <= 1e15;
  if (t.kind != Tick::Kind::book && !priced) return;
  if (quoted) f.spread.quoted(t.bid, t.ask);
  if (t.kind != Tick::Kind::candle && t.kind != Tick::Kind::mark) f.last_tick = e.ts;
  bool matters = awaited || std::any_of(working_.begin(), working_.end(), [&](const auto& w) {
                   return w->o.venue == e.venue && w->o.symbol == e.symbol;
                 });
  if (matters || has_perp()) ticks_.push_back(t);
}

// A feed says that it missed something: its books are not believed until they come whole again.
void Paper::observe_gap(const Event& e) {
  for (auto& [key, f] : feeds_)
    if ((e.venue == Atom::none || e.venue == f->venue) && (e.symbol == Atom::none || e.symbol == f->symbol))
      f->book.lose();
}

void Paper::run(TsUs now, const Account* account, std::vector<PaperReport>& out) {
  if (working_.empty() && ticks_.empty()) return;
  Matching(*this, account, out).run(now);
  ticks_.clear();
  working_.erase(std::remove_if(working_.begin(), working_.end(), [](const auto& w) { return w->done; }),
                 working_.end());
}

}  // namespace tu::account
