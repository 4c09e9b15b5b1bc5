#include "live/order_port.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "live/meeting.h"

namespace tu::live {
namespace {

struct Seen {
  std::mutex mutex;
  std::map<std::string, int> prepared, sent;
  int of(std::map<std::string, int>& counts, const std::string& id) {
    const std::lock_guard<std::mutex> hold(mutex);
    return counts[id];
  }
};

class Desk final : public OrderDesk {
 public:
  explicit Desk(Seen& seen) : seen_(seen) {}
  void start() override {}
  void prepare(const VenueOrder& order) override { count(seen_.prepared, order); }
  void send(const VenueOrder& order) override { count(seen_.sent, order); }
  void resolve(const VenueOrder&, const std::string&) override {}
  void cancel(const std::string&) override {}
  bool busy() const override { return false; }

 private:
  void count(std::map<std::string, int>& counts, const VenueOrder& order) {
    const std::lock_guard<std::mutex> hold(seen_.mutex);
    ++counts[order.client_id];
  }
  Seen& seen_;
};

VenueOrder order(const std::string& id, int qty = 1) {
  VenueOrder o;
  o.client_id = id;
  o.venue = "here";
  o.qty = Decimal::from_integer(qty);
  return o;
}

struct Rig {
  Seen seen;
  OrderPort port{{{"here", [this](net::Loop&, Tell) { return std::make_unique<Desk>(seen); }}}};
  void settle() {
    while (port.busy()) std::this_thread::yield();
  }
};

void rest(int us) {
  std::this_thread::sleep_for(std::chrono::microseconds(us));
}

}  // namespace

TEST_CASE("an order that was prepared is sent once, however long the disk needs") {
  Rig r;
  for (int i = 0; i < 400; ++i) {
    const std::string id = "o" + std::to_string(i);
    r.port.prepare(order(id));
    if (i % 4 != 0) rest(i % 4 == 3 ? 20'000 * (i % 40 == 3) : 7 * (i % 50));
    CHECK(r.seen.of(r.seen.sent, id) == 0);
    r.port.send(order(id));
    if (i % 3 != 0) r.settle();
  }
  r.settle();
  CHECK(r.seen.sent.size() == 400);
  for (const auto& [id, times] : r.seen.sent) CHECK(times == 1);
}

TEST_CASE("what was prepared and is never sent does not leave") {
  Rig r;
  for (int i = 0; i < 20; ++i) {
    r.port.prepare(order("never" + std::to_string(i)));
    if (i % 2 == 0) rest(50 * i);
  }
  r.port.send(order("other"));
  r.settle();
  CHECK(r.seen.sent == std::map<std::string, int>{{"other", 1}});
}

TEST_CASE("another order than the one prepared is the one that is sent") {
  Rig r;
  r.port.prepare(order("a", 1));
  rest(100);
  r.port.send(order("a", 2));
  r.settle();
  CHECK(r.seen.sent == std::map<std::string, int>{{"a", 1}});
}

TEST_CASE("of a meeting exactly one side sends, whoever is late") {
  for (int i = 0; i < 3000; ++i) {
    Meeting m;
    bool loop_sends = false;
    std::thread loop([&] { loop_sends = m.wait(); });
    for (int k = 0; k < i % 100; ++k) std::this_thread::yield();
    const bool told = m.answer(true);
    loop.join();
    REQUIRE(told == loop_sends);
  }
}

}  // namespace tu::live
