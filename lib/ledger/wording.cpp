#include "ledger/wording.h"

#include <fmt/format.h>

#include <string_view>

#include "base/decimal.h"
#include "base/rate.h"

namespace tu::ledger {

std::string moment(TsUs ts) {
  return ts == 0 ? "before the first event" : time_text(ts);
}

std::string reason_text(std::string reason) {
  constexpr std::string_view under = "% under the peak", limit = ", the limit of ";
  const std::size_t end = reason.find(under);
  if (end == reason.npos) return reason;
  const std::size_t before = reason.find_last_not_of("0123456789.", end - 1);
  const std::size_t begin = before == reason.npos ? 0 : before + 1;
  const auto percent = Decimal::parse(std::string_view(reason).substr(begin, end - begin));
  if (!percent) return reason;
  if (reason.compare(end + under.size(), limit.size(), limit) == 0) {
    const std::size_t number = reason.rfind(' ') + 1;
    if (const auto fraction = Decimal::parse(std::string_view(reason).substr(number)))
      reason.replace(number, reason.npos, rate_text(*fraction));
  }
  return reason.replace(begin, end - begin, fmt::format("{:.3g}", percent->to_real()));
}

}  // namespace tu::ledger
