#include "ledger/port.h"

#include "helpers.h"
#include "ledger/group_writer.h"

namespace tu::ledger {
using namespace test;

namespace {

constexpr Barrier::Patience quick{300, 100};

std::unique_ptr<LedgerPort> port(const TempDir& dir, const std::string& stage) {
  PortOptions o;
  o.ledger = dir.file("l.db");
  o.stage = stage;
  o.patience = quick;
  must(Journal::open(o.ledger, Access::make));
  return must(LedgerPort::open(std::move(o)));
}

const char* via_of(const std::string& stage) {
  if (stage == "risk-gate") return R"(["risk-gate:1"])";
  if (stage == "place-order") return R"(["risk-gate:1","place-order:2"])";
  return R"(["risk-gate:1","place-order:2","settle:3"])";
}

void deposit(const TempDir& dir, Events& ev) {
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(j->begin());
  must(j->append(draft_of({"", 0, 9, 0}, ev.deposit(0, "10000"))));
  must(j->commit());
}

// One pipeline of three writers in one process: what a replay does, without the pipes.
struct Pipeline {
  Events ev;
  std::unique_ptr<LedgerPort> gate, order, settle;
  explicit Pipeline(const TempDir& dir, const std::string& session = "s1") {
    for (auto [p, name] : {std::pair{&gate, "risk-gate"}, {&order, "place-order"}, {&settle, "settle"}}) {
      *p = port(dir, name);
      must((*p)->session(ev.session(session, via_of(name))));
    }
  }
  void write(LedgerPort& p, TsUs ts, const Event& row) {
    must(p.begin(ts));
    must(p.write(row));
    must(p.commit());
  }
  void sync(std::int64_t seq, TsUs ts) {
    for (LedgerPort* p : {gate.get(), order.get(), settle.get()}) must(p->synced(seq, ts));
  }
  // Two instants: an order is approved and sent, then filled.
  void run(int from = 1, int to = 3) {
    if (from <= 1 && to >= 1) sync(1, 5);
    if (from <= 2 && to >= 2) {
      write(*gate, 10, ev.order(10, "a"));
      write(*order, 10, ev.update(10, "a", "sent"));
      sync(2, 10);
    }
    if (from <= 3 && to >= 3) {
      must(order->begin(20));
      must(order->write(ev.fill(20, "a", "a/1")));
      must(order->write(ev.update(20, "a", "filled", "1")));
      must(order->commit());
      sync(3, 20);
    }
  }
  void finish() {
    for (LedgerPort* p : {gate.get(), order.get(), settle.get()}) must(p->finish());
  }
};

// A ledger that a whole run has written.
void ran(const TempDir& dir) {
  Pipeline p(dir);
  p.run();
  p.finish();
}

std::string head(const TempDir& dir) {
  return must(must(Journal::open(dir.file("l.db"), Access::read))->head());
}
std::int64_t rows(const TempDir& dir) {
  return must(must(Journal::open(dir.file("l.db"), Access::read))->newest());
}

}  // namespace

TEST_CASE("a stage sees deposits and what was journalled up to the last sync, plus its own rows") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  Pipeline p(dir);
  const account::Account* a = must(p.gate->view(5));
  CHECK(a->cash(intern("USD")) == Decimal::from_integer(10000));
  p.sync(1, 5);
  p.write(*p.gate, 10, p.ev.order(10, "a"));
  CHECK(must(p.gate->view(10))->order("a") != nullptr);   // its own
  CHECK(must(p.order->view(10))->order("a") == nullptr);  // another writer's, since the sync
  p.write(*p.order, 10, p.ev.update(10, "a", "sent"));    // rests on it: journalled, changes nothing yet
  CHECK(must(p.order->view(10))->order("a") == nullptr);
  p.sync(2, 10);
  for (LedgerPort* q : {p.gate.get(), p.order.get(), p.settle.get()}) {
    const account::OrderState* o = must(q->view(20))->order("a");
    REQUIRE(o);
    CHECK(o->phase == account::OrderPhase::sent);
  }
}

TEST_CASE(
    "rows that are not synced are not in the file: a cut stream leaves nothing of a half-known instant") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  {
    Pipeline p(dir);
    p.sync(1, 5);
    p.write(*p.gate, 10, p.ev.order(10, "a"));
  }
  CHECK(rows(dir) == 1);
}

