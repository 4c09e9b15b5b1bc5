#include "quant/price_levels.h"

#include <algorithm>
#include <cstring>

namespace tu::quant {
namespace {

// The first place whose key is not below this one, found without a branch: where prices fall is not foretold.
std::size_t place_of(const double* keys, std::size_t n, double key) {
  std::size_t at = 0;
  while (n > 1) {
    const std::size_t half = n / 2;
    at += half & (std::size_t{0} - static_cast<std::size_t>(keys[at + half - 1] < key));
    n -= half;
  }
  return at + static_cast<std::size_t>(n == 1 && keys[at] < key);
}

void move_doubles(double* to, const double* from, std::size_t n) {
  std::memmove(to, from, n * sizeof *to);
}

}  // namespace

void PriceLevels::clear() {
  for (const std::uint32_t i : order_) free_.push_back(i);
  order_.clear();
  firsts_.clear();
  count_ = 0;
  touched_ = -infinite;
}

void PriceLevels::forget_touched() {
  touched_ = infinite;
}

std::size_t PriceLevels::block_of(double key) const {
  if (firsts_.size() < 2 || key < firsts_[1]) return 0;  // most changes are near the best price
  return static_cast<std::size_t>(std::upper_bound(firsts_.begin() + 1, firsts_.end(), key) -
                                  firsts_.begin()) -
         1;
}

void PriceLevels::set(double price, double size) {
  if (!known_positive(price)) return;
  const double key = sign_ * price;
  touched_ = std::min(touched_, key);
  const bool keeps = known_positive(size);
  if (order_.empty()) {
    if (!keeps) return;
    add_block(0);
    return insert(0, 0, key, size);
  }
  const std::size_t at = block_of(key);
  Block& b = blocks_[order_[at]];
  const std::size_t i = place_of(b.keys, b.n, key);
  const bool there = i < b.n && b.keys[i] == key;
  if (there && keeps)
    b.sizes[i] = size;
  else if (there)
    remove(at, i);
  else if (keeps)
    insert(at, i, key, size);
}

double PriceLevels::size_at(double price) const {
  if (order_.empty() || !known_positive(price)) return 0.0;
  const double key = sign_ * price;
  const Block& b = blocks_[order_[block_of(key)]];
  const std::size_t i = place_of(b.keys, b.n, key);
  return i < b.n && b.keys[i] == key ? b.sizes[i] : 0.0;
}

void PriceLevels::remove(std::size_t at, std::size_t i) {
  Block& b = blocks_[order_[at]];
  --b.n;
  --count_;
  move_doubles(b.keys + i, b.keys + i + 1, b.n - i);
  move_doubles(b.sizes + i, b.sizes + i + 1, b.n - i);
  if (b.n == 0) return drop_block(at);
  if (i == 0) firsts_[at] = b.keys[0];
  // Blocks stay half full on the whole: two that fit in half of one become one.
  if (at + 1 < order_.size() && b.n + blocks_[order_[at + 1]].n <= block_max / 2) merge_with_next(at);
}

void PriceLevels::insert(std::size_t at, std::size_t i, double key, double size) {
  if (blocks_[order_[at]].n == block_max) {
    if (i == block_max && at + 1 == order_.size()) {  // behind all: a snapshot comes in order
      add_block(++at);
      i = 0;
    } else {
      split(at);
      if (i > block_max / 2) {
        ++at;
        i -= block_max / 2;
      }
    }
  }
  Block& b = blocks_[order_[at]];
  move_doubles(b.keys + i + 1, b.keys + i, b.n - i);
  move_doubles(b.sizes + i + 1, b.sizes + i, b.n - i);
  b.keys[i] = key;
  b.sizes[i] = size;
  ++b.n;
  ++count_;
  if (i == 0) firsts_[at] = key;
}

std::size_t PriceLevels::add_block(std::size_t at) {
  std::uint32_t i = 0;
  if (free_.empty()) {
    i = static_cast<std::uint32_t>(blocks_.size());
    blocks_.emplace_back();
    free_.reserve(blocks_.capacity());  // so that giving back never allocates
  } else {
    i = free_.back();
    free_.pop_back();
  }
  blocks_[i].n = 0;
  order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(at), i);
  firsts_.insert(firsts_.begin() + static_cast<std::ptrdiff_t>(at), 0.0);
  return i;
}

void PriceLevels::split(std::size_t at) {
  const std::size_t fresh = add_block(at + 1);
  Block &from = blocks_[order_[at]], &to = blocks_[fresh];
  to.n = from.n = block_max / 2;
  std::memcpy(to.keys, from.keys + block_max / 2, sizeof from.keys / 2);
  std::memcpy(to.sizes, from.sizes + block_max / 2, sizeof from.sizes / 2);
  firsts_[at + 1] = to.keys[0];
}

void PriceLevels::merge_with_next(std::size_t at) {
  Block &to = blocks_[order_[at]], &from = blocks_[order_[at + 1]];
  std::memcpy(to.keys + to.n, from.keys, from.n * sizeof(double));
  std::memcpy(to.sizes + to.n, from.sizes, from.n * sizeof(double));
  to.n += from.n;
  drop_block(at + 1);
}

void PriceLevels::drop_block(std::size_t at) {
  free_.push_back(order_[at]);
  order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(at));
  firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace tu::quant
