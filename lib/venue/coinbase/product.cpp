#include "venue/coinbase/product.h"

#include "wire/json_view.h"

namespace tu::venue::coinbase {
namespace {

constexpr std::string_view perp = "-PERP", intx = "-PERP-INTX", usdc_perp = "-USDC-PERP";

std::string_view closed_for(const VenueOrder& o, const Product& p) {
  if (p.disabled) return "trading is disabled";
  if (p.view_only) return "it can only be viewed";
  if (p.cancel_only) return "it takes cancels only";
  if (p.limit_only && o.kind == "market") return "it takes limit orders only";
  if (p.post_only && !o.post_only) return "it takes post-only orders only";
  return {};
}

}  // namespace

std::string product_id(std::string_view symbol) {
  if (!symbol.ends_with(perp)) return std::string(symbol);
  return std::string(symbol.substr(0, symbol.find('-'))) + std::string(intx);
}

std::string symbol_of_product(std::string_view id) {
  if (!id.ends_with(intx)) return std::string(id);
  return std::string(id.substr(0, id.size() - intx.size())) + std::string(usdc_perp);
}

Result<Product> read_product(std::string_view json) {
  const auto whole = wire::JsonView::read(json);
  if (!whole || !whole->is_object()) return fail(Exit::bad_data, "product: the answer is no JSON object");
  const wire::JsonView& v = *whole;
  Product p;
  p.id = v["product_id"].text();
  if (p.id.empty()) return fail(Exit::bad_data, "product: has no product_id");
  p.quote = v["quote_currency_id"].text();
  const struct {
    const char* name;
    Decimal& to;
    bool required;
  } fields[] = {{"base_increment", p.base_increment, true},
                {"price_increment", p.price_increment, false},
                {"base_min_size", p.base_min, true},
                {"base_max_size", p.base_max, false},
                {"quote_min_size", p.quote_min, false}};
  for (const auto& f : fields) {
    const auto x = v[f.name].decimal();
    if (!x && f.required)
      return fail(Exit::bad_data,
                  "product " + p.id + ": " + f.name + " is \"" + v[f.name].text() + "\", expected a number");
    f.to = x.value_or(Decimal());
  }
  if (p.price_increment.is_zero()) p.price_increment = v["quote_increment"].decimal().value_or(Decimal());
  p.perpetual = v["product_type"].text() == "FUTURE";
  p.disabled = v["trading_disabled"].flag() || v["is_disabled"].flag();
  p.cancel_only = v["cancel_only"].flag();
  p.limit_only = v["limit_only"].flag();
  p.post_only = v["post_only"].flag();
  p.view_only = v["view_only"].flag();
  return p;
}

Result<VenueOrder> fit(VenueOrder o, const Product& p) {
  auto refuse = [&](const std::string& why) { return fail(Exit::refused, p.id + ": " + why); };
  if (const std::string_view why = closed_for(o, p); !why.empty()) return refuse(std::string(why));
  const Decimal asked = o.qty;
  o.qty = trunc_to(o.qty, p.base_increment);
  if (o.limit.sign() > 0)
    o.limit = o.buy ? floor_to(o.limit, p.price_increment) : ceil_to(o.limit, p.price_increment);
  if (o.limit_worst.sign() > 0)
    o.limit_worst =
        o.buy ? floor_to(o.limit_worst, p.price_increment) : ceil_to(o.limit_worst, p.price_increment);
  if (o.stop.sign() > 0)
    o.stop = o.buy ? ceil_to(o.stop, p.price_increment) : floor_to(o.stop, p.price_increment);
  if (o.qty.sign() <= 0 || o.qty < p.base_min)
    return refuse("quantity " + asked.str() + " is " + o.qty.str() + " in steps of " +
                  p.base_increment.str() + ", expected at least " + p.base_min.str());
  if (p.base_max.sign() > 0 && o.qty > p.base_max)
    return refuse("quantity " + o.qty.str() + ", expected at most " + p.base_max.str());
  if (o.kind != "market" && o.limit.sign() <= 0 && o.kind != "stop")
    return refuse("a limit of " + o.limit.str() + " in steps of " + p.price_increment.str());
  if (o.limit.sign() > 0 && p.quote_min.sign() > 0) {
    const auto worth = Decimal::checked_mul(o.limit, o.qty);
    if (!worth || *worth < p.quote_min)
      return refuse("worth " + (worth ? worth->str() : std::string("too much")) + " " + p.quote +
                    ", expected at least " + p.quote_min.str());
  }
  return o;
}

}  // namespace tu::venue::coinbase
