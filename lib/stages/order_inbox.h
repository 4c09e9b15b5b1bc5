// OrderInbox: orders and cancels of the stream, in order, until the journal shows them.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "account/approved.h"
#include "event/copy.h"

namespace tu::stages {

class OrderInbox {
 public:
  void keep(const Event& e) { events_.push_back(copy_event(e, arena_, Text::copy)); }
  bool empty() const { return events_.empty(); }
  std::span<Event* const> events() const { return events_; }
  bool has_before(TsUs ts) const {
    return std::any_of(events_.begin(), events_.end(), [&](const Event* e) { return e->ts < ts; });
  }
  bool has_order(std::string_view id) const {
    constexpr Field order_id{Type::order, "id"};
    return std::any_of(events_.begin(), events_.end(),
                       [&](const Event* e) { return e->type == Type::order && e->text(order_id) == id; });
  }
  // Orders that the journal shows approved by now.
  std::vector<account::OrderState> approved(const account::Account& a) const {
    std::vector<account::OrderState> list;
    for (const Event* e : events_) {
      if (e->type != Type::order || account::account_of(*e) != a.name()) continue;
      if (const auto ticket = account::Approved::check(a, *e); ticket && *ticket)
        list.push_back((*ticket)->order());
    }
    return list;
  }
  void drop_first(std::size_t n) {
    events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(n));
    if (events_.empty()) arena_.reset();
  }

 private:
  std::vector<Event*> events_;
  Arena arena_;  // of the events
};

}  // namespace tu::stages
