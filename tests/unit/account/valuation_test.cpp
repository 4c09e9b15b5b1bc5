#include "account/valuation.h"

#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {
const Atom v = intern("v"), btc = intern("BTC-USD"), usd = intern("USD");
ValuationRules rules() {
  ValuationRules r;
  r.currency = intern("USD");
  return r;
}
}  // namespace

TEST_CASE("a candle's mark goes stale after two bars and the position is valued less the haircut") {
  Account a;
  Rows j;
  Marks m;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(1, "o", "BTC-USD", "buy", "1"));
  fold(a, j.fill(2, "o", 1, "BTC-USD", "buy", "1", "100"));
  TsUs t = 10 * us_per_min;
  m.observe(j.candle(t - us_per_min, t, "BTC-USD", 100, 120, 90, 110));
  Valuation now = value(a, {}, m, t + 2 * us_per_min, rules());
  CHECK_FALSE(now.stale);
  CHECK(now.equity == dec("1010"));
  CHECK(now.exposure == dec("110"));
  CHECK(now.marks == "{\"v/BTC-USD\":[110,600000000]}");
  Valuation later = value(a, {}, m, t + 2 * us_per_min + 1, rules());
  CHECK(later.stale);
  CHECK(later.equity == dec("1004.5"));
}

TEST_CASE("unrealised profit of a perpetual is in equity, its notional is not") {
  Account a;
  Rows j;
  Marks m;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(1, "o", "BTC-USD-PERP", "sell", "2"));
  fold(a, j.fill(2, "o", 1, "BTC-USD-PERP", "sell", "2", "100"));
  m.observe(j.candle(0, us_per_min, "BTC-USD-PERP", 100, 100, 80, 90));
  Valuation x = value(a, {}, m, us_per_min, rules());
  CHECK(x.unrealised == dec("20"));
  CHECK(x.equity == dec("1020"));
  CHECK(x.exposure == dec("180"));
}

TEST_CASE("deposits and withdrawals move neither unit value nor drawdown nor the day's profit") {
  Account a;
  Rows j;
  Marks m;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(1, "o", "BTC-USD", "buy", "5"));
  fold(a, j.fill(2, "o", 1, "BTC-USD", "buy", "5", "100"));
  m.observe(j.candle(0, us_per_min, "BTC-USD", 100, 100, 80, 100));
  fold(a, j.day(us_per_min, "1970-01-01", "1000", "1000", "1"));
  m.observe(j.candle(us_per_min, 2 * us_per_min, "BTC-USD", 100, 100, 80, 80));
  Valuation before = value(a, {}, m, 2 * us_per_min, rules());
  CHECK(before.drawdown == Approx(0.1));
  CHECK(before.day_pnl == dec("-100"));
  for (const char* amount : {"3600", "-4000"}) {
    fold(a, j.deposit(3, amount, "USD"));
    Valuation after = value(a, {}, m, 2 * us_per_min, rules());
    CHECK(after.unit_value == before.unit_value);
    CHECK(after.drawdown == before.drawdown);
    CHECK(after.day_pnl == before.day_pnl);
    CHECK(after.units * after.unit_value == after.equity);
  }
}

TEST_CASE("a stable coin is a dollar only while a fresh mark within 50 basis points says so") {
  Rows j;
  Marks m;
  CHECK_FALSE(m.rate(intern("USDC"), usd, 0));
  m.observe(j.quote(1000, "USDC-USD", 0.9951, 0.9952));
  CHECK(*m.rate(intern("USDC"), usd, 1000) == 1.0);
  CHECK(*m.rate(intern("USDC"), usd, 1000 + 61 * us_per_s) == 0.9951);
  m.observe(j.quote(2000, "USDC-USD", 0.9949, 0.9952));
  CHECK(*m.rate(intern("USDC"), usd, 2000) == 0.9949);
}

TEST_CASE("a balance without a rate makes the equity unknown") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1", "BTC"));
  Marks m;
  CHECK_FALSE(value(a, {}, m, 0, rules()).known);
  m.observe(j.quote(1, "BTC-USD", 50000, 50001));
  Valuation x = value(a, {}, m, 1, rules());
  CHECK(x.known);
  CHECK(x.equity == dec("50000"));
}

TEST_CASE("the newer mark wins, and of bars that close together the shorter one") {
  Rows j;
  Marks m;
  m.observe(j.candle(0, 300 * us_per_s, "BTC-USD", 1, 1, 1, 1));
  m.observe(j.candle(240 * us_per_s, 300 * us_per_s, "BTC-USD", 2, 2, 2, 2));
  m.observe(j.candle(0, 300 * us_per_s, "BTC-USD", 3, 3, 3, 3));
  CHECK(m.find(v, btc)->price == 2);
  m.observe(j.quote(299 * us_per_s, "BTC-USD", 5, 6));
  CHECK(m.find(v, btc)->price == 2);
  m.observe(j.quote(301 * us_per_s, "BTC-USD", 5, 6));
  CHECK(m.find(v, btc)->price == 5);
}

TEST_CASE("an outcome that is held is worth 0 once another of its market resolved at 1, whatever is quoted") {
  struct Try {
    const char *venue, *symbol, *price, *equity;
  };
  for (const Try& t : {Try{"v", "RAIN:YES", "1", "950"}, Try{"", "rain:YES", "1", "950"},
                       Try{"v", "RAIN:YES", "0", "1000"}, Try{"v", "RAIN:YES", "0.5", "1000"},
                       Try{"w", "RAIN:YES", "1", "1000"}, Try{"v", "SUN:YES", "1", "1000"}}) {
    INFO(t.venue << " " << t.symbol << " at " << t.price);
    Account a;
    Rows j;
    Marks m;
    fold(a, j.deposit(0, "1000", "USD"));
    Event& i = j.make(Type::instrument, 0, "v", "RAIN:NO");
    i.set_text(Field{Type::instrument, "kind"}, "outcome");
    i.set_text(Field{Type::instrument, "quote"}, "USD");
    i.set_text(Field{Type::instrument, "settle"}, "USD");
    fold(a, i);
    fold(a, j.order(1, "o", "RAIN:NO", "buy", "100"));
    fold(a, j.fill(2, "o", 1, "RAIN:NO", "buy", "100", "0.5"));
    Event& e = j.make(Type::resolution, 3, t.venue, t.symbol);
    e.set(Field{Type::resolution, "price"}, dec(t.price));
    fold(a, e);
    const bool lost = dec(t.equity) == dec("950");
    // Also after the time for which resolutions are remembered, while it is held.
    for (const TsUs day : {0, 40}) {
      const TsUs now = day * us_per_day + us_per_s;
      if (day > 0) fold(a, j.deposit(now, "0.01", "EUR"));
      m.observe(j.quote(now, "RAIN:NO", 0.5, 0.51));
      const Valuation x = value(a, {}, m, now, rules());
      CHECK(x.equity == dec(t.equity));
      CHECK(x.exposure == dec(lost ? "0" : "50"));
      CHECK_FALSE(x.stale);
      if (lost) CHECK(x.marks.find("\"v/RAIN:NO\":[0,3]") != std::string::npos);
    }
  }
}
