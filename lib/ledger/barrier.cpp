#include "ledger/barrier.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <vector>

#include "ledger/file_lock.h"

namespace tu::ledger {

namespace {
constexpr int places = 48;      // stages in a pipe
constexpr off_t join_byte = 0;  // held while joining; place p is byte 1 + p
constexpr int tick_ms = 100;

void nap(int ms) {
  timespec t{ms / 1000, ms % 1000 * 1'000'000L};
  nanosleep(&t, nullptr);
}

int futex(std::atomic<std::uint32_t>* word, int op, std::uint32_t value, const timespec* timeout) {
  return static_cast<int>(
      syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(word), op, value, timeout, nullptr, 0));
}

template <std::size_t N>
void put(char (&to)[N], std::string_view s) {
  std::memset(to, 0, N);
  std::memcpy(to, s.data(), s.size() < N - 1 ? s.size() : N - 1);
}
template <std::size_t N>
std::string_view get(const char (&from)[N]) {
  return {from, strnlen(from, N)};
}
}  // namespace

// All stages map the same page. A fresh file is all zeros, which is a page of no run.
struct Barrier::Page {
  char ledger[40], session[88];
  std::atomic<std::int64_t> published;
  std::atomic<std::uint32_t> word, waiters;  // word: changes with every publication
  struct Place {
    char name[32];
    std::atomic<std::int64_t> seq;
    std::atomic<std::int32_t> pid;
  } place[places];
};

Result<std::unique_ptr<Barrier>> Barrier::join(const std::string& path, Member member, Patience patience) {
  std::unique_ptr<Barrier> b(new Barrier);
  b->path_ = path;
  b->member_ = std::move(member);
  b->member_.session.resize(std::min<std::size_t>(b->member_.session.size(), sizeof(Page::session) - 1));
  b->patience_ = patience;
  if (b->member_.position < 0 || b->member_.position >= places)
    return fail(Exit::config, fmt::format("stage {} is number {} of its pipeline, expected at most {}",
                                          b->member_.name, b->member_.position + 1, places));
  if (Status st = b->map(path); !st) return st.error();
  if (Status st = b->take_place(); !st) return st.error();
  return b;
}

Barrier::~Barrier() {
  if (page_) munmap(page_, sizeof(Page));
  if (fd_ >= 0) close(fd_);
}

