#include "ledger/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "helpers.h"

namespace tu::ledger {
using namespace test;

namespace {
Status put(Journal& j, const Place& p, const Event& e) {
  if (Status st = j.begin(); !st) return st;
  if (Result<bool> r = j.append(draft_of(p, e)); !r) return j.rollback(), r.error();
  return j.commit();
}
}  // namespace

TEST_CASE("a new ledger has an id, no kind, no rows, and the head of an empty journal") {
  TempDir dir;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  CHECK(j->id().size() == 16);
  CHECK(must(j->kind()) == Kind::open);
  CHECK(must(j->newest()) == 0);
  CHECK(must(j->head()) == hex(chain_start()));
}

TEST_CASE("a row written twice with the same content is there once") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  const Place p{"r", 10, 1, 0};
  must(j->begin());
  CHECK(must(j->append(draft_of(p, ev.order(10, "a")))));
  CHECK_FALSE(must(j->append(draft_of(p, ev.order(10, "a")))));
  must(j->commit());
  CHECK(must(j->newest()) == 1);
}

TEST_CASE("other content at a journalled place is a divergence that shows both rows") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a", "1")));
  Status st = put(*j, {"r", 10, 1, 0}, ev.order(10, "a", "2"));
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::internal);
  CHECK(st.error().message.find("replay diverged") != std::string::npos);
  CHECK(st.error().message.find("\"qty\":1,") != std::string::npos);
  CHECK(st.error().message.find("\"qty\":2,") != std::string::npos);
}

TEST_CASE("one decision a proposal: an approval cannot stand beside a refusal of the same id") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a")));
  const Event& reject =
      ev(R"({"type":"reject","ts":11,"venue":"x","symbol":"BTC-USD","id":"a","strategy":"s",)"
         R"("rules":[],"reason":"no"})");
  CHECK_FALSE(put(*j, {"q", 11, 1, 0}, reject));
}

TEST_CASE("a fill_id and a sent attempt are journalled once") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(put(*j, {"r", 10, 2, 0}, ev.fill(10, "a", "a/1")));
  CHECK_FALSE(put(*j, {"r", 11, 2, 0}, ev.fill(11, "a", "a/1")));
  must(put(*j, {"r", 12, 2, 0}, ev.update(12, "a", "sent")));
  CHECK_FALSE(put(*j, {"r", 13, 2, 0}, ev.update(13, "a", "sent")));
  must(put(*j, {"r", 14, 2, 0}, ev.update(14, "a", "open")));
  must(put(*j, {"r", 15, 2, 0}, ev.update(15, "a", "open")));
}

TEST_CASE("the head is a function of kind, places and content, and of nothing else") {
  TempDir dir;
  Events ev;
  std::string heads[2];
  for (int i = 0; i < 2; ++i) {
    auto j = must(Journal::open(dir.file(std::to_string(i)), Access::make));
    if (i == 0) must(j->fix_kind(Kind::replay));
    must(put(*j, {"", 0, 9, 0}, ev.deposit(0, "10000")));
    if (i == 1) must(j->fix_kind(Kind::replay));  // after the first row: the chain is computed anew
    must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a")));
    heads[i] = must(j->head());
  }
  CHECK(heads[0] == heads[1]);
  auto j = must(Journal::open(dir.file("paper"), Access::make));
  must(j->fix_kind(Kind::paper));
  must(put(*j, {"", 0, 9, 0}, ev.deposit(0, "10000")));
  must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a")));
  CHECK(must(j->head()) != heads[0]);
}

TEST_CASE("a ledger keeps one kind for life") {
  TempDir dir;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(j->fix_kind(Kind::paper));
  must(j->fix_kind(Kind::paper));
  Status st = j->fix_kind(Kind::replay);
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::config);
  auto again = must(Journal::open(dir.file("l.db"), Access::make));
  CHECK(must(again->kind()) == Kind::paper);
}

