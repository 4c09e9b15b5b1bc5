#include "live/follow.h"

#include <algorithm>
#include <utility>

namespace tu::live {

using Kind = VenueReport::Kind;

namespace {

constexpr int tries_max = 20;

// Nothing will come of it by itself.
bool rests(const VenueOrder& o) {
  return o.kind != "market" && o.tif != "IOC" && o.tif != "FOK";
}

}  // namespace

Follow::Follow(net::Loop& loop, DeskOptions options, Tell tell)
    : loop_(loop),
      options_(std::move(options)),
      tell_(std::move(tell)),
      round_timer_(loop),
      holdings_timer_(loop) {}

// After a restart: it may be there, it may never have left.
void Follow::resolve(const VenueOrder& order, const std::string& venue_id) {
  Attempt& a = attempts_[order.client_id];
  a.order = order;
  a.venue_id = venue_id;
  a.stage = venue_id.empty() ? Stage::lost : Stage::working;
  a.told_open = !venue_id.empty();
  a.told_unknown = true;
  look(order.client_id);
}

bool Follow::busy() const {
  return std::any_of(attempts_.begin(), attempts_.end(), [](const auto& each) {
    const Attempt& a = each.second;
    return a.stage != Stage::working || a.cancel_wanted || !rests(a.order);
  });
}

// --- what became of it

void Follow::start_rounds(DurUs every) {
  round_every_ = every;
  round();
  if (options_.compare_every > 0) read_holdings();
}

void Follow::round() {
  const DurUs now = net::monotonic_us();
  std::vector<std::string> due, soon, held_back;
  for (const auto& [id, a] : attempts_) {
    if (a.asking || a.stage == Stage::sending) continue;
    if (a.next_look <= now)
      (a.stage == Stage::waiting ? held_back : due).push_back(id);
    else if (asks_together() && a.stage == Stage::working && a.next_look <= now + a.pause / 2)
      soon.push_back(id);  // goes along with those that are due, and with them from then on
  }
  if (!due.empty()) {
    due.insert(due.end(), soon.begin(), soon.end());
    std::vector<Attempt*> out;
    for (const std::string& id : due) {
      out.push_back(find(id));
      begin_look(*out.back());
    }
    ask_all(out);
  }
  for (const std::string& id : held_back) {
    Attempt* a = find(id);
    if (!a || a->next_look == 0) continue;
    a->next_look = 0;
    go_on(id);
  }
  if (reading_) tell_holdings(false);
  round_timer_.after(round_every_, [this] { round(); });
}

void Follow::look_at_all() {
  for (auto& [id, a] : attempts_)
    if (a.stage != Stage::waiting) a.next_look = 0;
}

void Follow::look_later(Attempt& a, DurUs least, DurUs most) {
  a.pause = std::clamp(a.pause * 2, least, most);
  a.next_look = net::monotonic_us() + a.pause;
}

void Follow::look(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  if (a->asking) {
    a->ask_again = true;
    return;
  }
  begin_look(*a);
  ask(*a);
}

void Follow::begin_look(Attempt& a) {
  a.asking = true;
  a.looked = net::monotonic_us();
  look_later(a, 200 * us_per_ms, rests(a.order) ? look_most(a) : us_per_s);
}

void Follow::noticed(Attempt& a, const Stated& s, bool fills_come) {
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
  a.stated = max(a.stated, s.filled);
  const std::string id = a.order.client_id;
  if (a.stated > a.filled) {
    fills_come ? look_soon(a) : want_fills(a);
  } else if (a.end) {
    return settle(a);
  } else {
    prove(a);
    if (a.cancel_wanted && !a.cancelling) cancel(id);
  }
  if (Attempt* still = find(id); still && still->ask_again && !still->asking) {
    still->ask_again = false;
    look(id);
  }
}

void Follow::noticed_of(const std::vector<std::string>& client_ids, const std::vector<Stated>& all,
                        bool rest_alone) {
  for (const std::string& id : client_ids) {
    Attempt* a = find(id);
    if (!a) continue;
    const auto s = std::find_if(all.begin(), all.end(),
                                [a](const Stated& each) { return each.venue_id == a->venue_id; });
    const bool found = s != all.end();
    a->asking = !found && rest_alone;
    if (found)
      noticed(*a, *s);
    else if (rest_alone)
      ask(*a);
  }
}

std::vector<std::string> Follow::client_ids_of(const std::vector<Attempt*>& all) {
  std::vector<std::string> ids;
  for (const Attempt* a : all) ids.push_back(a->order.client_id);
  return ids;
}

void Follow::want_fills(Attempt& a) {
  if (a.asking) {
    a.ask_again = true;
    return;
  }
  a.asking = true;
  ask_fills(a);
}

void Follow::took_fill(Attempt& a, VenueReport r) {
  if (!a.fills.insert(r.fill_id).second) return;
  last_fill_[a.order.symbol] = net::monotonic_us();
  a.filled += r.qty;
  r.kind = Kind::fill;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.filled = a.filled;
  tell_(std::move(r));
}

void Follow::fills_told(Attempt& a) {
  a.asking = false;
  fills_heard(a);
}

void Follow::fills_heard(Attempt& a) {
  prove(a);
  if (a.end) return settle(a);
  if (a.filled < a.stated) look_soon(a);
}

void Follow::look_soon(Attempt& a) {
  a.next_look = std::min(a.next_look, net::monotonic_us() + 150 * us_per_ms);
}

void Follow::prove(Attempt& a) {
  if (!a.asking && a.filled >= a.stated) a.proved = a.looked;
}

// Over when every execution that the venue counts has been told.
void Follow::settle(Attempt& a) {
  if (a.filled < a.end->filled) return look_soon(a);
  VenueReport r;
  r.kind = Kind::ended;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.state = a.end->state;
  r.reason = a.end->reason;
  r.filled = a.filled;
  r.would_take = a.end->would_take;
  attempts_.erase(r.client_id);
  tell_(std::move(r));
}

// --- what leaves

void Follow::again(Attempt& a, DurUs after, const std::string& why) {
  if (!a.venue_id.empty()) return look_soon(a);  // the venue told of it meanwhile
  if (++a.tries > tries_max || (a.order.until != 0 && net::wall_us() + after > a.order.until))
    return refuse(a, "it could not be sent: " + why);
  a.stage = Stage::waiting;
  a.next_look = net::monotonic_us() + after;
}

bool Follow::still_wanted(const std::string& client_id) const {
  const auto a = attempts_.find(client_id);
  return a != attempts_.end() && !a->second.cancel_wanted &&
         (a->second.order.until == 0 || net::wall_us() <= a->second.order.until);
}

void Follow::refuse(Attempt& a, std::string reason, bool would_take) {
  VenueReport r;
  r.kind = Kind::refused;
  r.client_id = a.order.client_id;
  r.reason = std::move(reason);
  r.would_take = would_take;
  attempts_.erase(r.client_id);
  tell_(std::move(r));
}

void Follow::tell(const Attempt& a, Kind kind, std::string reason) {
  VenueReport r;
  r.kind = kind;
  r.client_id = a.order.client_id;
  r.venue_id = a.venue_id;
  r.reason = std::move(reason);
  r.filled = a.filled;
  tell_(std::move(r));
}

Follow::Attempt* Follow::find(const std::string& client_id) {
  const auto it = attempts_.find(client_id);
  return it == attempts_.end() ? nullptr : &it->second;
}

Follow::Attempt* Follow::find_venue(const std::string& venue_id) {
  for (auto& [id, a] : attempts_)
    if (!venue_id.empty() && a.venue_id == venue_id) return &a;
  return nullptr;
}

}  // namespace tu::live