TEST_CASE("each writer's run row stands once, before its first row") {
  TempDir dir;
  Pipeline p(dir);
  p.run();
  p.finish();
  auto j = must(Journal::open(dir.file("l.db"), Access::read));
  std::string types;
  must(j->rows_after(0, [&](const Row& r) {
    types += std::to_string(r.place.instant) + "/" + std::to_string(r.place.rank) + "/" +
             std::to_string(r.place.ordinal) + " " + std::string(r.type) + "\n";
    return Status();
  }));
  CHECK(types ==
        "10/1/0 run\n10/1/1 order\n10/2/0 run\n10/2/1 order_update\n20/2/0 fill\n20/2/1 order_update\n");
}

TEST_CASE("the same replay on the same ledger adds nothing and tells the writer that it was there") {
  TempDir dir;
  ran(dir);
  const std::string was = head(dir);
  Pipeline p(dir);
  p.run(1, 1);
  must(p.gate->begin(10));
  CHECK_FALSE(must(p.gate->write(p.ev.order(10, "a"))));
  must(p.gate->commit());
  p.write(*p.order, 10, p.ev.update(10, "a", "sent"));
  p.sync(2, 10);
  p.run(3, 3);
  p.finish();
  CHECK(head(dir) == was);
}

TEST_CASE("a replay cut after any sync and taken up ends at the head of the undisturbed one") {
  TempDir whole;
  {
    Pipeline p(whole);
    p.run();
    p.finish();
  }
  for (int cut = 0; cut <= 3; ++cut) {
    TempDir dir;
    {
      Pipeline p(dir);
      p.run(1, cut);
    }
    {
      Pipeline p(dir);
      p.run();
      p.finish();
    }
    CHECK(head(dir) == head(whole));
  }
}

TEST_CASE("writers killed between their commits of one sync are taken up in order") {
  TempDir whole, dir;
  {
    Pipeline p(whole);
    p.run();
    p.finish();
  }
  {
    Pipeline p(dir);
    p.run(1, 1);
    p.write(*p.gate, 10, p.ev.order(10, "a"));
    p.write(*p.order, 10, p.ev.update(10, "a", "sent"));
    must(p.gate->synced(2, 10));  // the gate commits, then everything dies
  }
  ran(dir);
  CHECK(head(dir) == head(whole));
}

TEST_CASE("a view never reaches past the last sync, whatever else the file holds") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  ran(dir);
  Pipeline p(dir);
  CHECK(must(p.gate->view(10))->order("a") == nullptr);
  p.sync(1, 5);
  CHECK(must(p.gate->view(10))->order("a") == nullptr);
}

TEST_CASE("a replay that decides otherwise than the journal says ends with 70 and shows both rows") {
  TempDir dir;
  ran(dir);
  Pipeline p(dir);
  p.sync(1, 5);
  must(p.gate->begin(10));
  Result<bool> r = p.gate->write(p.ev.order(10, "a", "2"));
  REQUIRE_FALSE(r);
  CHECK(r.error().status == Exit::internal);
  CHECK(r.error().message.find("replay diverged") != std::string::npos);
}

TEST_CASE("a replay that leaves out a journalled row ends with 70") {
  TempDir dir;
  ran(dir);
  Pipeline p(dir);
  p.sync(1, 5);
  p.sync(2, 10);
  Result<const account::Account*> r = p.gate->begin(30);
  REQUIRE_FALSE(r);
  CHECK(r.error().status == Exit::internal);
  Status st = p.gate->finish();
  CHECK_FALSE(st);
}

TEST_CASE("a ledger that holds another session's run, or other options', is refused with 78") {
  TempDir dir;
  ran(dir);
  Events ev;
  auto gate = port(dir, "risk-gate");
  Status st = gate->session(ev.session("s2", via_of("risk-gate")));
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::config);
  CHECK(st.error().message.find("this ledger holds another run") != std::string::npos);
  st = gate->session(ev.session("s1", R"(["risk-gate:9"])"));
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::config);
  CHECK(st.error().message.find("risk-gate:1, now it is risk-gate:9") != std::string::npos);
}

TEST_CASE("a session of another kind than the ledger's is refused with 78") {
  TempDir dir;
  ran(dir);
  Events ev;
  Status st = port(dir, "settle")->session(ev.session("s1", R"(["settle:1"])", "paper"));
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::config);
}

TEST_CASE("paper: gates side by side decide on everything that is committed") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  auto one = port(dir, "risk-gate"), two = port(dir, "risk-gate");
  must(one->session(ev.session("p1", R"(["risk-gate:1"])", "paper")));
  must(two->session(ev.session("p2", R"(["risk-gate:1"])", "paper")));
  must(one->begin(10));
  CHECK(must(one->write(ev.order(10, "a"))));
  must(one->commit());
  const account::Account* a = must(two->begin(10));
  CHECK(a->order("a") != nullptr);
  CHECK(a->reserved(intern("USD")) == Decimal::from_integer(100));
  CHECK_FALSE(must(two->write(ev.order(10, "a"))));  // decided already
  CHECK(must(two->write(ev.order(10, "b"))));
  must(two->commit());
  CHECK(must(one->view(11))->reserved(intern("USD")) == Decimal::from_integer(200));
}

