// place-order --mode live against a venue that the test plays.
#include <algorithm>

#include "account/client_id.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages;
using namespace tu::stages::testing;

namespace {

constexpr TsUs t0 = 1'700'000'000'000'000;

class Clock final : public ClockPort {
 public:
  TsUs now() override { return at; }
  TsUs at = t0;
};

class Venue final : public VenuePort {
 public:
  Status open(const std::vector<std::string>& venues) override {
    opened.push_back(venues);
    return keyless ? Status(fail(Exit::config, "no key")) : Status();
  }
  bool serves(std::string_view venue) const override { return venue == "coinbase"; }
  void send(const VenueOrder& o) override { sent.push_back(o); }
  void resolve(const VenueOrder& o, const std::string& venue_id) override {
    resolved.emplace_back(o.client_id, venue_id);
  }
  void cancel(const std::string& id) override { cancels.push_back(id); }
  void poll(std::vector<VenueReport>& reports) override {
    reports.insert(reports.end(), news.begin(), news.end());
    news.clear();
  }
  bool wait(DurUs) override { return false; }
  bool busy() const override { return false; }
  DurUs latency() const override { return slow; }

  void say(VenueReport::Kind kind, const std::string& client, const std::string& state = "",
           const char* filled = "0") {
    VenueReport r;
    r.kind = kind;
    r.client_id = client;
    r.venue_id = "v1";
    r.state = state;
    r.filled = Decimal::parse(filled).value();
    news.push_back(r);
  }
  void fill(const std::string& client, const std::string& id, const char* qty) {
    VenueReport r;
    r.kind = VenueReport::Kind::fill;
    r.client_id = client;
    r.fill_id = id;
    r.price = Decimal::from_integer(99);
    r.qty = Decimal::parse(qty).value();
    r.fee = Decimal::parse("0.1").value();
    r.fee_currency = "USD";
    news.push_back(r);
  }
  std::vector<std::vector<std::string>> opened;
  bool keyless = false;
  std::vector<VenueOrder> sent;
  std::vector<std::pair<std::string, std::string>> resolved;
  std::vector<std::string> cancels;
  std::vector<VenueReport> news;
  DurUs slow = 0;
};

class LiveLedger final : public AccountPort {
 public:
  Result<const account::Account*> view(TsUs ts) override { return book.view(ts); }
  Result<const account::Account*> begin(TsUs ts) override { return book.begin(ts); }
  Result<bool> write(const Event& row) override { return book.write(row); }
  Status commit() override {
    committed = book.rows.size();
    return {};
  }
  Status durable() override {
    if (broken_disk) return fail(Exit::io, "the disk is gone");
    on_disk = committed;
    return {};
  }
  Status synced(std::int64_t, TsUs) override { return {}; }
  std::string ledger_id() const override { return "L1"; }
  FakeLedger book;
  std::size_t committed = 0, on_disk = 0;
  bool broken_disk = false;
};

std::string at(TsUs us, const std::string& rest) {
  const std::size_t comma = rest.find(',');
  return "{\"type\":" + rest.substr(0, comma) + ",\"ts\":" + std::to_string(t0 + us) + rest.substr(comma) +
         "}";
}
std::string order_line(const std::string& id, const std::string& more = "", const std::string& kind = "limit",
                       TsUs us = 0) {
  return at(us, "\"order\",\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"id\":\"" + id +
                    "\",\"strategy\":\"s\",\"side\":\"buy\",\"qty\":2,\"kind\":\"" + kind +
                    "\",\"limit\":100,\"tif\":\"GTC\",\"limit_worst\":100" + more);
}

// A ledger and a session with every latch open; each test closes one, or goes on.
struct Live {
  LiveLedger ledger;
  Venue venue;
  Clock clock;
  std::string word = "L1", mode = "live", source = "t";
  std::vector<std::pair<std::string, std::string>> options = {
      {"--mode", "live"}, {"--venue", "coinbase"}, {"--ceiling", "1000"}, {"--ceiling-day", "5000"}};
  std::optional<Rig> rig;

