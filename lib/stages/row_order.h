// Which stages must not stand behind which: a proposal goes to a gate, what the gate approves to place-order,
// and what becomes of it to settle. A stream flows one way, so what one of them makes behind the stage that
// it is meant for reaches nobody, and no event says so.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tu::stages {

struct Misplaced {
  std::size_t stage = 0;   // its place in the row
  std::size_t behind = 0;  // the stage that it should stand in front of
  std::string text;        // "stands behind settle, ...": completes "STAGE: ..."
};

// The first stage of the row whose place cannot work; programs that are not ours do not matter. Of a row that
// may go on (`over` false) only what nothing further down could mend.
std::optional<Misplaced> misplaced(std::span<const std::string_view> tools, bool over);

}  // namespace tu::stages
