#include "simex/coinbase/orders.h"

namespace tu::simex::coinbase {
namespace {

struct Form {
  std::string_view name;
  Kind kind;
  Tif tif;
};
constexpr Form forms[] = {
    {"market_market_ioc", Kind::market, Tif::ioc},
    {"market_market_fok", Kind::market, Tif::fok},
    {"sor_limit_ioc", Kind::limit, Tif::ioc},
    {"limit_limit_gtc", Kind::limit, Tif::gtc},
    {"limit_limit_gtd", Kind::limit, Tif::gtd},
    {"limit_limit_fok", Kind::limit, Tif::fok},
    {"stop_limit_stop_limit_gtc", Kind::stop_limit, Tif::gtc},
    {"stop_limit_stop_limit_gtd", Kind::stop_limit, Tif::gtd},
};

constexpr Reason unsupported{"UNSUPPORTED_ORDER_CONFIGURATION", "PREVIEW_INVALID_ORDER_CONFIG",
                             "This order configuration is not supported"};
constexpr Reason invalid{"INVALID_ARGUMENT", "PREVIEW_INVALID_ORDER_CONFIG", "The order cannot be read"};

// A number that must be there; what is no number becomes one that no check takes.
Decimal amount(JsonView v) {
  return v.decimal().value_or(Decimal::from_integer(-1));
}

// Sizes and prices of one configuration; nullptr when it is fine.
const Reason* read_configuration(JsonView c, const Form& form, NewOrder& o, const Product& p) {
  static constexpr Reason both{"INVALID_REQUEST", "PREVIEW_INVALID_ORDER_CONFIG",
                               "Expected one of base_size and quote_size"};
  const bool has_base = !c["base_size"].absent(), has_quote = !c["quote_size"].absent();
  if (has_base == has_quote) return &both;
  if (o.kind != Kind::market) o.limit = amount(c["limit_price"]);
  if (has_base)
    o.qty = amount(c["base_size"]);
  else
    o.value = amount(c["quote_size"]);
  if (has_quote && o.kind != Kind::market && o.limit.sign() > 0 && o.value.sign() > 0 &&
      o.value <= Decimal::from_integer(1'000'000'000)) {
    o.qty = floor_to(o.value / o.limit, p.lot);
    o.value = {};
  }
  if (form.kind == Kind::stop_limit) {
    o.stop = amount(c["stop_price"]);
    const std::string direction = c["stop_direction"].text();
    if (direction != "STOP_DIRECTION_STOP_UP" && direction != "STOP_DIRECTION_STOP_DOWN") return &unsupported;
    o.stop_rising = direction == "STOP_DIRECTION_STOP_UP";
  }
  if (form.tif == Tif::gtd) {
    const std::optional<TsUs> end = parse_time(c["end_time"].text());
    if (!end) return &invalid;
    o.end_time = *end;
  }
  o.post_only = c["post_only"].truth();
  o.reduce_only = c["reduce_only"].truth();
  return nullptr;
}

}  // namespace

std::variant<NewOrder, NoOrder> read_order(JsonView body, const Exchange& exchange) {
  if (!body.is_object()) return NoOrder{invalid, true};
  NewOrder o;
  o.client_id = body["client_order_id"].text();
  const std::optional<ProductId> product = exchange.find(symbol_of(body["product_id"].text()));
  if (!product) return NoOrder{reason_of(Refusal::unknown_product)};
  o.product = *product;
  const std::string side = body["side"].text();
  if (side != "BUY" && side != "SELL")
    return NoOrder{{"INVALID_SIDE", "PREVIEW_INVALID_SIDE", "BUY or SELL"}};
  o.side = side == "BUY" ? Side::buy : Side::sell;
  if (!body["leverage"].absent() && !body["leverage"].text().empty()) o.leverage = amount(body["leverage"]);
  const auto configurations = body["order_configuration"].members();
  if (configurations.size() != 1) return NoOrder{unsupported};
  const auto& [name, c] = configurations.front();
  const Product& p = exchange.market(*product).product;
  for (const Form& form : forms) {
    if (form.name != name) continue;
    if (form.kind == Kind::market && form.tif == Tif::fok && !p.perp) return NoOrder{unsupported};
    o.kind = form.kind;
    o.tif = form.tif;
    if (const Reason* no = read_configuration(c, form, o, p)) return NoOrder{*no};
    return o;
  }
  return NoOrder{unsupported};
}

}  // namespace tu::simex::coinbase
