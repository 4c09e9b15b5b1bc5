#include <algorithm>

#include "base/text.h"
#include "live/venue_books.h"
#include "net/http_channel.h"
#include "venue/hyperliquid/actions.h"
#include "venue/hyperliquid/answers.h"

namespace tu::live {

namespace hyperliquid = venue::hyperliquid;
using account::VenueSideOrder;

namespace {

class Reader {
 public:
  Reader(const BooksRequest& request, const std::string& address)
      : request_(request),
        address_(text::lower(address)),
        channel_(loop_, request.base, request.ca),
        reader_(loop_) {}

  Result<VenueBooks> run() {
    orders();
    if (Status st = reader_.run(); !st) return st.error();
    for (auto& [id, v] : by_id_) {
      if (v.filled.is_zero())
        for (const auto& [fill, e] : v.fills) v.filled += e.qty;
      books_.orders.push_back(std::move(v));
    }
    return std::move(books_);
  }

 private:
  void ask(std::string_view type, const std::string& more, std::function<Status(const std::string&)> took) {
    const std::string body = hyperliquid::question(type, address_, more);
    reader_.ask(
        std::string(type),
        [this, body](BooksReader::Heard heard) {
          channel_.ask(
              [body] {
                return net::ChannelRequest{"POST", "/info", {}, body, 10 * us_per_s};
              },
              [heard = std::move(heard)](net::ChannelOutcome o) {
                const bool answered = o.kind == net::ChannelOutcome::Kind::answered;
                heard({answered ? o.status : 0, std::move(o.body), std::move(o.why)});
              });
        },
        std::move(took));
  }

  std::string from(TsUs at) const { return ",\"startTime\":" + std::to_string(at / us_per_ms); }
  TsUs since() const { return request_.since > us_per_min ? request_.since - us_per_min : 0; }

  // Our name of a coin's perpetual.
  std::string symbol(const std::string& coin) const {
    const auto known = request_.perpetuals.find(coin);
    return known == request_.perpetuals.end() ? coin + "-USDC-PERP" : known->second;
  }

  void took(const hyperliquid::Status& s) {
    VenueSideOrder& v = by_id_[s.venue_id];
    v.client_id = s.client_id;
    v.venue_id = s.venue_id;
    v.symbol = symbol(s.coin);
    v.state = s.state;
    v.reason = s.reason;
    v.buy = s.buy;
    v.filled = s.filled;
  }

  // The newest 2000, of which none may be over; then those that we hold for open and that are not among them.
  void orders() {
    ask("historicalOrders", "", [this](const std::string& body) {
      auto list = hyperliquid::read_orders(body);
      if (!list) return Status(list.error());
      for (const hyperliquid::Status& s : *list) took(s);
      open(0);
      return Status();
    });
  }

  void open(std::size_t next) {
    for (; next < request_.open.size(); ++next) {
      const std::string& id = request_.open[next];
      const bool known = std::any_of(by_id_.begin(), by_id_.end(),
                                     [&](const auto& each) { return each.second.client_id == id; });
      if (known) continue;
      return ask("orderStatus", ",\"oid\":\"" + hyperliquid::cloid(id) + "\"",
                 [this, next](const std::string& body) {
                   const auto s = hyperliquid::read_status(body);
                   if (!s) return Status(s.error());
                   if (s->known) took(*s);
                   open(next + 1);
                   return Status();
                 });
    }
    fills(since());
  }

  // Page by page, oldest first; each begins with what the one before ended with.
  void fills(TsUs at) {
    ask("userFillsByTime", from(at), [this, at](const std::string& body) {
      const auto page = hyperliquid::read_fills(body);
      if (!page) return Status(page.error());
      bool more = false;
      TsUs newest = at;
      for (const hyperliquid::Fill& f : *page) {
        VenueSideOrder& v = by_id_[f.venue_id];
        if (v.venue_id.empty()) {  // older than the list of orders
          v.venue_id = f.venue_id;
          v.client_id = f.client_id;
          v.symbol = symbol(f.coin);
          v.state = "cancelled";
          v.buy = f.buy;
        }
        v.liquidation = v.liquidation || text::lower(f.liquidated) == address_;
        account::Execution e{f.price, f.qty, f.fee, f.fee_currency.empty() ? "USDC" : f.fee_currency,
                             f.maker, f.at};
        if (v.fills.emplace(f.id, e).second) more = true;
        newest = std::max(newest, f.at);
      }
      more ? fills(newest) : payments(since());
      return Status();
    });
  }

  void payments(TsUs at) {
    ask("userFunding", from(at), [this, at](const std::string& body) {
      auto page = hyperliquid::read_funding(body);
      if (!page) return Status(page.error());
      bool more = false;
      TsUs newest = at;
      for (hyperliquid::FundingPaid& f : *page) {
        newest = std::max(newest, f.at);
        if (!paid_.emplace(f.at, f.coin).second) continue;
        more = true;
        books_.funding.push_back({symbol(f.coin), "USDC", f.paid, f.qty, f.rate, f.at});
      }
      more ? payments(newest) : state();
      return Status();
    });
  }

  void state() {
    ask("clearinghouseState", "", [this](const std::string& body) {
      auto h = hyperliquid::read_holdings(body);
      if (!h) return Status(h.error());
      books_.balances = h->balances;
      books_.net = h->net;
      for (const auto& [named, qty] : h->positions)
        books_.positions[symbol(named.substr(0, named.find('-')))] += qty;
      reader_.done();
      return Status();
    });
  }

  const BooksRequest& request_;
  const std::string address_;
  net::Loop loop_;
  net::HttpChannel channel_;
  BooksReader reader_;
  std::map<std::string, VenueSideOrder> by_id_;
  std::set<std::pair<TsUs, std::string>> paid_;
  VenueBooks books_;
};

}  // namespace

Result<VenueBooks> read_hyperliquid_books(const BooksRequest& request, const std::string& address) {
  return Reader(request, address).run();
}

}  // namespace tu::live
