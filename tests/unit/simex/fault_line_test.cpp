#include "simex/fault_line.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::simex;

namespace {

// Keeps what reached the network.
struct Wire : net::Socket {
  std::vector<std::string> sent;
  bool was_cut = false, frozen = false;
  void send(std::string text) override { sent.push_back(std::move(text)); }
  void ping(std::string) override {}
  void close(std::string) override {}
  void cut() override { was_cut = true; }
  void freeze() override { frozen = true; }
  std::uint64_t id() const override { return 1; }
};

struct Line {
  std::vector<std::function<void()>> later;
  std::shared_ptr<Wire> wire = std::make_shared<Wire>();
  FaultLine line{[this](DurUs, std::function<void()> f) { later.push_back(std::move(f)); },
                 [] { return DurUs{0}; }};
  std::shared_ptr<net::Socket> socket;

  explicit Line(std::string_view rules) {
    line.set(*Faults::parse(rules, 1));
    socket = line.wrap(wire);
  }
  std::vector<std::string> after_sending(const std::vector<std::string>& messages) {
    for (const std::string& m : messages) socket->send(m);
    return wire->sent;
  }
  net::Response ask(std::string_view path, int& carried_out) {
    net::Request r;
    r.method = "POST";
    r.target = path;
    net::Response got;
    line.request(
        r, [&got](net::Response answer) { got = std::move(answer); },
        [&carried_out](const net::Request&, const net::Reply& reply) {
          ++carried_out;
          reply({200, "{\"ok\":true}", "application/json", {}, net::Ending::normal});
        });
    return got;
  }
};

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("messages are dropped, doubled, turned around and cut in half on the way to the socket") {
  CHECK(Line("drop#2").after_sending({"a", "b", "c"}) == Messages{"a", "c"});
  CHECK(Line("duplicate#2").after_sending({"a", "b", "c"}) == Messages{"a", "b", "b", "c"});
  CHECK(Line("reorder#1").after_sending({"a", "b", "c"}) == Messages{"b", "a", "c"});
  CHECK(Line("malformed#1").after_sending({"abcdef", "b"}) == Messages{"abc", "b"});
}

TEST_CASE("a late message makes what is behind it late, in order") {
  Line l("delay:1s#2");
  CHECK(l.after_sending({"a", "b", "c"}) == Messages{"a"});
  REQUIRE(l.later.size() == 1);
  l.later[0]();
  CHECK(l.wire->sent == Messages{"a", "b", "c"});
  l.socket->send("d");
  CHECK(l.wire->sent.back() == "d");
}

TEST_CASE("a stale message carries a number from before") {
  CHECK(Line("stale#1").after_sending({R"({"sequence_num":41,"x":1})"}) ==
        Messages{R"({"sequence_num":36,"x":1})"});
  CHECK(Line("stale#1").after_sending({R"({"no":"number"})"}) == Messages{R"({"no":"number"})"});
}

TEST_CASE("cut and half-open happen to the connection instead of the message") {
  Line cut("cut#1"), silent("half-open#1");
  CHECK(cut.after_sending({"a"}).empty());
  CHECK(cut.wire->was_cut);
  CHECK(silent.after_sending({"a"}).empty());
  CHECK(silent.wire->frozen);
}

TEST_CASE("a request is lost before it is carried out, or its answer after") {
  struct Expected {
    const char* rule;
    int carried_out, status;
    net::Ending ending;
  };
  for (const Expected& e :
       {Expected{"429", 0, 429, net::Ending::normal}, Expected{"drop", 0, 200, net::Ending::cut},
        Expected{"500", 1, 500, net::Ending::normal}, Expected{"cut", 1, 200, net::Ending::cut},
        Expected{"half-open", 1, 200, net::Ending::silent},
        Expected{"duplicate", 2, 200, net::Ending::normal}}) {
    Line l(e.rule);
    int carried_out = 0;
    const net::Response r = l.ask("/orders", carried_out);
    CHECK(carried_out == e.carried_out);
    CHECK(r.status == e.status);
    CHECK(r.ending == e.ending);
  }
}
