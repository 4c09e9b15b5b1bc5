// ByStream<T>: a value for each stream of a line of events. Streams are small numbers, so it is an array.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "event/stream.h"

namespace tu {

template <class T>
class ByStream {
 public:
  explicit ByStream(T first = {}) : first_(first) {}
  // Good until the next call; `first` for a stream that was not asked for before.
  T& operator[](StreamId stream) {
    const std::size_t at = index_of(stream);
    if (at >= size_) [[unlikely]]
      grow(at);
    return values_[at];
  }

 private:
  [[gnu::noinline]] void grow(std::size_t at) {
    const std::size_t size = 2 * at + 1;
    auto values = std::make_unique<T[]>(size);
    std::copy_n(values_.get(), size_, values.get());
    std::fill(values.get() + size_, values.get() + size, first_);
    values_ = std::move(values);
    size_ = size;
  }

  T first_;
  std::unique_ptr<T[]> values_;
  std::size_t size_ = 0;
};

}  // namespace tu
