#include "live/order_port.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/worker.h"

namespace tu::live {

struct OrderPort::Impl {
  FindDesks find;
  net::Loop loop;
  std::map<std::string, std::unique_ptr<OrderDesk>> desks;  // on the loop's thread, but for its keys
  std::map<std::string, std::string> venue_of;              // the stage's thread: by client id
  mutable std::mutex mutex;
  std::vector<VenueReport> reports;  // under the mutex
  int handed = 0;                    // under it: given to the loop and not seen there yet
  std::atomic<bool> desks_busy{false};
  std::atomic<DurUs> latency{0};
  int news = -1;
  std::thread thread;

  void tell(VenueReport r) {
    const std::lock_guard<std::mutex> hold(mutex);
    reports.push_back(std::move(r));
    const std::uint64_t one = 1;
    (void)!::write(news, &one, sizeof one);
  }

  // Runs `what` with the venue's desk on the loop.
  void hand(const std::string& venue, std::function<void(OrderDesk&)> what) {
    {
      const std::lock_guard<std::mutex> hold(mutex);
      ++handed;
    }
    loop.post([this, venue, what = std::move(what)] {
      if (const auto desk = desks.find(venue); desk != desks.end()) what(*desk->second);
      look_at_desks();
      const std::lock_guard<std::mutex> hold(mutex);
      --handed;
    });
  }

  void look_at_desks() {
    bool busy = false;
    DurUs slowest = 0;
    for (const auto& [name, desk] : desks) {
      busy = busy || desk->busy();
      slowest = std::max(slowest, desk->latency());
    }
    desks_busy = busy;
    latency = slowest;
  }
};

OrderPort::OrderPort(FindDesks find) : impl_(std::make_unique<Impl>()) {
  impl_->find = std::move(find);
  impl_->news = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

Status OrderPort::open(const std::vector<std::string>& venues) {
  if (impl_->thread.joinable()) return {};  // only the source began anew
  Result<Makers> makers = impl_->find(venues);
  if (!makers) return makers.error();
  for (auto& [name, make] : *makers)
    impl_->desks[name] = make(impl_->loop, [impl = impl_.get()](VenueReport r) {
      impl->look_at_desks();
      impl->tell(std::move(r));
    });
  impl_->thread = start_worker([impl = impl_.get()] {
    for (const auto& [name, desk] : impl->desks) desk->start();
    impl->loop.run();
  });
  if (!impl_->thread.joinable())
    return fail(Exit::unavailable, "no thread is to be had to speak with venues");
  return {};
}

OrderPort::~OrderPort() {
  if (impl_->thread.joinable()) {
    impl_->loop.post([impl = impl_.get()] { impl->loop.stop(); });
    impl_->thread.join();
  }
  impl_->desks.clear();
  if (impl_->news >= 0) close(impl_->news);
}

bool OrderPort::serves(std::string_view venue) const {
  return impl_->desks.find(std::string(venue)) != impl_->desks.end();
}

void OrderPort::send(const VenueOrder& order) {
  impl_->venue_of[order.client_id] = order.venue;
  impl_->hand(order.venue, [order](OrderDesk& d) { d.send(order); });
}

void OrderPort::resolve(const VenueOrder& order, const std::string& venue_id) {
  impl_->venue_of[order.client_id] = order.venue;
  impl_->hand(order.venue, [order, venue_id](OrderDesk& d) { d.resolve(order, venue_id); });
}

void OrderPort::cancel(const std::string& client_id) {
  const auto at = impl_->venue_of.find(client_id);
  if (at != impl_->venue_of.end())
    impl_->hand(at->second, [client_id](OrderDesk& d) { d.cancel(client_id); });
}

void OrderPort::poll(std::vector<VenueReport>& reports) {
  std::uint64_t count = 0;
  (void)!::read(impl_->news, &count, sizeof count);
  const std::lock_guard<std::mutex> hold(impl_->mutex);
  for (VenueReport& r : impl_->reports) {
    if (r.kind == VenueReport::Kind::ended || r.kind == VenueReport::Kind::refused)
      impl_->venue_of.erase(r.client_id);
    reports.push_back(std::move(r));
  }
  impl_->reports.clear();
}

bool OrderPort::wait(DurUs longest) {
  pollfd news{impl_->news, POLLIN, 0};
  return ::poll(&news, 1, static_cast<int>(longest / us_per_ms)) > 0;
}

bool OrderPort::busy() const {
  const std::lock_guard<std::mutex> hold(impl_->mutex);
  return impl_->handed > 0 || !impl_->reports.empty() || impl_->desks_busy;
}

int OrderPort::news_fd() const {
  return impl_->news;
}

DurUs OrderPort::latency() const {
  return impl_->latency;
}

}  // namespace tu::live
