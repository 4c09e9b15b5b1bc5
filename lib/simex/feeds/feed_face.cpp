#include "simex/feeds/feed_face.h"

namespace tu::simex::feeds {

std::vector<Change> differences(const Market& m, std::size_t depth, Shown& shown) {
  std::vector<Change> all;
  for (const Side side : {Side::buy, Side::sell}) {
    std::map<Decimal, Decimal>& before = side == Side::buy ? shown.bids : shown.asks;
    std::map<Decimal, Decimal> now;
    for (const auto& [key, level] : m.side(side).levels()) {
      if (now.size() >= depth) break;
      now.emplace(level.price, level.total);
    }
    for (const auto& [price, size] : before)
      if (!now.contains(price)) all.push_back({side, price, {}});
    for (const auto& [price, size] : now) {
      const auto old = before.find(price);
      if (old == before.end() || old->second != size) all.push_back({side, price, size});
    }
    before = std::move(now);
  }
  return all;
}

void FeedFace::request(net::Request request, net::Reply reply) {
  w_.exchange.advance(w_.clock.now());
  flush();
  const Query query(request.query());
  reply(rest(request, query));
}

void FeedFace::opened(std::shared_ptr<net::Socket> socket, const net::Request& request) {
  flush();
  Subscriber& s = subscribers_[socket->id()];
  s.socket = std::move(socket);
  s.path = request.target;
  s.last_sent = steady_now();
  greet(s);
}

void FeedFace::received(net::Socket& socket, std::string_view text) {
  flush();
  const auto found = subscribers_.find(socket.id());
  if (found != subscribers_.end()) message(found->second, text);
}

void FeedFace::send(Subscriber& s, std::string text) {
  s.last_sent = steady_now();
  s.socket->send(std::move(text));
}

void FeedFace::printed(const Print& p) {
  if (!subscribers_.empty()) pending_[p.product].prints.push_back(p);
}

void FeedFace::level_changed(ProductId product, Side side, Decimal price, Decimal total) {
  if (product >= updates_.size()) updates_.resize(product + 1, 1000);
  const std::int64_t number = ++updates_[product];
  if (subscribers_.empty()) return;
  Pending& p = pending_[product];
  if (p.first_update == 0) p.first_update = number;
  p.last_update = number;
  for (Change& c : p.levels)
    if (c.side == side && c.price == price) {
      c.size = total;
      return;
    }
  p.levels.push_back({side, price, total});
}

void FeedFace::flush() {
  if (pending_.empty()) return;
  const std::map<ProductId, Pending> pending = std::move(pending_);
  pending_.clear();
  for (auto& [id, s] : subscribers_)
    for (Topic& t : s.topics) {
      const auto found = pending.find(t.product);
      if (found == pending.end()) continue;
      const Pending& p = found->second;
      if (t.subject == Subject::book && !p.levels.empty()) tell_book(s, t, p);
      if (t.subject == Subject::best && !p.levels.empty()) tell_ticker(s, t);
      if (t.subject == Subject::trades && !p.prints.empty()) tell_trades(s, t, p);
      if (t.subject == Subject::ticker) tell_ticker(s, t);
    }
}

void FeedFace::every_second() {
  for (auto& [id, s] : subscribers_) {
    for (Topic& t : s.topics)
      if (t.subject == Subject::candles || t.subject == Subject::funding) tell_second(s, t);
    beat(s);
  }
}

std::string fixed(Decimal x, int places) {
  Decimal step = Decimal::from_integer(1);
  for (int i = 0; i < places; ++i) step = step / Decimal::from_integer(10);
  std::string s = trunc_to(x, step).str();
  std::size_t point = s.find('.');
  if (point == s.npos) {
    point = s.size();
    if (places > 0) s += '.';
  }
  while (places > 0 && s.size() - point - 1 < static_cast<std::size_t>(places)) s += '0';
  return s;
}

int places_of(Decimal step) {
  const std::string s = step.str();
  const std::size_t point = s.find('.');
  return point == s.npos ? 0 : static_cast<int>(s.size() - point - 1);
}

Decimal funding_rate() {
  return *Decimal::parse("0.0001");
}
TsUs next_funding(TsUs now) {
  return now - now % (8 * us_per_hour) + 8 * us_per_hour;
}

net::Response json_response(JsonOut& out, int status) {
  net::Response r;
  r.status = status;
  r.body = out.take();
  return r;
}

}  // namespace tu::simex::feeds