TEST_CASE(
    "a log made long ahead holds what was committed and nothing else, for whoever finds it after a kill") {
  TempDir dir, found;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(j->put_off_copying(600));
  for (int i = 1; i <= 5; ++i) {
    must(j->begin());
    must(j->append(draft_of({"", i, 9, 0}, ev.deposit(i, "10"))));
    must(j->commit());
  }
  must(j->durable());
  CHECK(std::filesystem::file_size(dir.file("l.db-wal")) > 10'000'000);
  for (const char* name : {"l.db", "l.db-wal"}) std::filesystem::copy(dir.file(name), found.file(name));
  auto again = must(Journal::open(found.file("l.db"), Access::make));
  CHECK(must(again->newest()) == 5);
  CHECK(must(again->head()) == must(j->head()));
}

TEST_CASE("a log that was copied begins anew at once, so that the next writer need not sync its head") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(j->put_off_copying(600));
  auto head_of_log = [&] {
    std::ifstream in(dir.file("l.db-wal"), std::ios::binary);
    std::string head(32, 0);
    in.read(head.data(), 32);
    return head;
  };
  for (int i = 1; !j->untidy(); ++i) {
    must(j->begin());
    must(j->append(draft_of({"", i, 9, 0}, ev.deposit(i, "10"))));
    must(j->commit());
    REQUIRE(i < 5000);
  }
  const std::string before = head_of_log(), head = must(j->head());
  must(j->tidy());
  CHECK_FALSE(j->untidy());
  const std::string after = head_of_log();
  CHECK(after != before);
  must(put(*j, {"", 9000, 9, 0}, ev.deposit(9000, "10")));
  CHECK(head_of_log() == after);
  CHECK(must(j->head()) != head);
}

TEST_CASE("rows cannot be changed or deleted with plain SQL") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(put(*j, {"", 0, 9, 0}, ev.deposit(0, "10000")));
  CHECK_FALSE(j->db().run("DELETE FROM journal"));
  CHECK_FALSE(j->db().run("UPDATE journal SET body = '{}'"));
}

TEST_CASE("a rolled back transaction leaves nothing, and the next row chains on what is there") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(j->begin());
  must(j->append(draft_of({"", 0, 9, 0}, ev.deposit(0, "1"))));
  j->rollback();
  CHECK(must(j->newest()) == 0);
  must(put(*j, {"", 0, 9, 0}, ev.deposit(0, "2")));
  CHECK(must(j->newest()) == 1);
}

TEST_CASE("a file that is no ledger is refused with what it is") {
  TempDir dir;
  std::ofstream(dir.file("text")) << std::string(5000, 'x');
  auto text = Journal::open(dir.file("text"), Access::make);
  REQUIRE_FALSE(text);
  CHECK(text.error().status == Exit::config);
  {
    auto db = must(Db::open(dir.file("other"), Access::make));
    must(db->run("CREATE TABLE t(x)"));
  }
  auto other = Journal::open(dir.file("other"), Access::make);
  REQUIRE_FALSE(other);
  CHECK(other.error().status == Exit::config);
  CHECK(other.error().message.find("another program") != std::string::npos);
  {
    auto j = must(Journal::open(dir.file("newer"), Access::make));
    must(j->db().run("PRAGMA user_version=99"));
  }
  auto newer = Journal::open(dir.file("newer"), Access::make);
  REQUIRE_FALSE(newer);
  CHECK(newer.error().message.find("newer version") != std::string::npos);
  auto absent = Journal::open(dir.file("absent"), Access::read);
  REQUIRE_FALSE(absent);
  CHECK(absent.error().status == Exit::io);
}

