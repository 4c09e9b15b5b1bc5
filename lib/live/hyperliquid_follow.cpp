// HyperliquidDesk: what became of what left. There is no socket here: working orders are asked for in turn.
#include <algorithm>

#include "live/hyperliquid_desk.h"

namespace tu::live {

namespace hyperliquid = venue::hyperliquid;
using Kind = VenueReport::Kind;
using Fate = net::ChannelOutcome::Kind;

namespace {

constexpr DurUs round_every = 100 * us_per_ms, look_least = 250 * us_per_ms, look_most = 2 * us_per_s;
constexpr int absent_min = 2;  // times that it must not be there

}  // namespace

bool HyperliquidDesk::busy() const {
  return std::any_of(attempts_.begin(), attempts_.end(), [](const auto& each) {
    const Attempt& a = each.second;
    return a.stage != Stage::working || a.cancel_wanted || a.order.tif == "IOC";
  });
}

void HyperliquidDesk::round() {
  const DurUs now = net::monotonic_us();
  std::vector<std::string> due;
  for (const auto& [id, a] : attempts_)
    if (a.next_look <= now && !a.asking) due.push_back(id);
  for (const std::string& id : due) {
    Attempt* a = find(id);
    if (!a) continue;
    const bool waits = a->stage == Stage::asset || a->stage == Stage::sending;
    if (!waits)
      look(id);
    else if (a->tries > 0 && a->next_look != 0) {
      a->next_look = 0;
      post(id);
    }
  }
  round_timer_.after(round_every, [this] { round(); });
}

void HyperliquidDesk::look(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a || a->asking) return;
  a->asking = true;
  a->pause = std::clamp(a->pause * 2, look_least, look_most);
  a->next_look = net::monotonic_us() + a->pause;
  info("{\"type\":\"orderStatus\",\"user\":\"" + address_ + "\",\"oid\":\"" + hyperliquid::cloid(client_id) +
           "\"}",
       [this, client_id](net::ChannelOutcome o) {
         Attempt* a = find(client_id);
         if (!a) return;
         a->asking = false;
         const auto s = hyperliquid::read_status(o.body);
         if (o.kind != Fate::answered || o.status != 200 || !s) return;
         if (s->known) return noticed(*a, *s);
         if (a->stage == Stage::lost && net::wall_us() / us_per_ms > static_cast<TsUs>(a->valid_until) &&
             ++a->absent >= absent_min)
           refuse(client_id, "the venue never took it: it is not there, and what left is no longer valid");
       });
}

void HyperliquidDesk::noticed(Attempt& a, const hyperliquid::Status& s) {
  if (a.venue_id.empty()) a.venue_id = s.venue_id;
  if (a.stage == Stage::lost) a.stage = Stage::working;
  if (!a.told_open) tell(a, Kind::open);
  a.told_open = true;
  if (s.state != "open") {
    a.end = s;
    a.stage = Stage::ended;
  }
  if (s.filled > a.filled) return ask_fills(a.order.client_id);
  if (a.end) return settle(a);
  if (a.cancel_wanted) send_cancel(a.order.client_id);
}

void HyperliquidDesk::ask_fills(const std::string& client_id) {
  Attempt* a = find(client_id);
  a->asking = true;
  const TsUs from = a->order.since > us_per_min ? a->order.since - us_per_min : 0;
  info("{\"type\":\"userFillsByTime\",\"user\":\"" + address_ +
           "\",\"startTime\":" + std::to_string(from / us_per_ms) + "}",
       [this, client_id](net::ChannelOutcome o) {
         Attempt* a = find(client_id);
         if (!a) return;
         a->asking = false;
         const auto fills = hyperliquid::read_fills(o.body);
         if (o.kind != Fate::answered || o.status != 200 || !fills) return;
         for (const hyperliquid::Fill& f : *fills) {
           if (f.venue_id != a->venue_id || !a->fills.insert(f.id).second) continue;
           a->filled += f.qty;
           VenueReport r;
           r.kind = Kind::fill;
           r.client_id = client_id;
           r.venue_id = a->venue_id;
           r.fill_id = f.id;
           r.price = f.price;
           r.qty = f.qty;
           r.fee = f.fee;
           r.fee_currency = f.fee_currency.empty() ? "USDC" : f.fee_currency;
           r.maker = f.maker;
           r.at = f.at;
           tell_(std::move(r));
         }
         if (a->end) settle(*a);
       });
}

void HyperliquidDesk::settle(Attempt& a) {
  if (a.filled < a.end->filled) return;  // asked again with the next look
  VenueReport r;
  r.kind = Kind::ended;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.state = a.end->state;
  r.reason = a.end->reason;
  r.filled = a.filled;
  attempts_.erase(r.client_id);
  tell_(std::move(r));
}

void HyperliquidDesk::refuse(const std::string& client_id, std::string reason, bool would_take) {
  VenueReport r;
  r.kind = Kind::refused;
  r.client_id = client_id;
  r.reason = std::move(reason);
  r.would_take = would_take;
  attempts_.erase(client_id);
  tell_(std::move(r));
}

void HyperliquidDesk::tell(const Attempt& a, Kind kind, std::string reason) {
  VenueReport r;
  r.kind = kind;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.reason = std::move(reason);
  r.filled = a.filled;
  tell_(std::move(r));
}

HyperliquidDesk::Attempt* HyperliquidDesk::find(const std::string& client_id) {
  const auto it = attempts_.find(client_id);
  return it == attempts_.end() ? nullptr : &it->second;
}

}  // namespace tu::live
