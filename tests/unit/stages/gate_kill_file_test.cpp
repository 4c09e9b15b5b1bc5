// What the gate makes of the kill file: refusals, and a halt in the journal for those that close and send.
#include "gate_rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

struct Kill final : KillPort {
  Result<std::optional<std::string>> halt_kind() override {
    if (broken) return fail(Exit::io, "cannot be read");
    return kind;
  }
  std::optional<std::string> kind;
  bool broken = false;
};

std::vector<std::string> halts(const Gate& g) {
  std::vector<std::string> found;
  for (const auto& r : g.ledger.rows)
    if (value_of(r, "type") == "halt") found.push_back(r);
  return found;
}

// The statuses of what was said of a flat halt that nobody closes on.
std::vector<Exit> told(Gate& g) {
  std::vector<Exit> found;
  for (const Out::Complaint& c : g.rig.out().complaints())
    if (c.message == "a flat halt stands, and no exits stage is in front: positions stay open")
      found.push_back(c.status);
  return found;
}

void session(Gate& g, const std::string& via) {
  g.rig.line(R"({"type":"session","ts":0,"id":"i","mode":"replay","source":"s","pace":"max","via":)" + via +
             "}");
}

}  // namespace

TEST_CASE("the kill file refuses openings, and everything when it says all; unreadable is a no") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {}, &kill);
  g.hold(1, "5", "100");
  CHECK(g.judge("1") == "ok");
  kill.kind = "entries";
  CHECK(g.judge("1") == "kill_file");
  g.leave(g.now + 1, "1", "", "x1");
  CHECK(g.ruling() == "ok");
  CHECK(halts(g).empty());
  kill.kind = "all";
  g.leave(g.now + 2, "1", "", "x2");
  CHECK(g.ruling() == "halt kill_file");
  g.ledger.row(R"({"type":"resume","ts":)" + n(g.now + 2) + R"(,"reason":"x"})");
  kill.kind.reset();
  kill.broken = true;
  CHECK(g.judge("1") == "kill_file");
}

TEST_CASE("a kill file that says flat is journalled as a halt without a proposal, once while it stands") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {{"--kill-file", "stop.txt"}}, &kill);
  g.hold(1, "5", "100");
  g.price(noon, "100");
  g.decide();
  CHECK(g.ledger.rows.empty());
  kill.kind = "flat";
  for (int i = 1; i <= 3; ++i) {
    g.price(noon + i, "100");
    g.propose(noon + i, "1", "", "p" + n(i));
    g.decide();
  }
  REQUIRE(halts(g).size() == 1);
  const std::string halt = halts(g)[0];
  CHECK(value_of(halt, "kind") == "flat");
  CHECK(value_of(halt, "rule") == "kill_file");
  CHECK(value_of(halt, "reason") == "the kill file stop.txt says flat");
  CHECK(value_of(halt, "until_day") == "");
  CHECK(g.rig.take("halt").size() == 1);
  REQUIRE(g.ledger.account().halts().size() == 1);
  g.leave(noon + 4, "1");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("the halt of a kill file is noticed without a proposal, and while prices stand still") {
  Kill kill;
  Gate g("", {}, &kill);
  g.hold(1, "5", "100");
  for (int i = 0; i < 2; ++i) {
    g.price(noon + i, "100");
    g.decide();
    CHECK(halts(g).empty());
  }
  kill.kind = "flat";
  g.price(noon + 2, "100");
  g.decide();
  CHECK(halts(g).size() == 1);
}

TEST_CASE(
    "the halt of a kill file outlives the file, and comes back after a resume while the file is there") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {}, &kill);
  g.hold(1, "5", "100");
  kill.kind = "flat";
  CHECK(g.judge("1") == "halt kill_file");
  g.ledger.row(R"({"type":"resume","ts":)" + n(g.now) + R"(,"reason":"x"})");
  CHECK(g.judge("1") == "halt kill_file");
  CHECK(halts(g).size() == 2);
  kill.kind.reset();
  CHECK(g.judge("1") == "halt");
  g.ledger.row(R"({"type":"resume","ts":)" + n(g.now) + R"(,"reason":"x"})");
  CHECK(g.judge("1") == "ok");
  CHECK(halts(g).size() == 2);
}

