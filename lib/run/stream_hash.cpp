#include "run/stream_hash.h"

#include "base/worker.h"

namespace tu::run {

StreamHash::~StreamHash() {
  stop_worker();
}

void StreamHash::add(const Event& e) {
  if (e.type == Type::session || e.type == Type::sync) return;
  wire::Buffer& to = pending_[filling_];
  wire::encode(e, to);
  if (to.size() >= piece) hand_over();
}

void StreamHash::add_line(const Event& e, std::string_view line_with_newline) {
  if (e.type == Type::session || e.type == Type::sync) return;
  wire::Buffer& to = pending_[filling_];
  to.append(line_with_newline);
  if (to.size() >= piece) hand_over();
}

// The piece that is full goes to the worker as soon as it has done the one before.
void StreamHash::hand_over() {
  if (!worker_.joinable()) worker_ = start_worker([this] { work(); });
  if (!worker_.joinable()) {  // it is hashed here
    hash_.add(pending_[filling_].view());
    pending_[filling_].clear();
    return;
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_; });
  busy_ = true;
  filling_ = 1 - filling_;
  lock.unlock();
  changed_.notify_one();
}

void StreamHash::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return busy_ || over_; });
    if (!busy_) return;
    wire::Buffer& full = pending_[1 - filling_];
    lock.unlock();
    hash_.add(full.view());
    full.clear();
    lock.lock();
    busy_ = false;
    changed_.notify_one();
  }
}

void StreamHash::stop_worker() {
  if (!worker_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  worker_.join();
}

std::string StreamHash::finish() {
  stop_worker();  // it ends when it has hashed what it was given
  hash_.add(pending_[filling_].view());
  return hex(hash_.finish());
}

}  // namespace tu::run