  Live(bool policy = true, bool promoted = true, bool ledger_live = true) {
    ledger.book.row(at(0, "\"deposit\",\"currency\":\"USD\",\"amount\":10000"));
    if (ledger_live) ledger.book.row(at(0, "\"mode\",\"mode\":\"live\""));
    if (policy) ledger.book.row(at(0, "\"policy\",\"hash\":\"h\",\"body\":\"x = 1\""));
    if (promoted)
      ledger.book.row(at(0, "\"promotion\",\"strategy\":\"s\",\"stage\":\"HOT\",\"reason\":\"test\""));
  }
  Rig& begin() {
    Ports ports;
    ports.account = &ledger;
    ports.venue = &venue;
    ports.clock = &clock;
    ports.latch = word;
    rig.emplace(place_order(), options, ports);
    rig->line(at(0, "\"session\",\"id\":\"x\",\"mode\":\"" + mode + "\",\"source\":\"" + source +
                        "\",\"pace\":\"realtime\""));
    return *rig;
  }
  void approve(const std::string& line) { ledger.book.row(line); }
  // Approved by the journal, and in the stream.
  void order(const std::string& id, const std::string& more = "", const std::string& kind = "limit",
             TsUs us = 0) {
    approve(order_line(id, more, kind, us));
    rig->line(order_line(id, more, kind, us));
  }
  // Time goes on, so that the stage looks at what the venue said.
  void tick(TsUs us) {
    rig->line(at(us, "\"beat\",\"x\":1"));
    rig->line(at(us + 1, "\"beat\",\"x\":1"));
  }
  bool journalled(const std::string& part) const {
    return std::any_of(ledger.book.rows.begin(), ledger.book.rows.end(),
                       [&](const std::string& r) { return r.find(part) != r.npos; });
  }
  account::OrderPhase phase(const std::string& id) { return ledger.book.account().order(id)->phase; }
};

using Said = VenueReport::Kind;
using account::OrderPhase;
std::string client(const std::string& order, int attempt = 1) {
  return account::client_id("L1", order, attempt);
}

}  // namespace

TEST_CASE("with every latch open an order is journalled as sent, is on the disk, and only then sent") {
  Live l;
  l.begin();
  l.order("a");
  REQUIRE(l.venue.sent.size() == 1);
  CHECK(l.venue.sent[0].client_id == client("a"));
  CHECK(l.venue.sent[0].qty == Decimal::from_integer(2));
  CHECK(l.journalled("\"state\":\"sent\""));
  CHECK(l.ledger.committed == l.ledger.book.rows.size());
  CHECK(l.ledger.on_disk == l.ledger.book.rows.size());
  CHECK(l.phase("a") == OrderPhase::sent);
}

TEST_CASE("what the disk did not take is not sent, and the run stops") {
  Live l;
  l.begin();
  l.ledger.broken_disk = true;
  l.order("a");
  CHECK(l.venue.sent.empty());
  REQUIRE(l.rig->out().stopped());
  CHECK(l.rig->out().error().message == "the disk is gone");
}

TEST_CASE("each latch of a session that is closed stops the run with its name") {
  auto why = [](Live& l) {
    l.begin();
    l.rig->line(order_line("a"));
    CHECK(l.venue.sent.empty());
    return l.rig->out().stopped() ? l.rig->out().error().message : std::string();
  };
  Live replay;
  replay.mode = "replay";
  CHECK(why(replay).find("latch session:") != std::string::npos);
  Live paper_ledger(true, true, false);
  CHECK(why(paper_ledger).find("latch ledger mode:") != std::string::npos);
  Live word;
  word.word = "L2";
  CHECK(why(word).find("latch TRADEUTILS_LIVE: names another ledger") != std::string::npos);
  Live no_word;
  no_word.word = "";
  CHECK(why(no_word).find("latch TRADEUTILS_LIVE: is not set") != std::string::npos);
  Live ceiling;
  ceiling.options.resize(3);
  CHECK(why(ceiling).find("latch ceiling:") != std::string::npos);
}

TEST_CASE("keys are asked for when the latches are open, of the venues of the source and of what has left") {
  Live shut;
  shut.word = "";
  shut.source = "coinbase:BTC-USD";
  shut.begin();
  CHECK(shut.venue.opened.empty());
  Live l;
  l.source = "kraken:BTC-USD hyperliquid:BTC-USDC-PERP";
  l.approve(order_line("left", "", "limit", -10));
  l.ledger.book.row(
      at(-9,
         "\"order_update\",\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"id\":\"left\",\"state\":"
         "\"sent\",\"filled\":0,\"attempt\":1"));
  l.begin();
  CHECK(l.venue.opened == std::vector<std::vector<std::string>>{{"kraken", "hyperliquid", "coinbase"}});
  Live keyless;
  keyless.venue.keyless = true;
  keyless.begin();
  REQUIRE(keyless.rig->out().stopped());
  CHECK(keyless.rig->out().error().status == Exit::config);
}

