// LostTrades: the trades of one symbol in the order of their numbers. Where numbers are missing, as after a
// cut connection, the missing ones are asked for, and what comes meanwhile waits behind them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tu::venue::binance {

class LostTrades {
 public:
  enum class Next { pass, wait, ask };
  // A trade of the stream. wait: it is kept. ask: so it is, and those from first_lost() on are to be asked
  // for.
  Next next(std::int64_t number, std::string_view frame) {
    if (!asked_ && kept_.empty() && (last_ == 0 || number <= last_ + 1)) {
      passed(number);
      return Next::pass;
    }
    if (kept_.empty()) first_kept_ = number;
    kept_.emplace_back(frame);
    return std::exchange(asked_, true) ? Next::wait : Next::ask;
  }
  void passed(std::int64_t number) { last_ = number > last_ ? number : last_; }
  // No answer will come: the next trade asks anew.
  void restart() { asked_ = false; }
  std::int64_t first_lost() const { return last_ + 1; }
  std::int64_t first_kept() const { return first_kept_; }
  bool complete() const { return last_ + 1 >= first_kept_; }
  bool too_many() const { return kept_.size() > kept_most; }
  // The frames that waited, in order; numbers count from the last of them on.
  std::vector<std::string> release() {
    asked_ = false;
    last_ = first_kept_ > last_ ? first_kept_ - 1 : last_;
    return std::exchange(kept_, {});
  }

 private:
  static constexpr std::size_t kept_most = 20'000;
  std::int64_t last_ = 0, first_kept_ = 0;  // last_ 0: nothing was heard yet
  bool asked_ = false;
  std::vector<std::string> kept_;
};

}  // namespace tu::venue::binance
