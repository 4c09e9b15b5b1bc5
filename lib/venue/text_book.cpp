#include "venue/text_book.h"

#include <algorithm>
#include <vector>

#include "venue/crc32.h"

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

std::int32_t turned_checksum(const TextBook& book, std::string_view ask_sign) {
  constexpr std::size_t depth = 25;
  std::vector<std::string> sides[2];
  for (const bool bid : {true, false})
    book.best(bid, depth, [&](const TextBook::Level& l) {
      sides[bid ? 0 : 1].push_back(l.price + ":" + (bid ? "" : std::string(ask_sign)) + l.size);
    });
  std::string text;
  for (std::size_t i = 0; i < std::max(sides[0].size(), sides[1].size()); ++i)
    for (const auto& side : sides)
      if (i < side.size()) text += (text.empty() ? "" : ":") + side[i];
  return static_cast<std::int32_t>(crc32(text));
}

}  // namespace tu::venue
