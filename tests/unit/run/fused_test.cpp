#include "run/fused.h"

#include <catch2/catch.hpp>

#include "event/copy.h"
#include "run/stream_hash.h"
#include "stages/all.h"
#include "wire/wire.h"

using namespace tu;

namespace {

struct None {};

// Marks every candle with how many it has seen.
class Counter final : public Stage {
 public:
  Counter(None, Ports) {}
  void on(Event& e, Out& out) override {
    if (e.type == Type::candle) out.note(e, "count", std::int64_t{++count_});
    out.pass(e);
  }
  std::string summary() const override { return "counter: " + std::to_string(count_) + " candles"; }

 private:
  std::int64_t count_ = 0;
};

// After each instant it says how much is reserved in its view.
class Teller final : public Stage {
 public:
  Teller(None, Ports p) : ports_(p) {}
  void on(Event& e, Out& out) override { out.pass(e); }
  void instant_end(TsUs ts, Out& out) override {
    if (!ports_.account) return;
    Result<const account::Account*> a = ports_.account->view(ts);
    if (!a) return out.stop(a.error());
    Event& e = out.make(Type::metric, ts);
    constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
    e.set_text(name, "reserved");
    e.set(value, (*a)->reserved(intern("USD")).to_real());
    out.pass(e);
  }

 private:
  Ports ports_;
};

// Approves one order an instant; stops at ts 13.
class Approver final : public Stage {
 public:
  Approver(None, Ports p) : ports_(p) {}
  void on(Event& e, Out& out) override {
    if (e.ts == 13) return out.stop(fail(Exit::refused, "thirteen"));
    out.pass(e);
  }
  void instant_end(TsUs ts, Out& out) override {
    Event& e = out.make(Type::order, ts, intern("x"), intern("BTC-USD"));
    constexpr Field id{Type::order, "id"}, strategy{Type::order, "strategy"}, side{Type::order, "side"},
        qty{Type::order, "qty"}, kind{Type::order, "kind"}, tif{Type::order, "tif"},
        reserved{Type::order, "reserved"}, currency{Type::order, "reserved_currency"};
    e.set_text(id, out.keep("o" + std::to_string(ts)));
    e.set_text(strategy, "s");
    e.set_text(side, "buy");
    e.set(qty, Decimal::from_integer(1));
    e.set_text(kind, "market");
    e.set_text(tif, "IOC");
    e.set(reserved, Decimal::from_integer(1));
    e.set_text(currency, "USD");
    if (auto a = ports_.account->begin(ts); !a) return out.stop(a.error());
    if (auto w = ports_.account->write(e); !w) return out.stop(w.error());
    if (Status st = ports_.account->commit(); !st) return out.stop(st.error());
    out.pass(e);
  }

