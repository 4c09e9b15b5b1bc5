// Numbering: small numbers for keys, from 1, in order of first use. Threads: any may ask at any time; a key
// that is there is found without a lock. Numbers and keys stay good for the life of the object.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tu {

template <class Key>
class Numbering {
 public:
  Numbering() { begin_table(256); }

  // `hash` is the key's; `keep` makes of a new key what is kept of it.
  template <class Keep>
  std::uint32_t number(const Key& key, std::uint64_t hash, Keep keep) {
    const std::uint32_t there = find(*table_.load(std::memory_order_acquire), key, hash);
    return there != 0 ? there : add(key, hash, keep);
  }
  // Of a number that was given.
  const Key& key(std::uint32_t number) const { return item(number).key; }
  std::uint32_t count() const { return count_.load(std::memory_order_relaxed); }  // of keys

 private:
  struct Item {
    Key key;
    std::uint64_t hash;
  };
  // Open addressing, at most half full. An entry is half a hash and a number; 0: free.
  struct Table {
    explicit Table(std::size_t size) : mask(size - 1), entries(new std::atomic<std::uint64_t>[size]()) {}
    std::size_t mask;
    std::unique_ptr<std::atomic<std::uint64_t>[]> entries;
  };

  std::uint32_t find(const Table& table, const Key& key, std::uint64_t hash) const {
    for (std::size_t i = hash & table.mask;; i = (i + 1) & table.mask) {
      const std::uint64_t entry = table.entries[i].load(std::memory_order_acquire);
      if (entry == 0) return 0;
      const auto number = static_cast<std::uint32_t>(entry);
      if (entry >> 32 == hash >> 32 && this->key(number) == key) return number;
    }
  }
  template <class Keep>
  [[gnu::noinline]] std::uint32_t add(const Key& key, std::uint64_t hash, Keep keep) {
    const std::lock_guard lock(adding_);
    if (const std::uint32_t there = find(*tables_.back(), key, hash)) return there;
    const std::uint32_t number = count() + 1;
    auto& items = items_[block_of(number)];
    if (!items) items = std::make_unique<Item[]>(std::size_t{first_block} << block_of(number));
    items[place_of(number)] = {keep(key), hash};
    count_.store(number, std::memory_order_relaxed);
    if (2 * std::size_t{number} > tables_.back()->mask) {
      begin_table(2 * (tables_.back()->mask + 1));
    } else {
      enter(*tables_.back(), number);
    }
    return number;
  }
  // The tables before stay: somebody may be looking into one.
  void begin_table(std::size_t size) {
    auto table = std::make_unique<Table>(size);
    for (std::uint32_t n = 1; n <= count(); ++n) enter(*table, n);
    table_.store(table.get(), std::memory_order_release);
    tables_.push_back(std::move(table));
  }
  void enter(Table& table, std::uint32_t number) {
    const std::uint64_t hash = item(number).hash;
    std::size_t i = hash & table.mask;
    while (table.entries[i].load(std::memory_order_relaxed) != 0) i = (i + 1) & table.mask;
    table.entries[i].store(hash >> 32 << 32 | number, std::memory_order_release);
  }

  // Items lie in blocks that never move, each twice as large as the one before.
  static constexpr std::uint32_t first_block = 64;
  static std::size_t block_of(std::uint32_t number) {
    return static_cast<std::size_t>(std::bit_width(number / first_block + 1) - 1);
  }
  static std::size_t place_of(std::uint32_t number) {
    return number - first_block * ((std::size_t{1} << block_of(number)) - 1);
  }
  const Item& item(std::uint32_t number) const { return items_[block_of(number)][place_of(number)]; }

  std::array<std::unique_ptr<Item[]>, 27> items_;
  std::atomic<std::uint32_t> count_{0};
  std::atomic<Table*> table_{nullptr};
  std::vector<std::unique_ptr<Table>> tables_;
  std::mutex adding_;
};

}  // namespace tu
