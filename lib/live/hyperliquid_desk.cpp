#include "live/hyperliquid_desk.h"

#include <algorithm>
#include <utility>

namespace tu::live {

namespace hyperliquid = venue::hyperliquid;
using Kind = VenueReport::Kind;
using Fate = net::ChannelOutcome::Kind;

namespace {

constexpr double heavy = 20;  // of a question, by the venue's table
constexpr DurUs round_every = 100 * us_per_ms, pause_most = 2 * us_per_s, grace = 10 * us_per_s;

std::uint64_t ms(TsUs t) {
  return static_cast<std::uint64_t>(t / us_per_ms);
}

DurUs back_off(int tries) {
  return std::min<DurUs>(pause_most, (50 * us_per_ms) << std::min(tries, 6));
}

}  // namespace

HyperliquidDesk::HyperliquidDesk(net::Loop& loop, net::EvmKey key, std::string address, net::Url base,
                                 net::Url socket, DeskOptions options, Tell tell)
    : Follow(loop, std::move(options), std::move(tell)),
      key_(std::move(key)),
      address_(std::move(address)),
      mainnet_(base.host.find("testnet") == std::string::npos),
      orders_(loop, base, options_.ca),
      questions_(loop, base, options_.ca),
      limit_timer_(loop),
      user_(loop, address_, std::move(socket), options_.ca) {}

void HyperliquidDesk::start() {
  orders_.warm();
  learn_assets();
  user_.start([this](const hyperliquid::UserMessage& m) { heard(m); }, [this] { look_at_all(); });
  start_rounds(round_every);
}

// Orders never wait for the limit; questions leave some of it to them.
void HyperliquidDesk::info(std::string body, double weight, Done done) {
  held_.push_back({std::move(body), weight, std::move(done)});
  let_go();
}

void HyperliquidDesk::let_go() {
  constexpr double kept_for_orders = 40;
  while (!held_.empty()) {
    const DurUs wait = limit_.take(net::monotonic_us(), kept_for_orders, held_.front().weight);
    if (wait > 0) return limit_timer_.after(wait, [this] { let_go(); });
    Held h = std::move(held_.front());
    held_.pop_front();
    questions_.ask(
        [body = std::move(h.body)] {
          return net::ChannelRequest{"POST", "/info", {}, body, 5 * us_per_s};
        },
        std::move(h.done));
  }
}

void HyperliquidDesk::learn_assets() {
  info(R"({"type":"meta"})", heavy, [this](net::ChannelOutcome o) {
    if (auto assets = hyperliquid::read_meta(o.body); o.status == 200 && assets) assets_ = std::move(*assets);
  });
}

// Rising, and near the time of day: the venue takes each only once.
std::uint64_t HyperliquidDesk::nonce() {
  return last_nonce_ = std::max(last_nonce_ + 1, ms(net::wall_us()));
}

void HyperliquidDesk::send(const VenueOrder& order) {
  attempts_[order.client_id].order = order;
  go_on(order.client_id);
}

void HyperliquidDesk::go_on(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  if (assets_.empty()) {
    learn_assets();
    return again(*a, back_off(a->tries), "the venue's assets are not known");
  }
  const hyperliquid::Asset* asset = asset_of(*a);
  if (!asset) return refuse(*a, "hyperliquid has no perpetual " + a->order.symbol);
  auto fits = hyperliquid::fit(a->order, *asset);
  if (!fits) return refuse(*a, fits.error().message);
  a->order = *fits;
  auto action = hyperliquid::order_action(a->order, *asset);
  if (!action) return refuse(*a, action.error().message);
  a->stage = Stage::sending;
  post(*a, *action);
}

void HyperliquidDesk::post(Attempt& a, const hyperliquid::Action& action) {
  orders_.ask(
      [this, client_id = a.order.client_id, action] {
        if (!still_wanted(client_id)) return net::ChannelRequest{};
        const TsUs ends = net::wall_us() + options_.order_life;
        find(client_id)->valid_until = ends + grace;
        limit_.spend(net::monotonic_us(), 1);
        return net::ChannelRequest{"POST",
                                   "/exchange",
                                   {},
                                   hyperliquid::signed_body(action, nonce(), ms(ends), key_, mainnet_),
                                   5 * us_per_s};
      },
      [this, client_id = a.order.client_id](net::ChannelOutcome o) {
        if (Attempt* a = find(client_id)) answered(*a, o);
      });
}

void HyperliquidDesk::answered(Attempt& a, const net::ChannelOutcome& o) {
  const std::string id = a.order.client_id;
  if (o.kind == Fate::not_sent)
    return a.cancel_wanted ? refuse(a, "cancelled before it left") : again(a, back_off(a.tries), o.why);
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
      if (!std::exchange(a.told_open, true)) tell(a, Kind::open);
      if (a.cancel_wanted) send_cancel(id);
      return look(id);
    case Said::refused:
      return refuse(a, answer.reason, answer.would_take);
    case Said::later:
      return again(a, back_off(a.tries), answer.reason);
    case Said::unknown:
      a.stage = Stage::lost;
      if (!std::exchange(a.told_unknown, true)) tell(a, Kind::unknown, answer.reason);
      a.pause = 0;
      look(id);
  }
}

void HyperliquidDesk::cancel(const std::string& client_id) {
  Attempt* a = find(client_id);
  if (!a) return;
  a->cancel_wanted = true;
  if (a->stage == Stage::working && !a->cancelling) send_cancel(client_id);
}

void HyperliquidDesk::send_cancel(const std::string& client_id) {
  Attempt* a = find(client_id);
  const hyperliquid::Asset* asset = asset_of(*a);
  if (!asset) return;  // asked again with the next look
  a->cancelling = true;
  orders_.ask(
      [this, client_id, number = asset->number] {
        limit_.spend(net::monotonic_us(), 1);
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
        a->cancelling = false;
        const auto said = hyperliquid::read_cancels(o.body);
        if (is_answer(o, said) && said->size() == 1) {
          a->cancel_wanted = false;
          if (!said->front().empty()) tell(*a, Kind::cancel_refused, said->front());
        }
        look(client_id);
      });
}

}  // namespace tu::live