TEST_CASE("each latch of an order that is closed refuses it, and its reservation ends") {
  auto refused = [](Live& l, const std::string& latch, const std::string& more = "") {
    l.begin();
    l.order("a", more);
    CHECK(l.venue.sent.empty());
    CHECK(l.journalled("latch " + latch));
    CHECK(l.phase("a") == OrderPhase::rejected);
  };
  Live no_policy(false);
  refused(no_policy, "floor policy");
  Live cold(true, false);
  refused(cold, "promotion");
  Live old;
  old.clock.at = t0 + 6 * us_per_s;
  refused(old, "max-age");
  Live ahead;
  ahead.clock.at = t0 - 6 * us_per_s;
  refused(ahead, "max-age");
  Live halted;
  halted.ledger.book.row(at(0, "\"halt\",\"kind\":\"entries\",\"reason\":\"r\""));
  refused(halted, "halt");
  Live large;
  large.options[2].second = "199";
  refused(large, "ceiling: worth 200");
  Live day;
  day.options[3].second = "199";
  refused(day, "ceiling-day");
  Live over;
  over.clock.at = t0 + 2 * us_per_s;
  refused(over, "approval", ",\"until\":" + std::to_string(t0 + us_per_s));
}

TEST_CASE("an order that only reduces leaves in spite of a halt of entries and without promotion") {
  Live l(true, false);
  l.ledger.book.row(at(0, "\"halt\",\"kind\":\"entries\",\"reason\":\"r\""));
  l.begin();
  l.order("a", ",\"reduce_only\":true");
  CHECK(l.venue.sent.size() == 1);
}

TEST_CASE("an order that no gate approved is never sent, and one that was sent is not sent again") {
  Live l;
  l.begin();
  l.rig->line(order_line("a"));
  l.tick(us_per_s);
  CHECK(l.venue.sent.empty());
  l.order("b");
  l.rig->line(order_line("b"));
  CHECK(l.venue.sent.size() == 1);
}

TEST_CASE("fills are journalled once, in whatever order and how often they are told") {
  Live l;
  l.begin();
  l.order("a");
  l.venue.say(Said::open, client("a"));
  l.venue.fill(client("a"), "e1", "0.5");
  l.venue.fill(client("a"), "e1", "0.5");
  l.tick(us_per_s);
  l.venue.fill(client("a"), "e1", "0.5");
  l.venue.fill(client("a"), "e2", "1.5");
  l.venue.say(Said::ended, client("a"), "filled", "2");
  l.tick(2 * us_per_s);
  CHECK(l.phase("a") == OrderPhase::filled);
  CHECK(std::count_if(l.ledger.book.rows.begin(), l.ledger.book.rows.end(),
                      [](const std::string& r) { return r.find("\"type\":\"fill\"") != r.npos; }) == 2);
  CHECK(l.ledger.book.account().held(intern("coinbase"), intern("BTC-USD")) == Decimal::from_integer(2));
}

TEST_CASE("each fill is followed by what it made of the order, and the last one by its end, as on paper") {
  Live l;
  l.begin();
  l.order("a");
  l.venue.say(Said::open, client("a"));
  l.venue.fill(client("a"), "e1", "0.5");
  l.tick(us_per_s);
  l.venue.fill(client("a"), "e2", "1.5");
  l.venue.say(Said::ended, client("a"), "filled", "2");
  l.tick(2 * us_per_s);
  std::vector<std::string> told;
  for (const std::string& row : l.ledger.book.rows)
    for (const char* word : {"sent", "open", "partial", "filled"})
      if (row.find("\"state\":\"" + std::string(word) + "\"") != row.npos) {
        const std::size_t at = row.find("\"filled\":") + 9;
        told.push_back(word + (" " + row.substr(at, row.find(',', at) - at)));
      }
  CHECK(told == std::vector<std::string>{"sent 0", "open 0", "partial 0.5", "filled 2"});
  CHECK(l.rig->stage().summary().find("(filled 1)") != std::string::npos);
}

TEST_CASE("a fill that is told after the order was cancelled does not open it again") {
  Live l;
  l.begin();
  l.order("a");
  l.order("b", "", "limit", 10);
  l.venue.say(Said::ended, client("a"), "cancelled");
  l.venue.fill(client("a"), "e1", "0.5");
  l.tick(us_per_s);
  CHECK_FALSE(l.rig->out().stopped());
  CHECK(l.phase("a") == OrderPhase::cancelled);
  CHECK_FALSE(l.journalled("\"state\":\"partial\""));
}

