#include "run/ahead.h"

#include "base/worker.h"

namespace tu::run {

void EventBlock::clear() {
  events.clear();
  read.reset();
}

std::unique_ptr<Ahead> Ahead::begin(EventSource& source, std::size_t events) {
  auto ahead = std::make_unique<Ahead>(source, events);
  ahead->worker_ = start_worker([&x = *ahead] { x.work(); });
  return ahead->worker_.joinable() ? std::move(ahead) : nullptr;
}

Ahead::~Ahead() {
  if (!worker_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wanted_changed_.notify_one();
  worker_.join();
}

// To sleep and to be woken takes as long as many events: who has waited waits until half of the blocks are
// taken.
void Ahead::work() {
  std::unique_lock lock(mutex_);
  for (bool more = true; more && !stop_;) {
    if (ready_.size() == blocks_ahead)
      wanted_changed_.wait(lock, [this] { return stop_ || ready_.size() <= blocks_ahead / 2; });
    std::unique_ptr<EventBlock> block;
    if (!spare_.empty()) {
      block = std::move(spare_.back());
      spare_.pop_back();
    }
    lock.unlock();
    if (!block) block = std::make_unique<EventBlock>();
    block->clear();
    more = block->fill(source_, events_);
    lock.lock();
    ready_.push_back(std::move(block));
    over_ = !more;
    lock.unlock();
    ready_changed_.notify_one();
    lock.lock();
  }
}

std::unique_ptr<EventBlock> Ahead::next() {
  std::unique_lock lock(mutex_);
  ready_changed_.wait(lock, [this] { return over_ || !ready_.empty(); });
  if (ready_.empty()) return nullptr;
  std::unique_ptr<EventBlock> block = std::move(ready_.front());
  ready_.erase(ready_.begin());
  const bool low = ready_.size() <= blocks_ahead / 2;
  lock.unlock();
  if (low) wanted_changed_.notify_one();
  return block;
}

void Ahead::give_back(std::unique_ptr<EventBlock> block) {
  const std::lock_guard lock(mutex_);
  spare_.push_back(std::move(block));
}

}  // namespace tu::run
