// Arena: memory that lives until the next reset(). Events and their text of one instant live here; what a
// stage wants to keep longer it copies. After warm-up no allocation happens.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tu {

class Arena {
 public:
  void* take(std::size_t bytes, std::size_t align = alignof(std::max_align_t)) {
    std::size_t at = (used_ + align - 1) & ~(align - 1);
    if (block_ < blocks_.size() && at + bytes <= blocks_[block_].size) {
      used_ = at + bytes;
      return blocks_[block_].data.get() + at;
    }
    return take_slow(bytes);
  }
  template <class T>
  T* array(std::size_t n) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(take(n * sizeof(T), alignof(T)));
  }
  template <class T, class... A>
  T* make(A&&... a) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (take(sizeof(T), alignof(T))) T{std::forward<A>(a)...};
  }
  std::string_view copy(std::string_view s) {
    char* p = array<char>(s.size());
    if (!s.empty()) std::memcpy(p, s.data(), s.size());
    return {p, s.size()};
  }
  void reset() {
    block_ = 0;
    used_ = 0;
  }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size;
  };
  void* take_slow(std::size_t bytes) {
    while (++block_ < blocks_.size())
      if (bytes <= blocks_[block_].size) {
        used_ = bytes;
        return blocks_[block_].data.get();
      }
    std::size_t size = bytes > block_bytes ? bytes : block_bytes;
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    block_ = blocks_.size() - 1;
    used_ = bytes;
    return blocks_[block_].data.get();
  }
  static constexpr std::size_t block_bytes = 64 * 1024;
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;
};

}  // namespace tu