Status Barrier::map(const std::string& path) {
  fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  struct stat s {};
  if (fd_ < 0 || fstat(fd_, &s) != 0)
    return fail(Exit::io, fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  if (s.st_size < static_cast<off_t>(sizeof(Page)) && ftruncate(fd_, sizeof(Page)) != 0)
    return fail(Exit::io, fmt::format("{}: cannot be made {} bytes long: {}", path, sizeof(Page),
                                      std::strerror(errno)));
  void* p = mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (p == MAP_FAILED)
    return fail(Exit::io, fmt::format("{}: cannot be mapped: {}", path, std::strerror(errno)));
  page_ = static_cast<Page*>(p);
  return {};
}

// A pipeline that was killed may need a moment to end: its stages see the end of their input one after the
// other.
Status Barrier::take_place() {
  for (int waited = 0;; waited += 20) {
    if (lock(fd_, F_OFD_SETLKW, F_WRLCK, join_byte) != 0)
      return fail(Exit::io, fmt::format("{}: cannot be locked: {}", path_, std::strerror(errno)));
    const bool alone = !others_alive();
    if (alone) start_anew();
    const bool ours = alone || same_run();
    if (ours && lock(fd_, F_OFD_SETLK, F_WRLCK, 1 + member_.position) == 0) {
      Page::Place& mine = page_->place[member_.position];
      put(mine.name, member_.name);
      mine.pid = static_cast<std::int32_t>(getpid());
      lock(fd_, F_OFD_SETLK, F_UNLCK, join_byte);
      return {};
    }
    lock(fd_, F_OFD_SETLK, F_UNLCK, join_byte);
    if (waited >= patience_.join_ms || interrupted()) return other_replay();
    nap(20);
  }
}

bool Barrier::others_alive() const {
  return lock(fd_, F_OFD_GETLK, F_WRLCK, 1, places) != F_UNLCK;
}

bool Barrier::same_run() const {
  return get(page_->ledger) == member_.ledger && get(page_->session) == member_.session;
}

void Barrier::start_anew() {
  put(page_->ledger, member_.ledger);
  put(page_->session, member_.session);
  page_->published = 0;
  page_->waiters = 0;
  for (Page::Place& p : page_->place) {
    put(p.name, "");
    p.seq = 0;
    p.pid = 0;
  }
}

Error Barrier::other_replay() const {
  std::string who = "unknown";
  for (int i = 0; i < places; ++i)
    if (lock(fd_, F_OFD_GETLK, F_WRLCK, 1 + i) != F_UNLCK)
      who = fmt::format("{}, process {}", get(page_->place[i].name), page_->place[i].pid.load());
  return fail(
      Exit::try_again,
      fmt::format("{}: another replay is running on this ledger ({}): one replay per ledger at a time", path_,
                  who));
}

void Barrier::forwarded(std::int64_t seq) {
  page_->place[member_.position].seq.store(seq, std::memory_order_release);
}

// Never back: rows that a killed run committed stay committed.
void Barrier::publish(std::int64_t seq) {
  if (page_->published.load(std::memory_order_relaxed) >= seq) return;
  page_->published.store(seq);
  page_->word.fetch_add(1);
  if (page_->waiters.load() > 0) futex(&page_->word, FUTEX_WAKE, INT_MAX, nullptr);
}

std::int64_t Barrier::published() const {
  return page_->published.load(std::memory_order_acquire);
}

std::int64_t Barrier::progress() const {
  std::int64_t sum = published();
  for (const Page::Place& p : page_->place) sum += p.seq.load(std::memory_order_relaxed);
  return sum;
}

Status Barrier::await(std::int64_t seq, const Waiter& waiter) {
  if (published() >= seq) return {};
  if (waiter.before) waiter.before();
  page_->waiters.fetch_add(1);
  std::int64_t seen = progress();
  int idle = 0;
  Status st;
  for (;;) {
    const std::uint32_t word = page_->word.load();
    if (published() >= seq) break;
    timespec timeout{0, tick_ms * 1'000'000L};
    const bool timed_out = futex(&page_->word, FUTEX_WAIT, word, &timeout) != 0 && errno == ETIMEDOUT;
    if (interrupted()) {
      if (published() >= seq) break;
      st = fail(Exit::try_again, fmt::format("asked to end before sync {} was published", seq));
      break;
    }
    if (!timed_out) continue;
    const std::int64_t now = progress();
    idle = now == seen ? idle + tick_ms : 0;
    seen = now;
    // Further down they end only after this one, so one that is gone was killed or has failed.
    std::string dead = idle > 0 ? dead_below() : std::string();
    if (idle > 0 && dead.empty() && waiter.in_vain && waiter.in_vain())
      dead = "the reader of " + member_.name;
    if (!dead.empty()) {
      if (published() >= seq) break;
      st = fail(Exit::try_again,
                fmt::format("{} ended before sync {} was published: the pipeline is broken", dead, seq));
      break;
    }
    if (idle >= patience_.stall_ms) {
      st = fail(Exit::try_again, stall(seq));
      break;
    }
  }
  page_->waiters.fetch_sub(1);
  return st;
}

std::string Barrier::dead_below() const {
  for (int i = member_.position + 1; i < places; ++i)
    if (!get(page_->place[i].name).empty() && lock(fd_, F_OFD_GETLK, F_WRLCK, 1 + i) == F_UNLCK)
      return std::string(get(page_->place[i].name));
  return {};
}

// The stage farthest down the pipe that the sync has left, and the next one, where it is missing.
std::string Barrier::stall(std::int64_t seq) const {
  std::string left, missing;
  bool settles = false;
  for (const Page::Place& p : page_->place) {
    const std::string_view name = get(p.name);
    if (name.empty()) continue;
    settles |= name == "settle";
    if (p.seq.load() >= seq) {
      left = name;
      missing.clear();
    } else if (missing.empty()) {
      missing = name;
    }
  }
  const std::string named = left.empty() ? "the source" : fmt::format("`{}`", left);
  if (missing.empty() && !settles)
    return fmt::format(
        "sync {} left {}, and no `settle` with this ledger has been reached: a pipeline with a ledger ends "
        "in settle, and no program between may drop lines or buffer its output (jq --unbuffered, mawk -W "
        "interactive, python -u, grep --line-buffered)",
        seq, named);
  return fmt::format(
      "sync {} left {} but did not reach `{}`: a program between them drops it or buffers its output "
      "(jq --unbuffered, mawk -W interactive, python -u, grep --line-buffered)",
      seq, named, missing.empty() ? "settle" : missing);
}

}  // namespace tu::ledger
