// Changes of orders at the simulated Hyperliquid, as a client posts them.
#include <catch2/catch.hpp>

#include "base/text.h"
#include "market_kit.h"
#include "simex/hyperliquid/trading.h"
#include "venue/hyperliquid/actions.h"

using namespace tu;
using namespace tu::simex;
using namespace tu::simex::test;

namespace {

struct Venue {
  Kit kit;
  Tape tape;
  Clock clock{[] {
    ClockOptions o;
    o.steps = true, o.stamp = Stamp::market;
    return o;
  }()};
  World world{kit.x, tape, clock, 1, {}};
  hyperliquid::Trading trading{world};
  net::EvmKey key = net::EvmKey::from_hex(Secret("0x" + std::string(62, '0') + "2a"), "test").value();
  std::uint64_t nonce = 1;

  Venue() {
    clock.start(us_per_day);
    clock.reached(us_per_day);
    world.addresses[text::lower(key.address())] = kit.anna;
    kit.x.set_level(kit.perp, Side::sell, d("100"), d("5"));
    kit.x.set_level(kit.perp, Side::buy, d("90"), d("5"));
  }
  std::string post(const std::string& action) {
    const venue::hyperliquid::Action a{action, hyperliquid::packed(*parse_json(action)).value()};
    const std::string body = venue::hyperliquid::signed_body(a, ++nonce, {}, key, true);
    return trading.exchange(*parse_json(body)).body;
  }
  static std::string buy(const std::string& price, const std::string& size, const std::string& more = "") {
    return R"({"a":0,"b":true,"p":")" + price + R"(","s":")" + size +
           R"(","r":false,"t":{"limit":{"tif":"Gtc"}})" + more + "}";
  }
  std::string place(const std::string& order) {
    return post(R"({"type":"order","orders":[)" + order + R"(],"grouping":"na"})");
  }
  std::string change(const std::string& oid, const std::string& order) {
    return post(R"({"type":"modify","oid":)" + oid + R"(,"order":)" + order + "}");
  }
  const Order& order(OrderId id) { return *kit.x.order(id); }
};

const std::string done = R"({"status":"ok","response":{"type":"default"}})";
const std::string client_id = R"(,"c":"0x000000000000000000000000000000aa")";

}  // namespace

TEST_CASE("a changed order is a new one, with the client's id, and the old one is cancelled") {
  Venue v;
  v.place(Venue::buy("80", "1", client_id));
  CHECK(v.change("1", Venue::buy("81", "2", client_id)) == done);
  CHECK(v.order(1).state == State::cancelled);
  CHECK((v.order(2).state == State::open && v.order(2).limit == d("81") && v.order(2).qty == d("2")));
  CHECK(v.change(R"("0x000000000000000000000000000000aa")", Venue::buy("82", "2")) == done);
  CHECK(v.order(3).limit == d("82"));
}

TEST_CASE("a change that cannot be a new order leaves the old one") {
  Venue v;
  v.place(Venue::buy("80", "1"));
  CHECK(v.change("1", Venue::buy("80.1234567", "1")) ==
        R"({"status":"err","response":"Price must be divisible by tick size. asset=0"})");
  CHECK(v.order(1).state == State::open);
  std::string sell = Venue::buy("120", "1");
  sell.replace(sell.find("true"), 4, "false");
  CHECK(v.change("1", sell).find("err") != std::string::npos);
  CHECK(v.order(1).state == State::open);
}

TEST_CASE("what is gone cannot be changed, in a batch each order for itself") {
  Venue v;
  v.place(Venue::buy("80", "1") + "," + Venue::buy("79", "1"));
  v.change("1", Venue::buy("81", "1"));
  CHECK(v.change("1", Venue::buy("82", "1")) ==
        R"({"status":"err","response":"Cannot modify canceled or filled order"})");
  CHECK(v.post(R"({"type":"batchModify","modifies":[{"oid":1,"order":)" + Venue::buy("82", "1") +
               R"(},{"oid":2,"order":)" + Venue::buy("78", "1") + "}]}") ==
        R"({"status":"ok","response":{"type":"order","data":{"statuses":[)"
        R"({"error":"Cannot modify canceled or filled order"},{"resting":{"oid":4}}]}}})");
}

TEST_CASE("all orders are cancelled at the time that was set, unless it was taken back") {
  Venue v;
  v.place(Venue::buy("80", "1"));
  const std::string soon = std::to_string((us_per_day + 5 * us_per_s) / us_per_ms),
                    sooner = std::to_string((us_per_day + 5 * us_per_s) / us_per_ms - 1);
  CHECK(v.post(R"({"type":"scheduleCancel","time":)" + sooner + "}").find("err") != std::string::npos);
  CHECK(v.post(R"({"type":"scheduleCancel","time":)" + soon + "}") == done);
  v.clock.reached(us_per_day + 5 * us_per_s - 1);
  v.trading.flush();
  CHECK(v.order(1).state == State::open);
  CHECK(v.post(R"({"type":"scheduleCancel"})") == done);
  v.clock.reached(us_per_day + 6 * us_per_s);
  v.trading.flush();
  CHECK(v.order(1).state == State::open);
  v.post(R"({"type":"scheduleCancel","time":)" + std::to_string((us_per_day + 12 * us_per_s) / us_per_ms) +
         "}");
  v.clock.reached(us_per_day + 12 * us_per_s);
  v.trading.flush();
  CHECK(v.order(1).state == State::cancelled);
}
