// CoinbaseDesk: what leaves. An order is posted at most once to a venue that may have taken it.
#include <algorithm>

#include "live/coinbase_desk.h"

namespace tu::live {

namespace coinbase = venue::coinbase;
using Kind = VenueReport::Kind;
using Fate = CoinbaseRest::Outcome::Kind;

namespace {

DurUs back_off(int tries) {
  return std::min<DurUs>(2 * us_per_s, (50 * us_per_ms) << std::min(tries, 6));
}

DurUs asked_pause(const CoinbaseRest::Outcome& o, int tries) {
  const auto s = Decimal::parse(o.header("retry-after"));
  if (!s || s->negative() || *s > Decimal::from_integer(60)) return back_off(tries);
  return std::max<DurUs>(static_cast<DurUs>(s->to_real() * 1e6), 20 * us_per_ms);
}

}  // namespace

void CoinbaseDesk::send(const VenueOrder& order) {
  Attempt& a = attempts_[order.client_id];
  a.order = order;
  with_product(order.client_id);
}

void CoinbaseDesk::with_product(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  const std::string id = coinbase::product_id(a->order.symbol);
  if (const auto known = products_.find(id); known != products_.end()) return fitted(*a, known->second);
  CoinbaseRest::Ask ask;
  ask.path = "/products/" + id;
  rest_.ask(std::move(ask), [this, client_id, id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    if (o.kind != Fate::answered || o.status == 429 || o.status >= 500)
      return again(*a, asked_pause(o, a->tries), "the product could not be asked for: " + o.why);
    auto p = coinbase::read_product(o.body);
    if (o.status != 200 || !p)
      return refuse(
          *a, o.status != 200 ? "product " + id + ": HTTP " + std::to_string(o.status) : p.error().message);
    products_[id] = *p;
    fitted(*a, *p);
  });
}

void CoinbaseDesk::fitted(Attempt& a, const coinbase::Product& p) {
  auto fits = coinbase::fit(a.order, p);
  if (!fits) return refuse(a, fits.error().message);
  auto body = coinbase::create_body(*fits);
  if (!body) return refuse(a, body.error().message);
  a.order = *fits;
  a.body = *body;
  go_on(a.order.client_id);
}

void CoinbaseDesk::go_on(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  if (a->body.empty()) return with_product(client_id);
  a->stage = Stage::sending;
  options_.preview && !a->previewed ? preview(client_id) : post(client_id);
}

void CoinbaseDesk::preview(const std::string& client_id) {
  Attempt* a = find(client_id);
  CoinbaseRest::Ask ask;
  ask.method = "POST";
  ask.path = "/orders/preview";
  ask.body = coinbase::preview_body(a->body);
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    Attempt* a = find(client_id);
    if (!a) return;
    const auto against = coinbase::read_preview(o.body);
    if (!is_answer(o, against))
      return again(*a, asked_pause(o, a->tries),
                   "no preview: " + (o.why.empty() ? "HTTP " + std::to_string(o.status) : o.why));
    if (!against->empty()) return refuse(*a, "preview: " + against->front());
    a->previewed = true;
    post(client_id);
  });
}

void CoinbaseDesk::post(const std::string& client_id) {
  Attempt* a = find(client_id);
  CoinbaseRest::Ask ask;
  ask.line = CoinbaseRest::Line::orders;
  ask.method = "POST";
  ask.path = "/orders";
  ask.body = a->body;
  ask.life_s = life_s();
  ask.still_wanted = [this, client_id] { return still_wanted(client_id); };
  ask.leaving = [this, client_id] {
    Attempt* a = find(client_id);
    a->valid_until = std::max(a->valid_until, rest_.venue_now() + options_.order_life + leeway());
  };
  rest_.ask(std::move(ask), [this, client_id](CoinbaseRest::Outcome o) {
    if (Attempt* a = find(client_id)) answered(*a, o);
  });
}

void CoinbaseDesk::answered(Attempt& a, const CoinbaseRest::Outcome& o) {
  if (o.kind == Fate::not_sent) {
    if (a.cancel_wanted) return refuse(a, "cancelled before it left");
    return again(a, back_off(a.tries), o.why);
  }
  coinbase::CreateAnswer answer;
  if (o.kind == Fate::answered)
    answer = coinbase::read_create(o.status, o.body);
  else
    answer.reason = o.why;
  using Said = coinbase::CreateAnswer::Kind;
  switch (answer.kind) {
    case Said::accepted:
      a.venue_id = answer.venue_id;
      a.stage = Stage::working;
      tell(a, Kind::open);
      a.told_open = true;
      look_later(a, 250 * us_per_ms, 5 * us_per_s);
      if (a.cancel_wanted) cancel(a.order.client_id);
      break;
    case Said::refused:
      return refuse(a, answer.reason, answer.would_take);
    case Said::later:
      return again(a, asked_pause(o, a.tries), answer.reason);
    case Said::clock: {
      // Not taken; perhaps the clocks differ. Asked once for the time, then sent again.
      if (a.fresh_time) return refuse(a, answer.reason + ": the key was not accepted");
      a.fresh_time = true;
      return rest_.learn_time([this, id = a.order.client_id] {
        if (find(id)) post(id);
      });
    }
    case Said::unknown:
      a.stage = Stage::lost;
      if (!a.told_unknown) tell(a, Kind::unknown, answer.reason);
      a.told_unknown = true;
      a.pause = 0;
      look(a.order.client_id);
  }
}

void CoinbaseDesk::cancel(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  a->cancel_wanted = true;
  if (a->stage == Stage::working) cancel_timer_.after(us_per_ms, [this] { flush_cancels(); });
}

// All cancels of a moment in one request; asking twice does no harm.
void CoinbaseDesk::flush_cancels() {
  constexpr std::size_t batch = 100;
  std::vector<std::string> client_ids, venue_ids;
  for (auto& [id, a] : attempts_) {
    if (!a.cancel_wanted || a.cancelling || a.stage != Stage::working || venue_ids.size() == batch) continue;
    a.cancelling = true;
    client_ids.push_back(id);
    venue_ids.push_back(a.venue_id);
  }
  if (venue_ids.empty()) return;
  CoinbaseRest::Ask ask;
  ask.line = CoinbaseRest::Line::orders;
  ask.method = "POST";
  ask.path = "/orders/batch_cancel";
  ask.body = coinbase::cancel_body(venue_ids);
  rest_.ask(std::move(ask), [this, client_ids](CoinbaseRest::Outcome o) { cancelled(client_ids, o); });
  if (venue_ids.size() == batch) cancel_timer_.after(us_per_ms, [this] { flush_cancels(); });
}

void CoinbaseDesk::cancelled(const std::vector<std::string>& client_ids, const CoinbaseRest::Outcome& o) {
  const auto answers = coinbase::read_cancel(o.body);
  const bool good = is_answer(o, answers);
  for (const std::string& id : client_ids) {
    Attempt* a = find(id);
    if (!a) continue;
    a->cancelling = false;
    if (!good) continue;
    for (const coinbase::CancelAnswer& each : *answers) {
      if (each.venue_id != a->venue_id) continue;
      // Refused is often only late: it has ended already. The order itself is asked.
      a->cancel_wanted = false;
      if (!each.reason.empty()) tell(*a, Kind::cancel_refused, each.reason);
    }
    look(id);
  }
  if (!good) cancel_timer_.after(200 * us_per_ms, [this] { flush_cancels(); });
}

}  // namespace tu::live
