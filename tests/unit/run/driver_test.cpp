#include "run/driver.h"

#include <catch2/catch.hpp>

#include "base/time.h"
#include "run/closing.h"
#include "wire/wire.h"

using namespace tu;

namespace {

// Writes down what it is told.
class Recorder final : public Stage {
 public:
  explicit Recorder(std::string& log) : log_(log) {}
  void on(Event& e, Out& out) override {
    log_ += "on " + std::to_string(e.ts) + "; ";
    out.pass(e);
  }
  void instant_end(TsUs ts, Out& out) override {
    log_ += "end_of " + std::to_string(ts) + "; ";
    Event& b = out.make(Type::beat, ts);
    out.pass(b);
  }
  void session(const Event&, Out&) override { log_ += "session; "; }
  void end(Out&) override { log_ += "over; "; }

 private:
  std::string& log_;
};

class Port final : public AccountPort {
 public:
  explicit Port(std::string& log) : log_(log) {}
  Result<const account::Account*> view(TsUs) override { return fail(Exit::internal, "unused"); }
  Result<const account::Account*> begin(TsUs) override { return fail(Exit::internal, "unused"); }
  Result<bool> write(const Event&) override { return true; }
  Status commit() override { return {}; }
  Status synced(std::int64_t seq, TsUs ts) override {
    log_ += "synced " + std::to_string(seq) + "@" + std::to_string(ts) + "; ";
    return refuse ? Status(fail(Exit::try_again, "no progress")) : Status();
  }
  bool refuse = false;

 private:
  std::string& log_;
};

struct Rig {
  std::string log, text;
  Port port{log};
  run::Driver driver{std::make_unique<Recorder>(log), "recorder", "recorder:0f", &port};
  wire::Decoder decoder;
  Arena arena;
  std::vector<Event*> events;
  Out out{arena, events};

  Event* read(std::string_view line) {
    Event* e = nullptr;
    std::string why;
    REQUIRE(decoder.decode(arena.copy(line), arena, e, why) == wire::Verdict::good);
    return e;
  }
  void push(std::string_view line) {
    Event* e = read(line);
    driver.push_all({&e, 1}, out);
    drain();
  }
  void drain() {
    for (Event* e : events) text += wire::encode_text(*e) + "\n";
    events.clear();
  }
};

std::string beat(int ts) {
  return R"({"type":"beat","ts":)" + std::to_string(ts) + "}";
}
std::string quote(int ts, std::string symbol) {
  return R"({"type":"quote","ts":)" + std::to_string(ts) + R"(,"venue":"x","symbol":")" + symbol +
         R"(","bid":1,"bid_size":1,"ask":2,"ask_size":1})";
}
std::string metric(int ts, std::string name) {
  return R"({"type":"metric","ts":)" + std::to_string(ts) + R"(,"name":")" + name + R"(","value":1})";
}
const std::string session_line =
    R"({"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max"})";

}  // namespace

TEST_CASE("an instant ends before the first later event, and what it decides stands before that event") {
  Rig r;
  r.push(beat(5));
  r.push(quote(5, "A"));
  r.push(quote(6, "A"));
  CHECK(r.log == "on 5; on 5; end_of 5; on 6; ");
  CHECK(r.text == beat(5) + "\n" + quote(5, "A") + "\n" + beat(5) + "\n" + quote(6, "A") + "\n");
}

TEST_CASE("a sync ends the instant, passes, and its number is told to the account port after that") {
  Rig r;
  r.push(quote(5, "A"));
  r.push(R"({"type":"sync","ts":5,"seq":1})");
  CHECK(r.log == "on 5; end_of 5; synced 1@5; ");
  CHECK(r.text == quote(5, "A") + "\n" + beat(5) + "\n" + R"({"type":"sync","ts":5,"seq":1})" + "\n");
}

TEST_CASE("an instant that a sync has ended is not ended again by an older item of another stream") {
  Rig r;
  r.push(quote(5, "A"));
  r.push(R"({"type":"sync","ts":5,"seq":1})");
  r.push(quote(4, "B"));
  r.push(R"({"type":"sync","ts":5,"seq":2})");
  CHECK(r.log == "on 5; end_of 5; synced 1@5; on 4; synced 2@5; ");
}

