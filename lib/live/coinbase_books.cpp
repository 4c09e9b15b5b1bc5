#include "live/coinbase_books.h"

#include <algorithm>

#include "live/coinbase_rest.h"

namespace tu::live {

namespace coinbase = venue::coinbase;
using Outcome = CoinbaseRest::Outcome;

namespace {

constexpr int tries_max = 6;

class Reader {
 public:
  Reader(const net::CdpKey& key, const net::Url& base, const std::string& ca, TsUs since, bool perpetuals)
      : rest_(loop_, key, base, ca), pause_(loop_), since_(since), perpetuals_(perpetuals) {}

  Result<CoinbaseBooks> run() {
    rest_.learn_time([this] { orders({}); });
    loop_.run();
    if (!status_) return status_.error();
    return std::move(books_);
  }

 private:
  // Asks until there is an answer; only then is `took` called. It returns the next page's cursor.
  void ask(const std::string& path, const std::string& query, int tries,
           std::function<Status(const std::string&)> took) {
    CoinbaseRest::Ask a;
    a.path = path;
    a.query = query;
    rest_.ask(std::move(a), [this, path, query, tries, took = std::move(took)](Outcome o) {
      if (o.kind == Outcome::Kind::answered && o.status == 200) {
        if (Status st = took(o.body); !st) stop(fail(Exit::unavailable, path + ": " + st.error().message));
        return;
      }
      const bool hopeless = o.kind == Outcome::Kind::answered && o.status != 429 && o.status < 500;
      const std::string why = o.kind == Outcome::Kind::answered ? "HTTP " + std::to_string(o.status) : o.why;
      if (hopeless || tries >= tries_max) return stop(fail(Exit::unavailable, path + ": " + why));
      pause_.after((100 * us_per_ms) << tries, [=, this] { ask(path, query, tries + 1, took); });
    });
  }

  static std::string paged(std::string query, const std::string& cursor) {
    if (!cursor.empty()) query += (query.empty() ? "cursor=" : "&cursor=") + cursor;
    return query;
  }

  void orders(const std::string& cursor) {
    const std::string from = since_ > us_per_min ? "&start_date=" + time_text(since_ - us_per_min) : "";
    ask("/orders/historical/batch", paged("limit=250" + from, cursor), 0, [this](const std::string& body) {
      auto page = coinbase::read_orders(body);
      if (!page) return Status(page.error());
      books_.orders.insert(books_.orders.end(), page->orders.begin(), page->orders.end());
      page->cursor.empty() || page->orders.empty() ? fills({}) : orders(page->cursor);
      return Status();
    });
  }

  void fills(const std::string& cursor) {
    ask("/orders/historical/fills", paged("limit=250", cursor), 0, [this](const std::string& body) {
      auto page = coinbase::read_fills(body);
      if (!page) return Status(page.error());
      books_.fills.insert(books_.fills.end(), page->fills.begin(), page->fills.end());
      page->cursor.empty() || page->fills.empty() ? balances({}) : fills(page->cursor);
      return Status();
    });
  }

  void balances(const std::string& cursor) {
    ask("/accounts", paged("limit=250", cursor), 0, [this](const std::string& body) {
      auto page = coinbase::read_accounts(body);
      if (!page) return Status(page.error());
      books_.balances.insert(books_.balances.end(), page->balances.begin(), page->balances.end());
      page->cursor.empty() || page->balances.empty() ? portfolio() : balances(page->cursor);
      return Status();
    });
  }

  void portfolio() {
    if (!perpetuals_) return loop_.stop();
    ask("/portfolios", "portfolio_type=INTX", 0, [this](const std::string& body) {
      auto uuid = coinbase::read_perpetuals_portfolio(body);
      if (!uuid) return Status(uuid.error());
      uuid->empty() ? loop_.stop() : positions(*uuid);
      return Status();
    });
  }

  void positions(const std::string& uuid) {
    ask("/intx/positions/" + uuid, "", 0, [this](const std::string& body) {
      auto held = coinbase::read_positions(body);
      if (!held) return Status(held.error());
      books_.positions = std::move(held).value();
      loop_.stop();
      return Status();
    });
  }

  void stop(Error why) {
    status_ = std::move(why);
    loop_.stop();
  }

  net::Loop loop_;
  CoinbaseRest rest_;
  net::Timer pause_;
  const TsUs since_;
  const bool perpetuals_;
  CoinbaseBooks books_;
  Status status_;
};

}  // namespace

Result<CoinbaseBooks> read_coinbase_books(const net::CdpKey& key, const net::Url& base, const std::string& ca,
                                          TsUs since, bool perpetuals) {
  return Reader(key, base, ca, since, perpetuals).run();
}

}  // namespace tu::live
