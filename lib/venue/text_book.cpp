#include "venue/text_book.h"

namespace tu::venue {

bool TextBook::set(bool bid, std::string_view price, std::string_view size) {
  const std::optional<double> p = price_of(price), s = size_of(size);
  if (!p || !s) return false;
  const auto put = [&](auto& side) {
    if (*s == 0)
      side.erase(*p);
    else
      side[*p] = {std::string(price), std::string(size)};
  };
  if (bid)
    put(bids_);
  else
    put(asks_);
  return true;
}

void TextBook::cut(std::size_t depth, BookLevels& removed) {
  const auto trim = [&](auto& side, bool bid) {
    while (side.size() > depth) {
      const auto last = std::prev(side.end());
      removed.add(bid, last->first, 0);
      side.erase(last);
    }
  };
  trim(bids_, true);
  trim(asks_, false);
}

}  // namespace tu::venue