TEST_CASE(
    "a sync that is missing from a session in lockstep ends a run with an account, and nothing is decided") {
  const std::string lockstep =
      R"({"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max","lockstep":true})";
  const auto sync = [](int ts, int seq) {
    return R"({"type":"sync","ts":)" + std::to_string(ts) + R"(,"seq":)" + std::to_string(seq) + "}";
  };
  const auto log_of = [&](const std::vector<std::string>& lines, std::string& error) {
    Rig r;
    for (const std::string& line : lines)
      if (!r.out.stopped()) r.push(line);
    error = r.out.stopped() ? r.out.error().message : "";
    if (r.out.stopped()) CHECK(r.out.error().status == Exit::try_again);
    return r.log;
  };
  const std::string end = R"({"type":"end","ts":9,"source":"f","events":2,"status":0})";
  std::string error;
  const std::string whole = "session; on 5; end_of 5; synced 1@5; on 6; end_of 6; synced 2@6; ";
  CHECK(log_of({lockstep, quote(5, "A"), sync(5, 1), quote(6, "A"), sync(6, 2), end}, error) == whole);
  CHECK(error.empty());
  CHECK(log_of({lockstep, quote(5, "A"), quote(6, "A"), sync(6, 2), end}, error) == "session; on 5; ");
  CHECK(error.find("sync 1 is missing after 1970-01-01T00:00:00.000005Z: a program between") == 0);
  CHECK(log_of({lockstep, quote(5, "A"), sync(5, 1), quote(6, "A"), end}, error) ==
        "session; on 5; end_of 5; synced 1@5; on 6; ");
  CHECK(error.find("sync 2 is missing") == 0);
  CHECK(log_of({lockstep, quote(5, "A"), sync(5, 2)}, error) == "session; on 5; ");
  CHECK(log_of({lockstep, sync(5, 2)}, error) == "session; ");
  CHECK(error.find("sync 1 is missing: a program") == 0);
  // Who has no account, or is not in lockstep, needs none.
  CHECK(log_of({session_line, quote(5, "A"), quote(6, "A"), end}, error) ==
        "session; on 5; end_of 5; on 6; end_of 6; ");
  CHECK(error.empty());
}

TEST_CASE("what the end of a session says of a source that failed is remembered") {
  Rig r;
  r.push(session_line);
  r.push(R"({"type":"end","ts":9,"source":"f","events":2,"status":65,"reason":"unusable input"})");
  CHECK(r.driver.failure() == "status 65, unusable input");
}

TEST_CASE("an item older than its own stream's newest passes unseen and is counted") {
  Rig r;
  r.push(quote(5, "A"));
  r.push(quote(4, "A"));
  r.push(quote(4, "B"));
  r.push(quote(5, "A"));
  CHECK(r.log == "on 5; on 4; on 5; ");
  CHECK(r.driver.late() == 1);
  CHECK(r.text == quote(5, "A") + "\n" + quote(4, "A") + "\n" + quote(4, "B") + "\n" + quote(5, "A") + "\n");
}

TEST_CASE("a candle that comes twice is looked at once, but bars of trades may end at the same time") {
  const auto candle = [](int ts, int start, const std::string& tf) {
    return R"({"type":"candle","ts":)" + std::to_string(ts) + R"(,"venue":"x","symbol":"A","tf":")" + tf +
           R"(","start":)" + std::to_string(start) + R"(,"open":1,"high":1,"low":1,"close":1,"volume":1})";
  };
  Rig r;
  r.push(candle(5, 4, "1s"));
  r.push(candle(5, 4, "1s"));
  r.push(candle(5, 3, "2s"));
  CHECK(r.driver.twice() == 1);
  r.push(candle(6, 5, "10t"));
  r.push(candle(6, 6, "10t"));
  CHECK(r.driver.twice() == 1);
  CHECK(r.driver.late() == 0);
  CHECK(r.log == "on 5; on 5; end_of 5; on 6; on 6; ");
}

TEST_CASE("what was late is told once, by the first stage behind the source, and not by each behind it") {
  const auto told = [](const std::string& via) {
    Rig r;
    r.push(session_line.substr(0, session_line.size() - 1) + via + "}");
    r.push(quote(5, "A"));
    r.push(quote(4, "A"));
    r.push(R"({"type":"end","ts":5,"source":"f","events":2,"status":0})");
    REQUIRE(r.driver.late() == 1);
    return run::closing_of(r.driver, false, false).messages.size();
  };
  CHECK(told("") == 1);
  CHECK(told(R"(,"via":[])") == 1);
  CHECK(told(R"(,"via":["candles:0f"])") == 0);
}

TEST_CASE("streams of the same symbol are told apart by type, timeframe and name, short or long") {
  Rig r;
  r.push(metric(9, "dvol"));
  r.push(metric(8, "dvo"));
  r.push(metric(8, "fear_greed_index"));
  r.push(metric(7, "fear_greed_indez"));
  CHECK(r.driver.late() == 0);
  r.push(metric(8, "dvol"));
  r.push(metric(6, "fear_greed_indez"));
  CHECK(r.driver.late() == 2);
}

TEST_CASE("the newest of a thousand streams is remembered") {
  Rig r;
  for (int i = 0; i < 1000; ++i) r.push(quote(1000 + i, "S" + std::to_string(i)));
  CHECK(r.driver.late() == 0);
  for (int i = 0; i < 1000; ++i) r.push(quote(999 + i, "S" + std::to_string(i)));
  CHECK(r.driver.late() == 1000);
}

