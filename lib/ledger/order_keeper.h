// OrderKeeper: by the clock one place-order at a time looks after the orders of an account. A second one
// would take those that rest for left over by a run before it: fill them, or cancel what was only just
// approved.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace tu::ledger {

class OrderKeeper {
 public:
  // Of an account of the ledger with this path, until it is destroyed or the process ends. Waits for one that
  // is about to end, so many milliseconds; then 75. 74: the file beside the ledger cannot be used.
  static Result<std::unique_ptr<OrderKeeper>> take(const std::string& ledger, const std::string& account,
                                                   int patience_ms, const std::function<bool()>& interrupted);
  ~OrderKeeper();

 private:
  explicit OrderKeeper(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace tu::ledger
