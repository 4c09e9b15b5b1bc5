// CoinbaseDesk: what became of what left, and what is held.
#include <algorithm>
#include <utility>

#include "live/coinbase_desk.h"

namespace tu::live {

namespace coinbase = venue::coinbase;

namespace {

constexpr DurUs round_every = 50 * us_per_ms;
constexpr int absent_min = 2;  // times that it must not be there

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

std::string after_cursor(const std::string& cursor) {
  return cursor.empty() ? "" : "&cursor=" + escaped(cursor);
}

Stated stated(const coinbase::OrderStatus& s) {
  Stated out{s.venue_id, s.reason, s.state, s.filled, false};
  out.would_take = s.state == "rejected" && s.reason.find("POST_ONLY") != std::string::npos;
  return out;
}

}  // namespace

CoinbaseDesk::CoinbaseDesk(net::Loop& loop, net::CdpKey key, net::Url base, net::Url socket,
                           DeskOptions options, Tell tell)
    : Follow(loop, std::move(options), std::move(tell)),
      rest_(loop, std::move(key), std::move(base), options_.ca),
      user_(loop, rest_, std::move(socket), options_.ca),
      cancel_timer_(loop) {}

void CoinbaseDesk::start() {
  rest_.open();
  rest_.expect_orders(life_s());
  user_.start([this](const coinbase::UserMessage& m) { heard(m); }, [this] { look_at_all(); });
  start_rounds(round_every);
}

void CoinbaseDesk::heard(const coinbase::UserMessage& m) {
  for (const coinbase::OrderStatus& s : m.orders) {
    Attempt* a = find(s.client_id);
    if (!a) a = find_venue(s.venue_id);
    if (a) noticed(*a, stated(s));
  }
}

void CoinbaseDesk::ask(Attempt& a) {
  const std::string client_id = a.order.client_id;
  if (a.venue_id.empty()) return search(client_id, {});
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/" + escaped(a.venue_id);
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    a->asking = false;
    const auto s = coinbase::read_order(o.body);
    if (is_answer(o, s)) noticed(*a, stated(*s));
  });
}

// Many orders that rest are asked for with one request: one each would use the limit up, and be late.
void CoinbaseDesk::ask_all(const std::vector<Attempt*>& all) {
  constexpr std::size_t together = 50;
  std::vector<Attempt*> known;
  for (Attempt* a : all) {
    if (a->venue_id.empty()) {
      ask(*a);
      continue;
    }
    known.push_back(a);
    if (known.size() == together) ask_together(std::exchange(known, {}));
  }
  if (known.size() == 1) return ask(*known.front());
  if (!known.empty()) ask_together(known);
}

void CoinbaseDesk::ask_together(const std::vector<Attempt*>& all) {
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/batch";
  ask.query = "limit=" + std::to_string(all.size());
  for (const Attempt* a : all) ask.query += "&order_ids=" + escaped(a->venue_id);
  rest_.ask(std::move(ask), [this, client_ids = client_ids_of(all)](CoinbaseRest::Outcome o) {
    const auto page = coinbase::read_orders(o.body);
    std::vector<Stated> found;
    if (is_answer(o, page))
      for (const coinbase::OrderStatus& s : page->orders) found.push_back(stated(s));
    noticed_of(client_ids, found, false);
  });
}

// By client id, through the pages of what the product saw since the approval.
void CoinbaseDesk::search(const std::string& client_id, std::string cursor) {
  Attempt* a = find(client_id);
  const TsUs from = a->order.since > us_per_min ? a->order.since - us_per_min : 0;
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/batch";
  ask.query = "product_ids=" + escaped(coinbase::product_id(a->order.symbol)) +
              "&start_date=" + escaped(time_text(from)) + "&limit=100" + after_cursor(cursor);
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    const auto page = coinbase::read_orders(o.body);
    if (!is_answer(o, page)) {
      a->asking = false;
      return;
    }
    for (const coinbase::OrderStatus& s : page->orders) {
      if (s.client_id != client_id) continue;
      a->asking = false;
      return noticed(*a, stated(s));
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

void CoinbaseDesk::fills_page(Attempt& a, const std::string& cursor) {
  CoinbaseRest::Ask ask;
  ask.path = "/orders/historical/fills";
  ask.query = "order_ids=" + escaped(a.venue_id) + "&limit=100" + after_cursor(cursor);
  rest_.ask(std::move(ask), [this, client_id = a.order.client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    auto page = coinbase::read_fills(o.body);
    if (!is_answer(o, page)) {
      a->asking = false;
      a->next_look = net::monotonic_us() + 100 * us_per_ms;
      return;
    }
    const bool more = !page->cursor.empty() && !page->fills.empty();
    took_fills(*a, std::move(page->fills));
    more ? fills_page(*a, page->cursor) : fills_told(*a);
  });
}

void CoinbaseDesk::took_fills(Attempt& a, std::vector<coinbase::VenueFill> fills) {
  std::stable_sort(fills.begin(), fills.end(), [](const auto& x, const auto& y) { return x.at < y.at; });
  for (const coinbase::VenueFill& f : fills) {
    if (f.venue_id != a.venue_id) continue;
    VenueReport r;
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
    took_fill(a, std::move(r));
  }
}

// --- what is held: balances, then the positions of the portfolio that has perpetuals, if there is one

void CoinbaseDesk::ask_holdings() {
  auto h = std::make_shared<VenueHoldings>();
  h->venue = "coinbase";
  balances(std::move(h), {});
}

void CoinbaseDesk::balances(std::shared_ptr<VenueHoldings> h, const std::string& cursor) {
  CoinbaseRest::Ask ask;
  ask.path = "/accounts";
  ask.query = "limit=250" + after_cursor(cursor);
  rest_.ask(std::move(ask), [this, h = std::move(h)](CoinbaseRest::Outcome o) {
    const auto page = coinbase::read_accounts(o.body);
    if (const std::string why = why_unread(o, page); !why.empty()) {
      h->why = "accounts: " + why;
      return held(std::move(*h));
    }
    for (const coinbase::Balance& b : page->balances) h->balances[b.currency] += b.available + b.hold;
    if (!page->cursor.empty() && !page->balances.empty()) return balances(h, page->cursor);
    portfolio_.empty() ? portfolio(h) : positions(h);
  });
}

void CoinbaseDesk::portfolio(std::shared_ptr<VenueHoldings> h) {
  CoinbaseRest::Ask ask;
  ask.path = "/portfolios";
  ask.query = "portfolio_type=INTX";
  rest_.ask(std::move(ask), [this, h = std::move(h)](CoinbaseRest::Outcome o) {
    const auto uuid = coinbase::read_perpetuals_portfolio(o.body);
    if (const std::string why = why_unread(o, uuid); !why.empty()) {
      h->why = "portfolios: " + why;
      return held(std::move(*h));
    }
    portfolio_ = *uuid;
    portfolio_.empty() ? held(std::move(*h)) : positions(h);
  });
}

void CoinbaseDesk::positions(std::shared_ptr<VenueHoldings> h) {
  CoinbaseRest::Ask ask;
  ask.path = "/intx/positions/" + escaped(portfolio_);
  rest_.ask(std::move(ask), [this, h = std::move(h)](CoinbaseRest::Outcome o) {
    const auto all = coinbase::read_positions(o.body);
    if (const std::string why = why_unread(o, all); !why.empty())
      h->why = "positions: " + why;
    else
      for (const coinbase::VenuePosition& p : *all)
        h->positions[coinbase::symbol_of_product(p.product_id)] += p.qty;
    held(std::move(*h));
  });
}

}  // namespace tu::live