TEST_CASE("more than was ordered is never journalled: it is told to a person") {
  Live l;
  l.begin();
  l.order("a");
  l.venue.fill(client("a"), "e1", "3");
  l.tick(us_per_s);
  CHECK_FALSE(l.journalled("\"type\":\"fill\""));
  CHECK(std::any_of(l.rig->lines.begin(), l.rig->lines.end(),
                    [](const std::string& s) { return s.find("\"type\":\"alert\"") != s.npos; }));
}

TEST_CASE("an unknown order stays unknown until the venue says what became of it") {
  Live l;
  l.begin();
  l.order("a");
  l.venue.say(Said::unknown, client("a"));
  l.tick(us_per_s);
  CHECK(l.phase("a") == OrderPhase::unknown);
  l.venue.say(Said::open, client("a"));
  l.tick(2 * us_per_s);
  CHECK(l.phase("a") == OrderPhase::open);
  l.venue.say(Said::ended, client("a"), "cancelled");
  l.tick(3 * us_per_s);
  CHECK(l.phase("a") == OrderPhase::cancelled);
}

TEST_CASE("after a restart what left is asked for, and what had not left is over") {
  Live l;
  l.approve(order_line("left", "", "limit", -10));
  l.ledger.book.row(
      at(-9,
         "\"order_update\",\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"id\":\"left\",\"state\":"
         "\"sent\",\"filled\":0,\"attempt\":1"));
  l.approve(order_line("stayed", "", "limit", -8));
  l.begin();
  REQUIRE(l.venue.resolved.size() == 1);
  CHECK(l.venue.resolved[0] == std::pair(client("left"), std::string()));
  CHECK(l.phase("left") == OrderPhase::sent);
  CHECK(l.phase("stayed") == OrderPhase::cancelled);
  CHECK(l.venue.sent.empty());
}

TEST_CASE("after a restart an approval from far ahead of the clock is over, or it would reserve until then") {
  Live l;
  l.approve(order_line("damaged", "", "limit", us_per_day));
  l.approve(order_line("beside", "", "limit", us_per_s));  // of a gate that is faster than we are
  l.begin();
  CHECK(l.phase("damaged") == OrderPhase::cancelled);
  CHECK(l.phase("beside") == OrderPhase::approved);
}

TEST_CASE("the second attempt goes when the venue ended the first, for what is left") {
  Live l;
  l.begin();
  l.order("a", ",\"attempts\":2,\"post_only\":true");
  l.venue.fill(client("a"), "e1", "0.5");
  l.venue.say(Said::ended, client("a"), "expired", "0.5");
  l.tick(us_per_s);
  REQUIRE(l.venue.sent.size() == 2);
  CHECK(l.venue.sent[1].client_id == client("a", 2));
  CHECK(l.venue.sent[1].kind == "market");
  CHECK(l.venue.sent[1].qty == Decimal::parse("1.5"));
  CHECK(l.venue.sent[1].limit_worst == Decimal::from_integer(100));
}

TEST_CASE("a refused post-only order goes again wider, and wider still on a slow line; never nearer") {
  Live l;
  l.options.push_back({"--widen", "10bps"});
  l.options.push_back({"--latency-offset", "10bps"});
  l.begin();
  l.order("a", ",\"attempts\":3,\"post_only\":true");
  CHECK(l.venue.sent[0].limit == Decimal::from_integer(100));
  l.venue.slow = 200 * us_per_ms;
  VenueReport r;
  r.kind = Said::refused;
  r.client_id = client("a");
  r.would_take = true;
  l.venue.news.push_back(r);
  l.tick(us_per_s);
  REQUIRE(l.venue.sent.size() == 2);
  CHECK(l.venue.sent[1].limit == Decimal::parse("99.7"));
  CHECK(l.venue.sent[1].post_only);
  l.venue.say(Said::ended, client("a", 2), "expired");
  l.tick(2 * us_per_s);
  CHECK(l.venue.sent.size() == 2);
}

TEST_CASE("a cancel reaches what left, by id or by strategy, once") {
  Live l;
  l.begin();
  l.order("a");
  l.order("b");
  l.rig->line(at(10, "\"cancel\",\"id\":\"a\""));
  CHECK(l.venue.cancels == std::vector<std::string>{client("a")});
  l.rig->line(at(20, "\"cancel\",\"strategy\":\"s\""));
  CHECK(l.venue.cancels == std::vector<std::string>{client("a"), client("b")});
}