TEST_CASE("a foreign line passes unseen and moves no time") {
  Rig r;
  r.push(beat(5));
  r.push(R"({"ts":900,"hello":1})");
  r.push(R"({"type":"unheard","ts":901})");
  CHECK(r.log == "on 5; ");
  CHECK(r.driver.now() == 5);
}

TEST_CASE("a session's via grows by the stage's name and hash, and it moves no time") {
  Rig r;
  r.push(session_line);
  CHECK(r.log == "session; ");
  CHECK(r.driver.now() == -1);
  CHECK(r.text == session_line.substr(0, session_line.size() - 1) + R"(,"via":["recorder:0f"]})" + "\n");
  r.text.clear();
  r.push(
      R"({"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max","via":[ "a:1" ],"more":[1]})");
  CHECK(
      r.text ==
      R"({"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max","via":[ "a:1" ,"recorder:0f"],"more":[1]})"
      "\n");
}

TEST_CASE("a session whose via is no list stops the run") {
  Rig r;
  r.push(R"({"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max","via":7})");
  CHECK(r.out.stopped());
  CHECK(r.out.error().status == Exit::bad_data);
}

TEST_CASE("the end of a whole stream ends the last instant") {
  Rig r;
  r.push(session_line);
  r.push(beat(5));
  r.push(R"({"type":"end","ts":5,"source":"f","events":1,"status":0})");
  r.driver.finish(r.out);
  CHECK(r.log == "session; on 5; end_of 5; over; ");
}

TEST_CASE("the last instant of a stream that was cut is not ended") {
  Rig cut, failed, interrupted, plain;
  cut.push(session_line);
  cut.push(beat(5));
  cut.driver.finish(cut.out);
  CHECK(cut.log == "session; on 5; over; ");
  CHECK(cut.driver.session_open());
  failed.push(session_line);
  failed.push(beat(5));
  failed.push(R"({"type":"end","ts":5,"source":"f","events":1,"status":74})");
  failed.driver.finish(failed.out);
  CHECK(failed.log == "session; on 5; over; ");
  interrupted.push(beat(5));
  interrupted.driver.finish(interrupted.out, true);
  CHECK(interrupted.log == "on 5; over; ");
  plain.push(beat(5));  // no session: nothing says that there is more
  plain.driver.finish(plain.out);
  CHECK(plain.log == "on 5; end_of 5; over; ");
}

TEST_CASE("a port that cannot go on at a sync stops the run") {
  Rig r;
  r.port.refuse = true;
  r.push(R"({"type":"sync","ts":5,"seq":1})");
  CHECK(r.out.stopped());
  CHECK(r.out.error().status == Exit::try_again);
}

namespace {

const std::vector<std::string> one_of_each{session_line,
                                           quote(5, "A"),
                                           quote(5, "B"),
                                           quote(4, "A"),
                                           quote(4, "C"),
                                           "{\"x\":1}",
                                           metric(5, "m"),
                                           R"({"type":"sync","ts":5,"seq":1})",
                                           quote(5, "A"),
                                           quote(6, "A"),
                                           quote(3, "B"),
                                           quote(7, "B"),
                                           R"({"type":"sync","ts":7,"seq":2})",
                                           R"({"type":"end","ts":7,"source":"f","events":8,"status":0})"};

}  // namespace

TEST_CASE("events that are pushed all at once are driven as one by one, and so are those of who follows") {
  const auto& lines = one_of_each;
  Rig one;
  for (const std::string& line : lines) one.push(line);
  for (const std::size_t many : {1, 2, 3, 100}) {
    Rig all, follower;
    std::vector<Event*> events, the_same;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      events.push_back(all.read(lines[i]));
      the_same.push_back(follower.read(lines[i]));
      if (events.size() < many && i + 1 < lines.size()) continue;
      const auto moments = all.driver.moments_of(events);
      all.driver.push_all(events, moments, all.out);
      follower.driver.push_all(the_same, moments, follower.out);
      events.clear();
      the_same.clear();
    }
    for (Rig* r : {&all, &follower}) {
      r->drain();
      CHECK(r->log == one.log);
      CHECK(r->text == one.text);
      CHECK(r->driver.late() == 2);
    }
  }
}

TEST_CASE("who follows may be given the first events only") {
  for (std::size_t n = 0; n <= one_of_each.size(); ++n) {
    Rig some, all, follower;
    std::vector<Event*> events, the_first;
    for (std::size_t i = 0; i < one_of_each.size(); ++i) {
      if (i < n) some.push(one_of_each[i]);
      events.push_back(all.read(one_of_each[i]));
      if (i < n) the_first.push_back(follower.read(one_of_each[i]));
    }
    follower.driver.push_all(the_first, all.driver.moments_of(events), follower.out);
    follower.drain();
    CHECK(follower.log == some.log);
    CHECK(follower.text == some.text);
  }
}