 private:
  Ports ports_;
};

// Makes a proposal at each candle; another stage fills in what it left open.
class Proposer final : public Stage {
 public:
  Proposer(None, Ports) {}
  void on(Event& e, Out& out) override {
    out.pass(e);
    if (e.type != Type::candle) return;
    Event& p = out.make(Type::proposal, e.ts, e.venue, e.symbol);
    constexpr Field id{Type::proposal, "id"}, strategy{Type::proposal, "strategy"},
        intent{Type::proposal, "intent"}, side{Type::proposal, "side"},
        confidence{Type::proposal, "confidence"}, reason{Type::proposal, "reason"};
    p.set_text(id, out.keep("p" + std::to_string(e.ts)));
    p.set_text(strategy, "s");
    p.set_text(intent, "open");
    p.set_text(side, "buy");
    p.set(confidence, 0.5);
    p.set_text(reason, "it \"is\" so");
    out.pass(p);
  }
};
class Filler final : public Stage {
 public:
  Filler(None, Ports) {}
  void on(Event& e, Out& out) override {
    if (e.type == Type::proposal) {
      constexpr Field qty{Type::proposal, "qty"}, kind{Type::proposal, "kind"}, leg{Type::proposal, "leg"},
          post{Type::proposal, "post_only"}, fraction{Type::proposal, "fraction"};
      out.note(e, "why", std::string_view("because"));
      out.fill_in(e, qty, *Decimal::parse("0.25"));
      out.fill_in_text(e, kind, "market");
      out.fill_in_integer(e, leg, 3);
      out.fill_in_flag(e, post, false);
      out.fill_in(e, fraction, 0.125);
    }
    out.pass(e);
  }
};
StageSpec spec_proposer() {
  return describe<Proposer, None>("proposer", "", {}, {}, {});
}
StageSpec spec_filler() {
  return describe<Filler, None>("filler", "", {}, {}, {});
}

// Keeps quotes for itself, or says that it does not.
class Keeper final : public Stage {
 public:
  Keeper(None, Ports) {}
  void on(Event& e, Out& out) override {
    if (e.type != Type::quote) out.pass(e);
  }
};
StageSpec spec_keeper(bool says_so) {
  StageSpec s = describe<Keeper, None>("keeper", "", {}, {}, {});
  s.only_annotates = !says_so;
  return s;
}

StageSpec spec_counter() {
  return describe<Counter, None>("counter", "", {}, {}, {});
}
StageSpec spec_teller() {
  StageSpec s = describe<Teller, None>("teller", "", {}, {}, {});
  s.reads_account = true;
  return s;
}
StageSpec spec_approver() {
  StageSpec s = describe<Approver, None>("risk-gate", "", {}, {}, {});
  s.reads_account = s.writes_account = true;
  return s;
}

class Lines final : public EventSource {
 public:
  explicit Lines(std::vector<std::string> lines) : lines_(std::move(lines)) {}
  bool next(Event*& e, Arena& arena) override {
    if (at_ == lines_.size()) return false;
    std::string why;
    const bool good = decoder_.decode(arena.copy(lines_[at_++]), arena, e, why) == wire::Verdict::good;
    if (!good) std::abort();  // no assertion: another thread may be reading
    return true;
  }

 private:
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  wire::Decoder decoder_;
};

struct Printed final : run::FusedSink {
  std::string text;
  run::StreamHash hash;
  Status event(const Event& e) override {
    text += wire::encode_text(e) + "\n";
    hash.add(e);
    return {};
  }
};

std::string quote(int ts, const std::string& symbol) {
  return R"({"type":"quote","ts":)" + std::to_string(ts) + R"(,"venue":"x","symbol":")" + symbol +
         R"(","bid":1,"bid_size":1,"ask":2,"ask_size":1})";
}
std::string candle(int ts) {
  return R"({"type":"candle","ts":)" + std::to_string(ts) +
         R"(,"venue":"x","symbol":"BTC-USD","tf":"1m","start":0,"open":1,"high":1,"low":1,"close":1,"volume":1})";
}
std::string sync_line(int ts, int seq) {
  return R"({"type":"sync","ts":)" + std::to_string(ts) + R"(,"seq":)" + std::to_string(seq) + "}";
}
std::vector<std::string> stream(int instants, bool with_sync) {
  std::vector<std::string> lines{
      R"({"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max"})"};
  for (int i = 1; i <= instants; ++i) {
    lines.push_back(candle(100 * i));
    for (int k = 0; k < i % 4; ++k) lines.push_back(quote(100 * i, "S" + std::to_string(k)));
    if (with_sync) lines.push_back(sync_line(100 * i, i));
  }
  lines.push_back(R"({"type":"end","ts":1,"source":"f","events":1,"status":0})");
  return lines;
}

