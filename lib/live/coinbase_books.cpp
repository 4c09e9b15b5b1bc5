#include <algorithm>

#include "live/coinbase_rest.h"
#include "live/venue_books.h"
#include "venue/coinbase/orders.h"
#include "venue/coinbase/product.h"

namespace tu::live {

namespace coinbase = venue::coinbase;

namespace {

class Reader {
 public:
  Reader(const BooksRequest& request, const net::CdpKey& key)
      : request_(request), rest_(loop_, key, request.base, request.ca), reader_(loop_) {}

  Result<VenueBooks> run() {
    rest_.learn_time([this] { orders({}); });
    if (Status st = reader_.run(); !st) return st.error();
    join();
    return std::move(books_);
  }

 private:
  void ask(const std::string& path, const std::string& query,
           std::function<Status(const std::string&)> took) {
    reader_.ask(
        path,
        [this, path, query](BooksReader::Heard heard) {
          CoinbaseRest::Ask a;
          a.path = path;
          a.query = query;
          rest_.ask(std::move(a), [heard = std::move(heard)](CoinbaseRest::Outcome o) {
            const bool answered = o.kind == CoinbaseRest::Outcome::Kind::answered;
            heard({answered ? o.status : 0, std::move(o.body), std::move(o.why)});
          });
        },
        std::move(took));
  }

  static std::string paged(std::string query, const std::string& cursor) {
    if (!cursor.empty()) query += (query.empty() ? "cursor=" : "&cursor=") + cursor;
    return query;
  }

  void orders(const std::string& cursor) {
    const std::string from =
        request_.since > us_per_min ? "&start_date=" + time_text(request_.since - us_per_min) : "";
    ask("/orders/historical/batch", paged("limit=250" + from, cursor), [this](const std::string& body) {
      auto page = coinbase::read_orders(body);
      if (!page) return Status(page.error());
      orders_.insert(orders_.end(), page->orders.begin(), page->orders.end());
      page->cursor.empty() || page->orders.empty() ? fills({}) : orders(page->cursor);
      return Status();
    });
  }

  void fills(const std::string& cursor) {
    ask("/orders/historical/fills", paged("limit=250", cursor), [this](const std::string& body) {
      auto page = coinbase::read_fills(body);
      if (!page) return Status(page.error());
      fills_.insert(fills_.end(), page->fills.begin(), page->fills.end());
      page->cursor.empty() || page->fills.empty() ? balances({}) : fills(page->cursor);
      return Status();
    });
  }

  void balances(const std::string& cursor) {
    ask("/accounts", paged("limit=250", cursor), [this](const std::string& body) {
      auto page = coinbase::read_accounts(body);
      if (!page) return Status(page.error());
      for (const coinbase::Balance& b : page->balances) books_.balances[b.currency] += b.available + b.hold;
      page->cursor.empty() || page->balances.empty() ? portfolio() : balances(page->cursor);
      return Status();
    });
  }

  void portfolio() {
    if (request_.perpetuals.empty()) return reader_.done();
    ask("/portfolios", "portfolio_type=INTX", [this](const std::string& body) {
      auto uuid = coinbase::read_perpetuals_portfolio(body);
      if (!uuid) return Status(uuid.error());
      uuid->empty() ? reader_.done() : positions(*uuid);
      return Status();
    });
  }

  void positions(const std::string& uuid) {
    ask("/intx/positions/" + uuid, "", [this](const std::string& body) {
      auto held = coinbase::read_positions(body);
      if (!held) return Status(held.error());
      for (const coinbase::VenuePosition& p : *held)
        books_.positions[coinbase::symbol_of_product(p.product_id)] += p.qty;
      reader_.done();
      return Status();
    });
  }

  // Executions to their orders.
  void join() {
    std::map<std::string, account::VenueSideOrder> by_id;
    for (const coinbase::OrderStatus& o : orders_) {
      account::VenueSideOrder& v = by_id[o.venue_id];
      v.client_id = o.client_id;
      v.venue_id = o.venue_id;
      v.symbol = coinbase::symbol_of_product(o.product_id);
      v.state = o.state.empty() ? "open" : o.state;
      v.reason = o.reason;
      v.buy = o.buy;
      v.liquidation = o.liquidation;
      v.filled = o.filled;
    }
    for (const coinbase::VenueFill& f : fills_) {
      const auto found = by_id.find(f.venue_id);
      if (found == by_id.end()) continue;  // of an order older than what matters
      const auto i = account::instrument_from_symbol(std::string_view(found->second.symbol));
      found->second.fills[f.entry_id] = {f.price, f.qty, f.fee, i ? std::string(name_of(i->quote)) : "",
                                         f.maker, f.at};
    }
    for (auto& [id, v] : by_id) books_.orders.push_back(std::move(v));
  }

  const BooksRequest& request_;
  net::Loop loop_;
  CoinbaseRest rest_;
  BooksReader reader_;
  std::vector<coinbase::OrderStatus> orders_;
  std::vector<coinbase::VenueFill> fills_;
  VenueBooks books_;
};

}  // namespace

Result<VenueBooks> read_coinbase_books(const BooksRequest& request, const net::CdpKey& key) {
  return Reader(request, key).run();
}

}  // namespace tu::live
