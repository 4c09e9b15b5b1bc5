#include "live/outbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace tu::live {

namespace {

constexpr std::size_t levels_max = 100'000;  // of one book that waits
constexpr std::size_t piece = 4096;          // always fits into a pipe that has room at all

// What may be replaced by a newer one of its kind while it waits; "" when it may not.
std::string key_of(const Event& e) {
  const auto of = [&](std::string_view more) {
    std::string s(spec_of(e.type).name);
    for (std::string_view part : {name_of(e.venue), name_of(e.symbol), more}) s.append(1, '/').append(part);
    return s;
  };
  switch (e.type) {
    case Type::quote:
    case Type::book:
    case Type::beat:
      return of({});
    case Type::metric: {
      constexpr Field name{Type::metric, "name"}, target{Type::metric, "target"},
          region{Type::metric, "region"};
      return of(std::string(e.text(name)) + "/" + std::string(e.text(target)) + "/" +
                std::string(e.text(region)));
    }
    case Type::funding: {
      constexpr Field settled{Type::funding, "settled"};
      return e.flag(settled) ? std::string() : of({});
    }
    default:
      return {};
  }
}

}  // namespace

Outbox::Outbox(net::Loop& loop, int fd, Calls calls) : watch_(loop, fd), fd_(fd), calls_(std::move(calls)) {
  fcntl(fd, F_SETPIPE_SZ, 1 << 20);  // best effort: not a pipe, or more than the user may have
}

void Outbox::take(const Event& e) {
  if (ended_) return;
  constexpr Field snapshot{Type::book, "snapshot"};
  if (e.type != Type::beat && e.type != Type::session && e.type != Type::end) ++events_;
  if (direct() && given_up_.empty()) return wire::encode(e, ready_);
  const std::string key = key_of(e);
  if (const auto it = given_up_.find(key); e.type == Type::book && it != given_up_.end()) {
    if (!e.flag(snapshot)) return;  // a change of a book that nobody has
    given_up_.erase(it);
  }
  if (direct()) return wire::encode(e, ready_);
  if (e.type == Type::book)
    queue_book(e, key);
  else
    queue(e, key);
  weigh();
}

void Outbox::queue(const Event& e, const std::string& key) {
  Item item{wire::encode_text(e) + "\n", key};
  if (key.empty()) {
    ++full_;
    full_bytes_ += item.line.size();
  } else if (const auto it = places_.find(key); it != places_.end()) {
    items_.erase(it->second);  // the newest stands where it came
  }
  items_.push_back(std::move(item));
  if (!key.empty()) places_[key] = std::prev(items_.end());
}

void Outbox::queue_book(const Event& e, const std::string& key) {
  MergedBook& book = books_[key];
  book.add(e);
  if (const auto it = places_.find(key); it != places_.end()) items_.erase(it->second);
  if (book.levels() > levels_max) {
    books_.erase(key);
    places_.erase(key);
    given_up_[key] = true;
    return calls_.give_up(e.venue, e.symbol);
  }
  items_.push_back({{}, key});
  places_[key] = std::prev(items_.end());
}

void Outbox::move_on() {
  Arena arena;
  while (!items_.empty() && ready_.size() < straight_max) {
    Item& item = items_.front();
    if (const auto book = books_.find(item.key); item.line.empty() && book != books_.end()) {
      book->second.make(arena, [&](const Event& e) { wire::encode(e, ready_); });
      books_.erase(book);
    } else {
      ready_.append(item.line);
    }
    if (item.key.empty()) {
      --full_;
      full_bytes_ -= item.line.size();
    } else {
      places_.erase(item.key);
    }
    items_.pop_front();
  }
}

void Outbox::weigh() {
  const bool much = full_ >= full_max || full_bytes_ >= full_bytes_max;
  const bool little = full_ <= full_max / 2 && full_bytes_ <= full_bytes_max / 2;
  if (held_ ? little : much) calls_.hold(held_ = !held_);
}

void Outbox::lost_reader(int error) {
  if (std::exchange(ended_, true)) return;
  ready_.clear();
  items_.clear();
  calls_.ended(error);
}

// False: there is no room, or nobody reads.
bool Outbox::write_some() {
  pollfd room{fd_, POLLOUT, 0};
  if (poll(&room, 1, 0) == 1 && (room.revents & POLLERR)) return lost_reader(0), false;
  if (!(room.revents & POLLOUT)) return false;
  const std::string_view rest = ready_.view().substr(written_);
  iovec all{const_cast<char*>(rest.data()), rest.size()};
  ssize_t n = pwritev2(fd_, &all, 1, -1, RWF_NOWAIT);
  if (n < 0 && (errno == EOPNOTSUPP || errno == EAGAIN))
    n = write(fd_, rest.data(), std::min(rest.size(), piece));
  if (n < 0 && errno == EPIPE) return lost_reader(0), false;
  if (n < 0 && errno != EAGAIN && errno != EINTR) return lost_reader(errno), false;
  if (n > 0) written_ += static_cast<std::size_t>(n);
  return n > 0;
}

void Outbox::flush() {
  while (!ended_) {
    if (written_ == ready_.size()) {
      ready_.clear();
      written_ = 0;
      move_on();
      weigh();
      if (ready_.size() == 0) return;
    }
    if (!write_some()) break;
  }
  if (ended_ || watching_) return;
  watching_ = true;
  watch_.writable([this] {
    watching_ = false;
    flush();
  });
}

void Outbox::drain() {
  while (!ended_ && (written_ < ready_.size() || !items_.empty())) {
    if (written_ == ready_.size()) {
      ready_.clear();
      written_ = 0;
      move_on();
    }
    pollfd room{fd_, POLLOUT, 0};
    if (poll(&room, 1, -1) < 0 && errno != EINTR) return;
    write_some();
  }
}

}  // namespace tu::live
