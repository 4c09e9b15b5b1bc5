#include "simex/coinbase/names.h"

#include "base/random.h"
#include "base/text.h"

namespace tu::simex::coinbase {

std::string product_id(const Product& p) {
  return p.perp ? p.base + "-PERP-INTX" : p.id;
}

std::string symbol_of(std::string_view id) {
  constexpr std::string_view perp = "-PERP-INTX";
  if (!id.ends_with(perp)) return std::string(id);
  return std::string(id.substr(0, id.size() - perp.size())) + "-USDC-PERP";
}

std::string uuid_of(std::uint64_t seed, std::string_view kind, std::uint64_t number) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::uint64_t luck = random_bits(seed, stream_of(kind), number);
  std::string u;
  auto put = [&u](std::uint64_t bits, int count) {
    for (int i = count; i-- > 0;) u += digits[bits >> (4 * i) & 15];
  };
  put(luck >> 32, 8);
  u += '-';
  put(luck >> 16, 4);
  u += "-4";
  put(luck >> 4, 3);
  u += "-8";
  put(luck, 3);
  u += '-';
  put(number, 12);
  return u;
}

std::optional<std::uint64_t> number_of_uuid(std::uint64_t seed, std::string_view kind,
                                            std::string_view uuid) {
  if (uuid.size() != 36) return {};
  std::uint64_t number = 0;
  for (const char c : uuid.substr(24)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return {};
    number = number << 4 | static_cast<std::uint64_t>(digit);
  }
  return uuid_of(seed, kind, number) == uuid ? std::optional(number) : std::nullopt;
}

std::string_view status_name(State s) {
  switch (s) {
    case State::waiting:
    case State::open:
      return "OPEN";
    case State::filled:
      return "FILLED";
    case State::cancelled:
      return "CANCELLED";
    case State::expired:
      return "EXPIRED";
  }
  return "UNKNOWN_ORDER_STATUS";
}

std::string_view tif_name(Tif t) {
  switch (t) {
    case Tif::gtc:
      return "GOOD_UNTIL_CANCELLED";
    case Tif::gtd:
      return "GOOD_UNTIL_DATE_TIME";
    case Tif::ioc:
      return "IMMEDIATE_OR_CANCEL";
    case Tif::fok:
      return "FILL_OR_KILL";
  }
  return "UNKNOWN_TIME_IN_FORCE";
}

Reason reason_of(Refusal r) {
  constexpr std::string_view unknown = "UNKNOWN_FAILURE_REASON";
  switch (r) {
    case Refusal::none:
      break;
    case Refusal::unknown_product:
      return {"INVALID_PRODUCT_ID", "PREVIEW_INVALID_PRODUCT_ID", "No such product"};
    case Refusal::halted:
      return {"TRADING_DISABLED", "PREVIEW_TRADING_DISABLED", "Trading of this product is disabled"};
    case Refusal::bad_size:
      return {"INVALID_REQUEST", "PREVIEW_INVALID_ORDER_CONFIG", "The size must be a positive number"};
    case Refusal::size_too_small:
      return {unknown, "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", "The size is below base_min_size"};
    case Refusal::size_too_large:
      return {unknown, "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE", "The size is above the product's maximum"};
    case Refusal::value_too_small:
      return {unknown, "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", "The value is below quote_min_size"};
    case Refusal::bad_price:
      return {"INVALID_LIMIT_PRICE", "PREVIEW_INVALID_LIMIT_PRICE", "The price must be a positive number"};
    case Refusal::price_off_tick:
      return {"INVALID_PRICE_PRECISION", "PREVIEW_INVALID_PRICE_PRECISION",
              "The price is no multiple of price_increment"};
    case Refusal::size_off_lot:
      return {"INVALID_SIZE_PRECISION", "PREVIEW_INVALID_SIZE_PRECISION",
              "The size is no multiple of base_increment"};
    case Refusal::post_only_crosses:
      return {"INVALID_LIMIT_PRICE_POST_ONLY", "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY",
              "A post-only order would trade at once"};
    case Refusal::no_liquidity:
      return {"INVALID_NO_LIQUIDITY", "PREVIEW_INVALID_NO_LIQUIDITY", "Nobody to trade with"};
    case Refusal::funds:
      return {"INSUFFICIENT_FUND", "PREVIEW_INSUFFICIENT_FUND", "Insufficient balance in source account"};
    case Refusal::duplicate:
      return {"DUPLICATE_CLIENT_ORDER_ID", unknown, "The client order id was used before"};
    case Refusal::end_in_the_past:
      return {"END_TIME_IS_IN_THE_PAST", "PREVIEW_END_TIME_IS_IN_THE_PAST", "The end time is in the past"};
    case Refusal::stop_already_reached:
      return {"STOP_ALREADY_TRIGGERED", "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE",
              "The stop price was reached already"};
    case Refusal::leverage:
      return {"INVALID_LEVERAGE", "PREVIEW_INVALID_LEVERAGE", "The leverage is not allowed"};
    case Refusal::nothing_to_reduce:
      return {"INVALID_REQUEST", "PREVIEW_REDUCE_ONLY_NOT_ALLOWED", "There is no position to reduce"};
  }
  return {unknown, unknown, ""};
}

}  // namespace tu::simex::coinbase
