// PriceLevels: one side of an order book, best price first, as flat arrays.
//
// Levels lie in blocks of at most 64, in order; the first key of each block lies in an array of its own. An
// update is a search by halving among the blocks and inside one of them, and moves at most one block's worth
// of memory; away from the best price nothing near it is touched. Blocks that empty are used again: once the
// side has been as large as it gets nothing is allocated. Threads: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "quant/book.h"

namespace tu::quant {

class PriceLevels {
 public:
  enum class Side : bool { bids, asks };
  explicit PriceLevels(Side side) : sign_(side == Side::bids ? -1.0 : 1.0) {}

  void clear();
  // Sets what stands at a price; a size that is not positive removes it. A price that is not positive and
  // finite changes nothing.
  void set(double price, double size);

  bool empty() const { return order_.empty(); }
  std::size_t count() const { return count_; }
  Level best() const {  // of a side that is not empty
    const Block& b = blocks_[order_.front()];
    return {sign_ * b.keys[0], b.sizes[0]};
  }
  double size_at(double price) const;  // 0 where nothing stands
  // f(Level), best first, until it answers false.
  template <class F>
  void walk(F f) const {
    for (const std::uint32_t i : order_) {
      const Block& b = blocks_[i];
      for (std::size_t j = 0; j < b.n; ++j)
        if (!f(Level{sign_ * b.keys[j], b.sizes[j]})) return;
    }
  }
  // What was changed since the last call, best price only: whether it lies among the best `edge` or better.
  bool touched(double edge) const { return touched_ <= sign_ * edge; }
  void forget_touched();

 private:
  static constexpr std::size_t block_max = 64;
  struct Block {
    double keys[block_max];  // sign * price, rising
    double sizes[block_max];
    std::size_t n = 0;
  };

  std::size_t block_of(double key) const;  // its place in the order
  void remove(std::size_t at, std::size_t i);
  void insert(std::size_t at, std::size_t i, double key, double size);
  std::size_t add_block(std::size_t at);
  void split(std::size_t at);
  void merge_with_next(std::size_t at);
  void drop_block(std::size_t at);

  double sign_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> free_, order_;
  std::vector<double> firsts_;  // of the blocks, in order
  std::size_t count_ = 0;
  double touched_ = infinite;  // the best key that was set
};

}  // namespace tu::quant
