#include "venue/binance/market.h"

namespace tu::venue::binance {

bool is_perpetual(std::string_view symbol) {
  return symbol.ends_with("-PERP");
}

std::string native_symbol(std::string_view symbol) {
  std::string s(symbol);
  const bool perpetual = is_perpetual(s);
  if (perpetual) s.resize(s.size() - 5);
  const bool inverse = perpetual && s.ends_with("-USD");
  std::erase(s, '-');
  return inverse ? s + "_PERP" : s;
}

}  // namespace tu::venue::binance