TEST_CASE("a truncated ledger is damage (78), never an empty account") {
  TempDir dir;
  Events ev;
  {
    auto j = must(Journal::open(dir.file("l.db"), Access::make));
    for (int i = 0; i < 200; ++i)
      must(put(*j, {"r", 10 + i, 2, 0}, ev.fill(10 + i, "a", "a/" + std::to_string(i))));
    must(j->db().run("PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  const auto size = std::filesystem::file_size(dir.file("l.db"));
  REQUIRE(truncate(dir.file("l.db").c_str(), static_cast<off_t>(size / 2 / 4096 * 4096)) == 0);
  Result<std::unique_ptr<Journal>> j = Journal::open(dir.file("l.db"), Access::make);
  Status st = j ? (*j)->rows_after(0, [](const Row&) { return Status(); }) : Status(j.error());
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::config);
}

TEST_CASE("the views show orders with their last state, fills, positions and round trips") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a", "0.1")));
  must(put(*j, {"r", 10, 2, 0}, ev.update(10, "a", "sent")));
  must(put(*j, {"r", 11, 2, 0}, ev.update(11, "a", "filled", "0.1")));
  must(put(*j, {"r", 11, 2, 1}, ev.fill(11, "a", "a/1", "0.1")));
  CHECK(must(j->db().text("SELECT state || ' ' || qty FROM orders")) == "filled 0.1");
  CHECK(must(j->db().text("SELECT fill_id || ' ' || price FROM fills")) == "a/1 50");
  CHECK(must(j->db().text("SELECT strategy || ' ' || symbol || ' ' || qty FROM positions")) ==
        "s BTC-USD 0.1");
  CHECK(must(j->db().integer("SELECT count(*) FROM pnl")) == 0);
  CHECK(must(j->db().integer("SELECT count(*) FROM days")) == 0);
  CHECK(must(j->db().integer("SELECT count(*) FROM refusals")) == 0);
}

TEST_CASE("an order that fills have completed is filled in the view, whatever its last update says") {
  TempDir dir;
  Events ev;
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a", "0.3")));
  must(put(*j, {"r", 10, 2, 0}, ev.update(10, "a", "open")));
  must(put(*j, {"r", 11, 2, 0}, ev.fill(11, "a", "a/1", "0.1")));
  CHECK(must(j->db().text("SELECT state || ' ' || filled FROM orders")) == "partial 0.1");
  must(put(*j, {"r", 12, 2, 0}, ev.fill(12, "a", "a/2", "0.2")));
  CHECK(must(j->db().text("SELECT state FROM orders")) == "filled");
  must(put(*j, {"r", 13, 1, 0}, ev.order(13, "b", "0.3")));
  must(put(*j, {"r", 14, 2, 0}, ev.update(14, "b", "cancelled")));
  must(put(*j, {"r", 14, 2, 1}, ev.fill(14, "b", "b/1", "0.1")));
  CHECK(must(j->db().text("SELECT state FROM orders WHERE id = 'b'")) == "cancelled");
}

TEST_CASE("a ledger made before a view was changed shows the new one, and keeps the views of others") {
  TempDir dir;
  Events ev;
  {
    auto j = must(Journal::open(dir.file("l.db"), Access::make));
    must(put(*j, {"r", 10, 1, 0}, ev.order(10, "a")));
    must(
        j->db().run("DROP VIEW orders; CREATE VIEW orders AS SELECT 'old' AS state; "
                    "CREATE VIEW mine AS SELECT 1 AS one"));
  }
  auto j = must(Journal::open(dir.file("l.db"), Access::make));
  CHECK(must(j->db().text("SELECT state FROM orders")) == "approved");
  CHECK(must(j->db().integer("SELECT one FROM mine")) == 1);
}

TEST_CASE("a file that is not there is made only by who is to make it") {
  TempDir dir;
  for (const Access access : {Access::read, Access::write}) {
    const auto none = Journal::open(dir.file("l.db"), access);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().status == Exit::io);
    CHECK(none.error().message.find("no such file (ledger init makes one)") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(dir.file("l.db")));
  }
  must(Journal::open(dir.file("l.db"), Access::make));
  must(must(Journal::open(dir.file("l.db"), Access::write))->fix_kind(Kind::paper));
}

}  // namespace tu::ledger