struct Ran {
  std::string text, hash;
  Exit status;
  std::vector<std::string> messages;
};
Ran run_it(const std::vector<StageSpec>& specs, std::vector<std::string> lines, int batch, bool ledger = true,
           bool ahead = false) {
  std::vector<run::FusedStage> stages;
  for (const StageSpec& s : specs) stages.push_back({&s, s.make_options(), s.name + ":0"});
  run::FusedOptions options;
  options.batch = batch;
  options.ledger = ledger;
  options.ahead = ahead;
  auto runner = run::FusedRunner::make(std::move(stages), options, nullptr);
  REQUIRE(runner.ok());
  Lines source(std::move(lines));
  Printed sink;
  const Exit status = (*runner)->run(source, sink);
  return {sink.text, sink.hash.finish(), status, (*runner)->messages()};
}

std::string count_of(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += what.size()) ++n;
  return std::to_string(n);
}

}  // namespace

// The same stages one after the other, with text between them.
std::string through_text(const std::vector<StageSpec>& specs, std::vector<std::string> lines) {
  for (const StageSpec& s : specs) {
    auto stage = s.make(s.make_options().get(), {});
    REQUIRE(stage.ok());
    run::Driver driver(std::move(stage).value(), s.name, s.name + ":0", nullptr);
    Arena arena;
    std::vector<Event*> events;
    Out out(arena, events);
    Lines source(lines);
    lines.clear();
    Event* e = nullptr;
    while (source.next(e, arena)) driver.push_all({&e, 1}, out);
    driver.finish(out);
    for (const Event* x : events) lines.push_back(wire::encode_text(*x));
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST_CASE(
    "a fused run gives the same bytes as stages with text between them, also where one fills in another's "
    "event") {
  const std::vector<StageSpec> specs{spec_counter(), spec_proposer(), spec_filler(), spec_proposer(),
                                     spec_filler()};
  const auto lines = stream(20, true);
  const std::string text = through_text(specs, lines);
  CHECK(
      count_of(text,
               R"("why":"because","qty":0.25,"kind":"market","leg":3,"post_only":false,"fraction":0.125)") ==
      "40");
  for (int batch : {1, 7, 4096}) CHECK(run_it(specs, lines, batch).text == text);
}

TEST_CASE("a fused run gives the same bytes when a second thread reads its source") {
  const std::vector<StageSpec> with_account{spec_counter(), spec_teller(), spec_approver(), spec_teller()};
  const std::vector<StageSpec> without{spec_counter(), spec_proposer(), spec_filler()};
  for (const auto& specs : {with_account, without}) {
    const auto lines = stream(3000, true);
    const Ran plain = run_it(specs, lines, 64);
    for (int batch : {1, 64, 5000}) {
      const Ran ahead = run_it(specs, lines, batch, true, true);
      CHECK(ahead.text == plain.text);
      CHECK(ahead.status == plain.status);
      CHECK(ahead.messages == plain.messages);
    }
  }
}

TEST_CASE("stages behind those that only annotate see what they would see alone, late and double items too") {
  const std::vector<StageSpec> specs{stages::indicators(), stages::regime(), spec_counter(), spec_proposer()};
  std::vector<std::string> lines = stream(200, true);
  for (std::size_t i = 3; i < lines.size(); i += 7)
    lines.insert(lines.begin() + static_cast<long>(i), lines[i - 2]);
  for (std::size_t i = 50; i + 1 < lines.size(); i += 31) std::swap(lines[i], lines[i - 30]);
  const std::string text = through_text(specs, lines);
  CHECK(count_of(text, "sma_20") != "0");
  for (const int batch : {1, 7, 4096}) CHECK(run_it(specs, lines, batch).text == text);
}

TEST_CASE("an instant of more events than blocks are read ahead is still one instant") {
  std::vector<std::string> lines{stream(1, true)[0]};
  for (int i = 0; i < 20'000; ++i) lines.push_back(quote(100, "S" + std::to_string(i % 50)));
  lines.push_back(sync_line(100, 1));
  lines.push_back(R"({"type":"end","ts":100,"source":"f","events":1,"status":0})");
  const std::vector<StageSpec> specs{spec_counter(), spec_approver(), spec_teller()};
  CHECK(run_it(specs, lines, 64, true, true).text == run_it(specs, lines, 64).text);
}

TEST_CASE("a fused run gives the same bytes for any batch size") {
  const std::vector<StageSpec> specs{spec_counter(), spec_teller(), spec_approver(), spec_teller()};
  for (bool with_sync : {true, false}) {
    const auto lines = stream(300, with_sync);
    const Ran one = run_it(specs, lines, 1);
    CHECK(one.status == Exit::ok);
    CHECK(one.text.size() > 30000);
    for (int batch : {2, 7, 64, 1024, 4096}) CHECK(run_it(specs, lines, batch).text == one.text);
  }
}

TEST_CASE("an order approved at an instant is seen by the stages before and after only at the next") {
  const std::vector<StageSpec> specs{spec_teller(), spec_approver()};
  const Ran r = run_it(specs, stream(3, true), 4096);
  auto reserved = [](int ts, int value) {
    return R"({"type":"metric","ts":)" + std::to_string(ts) + R"(,"name":"reserved","value":)" +
           std::to_string(value) + "}\n";
  };
  CHECK(r.text.find(reserved(100, 0)) != r.text.npos);
  CHECK(r.text.find(reserved(200, 1)) != r.text.npos);
  CHECK(r.text.find(reserved(300, 2)) != r.text.npos);
  CHECK(count_of(r.text, "reserved\",\"value") == "3");
}

TEST_CASE("the stream's hash leaves out session and sync") {
  const std::vector<StageSpec> specs{spec_counter()};
  CHECK(run_it(specs, stream(9, true), 4).hash == run_it(specs, stream(9, false), 4).hash);
}

TEST_CASE("without a ledger no stage has an account, and nothing is held back") {
  const std::vector<StageSpec> specs{spec_counter(), spec_teller()};
  const Ran r = run_it(specs, stream(9, true), 4, false);
  CHECK(r.status == Exit::ok);
  CHECK(count_of(r.text, "reserved") == "0");
}

TEST_CASE("when a stage stops, what left it before reaches the end, and the status is the stage's") {
  const std::vector<StageSpec> specs{spec_counter(), spec_approver(), spec_teller()};
  std::vector<std::string> lines{quote(11, "A"), quote(12, "A"), quote(13, "A"), quote(14, "A")};
  const Ran r = run_it(specs, lines, 4096);
  CHECK(r.status == Exit::refused);
  CHECK(r.messages.front() == "risk-gate: thirteen");
  CHECK(r.text.find(quote(12, "A")) != r.text.npos);
  CHECK(r.text.find(quote(13, "A")) == r.text.npos);
}

TEST_CASE("a stage that is said to only annotate, and does more, ends the run") {
  for (const int batch : {1, 7, 4096}) {
    CHECK(run_it({spec_keeper(true), spec_counter()}, stream(9, true), batch).status == Exit::ok);
    const Ran r = run_it({spec_keeper(false), spec_counter()}, stream(9, true), batch);
    CHECK(r.status == Exit::internal);
    CHECK(r.messages.front() == "keeper: passes on other events than it was given");
  }
}

TEST_CASE("summaries come in pipe order, each with its stage's name once") {
  const std::vector<StageSpec> specs{spec_counter(), spec_counter()};
  auto lines = stream(2, true);
  const Ran r = run_it(specs, lines, 4);
  CHECK(r.status == Exit::bad_data);  // the second finds the first one's key
  REQUIRE(r.messages.size() == 3);
  CHECK(r.messages[0] == "counter: 2 candles");
  CHECK(r.messages[2] == "counter: 2 candles");
}

TEST_CASE("a stream that breaks off is an error at the stage that writes") {
  const std::vector<StageSpec> specs{spec_approver()};
  auto lines = stream(2, true);
  lines.pop_back();
  const Ran r = run_it(specs, lines, 4);
  CHECK(r.status == Exit::bad_data);
  CHECK(r.messages.front() ==
        "risk-gate: the stream ended without its `end` event: its source did not finish");
}
