#include "run/memory_ledger.h"

#include <catch2/catch.hpp>

#include "wire/wire.h"

using namespace tu;

namespace {

struct Kept final : RowSink {
  std::string text;
  Status rows(std::span<const JournalRow> rows) override {
    for (const JournalRow& r : rows)
      text += std::to_string(r.instant) + "/" + std::to_string(r.rank) + "/" + std::to_string(r.ordinal) +
              " " + std::string(spec_of(r.event->type).name) + "; ";
    return {};
  }
  Status finish() override {
    text += "finished";
    return {};
  }
};

struct Rig {
  Kept kept;
  run::MemoryLedger ledger{"main", &kept};
  Arena arena;
  wire::Decoder decoder;
  const Event& read(std::string_view line) {
    Event* e = nullptr;
    std::string why;
    if (decoder.decode(arena.copy(line), arena, e, why) != wire::Verdict::good) FAIL(why);
    return *e;
  }
  const Event& order(int ts, const std::string& id) {
    return read(
        R"({"type":"order","ts":)" + std::to_string(ts) + R"(,"venue":"x","symbol":"BTC-USD","id":")" + id +
        R"(","strategy":"s","side":"buy","qty":1,"kind":"market","tif":"IOC","reserved":10,"reserved_currency":"USD"})");
  }
  const Event& sent(int ts, const std::string& id) {
    return read(R"({"type":"order_update","ts":)" + std::to_string(ts) +
                R"(,"venue":"x","symbol":"BTC-USD","id":")" + id + R"(","state":"sent","filled":0})");
  }
  std::string reserved(AccountPort* port, TsUs ts) {
    Result<const account::Account*> a = port->view(ts);
    REQUIRE(a.ok());
    return (*a)->reserved(intern("USD")).str();
  }
};

}  // namespace

TEST_CASE("a stage sees its own rows at once and others' rows from the next border on") {
  Rig r;
  r.ledger.opening(0, r.read(R"({"type":"deposit","ts":0,"currency":"USD","amount":100})"));
  AccountPort* size = r.ledger.port("size");
  AccountPort* gate = r.ledger.port("risk-gate");
  CHECK((*size->view(5))->cash(intern("USD")).str() == "100");
  REQUIRE(gate->begin(5).ok());
  REQUIRE(gate->write(r.order(5, "a")).ok());
  REQUIRE(gate->commit().ok());
  CHECK(r.reserved(gate, 5) == "10");
  CHECK(r.reserved(size, 5) == "0");
  REQUIRE(r.ledger.border(5).ok());
  CHECK(r.reserved(size, 6) == "10");
  CHECK(r.reserved(gate, 6) == "10");
}

TEST_CASE("a view does not hold what was deposited later") {
  Rig r;
  r.ledger.opening(0, r.read(R"({"type":"deposit","ts":0,"currency":"USD","amount":100})"));
  r.ledger.opening(7, r.read(R"({"type":"deposit","ts":7,"currency":"USD","amount":1})"));
  AccountPort* port = r.ledger.port("size");
  CHECK((*port->view(7))->cash(intern("USD")).str() == "100");
  REQUIRE(port->synced(1, 7).ok());
  REQUIRE(r.ledger.border(7).ok());
  CHECK((*port->view(8))->cash(intern("USD")).str() == "101");
}

TEST_CASE("an own row that rests on another writer's row of the same instant counts from the border on") {
  Rig r;
  AccountPort* gate = r.ledger.port("risk-gate");
  AccountPort* place = r.ledger.port("place-order");
  REQUIRE(gate->begin(5).ok());
  REQUIRE(gate->write(r.order(5, "a")).ok());
  REQUIRE(place->begin(5).ok());
  REQUIRE(place->write(r.sent(5, "a")).ok());
  CHECK((*place->view(5))->order("a") == nullptr);
  REQUIRE(r.ledger.border(5).ok());
  REQUIRE((*place->view(6))->order("a") != nullptr);
  CHECK((*place->view(6))->order("a")->phase == account::OrderPhase::sent);
}

TEST_CASE("a row that cannot be at all is an error at the border") {
  Rig r;
  AccountPort* place = r.ledger.port("place-order");
  REQUIRE(place->begin(5).ok());
  REQUIRE(place->write(r.sent(5, "never approved")).ok());
  Status st = r.ledger.border(5);
  REQUIRE(!st.ok());
  CHECK(st.error().status == Exit::internal);
}