TEST_CASE("a kill file raises no halt in the warm-up") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {}, &kill);
  g.rig.line(R"({"type":"session","ts":0,"id":"i","mode":"replay","source":"s","pace":"max","warm_until":)" +
             n(noon + minute) + "}");
  g.hold(1, "5", "100");
  kill.kind = "flat";
  CHECK(g.judge("1").find("kill_file") != std::string::npos);
  CHECK(halts(g).empty());
  CHECK(g.judge("1") == "halt kill_file");
}

TEST_CASE("a kill file that says all after flat is journalled as that, too") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {}, &kill);
  g.hold(1, "5", "100");
  kill.kind = "flat";
  g.judge("1");
  kill.kind = "all";
  g.judge("1");
  g.judge("1");
  REQUIRE(halts(g).size() == 2);
  CHECK(value_of(halts(g)[1], "kind") == "all");
}

TEST_CASE("the word of a kill file counts in any case; one that nobody knows halts entries and is named") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {}, &kill);
  g.hold(1, "5", "100");
  kill.kind = "flt";
  CHECK(g.judge("1") == "kill_file");
  CHECK(g.last.back().find(R"(the kill file says \"flt\", expected entries, flat or all)") !=
        std::string::npos);
  REQUIRE(g.rig.out().complaints().size() == 1);
  CHECK(g.rig.out().complaints()[0].message ==
        "the kill file says \"flt\", expected entries, flat or all: entries are halted");
  g.leave(g.now + 1, "1");
  CHECK(g.ruling() == "ok");
  kill.kind = "FLAT";
  CHECK(g.judge("1") == "halt kill_file");
}

TEST_CASE("a flat halt that no stage in front closes on is told, once and with status 1") {
  for (const bool by_file : {true, false}) {
    Kill kill;
    Gate g("drawdown = \"10%\"\nhalt = \"flat\"", {}, &kill);
    session(g, R"(["candles:a","risk-gate:b"])");
    g.hold(1, "50", "100");
    g.price(noon, "100");
    g.decide();
    CHECK(told(g).empty());
    if (by_file) kill.kind = "flat";
    for (int i = 1; i <= 3; ++i) {
      g.price(noon + i, by_file ? "100" : "80");
      g.decide();
    }
    CHECK(told(g) == std::vector{Exit::no});
  }
}

TEST_CASE("a flat halt that a person has taken back is not told of what is opened later") {
  Kill kill;
  Gate g("drawdown = \"99%\"", {}, &kill);
  session(g, R"(["risk-gate:b"])");
  kill.kind = "flat";
  CHECK(g.judge("1") == "halt kill_file");
  kill.kind.reset();
  g.ledger.row(R"({"type":"resume","ts":)" + n(g.now) + R"(,"reason":"x"})");
  g.hold(g.now, "5", "100");
  CHECK(g.judge("1") == "ok");
  CHECK(told(g).empty());
}

TEST_CASE("a flat halt is no matter where exits is in front, where nothing is held, or of entries alone") {
  for (const char* of : {"exits", "nothing held", "entries"}) {
    const std::string_view what = of;
    Kill kill;
    Gate g(what == "entries" ? "drawdown = \"10%\"" : "drawdown = \"10%\"\nhalt = \"flat\"", {}, &kill);
    session(g, what == "exits" ? R"(["exits:a","risk-gate:b"])" : R"(["risk-gate:b"])");
    if (what != "nothing held") g.hold(1, "50", "100");
    if (what == "nothing held") kill.kind = "flat";
    g.price(noon, "80");
    g.propose(noon, "1");
    g.decide();
    CHECK(halts(g).size() == 1);
    CHECK(told(g).empty());
  }
}
