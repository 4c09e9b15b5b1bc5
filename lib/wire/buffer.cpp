#include <cstdlib>
#include <cstring>

#include "wire/wire.h"

namespace tu::wire {

Buffer::~Buffer() {
  std::free(data_);
}

char* Buffer::grow(std::size_t n) {
  std::size_t capacity = capacity_ ? capacity_ * 2 : 4096;
  while (capacity - size_ < n) capacity *= 2;
  void* bytes = std::realloc(data_, capacity);
  if (!bytes) std::abort();  // out of memory
  data_ = static_cast<char*>(bytes);
  capacity_ = capacity;
  return data_ + size_;
}

void Buffer::consume(std::size_t n) {
  size_ -= n;
  if (size_) std::memmove(data_, data_ + n, size_);
}

}  // namespace tu::wire
