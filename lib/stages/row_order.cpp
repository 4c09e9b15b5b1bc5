#include "stages/row_order.h"

#include <algorithm>
#include <array>

namespace tu::stages {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

// They make proposals, or complete those of others: for a gate further down.
bool proposes(std::string_view tool) {
  constexpr std::array<std::string_view, 4> list = {"exits", "signal-agg", "size", "route"};
  return std::find(list.begin(), list.end(), tool) != list.end();
}

Misplaced fault(std::span<const std::string_view> row, std::size_t stage, std::size_t behind,
                const char* lost) {
  std::string text = "stands behind ";
  text.append(row[behind]).append(", so ").append(lost);
  text.append("; the order is exits | signal-agg | size | risk-gate | place-order | settle");
  return {stage, behind, std::move(text)};
}

// What stands where as far as the row was walked.
class Walk {
 public:
  explicit Walk(std::span<const std::string_view> row) : row_(row) {}

  std::optional<Misplaced> step(std::size_t i) {
    const std::string_view tool = row_[i];
    const bool gate = tool == "risk-gate", sends = tool == "place-order", settles = tool == "settle";
    if (settle_ != none && (proposes(tool) || gate || sends))
      return fault(row_, i, settle_, "what it makes is neither sent nor settled");
    if (gate && sender_ != none && gate_ == none)
      return fault(row_, i, sender_, "nobody sends what it approves");
    if (sends || settles)
      if (auto found = unjudged()) return found;
    if (settles)
      if (auto found = unsent()) return found;
    if (proposes(tool) && unjudged_ == none) unjudged_ = i;
    if (gate) gate_ = i, unjudged_ = none;
    if (sends) sender_ = i;
    if (settles) settle_ = i;
    return std::nullopt;
  }

  std::optional<Misplaced> end() const {
    if (auto found = unjudged()) return found;
    return unsent();
  }

 private:
  std::optional<Misplaced> unjudged() const {
    if (gate_ == none || unjudged_ == none) return std::nullopt;
    return fault(row_, unjudged_, gate_, "nobody judges its proposals");
  }
  std::optional<Misplaced> unsent() const {
    if (sender_ == none || gate_ == none || gate_ < sender_) return std::nullopt;
    return fault(row_, gate_, sender_, "nobody sends what it approves");
  }

  std::span<const std::string_view> row_;
  std::size_t unjudged_ = none;                              // the first that proposes since the last gate
  std::size_t gate_ = none, sender_ = none, settle_ = none;  // the last of each
};

}  // namespace

std::optional<Misplaced> misplaced(std::span<const std::string_view> tools, bool over) {
  Walk walk(tools);
  for (std::size_t i = 0; i < tools.size(); ++i)
    if (auto found = walk.step(i)) return found;
  return over ? walk.end() : std::nullopt;
}

}  // namespace tu::stages
