#include "ledger/barrier.h"

#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "helpers.h"

namespace tu::ledger {
using namespace test;

namespace {
constexpr Barrier::Patience quick{300, 100};
Barrier::Member member(const std::string& name, int position, const std::string& session = "s",
                       const std::string& ledger = "l") {
  return {name, position, session, ledger};
}
}  // namespace

TEST_CASE("a published sync is not waited for, and nothing is flushed") {
  TempDir dir;
  auto gate = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick));
  auto settle = must(Barrier::join(dir.file("l.sync"), member("settle", 1), quick));
  settle->publish(3);
  bool flushed = false;
  must(gate->await(3, {[&] { flushed = true; }, {}}));
  CHECK_FALSE(flushed);
}

TEST_CASE("a waiter flushes first and is woken by the publication") {
  TempDir dir;
  auto gate = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick));
  auto settle = must(Barrier::join(dir.file("l.sync"), member("settle", 1), quick));
  std::thread other;
  must(gate->await(1, {[&] { other = std::thread([&] { settle->publish(1); }); }, {}}));
  other.join();
  CHECK(gate->published() == 1);
}

TEST_CASE(
    "a wait without progress ends with 75 and names the stage that the sync left and the one it missed") {
  TempDir dir;
  auto size = must(Barrier::join(dir.file("l.sync"), member("size", 2), quick));
  auto settle = must(Barrier::join(dir.file("l.sync"), member("settle", 5), quick));
  size->forwarded(17);
  settle->forwarded(16);
  settle->publish(16);
  Status st = size->await(17, {});
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::try_again);
  CHECK(
      st.error().message ==
      "sync 17 left `size` but did not reach `settle`: a program between them drops it or buffers its output "
      "(jq --unbuffered, mawk -W interactive, python -u, grep --line-buffered)");
}

TEST_CASE("a pipeline without settle is told that it ends in settle") {
  TempDir dir;
  auto gate = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 2), quick));
  gate->forwarded(1);
  Status st = gate->await(1, {});
  REQUIRE_FALSE(st);
  CHECK(st.error().message.find("no `settle` with this ledger") != std::string::npos);
}

TEST_CASE("a waiter that is asked to end waits for nobody") {
  TempDir dir;
  Barrier::Member asked = member("risk-gate", 0);
  bool stop = false;
  asked.interrupted = [&] { return stop; };
  auto gate = must(Barrier::join(dir.file("l.sync"), asked, Barrier::Patience{60'000, 60'000}));
  auto settle = must(Barrier::join(dir.file("l.sync"), member("settle", 1), quick));
  stop = true;
  Status st = gate->await(1, {});
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::try_again);
  CHECK(st.error().message == "asked to end before sync 1 was published");
  settle->publish(1);
  must(gate->await(1, {}));  // what is published is no wait
  asked.session = "another";
  CHECK_FALSE(Barrier::join(dir.file("l.sync"), asked, Barrier::Patience{60'000, 60'000}));
}

TEST_CASE("progress anywhere in the pipe keeps a waiter waiting") {
  TempDir dir;
  auto gate = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick));
  auto order = must(Barrier::join(dir.file("l.sync"), member("place-order", 1), quick));
  std::thread other([&] {
    for (int i = 1; i <= 5; ++i) {
      usleep(150'000);
      order->forwarded(i);
    }
    order->publish(9);
  });
  must(gate->await(9, {}));
  other.join();
}

TEST_CASE(
    "a second replay on the ledger is refused with 75 while the first lives, and let in when it is gone") {
  TempDir dir;
  auto first = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick));
  first->publish(7);
  auto same_place = Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick);
  REQUIRE_FALSE(same_place);
  CHECK(same_place.error().status == Exit::try_again);
  CHECK(same_place.error().message.find("another replay") != std::string::npos);
  CHECK_FALSE(Barrier::join(dir.file("l.sync"), member("settle", 1, "other"), quick));
  first.reset();
  auto next = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 0, "other"), quick));
  CHECK(next->published() == 0);  // the file of a dead run starts anew
}

TEST_CASE("the file of another ledger of the same name starts anew") {
  TempDir dir;
  must(Barrier::join(dir.file("l.sync"), member("settle", 0), quick))->publish(7);
  CHECK(must(Barrier::join(dir.file("l.sync"), member("settle", 0, "s", "l2"), quick))->published() == 0);
}

TEST_CASE("a waiter learns at once that a stage below it has died") {
  TempDir dir;
  auto gate = must(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), {10'000, 100}));
  { auto settle = must(Barrier::join(dir.file("l.sync"), member("settle", 1), quick)); }
  Status st = gate->await(1, {});
  REQUIRE_FALSE(st);
  CHECK(st.error().status == Exit::try_again);
  CHECK(st.error().message == "settle ended before sync 1 was published: the pipeline is broken");
}

TEST_CASE("a stage killed with SIGKILL leaves no lock behind") {
  TempDir dir;
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  pid_t child = fork();
  if (child == 0) {
    auto b = Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick);
    char c = b ? 'y' : 'n';
    (void)!write(ready[1], &c, 1);
    for (;;) pause();
  }
  char c = 0;
  REQUIRE(read(ready[0], &c, 1) == 1);
  CHECK(c == 'y');
  CHECK_FALSE(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(Barrier::join(dir.file("l.sync"), member("risk-gate", 0), quick));
}

}  // namespace tu::ledger
