// SharedList: a sorted list whose items its copies share. To copy one is to count references; whoever changes
// an item that another list has too gets an item of his own first. An account is copied for each view that
// goes its own way, and most of what it knows is orders that are over. Threads: none, the counts are plain
// numbers.
//
// `Order` tells an item from a key, and where it stands: static int compare(const T&, Key), below 0 when the
// item comes first. An item never moves while it is in the list.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tu::account {

template <class T, class Key, class Order>
class SharedList {
  struct Node {
    T item;
    std::size_t lists = 1;
  };
  class Ref {
   public:
    explicit Ref(T&& item) : node_(new Node{std::move(item)}) {}
    Ref(const Ref& o) : node_(o.node_) { ++node_->lists; }
    Ref(Ref&& o) noexcept : node_(std::exchange(o.node_, nullptr)) {}
    Ref& operator=(Ref o) noexcept {
      std::swap(node_, o.node_);
      return *this;
    }
    ~Ref() {
      if (node_ && --node_->lists == 0) delete node_;
    }
    const T& item() const { return node_->item; }
    T& edit() {
      if (node_->lists > 1) *this = Ref(T(node_->item));
      return node_->item;
    }

   private:
    Node* node_;
  };
  using Refs = std::vector<Ref>;

 public:
  class Iterator {
   public:
    explicit Iterator(typename Refs::const_iterator at) : at_(at) {}
    const T& operator*() const { return at_->item(); }
    Iterator& operator++() { return ++at_, *this; }
    bool operator==(const Iterator&) const = default;

   private:
    typename Refs::const_iterator at_;
  };
  Iterator begin() const { return Iterator(refs_.begin()); }
  Iterator end() const { return Iterator(refs_.end()); }
  bool empty() const { return refs_.empty(); }
  std::size_t size() const { return refs_.size(); }

  const T* find(const Key& key) const {
    const auto it = place(key);
    return it != refs_.end() && Order::compare(it->item(), key) == 0 ? &it->item() : nullptr;
  }
  // The item, of this list alone; null when there is none.
  T* edit(const Key& key) {
    const auto it = refs_.begin() + (place(key) - refs_.cbegin());
    return it != refs_.end() && Order::compare(it->item(), key) == 0 ? &it->edit() : nullptr;
  }
  // Puts an item where its key stands, in place of one that stands there.
  T& put(const Key& key, T item) {
    const auto it = refs_.begin() + (place(key) - refs_.cbegin());
    if (it != refs_.end() && Order::compare(it->item(), key) == 0)
      return *it = Ref(std::move(item)), it->edit();
    return refs_.insert(it, Ref(std::move(item)))->edit();
  }
  void erase(const Key& key) {
    const auto it = place(key);
    if (it != refs_.end() && Order::compare(it->item(), key) == 0) refs_.erase(it);
  }

 private:
  typename Refs::const_iterator place(const Key& key) const {
    return std::lower_bound(refs_.begin(), refs_.end(), key,
                            [](const Ref& r, const Key& k) { return Order::compare(r.item(), k) < 0; });
  }
  Refs refs_;
};

}  // namespace tu::account
