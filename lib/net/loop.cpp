#include "net/loop.h"

#include <time.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "net/asio.h"

namespace tu::net {

namespace asio = boost::asio;
using boost::system::error_code;

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::run() {
  impl_->io.run();
}

void Loop::stop() {
  impl_->io.stop();
}

void Loop::post(std::function<void()> what) {
  asio::post(impl_->io, std::move(what));
}

void Loop::on_stop_signal(std::function<void()> what) {
  std::signal(SIGPIPE, SIG_IGN);
  impl_->signals = std::make_unique<asio::signal_set>(impl_->io);
  for (int number : {SIGINT, SIGTERM}) {
    struct sigaction old {};
    sigaction(number, nullptr, &old);
    if (old.sa_handler != SIG_IGN) impl_->signals->add(number);  // nohup and background jobs mean it
  }
  impl_->signals->async_wait([this, what = std::move(what)](error_code failed, int) {
    if (failed) return;
    error_code ignored;
    impl_->signals->clear(ignored);  // the next one has its usual meaning
    what();
  });
}

struct Timer::Impl {
  explicit Impl(asio::io_context& io) : timer(io) {}
  asio::steady_timer timer;
  std::uint64_t round = 0;  // an expiry that was queued when after() was called again is of an older round
};

Timer::Timer(Loop& loop) : impl_(std::make_shared<Impl>(loop.impl().io)) {}

Timer::~Timer() {
  cancel();
}

void Timer::after(DurUs delay, std::function<void()> what) {
  const std::uint64_t round = ++impl_->round;
  impl_->timer.expires_after(std::chrono::microseconds(delay < 0 ? 0 : delay));
  impl_->timer.async_wait([impl = impl_, round, what = std::move(what)](error_code failed) {
    if (!failed && round == impl->round) what();
  });
}

void Timer::cancel() {
  ++impl_->round;
  impl_->timer.cancel();
}

struct Watch::Impl {
  explicit Impl(asio::io_context& context) : io(context), stream(context) {}
  asio::io_context& io;
  asio::posix::stream_descriptor stream;
  bool plain = false;  // a file that epoll does not take: always ready
  std::uint64_t round = 0;

  void wait(asio::posix::stream_descriptor::wait_type how, std::shared_ptr<Impl> self,
            std::function<void()> what) {
    const std::uint64_t asked = round;
    auto call = [self = std::move(self), asked, what = std::move(what)](error_code failed) {
      if (!failed && asked == self->round) what();
    };
    if (plain)
      asio::post(io, [call = std::move(call)] { call({}); });
    else
      stream.async_wait(how, std::move(call));
  }
};

Watch::Watch(Loop& loop, int fd) : impl_(std::make_shared<Impl>(loop.impl().io)) {
  error_code failed;
  const int copy = dup(fd);
  impl_->stream.assign(copy, failed);
  if (failed) {
    close(copy);
    impl_->plain = true;
  }
}

Watch::~Watch() {
  cancel();
}

void Watch::readable(std::function<void()> what) {
  impl_->wait(asio::posix::stream_descriptor::wait_read, impl_, std::move(what));
}

void Watch::writable(std::function<void()> what) {
  impl_->wait(asio::posix::stream_descriptor::wait_write, impl_, std::move(what));
}

void Watch::cancel() {
  ++impl_->round;
  error_code ignored;
  if (!impl_->plain) impl_->stream.cancel(ignored);
}

namespace {
std::int64_t read_clock(clockid_t which) {
  timespec t{};
  clock_gettime(which, &t);
  return t.tv_sec * us_per_s + t.tv_nsec / 1000;
}
}  // namespace

TsUs wall_us() {
  return read_clock(CLOCK_REALTIME);
}

DurUs monotonic_us() {
  return read_clock(CLOCK_MONOTONIC);
}

}  // namespace tu::net