TEST_CASE("paper: a second pipeline behind one feed is refused with 78 before it writes; the first goes on") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  auto one = port(dir, "risk-gate"), two = port(dir, "risk-gate");
  must(one->session(ev.session("p1", R"(["risk-gate:1"])", "paper")));
  must(two->session(ev.session("p1", R"(["risk-gate:2"])", "paper")));
  must(one->begin(10));
  CHECK(must(one->write(ev.order(10, "a"))));
  must(one->commit());
  must(two->begin(10));
  const Result<bool> second = two->write(ev.order(10, "b"));
  REQUIRE_FALSE(second);
  CHECK(second.error().status == Exit::config);
  CHECK(second.error().message.find("its session p1 goes through other stages or options already") !=
        std::string::npos);
  must(one->begin(10));
  CHECK(must(one->write(ev.order(10, "c"))));
  must(one->commit());
  CHECK(rows(dir) == 4);
}

TEST_CASE("paper: the same pipeline twice behind one feed decides once, at places of each its own") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  auto one = port(dir, "risk-gate"), two = port(dir, "risk-gate");
  for (auto* p : {&one, &two}) must((*p)->session(ev.session("p1", R"(["risk-gate:1"])", "paper")));
  const auto write = [&](LedgerPort& p, const std::string& id) {
    must(p.begin(10));
    const bool is_new = must(p.write(ev.order(10, id)));
    must(p.commit());
    return is_new;
  };
  CHECK(write(*one, "a"));
  CHECK_FALSE(write(*two, "a"));
  CHECK(write(*two, "b"));
  CHECK(write(*one, "c"));
  CHECK_FALSE(write(*one, "b"));
  CHECK(rows(dir) == 5);
}

TEST_CASE("live: what a gate approved waits for a quiet moment to be synced, or for so many that were not") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  auto gate = port(dir, "risk-gate");
  must(gate->session(ev.session("s1", via_of("risk-gate"), "live")));
  CHECK_FALSE(must(gate->idle(false)));
  auto approve = [&](TsUs ts, const std::string& id) {
    must(gate->begin(ts));
    must(gate->write(ev.order(ts, id)));
    must(gate->commit());
  };
  approve(10, "a");
  CHECK(must(gate->idle(false)));
  CHECK_FALSE(must(gate->idle(true)));
  CHECK_FALSE(must(gate->idle(false)));
  approve(20, "b");
  int busy = 0;
  while (must(gate->idle(false))) REQUIRE(++busy < 1000);
  CHECK(busy > 10);
  CHECK_FALSE(must(gate->idle(false)));
}

TEST_CASE("a row that the account cannot fold is not journalled") {
  TempDir dir;
  Events ev;
  deposit(dir, ev);
  auto p = port(dir, "place-order");
  must(p->session(ev.session("p1", R"(["place-order:1"])", "paper")));
  must(p->begin(10));
  CHECK_FALSE(p->write(ev.fill(10, "nobody", "f")));
  CHECK(rows(dir) == 1);
}

TEST_CASE("a fused run writes the same rows at the same places: same head, and either takes up the other") {
  TempDir whole, dir;
  {
    Pipeline p(whole);
    p.run();
    p.finish();
  }
  Events ev;
  RunRow gate("risk-gate"), order("place-order");
  gate.observe(ev.session("s1", via_of("risk-gate")));
  order.observe(ev.session("s1", via_of("place-order")));
  const JournalRow rows[] = {
      {10, 1, 0, &gate.make(ev.arena, 10)},  {10, 1, 1, &ev.order(10, "a")},
      {10, 2, 0, &order.make(ev.arena, 10)}, {10, 2, 1, &ev.update(10, "a", "sent")},
      {20, 2, 0, &ev.fill(20, "a", "a/1")},  {20, 2, 1, &ev.update(20, "a", "filled", "1")}};
  for (int again = 0; again < 2; ++again) {
    auto w = must(GroupWriter::open(dir.file("l.db")));
    must(w->rows({rows, 4}));
    must(w->rows({rows + 4, 2}));
    must(w->finish());
  }
  CHECK(head(dir) == head(whole));
  ran(dir);
  CHECK(head(dir) == head(whole));
  auto w = must(GroupWriter::open(dir.file("l.db")));
  must(w->rows({rows, 4}));
  CHECK_FALSE(w->finish());  // rows of the journal that this run did not make
}

}  // namespace tu::ledger
