// Arena: memory that lives until the next reset(). Events and their text of one instant live here; what a
// stage wants to keep longer it copies. After warm-up no allocation happens.
#pragma once

#include <cstddef>
#include <cstdint>
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
  [[gnu::always_inline]] void* take(std::size_t bytes, std::size_t align = alignof(std::max_align_t)) {
    const std::uintptr_t at = (next_ + align - 1) & ~(align - 1);
    if (at + bytes <= end_) [[likely]] {
      next_ = at + bytes;
      return reinterpret_cast<void*>(at);
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
    rewind({});
    if (!held_.empty()) held_.clear();
  }
  // Other memory, which what lies here points into: it lives until the next reset(), too.
  void hold(std::shared_ptr<const void> memory) { held_.push_back(std::move(memory)); }
  // How much is taken; rewind() gives back what was taken since.
  struct Mark {
    std::size_t block = 0, used = 0;
    bool operator==(const Mark&) const = default;
  };
  Mark mark() const {
    if (blocks_.empty()) return {};
    return {block_, next_ - reinterpret_cast<std::uintptr_t>(blocks_[block_].data.get())};
  }
  void rewind(Mark m) {
    if (!blocks_.empty()) open(m.block, m.used);
  }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size;
  };
  // The block from whose start `used` bytes are taken.
  void* open(std::size_t block, std::size_t used) {
    block_ = block;
    const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(blocks_[block].data.get());
    next_ = begin + used;
    end_ = begin + blocks_[block].size;
    return blocks_[block].data.get();
  }
  [[gnu::noinline]] void* take_slow(std::size_t bytes) {
    for (std::size_t b = block_ + 1; b < blocks_.size(); ++b)
      if (bytes <= blocks_[b].size) return open(b, bytes);
    const std::size_t size = bytes > block_bytes ? bytes : block_bytes;
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    return open(blocks_.size() - 1, bytes);
  }
  static constexpr std::size_t block_bytes = 64 * 1024;
  std::vector<Block> blocks_;
  std::vector<std::shared_ptr<const void>> held_;
  std::size_t block_ = 0;
  std::uintptr_t next_ = 0, end_ = 0;  // of what is free in it
};

}  // namespace tu