TEST_CASE("an order that replaces another waits until the venue has ended that one") {
  Live l;
  l.begin();
  l.order("a");
  l.order("b", ",\"replaces\":\"a\"");
  CHECK(l.venue.sent.size() == 1);
  CHECK(l.venue.cancels.size() == 1);
  l.venue.say(Said::ended, client("a"), "cancelled");
  l.tick(us_per_s);
  CHECK(l.venue.sent.size() == 2);
}

namespace {

// 1 BTC bought at 99; the venue says what it holds, as often as is asked.
struct Holding : Live {
  Holding() {
    begin();
    order("a");
    venue.fill(client("a"), "e1", "2");
    venue.say(Said::ended, client("a"), "filled", "2");
    tick(us_per_s);
  }
  void read(const char* btc, const char* usd, TsUs us) {
    VenueReport r;
    r.kind = Said::holdings;
    auto h = std::make_shared<VenueHoldings>();
    h->venue = "coinbase";
    if (btc)
      h->balances = {{"BTC", Decimal::parse(btc).value()}, {"USD", Decimal::parse(usd).value()}};
    else
      h->why = "HTTP 500";
    r.holdings = h;
    venue.news.push_back(r);
    tick(us);
  }
  std::vector<std::string> said(const std::string& severity) const {
    std::vector<std::string> out;
    for (const std::string& line : rig->lines)
      if (line.find("\"severity\":\"" + severity + "\"") != line.npos) out.push_back(line);
    return out;
  }
};

}  // namespace

TEST_CASE("a position that differs from the venue's twice halts entries, in the journal, and exits go on") {
  Holding l;
  l.read("2", "9801.9", 2 * us_per_s);
  l.read("2", "9801.9", 3 * us_per_s);
  l.read("1.5", "9801.9", 4 * us_per_s);
  CHECK(l.said("critical").empty());
  l.read("1.5", "9801.9", 5 * us_per_s);
  REQUIRE(l.said("critical").size() == 1);
  CHECK(l.said("critical")[0].find("BTC is 1.5 at coinbase and 2 in the ledger") != std::string::npos);
  CHECK(l.journalled("\"type\":\"halt\""));
  CHECK(l.journalled("\"rule\":\"position\""));
  CHECK(l.ledger.book.account().held(intern("coinbase"), intern("BTC-USD")) == Decimal::from_integer(2));
  l.order("b");
  CHECK(l.phase("b") == OrderPhase::rejected);
  l.order("c", ",\"reduce_only\":true");
  CHECK(l.phase("c") == OrderPhase::sent);
  l.read("1.4", "9801.9", 8 * us_per_s);
  l.read("1.4", "9801.9", 9 * us_per_s);
  CHECK(l.said("critical").size() == 1);  // c is on its way
}

TEST_CASE("a halt that a person ended does not come again for the same difference, and does for another") {
  Holding l;
  for (int i = 2; i < 4; ++i) l.read("1.5", "9801.9", i * us_per_s);
  CHECK(l.said("critical").size() == 1);
  l.ledger.book.row(at(5 * us_per_s, "\"resume\",\"reason\":\"looked\""));
  for (int i = 6; i < 9; ++i) l.read("1.5", "9801.9", i * us_per_s);
  CHECK(l.ledger.book.account().halts().empty());
  for (int i = 10; i < 12; ++i) l.read("1", "9801.9", i * us_per_s);
  CHECK(l.ledger.book.account().halts().size() == 1);
}

TEST_CASE("what a venue says before the session line is fetched, or it would wake the stage for ever") {
  Live l;
  Ports ports;
  ports.account = &l.ledger;
  ports.venue = &l.venue;
  ports.clock = &l.clock;
  ports.latch = l.word;
  l.rig.emplace(place_order(), l.options, ports);
  VenueReport r;
  r.kind = Said::holdings;
  r.holdings = std::make_shared<VenueHoldings>();
  l.venue.news.push_back(r);
  l.tick(us_per_s);
  CHECK(l.venue.news.empty());
}

TEST_CASE("cash that differs is told and halts nothing, and holdings that cannot be read are told once") {
  Holding l;
  for (int i = 2; i < 4; ++i) l.read("2", "9000", i * us_per_s);
  CHECK(l.said("warning").size() == 1);
  for (int i = 5; i < 12; ++i) l.read(nullptr, nullptr, i * us_per_s);
  REQUIRE(l.said("warning").size() == 2);
  CHECK(l.said("warning")[1].find("HTTP 500") != std::string::npos);
  CHECK_FALSE(l.journalled("\"type\":\"halt\""));
}
