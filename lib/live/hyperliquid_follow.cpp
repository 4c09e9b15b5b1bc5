// HyperliquidDesk: what became of what left, and what is held.
#include "live/hyperliquid_desk.h"
#include "venue/hyperliquid/market.h"

namespace tu::live {

namespace hyperliquid = venue::hyperliquid;

namespace {

constexpr double light = 2, heavy = 20;  // of questions, by the venue's table
constexpr int absent_min = 2;            // times that it must not be there

Stated stated(const hyperliquid::Status& s) {
  return {s.venue_id, s.reason, s.state, s.filled, s.reason == "badAloPxRejected"};
}

}  // namespace

// Executions first: an order that is over with all of them told is over at once.
void HyperliquidDesk::heard(const hyperliquid::UserMessage& m) {
  for (const hyperliquid::Fill& f : m.fills) {
    Attempt* a = find(f.client_id);
    if (!a) a = find_venue(f.venue_id);
    if (!a) continue;
    if (a->venue_id.empty()) a->venue_id = f.venue_id;
    took(*a, f);
    fills_heard(*a);
  }
  for (const hyperliquid::Status& s : m.orders)
    if (Attempt* a = find(s.client_id)) noticed(*a, stated(s), true);
}

void HyperliquidDesk::took(Attempt& a, const hyperliquid::Fill& f) {
  if (f.venue_id != a.venue_id) return;
  VenueReport r;
  r.fill_id = f.id;
  r.price = f.price;
  r.qty = f.qty;
  r.fee = f.fee;
  r.fee_currency = f.fee_currency.empty() ? "USDC" : f.fee_currency;
  r.maker = f.maker;
  r.at = f.at;
  took_fill(a, std::move(r));
}

void HyperliquidDesk::ask(Attempt& a) {
  info(hyperliquid::question("orderStatus", address_,
                             ",\"oid\":\"" + hyperliquid::cloid(a.order.client_id) + "\""),
       light, [this, client_id = a.order.client_id](net::ChannelOutcome o) {
         Attempt* a = find(client_id);
         if (!a) return;
         a->asking = false;
         const auto s = hyperliquid::read_status(o.body);
         if (!is_answer(o, s)) return;
         if (s->known) return noticed(*a, stated(*s));
         // Of what left before a restart it is only known that it left before now.
         if (a->valid_until == 0) a->valid_until = net::wall_us() + options_.order_life + 10 * us_per_s;
         if (a->stage == Stage::lost && net::wall_us() > a->valid_until && ++a->absent >= absent_min)
           refuse(*a, "the venue never took it: it is not there, and what left is no longer valid");
       });
}

// What is open is one list; who is not in it is asked for alone. It costs as much as ten of those questions.
void HyperliquidDesk::ask_all(const std::vector<Attempt*>& all) {
  if (static_cast<double>(all.size()) * light <= heavy) return Follow::ask_all(all);
  info(hyperliquid::question("frontendOpenOrders", address_), heavy,
       [this, client_ids = client_ids_of(all)](net::ChannelOutcome o) {
         const auto open = hyperliquid::read_open_orders(o.body);
         const bool good = is_answer(o, open);
         std::vector<Stated> found;
         if (good)
           for (const hyperliquid::Status& s : *open) found.push_back(stated(s));
         noticed_of(client_ids, found, good);
       });
}

void HyperliquidDesk::ask_fills(Attempt& a) {
  const TsUs from = a.order.since > us_per_min ? a.order.since - us_per_min : 0;
  info(hyperliquid::question("userFillsByTime", address_,
                             ",\"startTime\":" + std::to_string(from / us_per_ms)),
       heavy, [this, client_id = a.order.client_id](net::ChannelOutcome o) {
         Attempt* a = find(client_id);
         if (!a) return;
         const auto fills = hyperliquid::read_fills(o.body);
         if (!is_answer(o, fills)) {
           a->asking = false;
           return look_soon(*a);
         }
         for (const hyperliquid::Fill& f : *fills) took(*a, f);
         limit_.spend(net::monotonic_us(), static_cast<double>(fills->size() / 20));
         fills_told(*a);
       });
}

void HyperliquidDesk::ask_holdings() {
  info(hyperliquid::question("clearinghouseState", address_), light, [this](net::ChannelOutcome o) {
    const auto state = hyperliquid::read_holdings(o.body);
    VenueHoldings h;
    const std::string why = why_unread(o, state);
    if (why.empty()) h = *state;
    h.why = why;
    h.venue = "hyperliquid";
    held(std::move(h));
  });
}

const hyperliquid::Asset* HyperliquidDesk::asset_of(const Attempt& a) const {
  const std::string coin = hyperliquid::coin_of(a.order.symbol);
  for (const hyperliquid::Asset& each : assets_)
    if (each.coin == coin) return &each;
  return nullptr;
}

}  // namespace tu::live