TEST_CASE("rows reach the sink in journal order, each writer's run row before its first") {
  Rig r;
  const Event& session = r.read(
      R"({"type":"session","ts":1,"id":"i","mode":"replay","source":"f","pace":"max","via":["place-order:0"]})");
  AccountPort* place = r.ledger.port("place-order");
  AccountPort* gate = r.ledger.port("risk-gate");
  REQUIRE(place->session(session).ok());
  REQUIRE(gate->session(session).ok());
  for (int ts : {5, 6}) {
    const std::string id = "o" + std::to_string(ts);
    REQUIRE(gate->begin(ts).ok());
    REQUIRE(gate->write(r.order(ts, id)).ok());
  }
  for (int ts : {5, 6}) {
    const std::string id = "o" + std::to_string(ts);
    REQUIRE(place->begin(ts).ok());
    REQUIRE(place->write(r.sent(ts, id)).ok());
  }
  REQUIRE(r.ledger.finish().ok());
  CHECK(r.kept.text ==
        "5/1/0 run; 5/1/1 order; 5/2/0 run; 5/2/1 order_update; 6/1/0 order; 6/2/0 order_update; finished");
  CHECK(r.ledger.rows() == 6);
}

TEST_CASE("a row is journalled as it was written, whatever is done to the event afterwards") {
  Rig r;
  struct Text final : RowSink {
    std::string text;
    Status rows(std::span<const JournalRow> rows) override {
      for (const JournalRow& row : rows) text += wire::encode_canonical(*row.event);
      return {};
    }
    Status finish() override { return {}; }
  } sink;
  run::MemoryLedger ledger("main", &sink);
  AccountPort* port = ledger.port("settle");
  Event e = r.read(R"({"type":"deposit","ts":3,"currency":"USD","amount":7})");
  REQUIRE(port->begin(3).ok());
  REQUIRE(port->write(e).ok());
  constexpr Field currency{Type::deposit, "currency"};
  e.set_text(currency, "EUR");
  REQUIRE(ledger.finish().ok());
  CHECK(sink.text.find(R"("currency":"USD")") != std::string::npos);
}

TEST_CASE("a transaction without rows leaves no old view behind") {
  Rig r;
  AccountPort* place = r.ledger.port("place-order");
  AccountPort* gate = r.ledger.port("risk-gate");
  REQUIRE(place->begin(5).ok());
  REQUIRE(place->commit().ok());
  REQUIRE(r.ledger.border(5).ok());
  REQUIRE(gate->begin(6).ok());
  REQUIRE(gate->write(r.order(6, "a")).ok());
  REQUIRE(r.ledger.border(6).ok());
  CHECK(r.reserved(place, 7) == "10");
}

TEST_CASE("the copies of writers follow the official account over many borders, whoever wrote first") {
  Rig r;
  AccountPort* gate = r.ledger.port("risk-gate");
  AccountPort* place = r.ledger.port("place-order");
  AccountPort* settle = r.ledger.port("settle");
  std::string waiting;
  for (int ts = 1; ts <= 60; ++ts) {
    const std::string id = "o" + std::to_string(ts);
    if (ts % 3 != 0) {
      REQUIRE(gate->begin(ts).ok());
      REQUIRE(gate->write(r.order(ts, id)).ok());
    }
    if (ts % 2 != 0 && !waiting.empty()) {
      REQUIRE(place->begin(ts).ok());
      REQUIRE(place->write(r.sent(ts, waiting)).ok());
    }
    if (ts % 3 != 0) {  // rests on the gate's row of this instant
      REQUIRE(place->begin(ts).ok());
      REQUIRE(place->write(r.sent(ts, id)).ok());
      waiting = id;
    }
    if (ts % 5 == 0) REQUIRE(settle->begin(ts).ok());
    REQUIRE(r.ledger.border(ts).ok());
    for (AccountPort* port : {gate, place, settle}) {
      const account::Account& seen = **port->begin(ts + 1);
      CHECK(seen.asof() == r.ledger.official().asof());
      CHECK(seen.reserved(intern("USD")) == r.ledger.official().reserved(intern("USD")));
      CHECK(seen.ordered_orders().size() == r.ledger.official().ordered_orders().size());
      for (const account::OrderState* o : r.ledger.official().ordered_orders())
        CHECK(seen.order(o->id)->phase == o->phase);
    }
    REQUIRE(r.ledger.border(ts).ok());
  }
  CHECK(r.ledger.official().asof() > 90);
}
