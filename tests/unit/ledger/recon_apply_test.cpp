#include "helpers.h"
#include "ledger/recon_side.h"
#include "ledger/verify.h"

namespace tu::ledger {
using namespace test;

namespace {

constexpr TsUs t0 = 1'700'000'000'000'000;

Decimal d(const char* s) {
  return Decimal::parse(s).value();
}

void put(Journal& j, int ordinal, const Event& e) {
  must(j.begin());
  must(j.append(draft_of({"r", e.ts, 2, ordinal}, e)));
  must(j.commit());
}

// Strategies s and t are long 2 and 1 ETH, each by an order that is filled.
struct Held {
  TempDir dir;
  Events ev;
  std::unique_ptr<Journal> j;
  int rows = 0;

  Held() {
    j = must(Journal::open(dir.file("l.db"), Access::make));
    must(j->fix_kind(Kind::live));
    must(Desk{*j, t0, "main"}.deposit(Decimal::from_integer(1000), "USDC", ""));
    row(R"({"type":"run","ts":1700000000000001,"session":"r","writer":"place-order","via":[],"mode":"live"})");
    open("s", "2");
    open("t", "1");
  }
  void row(const std::string& line) { put(*j, rows++, ev(line)); }
  void open(const std::string& strategy, const std::string& qty) {
    const std::string of = R"(,"ts":1700000000000002,"venue":"hyperliquid","symbol":"ETH-USDC-PERP","id":")" +
                           strategy + R"(/1","strategy":")" + strategy + R"(",)";
    row(R"({"type":"order")" + of + R"("side":"buy","qty":)" + qty + R"(,"kind":"market","tif":"IOC"})");
    row(R"({"type":"order_update")" + of + R"("state":"sent","filled":0,"attempt":1})");
    row(R"({"type":"fill")" + of + R"("fill_id":")" + strategy + R"(/1/1","side":"buy","price":100,"qty":)" +
        qty + R"(,"fee":0,"fee_currency":"USDC","liquidity":"taker","at":1700000000000002,"venue_id":")" +
        strategy + "\"}");
  }

  account::ReconInput in() {
    ReconSide side(j->id(), "hyperliquid", "main");
    account::Account a;
    RowReader reader;
    must(j->rows_after(0, [&](const Row& r) -> Status {
      auto e = reader.read(r);
      if (!e) return e.error();
      side.row(**e);
      return a.fold(**e);
    }));
    account::ReconInput in;
    side.fill_in(a, true, in);
    in.net = true;
    for (const account::JournalOrder& o : in.journal) {
      account::VenueSideOrder v;
      v.client_id = o.client_ids.back();
      v.state = "filled";
      v.symbol = o.symbol;
      v.filled = o.filled;
      v.fills = o.fills;
      in.venue.push_back(v);
    }
    in.venue_positions = {{"ETH-USDC-PERP", d("3")}};
    in.venue_balances = {{"USDC", d("700")}};
    return in;
  }
  std::string book(const account::ReconInput& in) {
    return must(apply({*j, t0 + us_per_s, "main"}, in, account::compare(in)));
  }
  account::Account account() { return must(fold_all(*j, "main")); }
};

}  // namespace

TEST_CASE("recon charges funding once, by what each strategy held when it was paid") {
  Held h;
  account::ReconInput in = h.in();
  CHECK(account::compare(in).empty());
  in.funding.push_back({"ETH-USDC-PERP", "USDC", d("0.3"), d("3"), 0.001, t0 + 10});
  in.funding.push_back({"ETH-USDC-PERP", "USDC", d("-0.1"), d("3"), -0.001, t0 + 20});
  in.venue_balances["USDC"] -= d("0.2");
  const auto found = account::compare(in);
  for (const auto& each : found) CHECK(each.explained);
  CHECK(found.size() == 3);
  h.book(in);
  const account::Account a = h.account();
  CHECK(a.cash(intern("USDC")) == d("999.8"));
  const Atom eth = intern("ETH-USDC-PERP"), at = intern("hyperliquid");
  CHECK(a.position(intern("s"), at, eth)->funding + a.position(intern("t"), at, eth)->funding == d("0.2"));
  account::ReconInput after = h.in();
  after.funding = in.funding;
  after.venue_balances = in.venue_balances;
  CHECK(account::compare(after).empty());
  CHECK(h.book(after).empty());
  CHECK(must(verify(*h.j)).holds());
}

TEST_CASE("recon books a liquidation as exits of those who held, up to what they held, and once") {
  Held h;
  account::ReconInput in = h.in();
  account::VenueSideOrder v;
  v.venue_id = "77";
  v.symbol = "ETH-USDC-PERP";
  v.state = "filled";
  v.buy = false;
  v.liquidation = true;
  v.filled = d("3");
  v.fills["x"] = {d("90"), d("2.5"), d("0.5"), "USDC", false, t0 + 30};
  v.fills["y"] = {d("80"), d("0.5"), d("0.1"), "USDC", false, t0 + 30};
  in.venue.push_back(v);
  in.venue_positions.clear();
  in.venue_balances["USDC"] = d("964.4");  // 700 + 225 + 40 - 0.6
  for (const auto& each : account::compare(in)) CHECK(each.explained);
  h.book(in);
  const account::Account a = h.account();
  CHECK(a.flat());
  CHECK(a.cash(intern("USDC")) == d("964.4"));
  account::ReconInput after = h.in();
  after.venue.push_back(v);
  after.venue_positions.clear();
  after.venue_balances = in.venue_balances;
  CHECK(account::compare(after).empty());
  CHECK(h.book(after).empty());
}

TEST_CASE("recon asks from the earliest time that a row names, whatever a damaged line made of the others") {
  Held h;
  ReconSide side(h.j->id(), "hyperliquid", "main");
  for (const std::string ts : {"1700000000000005", "5700000000000005"}) {
    const std::string of = R"(,"venue":"hyperliquid","symbol":"ETH-USDC-PERP","id":"u/1","strategy":"u",)";
    side.row(h.ev(R"({"type":"order","ts":1700000000000003)" + of +
                  R"("side":"buy","qty":1,"kind":"market","tif":"IOC"})"));
    side.row(h.ev(R"({"type":"order_update","ts":)" + ts + of + R"("state":"sent","filled":0,"attempt":1})"));
    CHECK(side.since() == 1700000000000003);
  }
}

TEST_CASE("what nobody held here when it was paid is named, and not booked") {
  Held h;
  account::ReconInput in = h.in();
  in.funding.push_back({"ETH-USDC-PERP", "USDC", d("0.3"), d("3"), 0.001, t0 - 10});
  in.venue_balances["USDC"] -= d("0.3");
  CHECK(account::compare(in).size() == 2);
  CHECK(h.book(in).empty());
}

}  // namespace tu::ledger
