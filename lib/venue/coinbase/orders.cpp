#include "venue/coinbase/orders.h"

#include "base/text.h"
#include "venue/coinbase/product.h"
#include "wire/json_view.h"

namespace tu::venue::coinbase {
namespace {

std::string quoted(std::string_view s) {
  std::string out = "\"";
  text::append_escaped(out, s);
  out += '"';
  return out;
}

std::string member(std::string_view key, std::string_view value) {
  return quoted(key) + ":" + quoted(value);
}

struct Configuration {
  std::string name, fields;
};

Result<Configuration> limit_configuration(const VenueOrder& o, const std::string& size) {
  const std::string at = size + "," + member("limit_price", o.limit.str());
  const std::string maker = o.post_only ? ",\"post_only\":true" : ",\"post_only\":false";
  if (o.tif == "IOC") return Configuration{"sor_limit_ioc", at};
  if (o.tif == "FOK") return Configuration{"limit_limit_fok", at};
  if (o.tif == "GTD" || o.expires > 0)
    return Configuration{"limit_limit_gtd", at + "," + member("end_time", time_text(o.expires)) + maker};
  return Configuration{"limit_limit_gtc", at + maker};
}

Configuration stop_configuration(const VenueOrder& o, const std::string& size) {
  std::string fields =
      size + "," + member("limit_price", o.limit.str()) + "," + member("stop_price", o.stop.str()) + "," +
      member("stop_direction", o.buy ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN");
  if (o.tif != "GTD" && o.expires == 0) return {"stop_limit_stop_limit_gtc", fields};
  return {"stop_limit_stop_limit_gtd", fields + "," + member("end_time", time_text(o.expires))};
}

Result<Configuration> configuration(const VenueOrder& o) {
  const std::string size = member("base_size", o.qty.str());
  if (o.post_only && (o.kind != "limit" || o.tif == "IOC" || o.tif == "FOK"))
    return fail(Exit::refused, "coinbase takes post-only of GTC and GTD limit orders only");
  if (o.kind == "market" && o.limit_worst.sign() > 0)
    return Configuration{o.tif == "FOK" ? "limit_limit_fok" : "sor_limit_ioc",
                         size + "," + member("limit_price", o.limit_worst.str())};
  if (o.kind == "market") return Configuration{"market_market_ioc", size};
  if (o.kind == "limit") return limit_configuration(o, size);
  if (o.kind == "stop_limit") return stop_configuration(o, size);
  // Coinbase has no stop order without a limit: the worst approved price is one.
  if (o.kind == "stop" && o.limit_worst.sign() > 0) {
    VenueOrder bounded = o;
    bounded.limit = o.limit_worst;
    return stop_configuration(bounded, size);
  }
  return fail(Exit::refused, "coinbase has no order of kind \"" + o.kind + "\" without a worst price");
}

// The first failure reason that says something.
std::string reason_of(const wire::JsonView& error) {
  for (const char* key : {"error", "new_order_failure_reason", "preview_failure_reason"}) {
    std::string word = error[key].text();
    if (!word.empty() && word != "UNKNOWN_FAILURE_REASON" && word != "UNKNOWN_PREVIEW_FAILURE_REASON") {
      const std::string more = error["message"].text();
      return more.empty() || more == word ? word : word + ": " + more;
    }
  }
  const std::string message = error["message"].text();
  return message.empty() ? "the venue gave no reason" : message;
}

}  // namespace

Result<std::string> create_body(const VenueOrder& o) {
  Result<Configuration> c = configuration(o);
  if (!c) return c.error();
  return "{" + member("client_order_id", o.client_id) + "," + member("product_id", product_id(o.symbol)) +
         "," + member("side", o.buy ? "BUY" : "SELL") + ",\"order_configuration\":{" + quoted(c->name) +
         ":{" + c->fields + "}}}";
}

std::string preview_body(std::string body) {
  const std::size_t from = body.find("\"client_order_id\":\""), to = body.find("\",", from + 19);
  return from == body.npos || to == body.npos ? body : body.erase(from, to + 2 - from);
}

std::string cancel_body(const std::vector<std::string>& ids) {
  std::string out = "{\"order_ids\":[";
  for (std::size_t i = 0; i < ids.size(); ++i) out += (i ? "," : "") + quoted(ids[i]);
  return out + "]}";
}

CreateAnswer read_create(int status, std::string_view body) {
  CreateAnswer a;
  a.reason = "HTTP " + std::to_string(status);
  if (status == 429) a.kind = CreateAnswer::Kind::later;
  if (status == 401) a.kind = CreateAnswer::Kind::clock;
  if (status == 400 || status == 403 || status == 404) a.kind = CreateAnswer::Kind::refused;
  const auto whole = wire::JsonView::read(body);
  if (!whole || !whole->is_object()) return a;
  const wire::JsonView& v = *whole;
  if (a.kind == CreateAnswer::Kind::refused) a.reason += ": " + reason_of(v);
  if (status != 200) return a;
  if (v["success"].flag()) {
    a.venue_id = v["success_response"]["order_id"].text();
    if (a.venue_id.empty()) a.venue_id = v["order_id"].text();
    if (!a.venue_id.empty()) a.kind = CreateAnswer::Kind::accepted;
    return a;
  }
  if (v["success"].raw() != "false") return a;
  const wire::JsonView error = v["error_response"];
  a.reason = error ? reason_of(error) : v["failure_reason"].text();
  // Another request with this id was taken: what became of that one must be asked.
  const bool duplicate = a.reason.starts_with("DUPLICATE_CLIENT_ORDER_ID");
  a.kind = duplicate ? CreateAnswer::Kind::unknown : CreateAnswer::Kind::refused;
  a.would_take = error.raw().find("INVALID_LIMIT_PRICE_POST_ONLY") != std::string_view::npos;
  return a;
}

Result<std::vector<std::string>> read_preview(std::string_view body) {
  const auto v = wire::JsonView::read(body);
  if (!v || !(*v)["errs"].is_array()) return fail(Exit::bad_data, "preview: the answer has no errs");
  std::vector<std::string> out;
  for (const wire::JsonView& e : (*v)["errs"].items()) out.push_back(e.text());
  return out;
}

Result<std::vector<CancelAnswer>> read_cancel(std::string_view body) {
  const auto v = wire::JsonView::read(body);
  if (!v || !(*v)["results"].is_array())
    return fail(Exit::bad_data, "batch_cancel: the answer has no results");
  std::vector<CancelAnswer> out;
  for (const wire::JsonView& r : (*v)["results"].items()) {
    CancelAnswer a;
    a.venue_id = r["order_id"].text();
    if (!r["success"].flag()) a.reason = r["failure_reason"].text();
    if (!r["success"].flag() && a.reason.empty()) a.reason = "the venue gave no reason";
    out.push_back(std::move(a));
  }
  return out;
}

std::string subscribe_message(std::string_view channel, std::string_view token,
                              const std::vector<std::string>& products) {
  std::string out = "{\"type\":\"subscribe\"," + member("channel", channel);
  if (!products.empty()) {
    out += ",\"product_ids\":[";
    for (std::size_t i = 0; i < products.size(); ++i) out += (i ? "," : "") + quoted(products[i]);
    out += ']';
  }
  if (!token.empty()) out += "," + member("jwt", token);
  return out + "}";
}

}  // namespace tu::venue::coinbase
