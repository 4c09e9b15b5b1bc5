// CoinbaseDesk: what became of what left.
#include <algorithm>

#include "live/coinbase_desk.h"

namespace tu::live {

namespace coinbase = venue::coinbase;
using Kind = VenueReport::Kind;
using Fate = CoinbaseRest::Outcome::Kind;

namespace {

constexpr DurUs round_every = 50 * us_per_ms;
constexpr int absent_min = 2;  // times that it must not be there

bool rests(const VenueOrder& o) {
  return o.kind != "market" && o.tif != "IOC" && o.tif != "FOK";
}

// What may stand in a query as it is.
std::string escaped(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[c & 15];
  }
  return out;
}

}  // namespace

CoinbaseDesk::CoinbaseDesk(net::Loop& loop, net::CdpKey key, net::Url base, net::Url socket,
                           DeskOptions options, Tell tell)
    : loop_(loop),
      rest_(loop, std::move(key), std::move(base), options.ca),
      user_(loop, rest_, std::move(socket), options.ca),
      options_(std::move(options)),
      tell_(std::move(tell)),
      round_timer_(loop),
      cancel_timer_(loop) {}

void CoinbaseDesk::start() {
  rest_.open();
  rest_.expect_orders(life_s());
  user_.start([this](const coinbase::UserMessage& m) { heard(m); },
              [this] {
                for (auto& [id, a] : attempts_) a.next_look = 0;
              });
  round();
}

// After a restart: it may be there, it may never have left (not_there).
void CoinbaseDesk::resolve(const VenueOrder& order, const std::string& venue_id) {
  Attempt& a = attempts_[order.client_id];
  a.order = order;
  a.venue_id = venue_id;
  a.stage = venue_id.empty() ? Stage::lost : Stage::working;
  a.told_open = !venue_id.empty();
  a.told_unknown = true;
  look(order.client_id);
}

bool CoinbaseDesk::busy() const {
  return std::any_of(attempts_.begin(), attempts_.end(), [](const auto& each) {
    const Attempt& a = each.second;
    return a.stage != Stage::working || a.cancel_wanted || !rests(a.order);
  });
}

// The slow round behind the user channel.
void CoinbaseDesk::round() {
  const DurUs now = net::monotonic_us();
  std::vector<std::string> due;
  for (const auto& [id, a] : attempts_)
    if (a.stage != Stage::product && a.stage != Stage::sending && a.next_look <= now) due.push_back(id);
  for (const std::string& id : due) look(id);
  round_timer_.after(round_every, [this] { round(); });
}

void CoinbaseDesk::look_later(Attempt& a, DurUs least, DurUs most) {
  a.pause = std::clamp(a.pause * 2, least, most);
  a.next_look = net::monotonic_us() + a.pause;
}

void CoinbaseDesk::look(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  if (a->asking) {
    a->ask_again = true;
    return;
  }
  a->asking = true;
  // Until it is known to be over, without haste while the channel is alive.
  look_later(*a, 200 * us_per_ms, rests(a->order) && user_.alive() ? 5 * us_per_s : us_per_s);
  if (a->venue_id.empty()) return search(client_id, {});
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/" + escaped(a->venue_id);
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    a->asking = false;
    const auto s = coinbase::read_order(o.body);
    if (o.kind == Fate::answered && o.status == 200 && s) noticed(*a, *s);
  });
}

// By client id, through the pages of what the product saw since the approval.
void CoinbaseDesk::search(const std::string& client_id, std::string cursor) {
  Attempt* a = find(client_id);
  const TsUs from = a->order.since > us_per_min ? a->order.since - us_per_min : 0;
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/batch";
  ask.query = "product_ids=" + escaped(coinbase::product_id(a->order.symbol)) +
              "&start_date=" + escaped(time_text(from)) + "&limit=100" +
              (cursor.empty() ? "" : "&cursor=" + escaped(cursor));
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    const auto page = coinbase::read_orders(o.body);
    if (o.kind != Fate::answered || o.status != 200 || !page) {
      a->asking = false;
      return;
    }
    for (const coinbase::OrderStatus& s : page->orders) {
      if (s.client_id != client_id) continue;
      a->asking = false;
      return noticed(*a, s);
    }
    if (!page->cursor.empty()) return search(client_id, page->cursor);
    a->asking = false;
    not_there(*a);
  });
}

void CoinbaseDesk::not_there(Attempt& a) {
  if (!rest_.time_known()) return rest_.learn_time([] {});
  // Of what left before a restart it is only known that it left before now, by either clock.
  if (a.valid_until == 0)
    a.valid_until = std::max(rest_.venue_now(), net::wall_us()) + options_.order_life + leeway();
  if (rest_.venue_now() <= a.valid_until) return;
  if (++a.absent < absent_min) return rest_.learn_time([] {});
  refuse(a, "the venue never took it: it is not there, and what left is no longer valid");
}

