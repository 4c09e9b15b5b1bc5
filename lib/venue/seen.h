// SeenTrades: which trades were handed on already. After a reconnection, and after frames that came twice or
// late, venues send trades again; by their ids none is doubled and none is lost.
#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <string_view>

namespace tu::venue {

class SeenTrades {
 public:
  // True: it was not seen. The newest `kept` ids are remembered.
  bool add(std::string_view id) {
    if (!ids_.emplace(id).second) return false;
    order_.emplace_back(id);
    if (order_.size() > kept) {
      ids_.erase(order_.front());
      order_.pop_front();
    }
    return true;
  }
  bool empty() const { return order_.empty(); }

 private:
  static constexpr std::size_t kept = 4096;
  std::set<std::string, std::less<>> ids_;
  std::deque<std::string> order_;
};

}  // namespace tu::venue
