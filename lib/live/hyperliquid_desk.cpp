#include "live/hyperliquid_desk.h"

#include <algorithm>

#include "venue/hyperliquid/market.h"

namespace tu::live {

namespace hyperliquid = venue::hyperliquid;
using Kind = VenueReport::Kind;
using Fate = net::ChannelOutcome::Kind;

namespace {

constexpr DurUs pause_most = 2 * us_per_s;
constexpr std::uint64_t grace_ms = 10'000;
constexpr int tries_max = 20;

std::uint64_t wall_ms() {
  return static_cast<std::uint64_t>(net::wall_us() / us_per_ms);
}

}  // namespace

HyperliquidDesk::HyperliquidDesk(net::Loop& loop, net::EvmKey key, std::string address, net::Url base,
                                 DeskOptions options, Tell tell)
    : key_(std::move(key)),
      address_(std::move(address)),
      mainnet_(base.host.find("testnet") == std::string::npos),
      options_(std::move(options)),
      tell_(std::move(tell)),
      orders_(loop, base, options_.ca),
      questions_(loop, base, options_.ca),
      round_timer_(loop) {}

void HyperliquidDesk::start() {
  orders_.warm();
  learn_assets();
  round();
}

void HyperliquidDesk::info(std::string body, Done done) {
  questions_.ask(
      [body = std::move(body)] {
        return net::ChannelRequest{"POST", "/info", {}, body, 5 * us_per_s};
      },
      std::move(done));
}

void HyperliquidDesk::learn_assets() {
  info(R"({"type":"meta"})", [this](net::ChannelOutcome o) {
    if (auto assets = hyperliquid::read_meta(o.body); o.status == 200 && assets) assets_ = std::move(*assets);
  });
}

// Rising, and near the time of day: the venue takes each only once.
std::uint64_t HyperliquidDesk::nonce() {
  return last_nonce_ = std::max(last_nonce_ + 1, wall_ms());
}

const hyperliquid::Asset* HyperliquidDesk::asset_of(const Attempt& a) const {
  const std::string coin = hyperliquid::coin_of(a.order.symbol);
  for (const hyperliquid::Asset& each : assets_)
    if (each.coin == coin) return &each;
  return nullptr;
}

void HyperliquidDesk::send(const VenueOrder& order) {
  attempts_[order.client_id].order = order;
  post(order.client_id);
}

void HyperliquidDesk::resolve(const VenueOrder& order, const std::string& venue_id) {
  Attempt& a = attempts_[order.client_id];
  a.order = order;
  a.venue_id = venue_id;
  a.stage = venue_id.empty() ? Stage::lost : Stage::working;
  a.told_open = !venue_id.empty();
  a.valid_until = wall_ms() + static_cast<std::uint64_t>(options_.order_life / us_per_ms) + grace_ms;
  look(order.client_id);
}

void HyperliquidDesk::post(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  if (assets_.empty()) return again(client_id, "the venue's assets are not known");
  const hyperliquid::Asset* asset = asset_of(*a);
  if (!asset) return refuse(client_id, "hyperliquid has no perpetual " + a->order.symbol);
  if (a->stage == Stage::asset) {
    auto fits = hyperliquid::fit(a->order, *asset);
    if (!fits) return refuse(client_id, fits.error().message);
    a->order = *fits;
    a->stage = Stage::sending;
  }
  auto action = hyperliquid::order_action(a->order, *asset);
  if (!action) return refuse(client_id, action.error().message);
  orders_.ask(
      [this, client_id, action = *action] {
        Attempt* a = find(client_id);
        if (!a || a->cancel_wanted || (a->order.until != 0 && net::wall_us() > a->order.until))
          return net::ChannelRequest{};
        const std::uint64_t n = nonce(),
                            ends = wall_ms() + static_cast<std::uint64_t>(options_.order_life / us_per_ms);
        a->valid_until = ends + grace_ms;
        return net::ChannelRequest{
            "POST", "/exchange", {}, hyperliquid::signed_body(action, n, ends, key_, mainnet_), 5 * us_per_s};
      },
      [this, client_id](net::ChannelOutcome o) {
        if (Attempt* a = find(client_id)) answered(*a, o);
      });
}

void HyperliquidDesk::answered(Attempt& a, const net::ChannelOutcome& o) {
  const std::string id = a.order.client_id;
  if (o.kind == Fate::not_sent)
    return a.cancel_wanted ? refuse(id, "cancelled before it left") : again(id, o.why);
  hyperliquid::PlaceAnswer answer;
  if (o.kind == Fate::answered) {
    latency_.add(o.took);
    answer = hyperliquid::read_place(o.status, o.body);
  } else {
    answer.reason = o.why;
  }
  using Said = hyperliquid::PlaceAnswer::Kind;
  switch (answer.kind) {
    case Said::accepted:
      a.venue_id = answer.venue_id;
      a.stage = Stage::working;
      a.told_open = true;
      tell(a, Kind::open);
      if (a.cancel_wanted) send_cancel(id);
      return look(id);
    case Said::refused:
      return refuse(id, answer.reason, answer.would_take);
    case Said::later:
      return again(id, answer.reason);
    case Said::unknown:
      a.stage = Stage::lost;
      tell(a, Kind::unknown, answer.reason);
      look(id);
  }
}

// Nothing of it can have been taken.
void HyperliquidDesk::again(const std::string& client_id, const std::string& why) {
  Attempt* a = find(client_id);
  if (++a->tries > tries_max || (a->order.until != 0 && net::wall_us() > a->order.until))
    return refuse(client_id, "it could not be sent: " + why);
  if (assets_.empty()) learn_assets();
  a->next_look = net::monotonic_us() + std::min<DurUs>(pause_most, (50 * us_per_ms) << std::min(a->tries, 6));
}

void HyperliquidDesk::cancel(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  a->cancel_wanted = true;
  if (a->stage == Stage::working) send_cancel(client_id);
}

void HyperliquidDesk::send_cancel(const std::string& client_id) {
  Attempt* a = find(client_id);
  const hyperliquid::Asset* asset = asset_of(*a);
  if (!asset) return;  // asked again with the next look
  orders_.ask(
      [this, client_id, number = asset->number] {
        const auto action = hyperliquid::cancel_action({{number, client_id}});
        return net::ChannelRequest{"POST",
                                   "/exchange",
                                   {},
                                   hyperliquid::signed_body(action, nonce(), std::nullopt, key_, mainnet_),
                                   5 * us_per_s};
      },
      [this, client_id](net::ChannelOutcome o) {
        Attempt* a = find(client_id);
        if (!a) return;
        const auto said = hyperliquid::read_cancels(o.body);
        if (o.kind == Fate::answered && o.status == 200 && said && said->size() == 1) {
          a->cancel_wanted = false;
          if (!said->front().empty()) tell(*a, Kind::cancel_refused, said->front());
        }
        look(client_id);
      });
}

}  // namespace tu::live
