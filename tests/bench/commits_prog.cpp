// commits DIR COUNT: what a durable write costs. Prints two numbers, microseconds a write, each the best of
// five turns: a row appended to a ledger, committed, and on the disk; 200 bytes appended to a file with
// fdatasync.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/arena.h"
#include "ledger/journal.h"

namespace {

using namespace tu;

double micros_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

// An alert a row: small, and without a natural id.
Status append_row(ledger::Journal& journal, std::int64_t n) {
  Arena arena;
  Event e;
  e.type = Type::alert;
  e.ts = 1'700'000'000'000'000 + n;
  e.has_ts = true;
  e.slots = arena.array<Slot>(spec_of(e.type).fields.size());
  e.set_text({Type::alert, "severity"}, "info");
  e.set_text({Type::alert, "message"}, "one row, committed alone");
  ledger::Place place{"bench", e.ts, 2, 0};
  if (Status st = journal.begin(); !st) return st;
  if (Result<bool> r = journal.append(ledger::draft_of(place, e)); !r) return r.error();
  if (Status st = journal.commit(); !st) return st;
  return journal.durable();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const std::string dir = argv[1];
  const long count = std::atol(argv[2]);
  Result<std::unique_ptr<ledger::Journal>> journal =
      ledger::Journal::open(dir + "/commits.db", ledger::Access::make);
  if (!journal) return std::fprintf(stderr, "%s\n", journal.error().message.c_str()), 70;
  const int fd = open((dir + "/commits.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const std::string line(200, 'x');
  double ours = 1e18, floor = 1e18;
  std::int64_t n = 0;
  for (int turn = 0; turn < 5; ++turn) {
    auto begin = std::chrono::steady_clock::now();
    for (long i = 0; i < count; ++i)
      if (Status st = append_row(**journal, ++n); !st)
        return std::fprintf(stderr, "%s\n", st.error().message.c_str()), 70;
    ours = std::min(ours, micros_since(begin) / static_cast<double>(count));
    begin = std::chrono::steady_clock::now();
    for (long i = 0; i < count; ++i)
      if (write(fd, line.data(), line.size()) != 200 || fdatasync(fd) != 0) return 74;
    floor = std::min(floor, micros_since(begin) / static_cast<double>(count));
  }
  std::printf("%.2f %.2f\n", ours, floor);
  return 0;
}
