// A market, a ledger and the paper model in one: what tests of fills drive. Also what the property tests
// drive.
#pragma once

#include "account/paper.h"
#include "rows_helper.h"

namespace tu::account {

inline const char* paper_venue = R"(
[v]
half_spread = "2bps"
slippage = "2bps"
stop_slippage = "5bps"
latency = "250ms"
[[v.fees]]
since = "1970-01-01"
source = "test"
tiers = [ { from = "0", maker = "2bps", taker = "5bps" }, { from = "100000", maker = "0bps", taker = "1bps" } ]
[v.instruments."*-USD"]
tick = "0.01"
lot = "0.001"
[v.instruments."*-USDT-PERP"]
tick = "0.01"
lot = "0.001"
imr = "5%"
mmr = "2.5%"
)";

struct PaperMarket {
  Venues venues;
  Rows rows;
  Account account;
  std::unique_ptr<Paper> paper;
  std::vector<PaperReport> reports;  // of the last step
  TsUs now = 0;

  explicit PaperMarket(std::string_view scale = "1", std::string_view currency = "USD",
                       std::string_view cash = "1000000") {
    auto config = Config::parse(paper_venue, "paper");
    REQUIRE(config.ok());
    auto v = Venues::from_config(*config);
    INFO((v.ok() ? "" : v.error().message));
    REQUIRE(v.ok());
    venues = *v;
    paper = std::make_unique<Paper>(venues, dec(scale));
    fold(account, rows.deposit(0, cash, currency));
  }
  // Approves and sends; the approval is at `ts`.
  void send(Event& order) {
    fold(account, order);
    auto ticket = Approved::check(account, order);
    REQUIRE(ticket.ok());
    REQUIRE(ticket->has_value());
    paper->send(**ticket, account.fee_volume(order.ts, order.venue));
  }
  // One instant: its events, then what the model did, folded into the account.
  std::vector<PaperReport>& step(TsUs ts, std::vector<Event*> events) {
    now = ts;
    reports.clear();
    for (Event* e : events) paper->observe(*e);
    paper->run(ts, &account, reports);
    for (const PaperReport& r : reports) book(r);
    return reports;
  }
  void book(const PaperReport& r) {
    std::string_view symbol = name_of(r.order.symbol), side = r.order.buy ? "buy" : "sell";
    if (r.kind == PaperReport::Kind::liquidation) {
      fold(account,
           rows.order(now, r.order.id, symbol, side, r.order.qty.str(), "market", name_of(r.order.strategy)));
    } else if (r.kind == PaperReport::Kind::update) {
      fold(account, rows.update(now, r.order.id, phase_name(r.order.phase), r.order.filled.str()));
    } else {
      Event& f = rows.fill(now, r.order.id, r.order.fills, symbol, side, r.qty.str(), r.price.str(),
                           r.fee.str(), name_of(r.fee_currency));
      f.set(Field{Type::fill, "margin"}, r.margin);
      f.set(Field{Type::fill, "slippage"}, r.slippage);
      fold(account, f);
    }
  }
  std::vector<const PaperReport*> fills() const {
    std::vector<const PaperReport*> list;
    for (const PaperReport& r : reports)
      if (r.kind == PaperReport::Kind::fill) list.push_back(&r);
    return list;
  }
  // One minute candle that closes at minute `n`.
  Event* bar(int n, double open, double high, double low, double close, double volume = 1000,
             std::string_view symbol = "BTC-USD") {
    return &rows.candle((n - 1) * us_per_min, n * us_per_min, symbol, open, high, low, close, volume);
  }
  std::vector<PaperReport>& minute(int n, double open, double high, double low, double close,
                                   double volume = 1000, std::string_view symbol = "BTC-USD") {
    return step(n * us_per_min, {bar(n, open, high, low, close, volume, symbol)});
  }
};

}  // namespace tu::account