void CoinbaseDesk::heard(const coinbase::UserMessage& m) {
  for (const coinbase::OrderStatus& s : m.orders) {
    Attempt* a = find(s.client_id);
    if (!a) a = find_venue(s.venue_id);
    if (a) noticed(*a, s);
  }
}

void CoinbaseDesk::noticed(Attempt& a, const coinbase::OrderStatus& s) {
  if (a.venue_id.empty()) a.venue_id = s.venue_id;
  if (a.stage == Stage::lost || a.stage == Stage::sending) a.stage = Stage::working;
  if (!a.told_open && !s.state.empty()) {
    a.told_open = true;
    tell(a, Kind::open);
  }
  if (s.ended() && (!a.end || s.filled >= a.end->filled)) {
    a.end = s;
    a.stage = Stage::ended;
  }
  const std::string id = a.order.client_id;
  if (s.filled > a.filled) {
    ask_fills(id, {});
  } else if (a.end) {
    settle(a);
  } else if (a.cancel_wanted && !a.cancelling) {
    cancel(id);
  }
  if (Attempt* still = find(id); still && still->ask_again && !still->asking) {
    still->ask_again = false;
    look(id);
  }
}

void CoinbaseDesk::ask_fills(const std::string& client_id, std::string cursor) {
  Attempt* a = find(client_id);
  if (a->asking && cursor.empty()) {
    a->ask_again = true;
    return;
  }
  a->asking = true;
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/fills";
  ask.query = "order_ids=" + escaped(a->venue_id) + "&limit=100" +
              (cursor.empty() ? "" : "&cursor=" + escaped(cursor));
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    const auto page = coinbase::read_fills(o.body);
    if (o.kind != Fate::answered || o.status != 200 || !page) {
      a->asking = false;
      a->next_look = net::monotonic_us() + 100 * us_per_ms;
      return;
    }
    took_fills(*a, page->fills);
    if (!page->cursor.empty() && !page->fills.empty()) return ask_fills(client_id, page->cursor);
    a->asking = false;
    if (a->end) settle(*a);
  });
}

void CoinbaseDesk::took_fills(Attempt& a, const std::vector<coinbase::VenueFill>& fills) {
  std::vector<coinbase::VenueFill> sorted = fills;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& x, const auto& y) { return x.at < y.at; });
  for (const coinbase::VenueFill& f : sorted) {
    if (f.venue_id != a.venue_id || !a.fills.insert(f.entry_id).second) continue;
    a.filled += f.qty;
    VenueReport r;
    r.kind = Kind::fill;
    r.client_id = a.order.client_id;
    r.venue_id = a.venue_id;
    r.fill_id = f.entry_id;
    r.price = f.price;
    r.qty = f.qty;
    r.fee = f.fee;
    const auto p = products_.find(f.product_id);
    r.fee_currency = p != products_.end() && !p->second.quote.empty()
                         ? p->second.quote
                         : a.order.symbol.substr(a.order.symbol.find('-') + 1);
    if (const std::size_t dash = r.fee_currency.find('-'); dash != std::string::npos)
      r.fee_currency.resize(dash);
    r.maker = f.maker;
    r.at = f.at;
    r.filled = a.filled;
    tell_(std::move(r));
  }
}

// Over when every execution that the venue counts has been told.
void CoinbaseDesk::settle(Attempt& a) {
  if (a.filled < a.end->filled) {
    a.next_look = std::min(a.next_look, net::monotonic_us() + 150 * us_per_ms);
    return;
  }
  VenueReport r;
  r.kind = Kind::ended;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.state = a.end->state;
  r.reason = a.end->reason;
  r.filled = a.filled;
  r.would_take = a.end->state == "rejected" && r.reason.find("POST_ONLY") != std::string::npos;
  timers_.erase(a.order.client_id);
  attempts_.erase(a.order.client_id);
  tell_(std::move(r));
}

void CoinbaseDesk::refuse(Attempt& a, std::string reason, bool would_take) {
  VenueReport r;
  r.kind = Kind::refused;
  r.client_id = a.order.client_id;
  r.reason = std::move(reason);
  r.would_take = would_take;
  timers_.erase(r.client_id);
  attempts_.erase(r.client_id);
  tell_(std::move(r));
}

void CoinbaseDesk::tell(const Attempt& a, Kind kind, std::string reason) {
  VenueReport r;
  r.kind = kind;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.reason = std::move(reason);
  r.filled = a.filled;
  tell_(std::move(r));
}

CoinbaseDesk::Attempt* CoinbaseDesk::find(const std::string& client_id) {
  const auto it = attempts_.find(client_id);
  return it == attempts_.end() ? nullptr : &it->second;
}

CoinbaseDesk::Attempt* CoinbaseDesk::find_venue(const std::string& venue_id) {
  for (auto& [id, a] : attempts_)
    if (!venue_id.empty() && a.venue_id == venue_id) return &a;
  return nullptr;
}

}  // namespace tu::live
