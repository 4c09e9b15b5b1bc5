#include "venue/hyperliquid/user.h"
#include "wire/json_view.h"

namespace tu::venue::hyperliquid {

using wire::JsonView;

PlaceAnswer read_place(int status, std::string_view body) {
  using Kind = PlaceAnswer::Kind;
  PlaceAnswer a;
  a.reason = "HTTP " + std::to_string(status);
  if (status == 429) a.kind = Kind::later;
  if (status == 400 || status == 401 || status == 403 || status == 404 || status == 422)
    a.kind = Kind::refused;
  const auto v = status == 200 ? JsonView::read(body) : std::nullopt;
  if (!v || !v->is_object()) return a;
  if ((*v)["status"].text() == "err") {
    a.reason = (*v)["response"].text();
    // An address beyond its allowance may make one request in ten seconds.
    a.kind = a.reason.starts_with("Too many cumulative requests sent") ? Kind::later : Kind::refused;
    return a;
  }
  const std::vector<JsonView> statuses = (*v)["response"]["data"]["statuses"].items();
  if ((*v)["status"].text() != "ok" || statuses.size() != 1) return a;
  const JsonView& s = statuses[0];
  if (const JsonView error = s["error"]) {
    a.kind = Kind::refused;
    a.reason = error.text();
    a.would_take = a.reason.starts_with("Post only order would have immediately matched");
    return a;
  }
  for (const char* word : {"resting", "filled"})
    if (std::string id = s[word]["oid"].text(); !id.empty()) {
      a.kind = Kind::accepted;
      a.venue_id = std::move(id);
    }
  return a;
}

std::string question(std::string_view type, std::string_view address, std::string_view more) {
  std::string q = "{\"type\":\"";
  return q.append(type).append("\",\"user\":\"").append(address).append("\"").append(more).append("}");
}

namespace {

// The UUID that a cloid was made of.
std::string client_id_of(const std::string& cloid) {
  constexpr std::size_t length = 34;
  if (cloid.size() != length || !cloid.starts_with("0x")) return {};
  const std::string h = cloid.substr(2);
  return h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) + "-" + h.substr(16, 4) + "-" +
         h.substr(20);
}

Result<Status> status_of(const JsonView& order, const std::string& word) {
  const auto whole = order["origSz"].decimal(), left = order["sz"].decimal();
  Status s;
  s.venue_id = order["oid"].text();
  if (s.venue_id.empty() || word.empty() || !whole || !left || *left > *whole)
    return fail(Exit::bad_data, "order \"" + s.venue_id + "\" has not oid, sizes and status");
  s.known = true;
  s.client_id = client_id_of(order["cloid"].text());
  s.coin = order["coin"].text();
  s.buy = order["side"].text() == "B";
  s.filled = *whole - *left;
  // "canceled", "marginCanceled", "reduceOnlyCanceled", ...; the same with "Rejected".
  if (word == "open" || word == "triggered")
    s.state = "open";
  else if (word == "filled")
    s.state = "filled";
  else if (word.ends_with("ejected"))
    s.state = "rejected";
  else
    s.state = "cancelled";
  if (s.state == "filled") s.filled = *whole;
  if (s.state != "open" && s.state != "filled" && word != "canceled") s.reason = word;
  return s;
}

// {"order":{...},"status":...}
Result<Status> status_of(const JsonView& v) {
  return status_of(v["order"], v["status"].text());
}

Result<Status> open_status_of(const JsonView& order) {
  return status_of(order, "open");
}

template <class T>
Result<std::vector<T>> each_of(const JsonView& list, Result<T> read(const JsonView&)) {
  std::vector<T> out;
  for (const JsonView& each : list.items()) {
    auto one = read(each);
    if (!one) return one.error();
    out.push_back(std::move(one).value());
  }
  return out;
}

template <class T>
Result<std::vector<T>> list_of(std::string_view body, const char* what, Result<T> read(const JsonView&)) {
  const auto v = JsonView::read(body);
  if (!v || !v->is_array()) return fail(Exit::bad_data, std::string(what) + ": the answer is no list");
  return each_of(*v, read);
}

}  // namespace

Result<Status> read_status(std::string_view body) {
  const auto v = JsonView::read(body);
  if (!v || !v->is_object()) return fail(Exit::bad_data, "orderStatus: the answer is no JSON object");
  if ((*v)["status"].text() == "unknownOid") return Status();
  return status_of((*v)["order"]);
}

namespace {

Result<Fill> fill_of(const JsonView& v) {
  Fill f;
  f.id = v["tid"].text();
  f.venue_id = v["oid"].text();
  f.client_id = client_id_of(v["cloid"].text());
  f.coin = v["coin"].text();
  f.fee_currency = v["feeToken"].text();
  f.liquidated = v["liquidation"]["liquidatedUser"].text();
  const auto price = v["px"].decimal(), qty = v["sz"].decimal(), fee = v["fee"].decimal();
  const auto ms = v["time"].integer();
  if (f.id.empty() || f.venue_id.empty() || !price || !qty || !ms || price->sign() <= 0 || qty->sign() <= 0)
    return fail(Exit::bad_data, "fill \"" + f.id + "\": expected ids, px, sz and time");
  f.price = *price;
  f.qty = *qty;
  f.fee = fee.value_or(Decimal());
  f.maker = !v["crossed"].flag();
  f.buy = v["side"].text() == "B";
  f.at = *ms * us_per_ms;
  return f;
}

Result<FundingPaid> funding_of(const JsonView& v) {
  const JsonView delta = v["delta"];
  const auto ms = v["time"].integer();
  const auto usdc = delta["usdc"].decimal(), qty = delta["szi"].decimal(),
             rate = delta["fundingRate"].decimal();
  FundingPaid f;
  f.coin = delta["coin"].text();
  if (f.coin.empty() || !ms || !usdc || !qty)
    return fail(Exit::bad_data, "userFunding: a payment has not coin, time, usdc and szi");
  f.paid = -*usdc;
  f.qty = *qty;
  f.rate = rate ? rate->to_real() : 0;
  f.at = *ms * us_per_ms;
  return f;
}

}  // namespace

Result<std::vector<Status>> read_orders(std::string_view body) {
  return list_of<Status>(body, "historicalOrders", status_of);
}

Result<std::vector<Status>> read_open_orders(std::string_view body) {
  return list_of<Status>(body, "frontendOpenOrders", open_status_of);
}

Result<std::vector<Fill>> read_fills(std::string_view body) {
  return list_of<Fill>(body, "userFillsByTime", fill_of);
}

Result<UserMessage> read_user(std::string_view message) {
  UserMessage m;
  if (!message.starts_with('{') && !message.starts_with('['))
    return m;  // "Websocket connection established."
  const auto v = JsonView::read(message);
  if (!v || !v->is_object()) return fail(Exit::bad_data, "user channel: a message is no JSON object");
  m.channel = (*v)["channel"].text();
  const JsonView data = (*v)["data"];
  m.snapshot = data["isSnapshot"].flag();
  if (m.channel == "orderUpdates") {
    auto all = each_of<Status>(data, status_of);
    if (!all) return all.error();
    m.orders = std::move(all).value();
  } else if (m.channel == "userFills") {
    auto all = each_of<Fill>(data["fills"], fill_of);
    if (!all) return all.error();
    m.fills = std::move(all).value();
  }
  return m;
}

std::string subscribe_message(std::string_view channel, std::string_view address) {
  return "{\"method\":\"subscribe\",\"subscription\":" + question(channel, address) + "}";
}

Result<std::vector<FundingPaid>> read_funding(std::string_view body) {
  return list_of<FundingPaid>(body, "userFunding", funding_of);
}

Result<VenueHoldings> read_holdings(std::string_view body) {
  const auto v = JsonView::read(body);
  const auto raw = v ? (*v)["marginSummary"]["totalRawUsd"].decimal() : std::nullopt;
  if (!raw || !(*v)["assetPositions"].is_array())
    return fail(Exit::bad_data, "clearinghouseState: the answer has no assetPositions and totalRawUsd");
  VenueHoldings h;
  h.by_coin = h.net = true;
  h.balances["USDC"] = *raw;
  for (const JsonView& each : (*v)["assetPositions"].items()) {
    const JsonView p = each["position"];
    const std::string coin = p["coin"].text();
    const auto qty = p["szi"].decimal();
    if (coin.empty() || !qty)
      return fail(Exit::bad_data, "clearinghouseState: position \"" + coin + "\" has no coin and szi");
    h.positions[coin + "-USDC-PERP"] += *qty;
  }
  return h;
}

Result<std::vector<std::string>> read_cancels(std::string_view body) {
  const auto v = JsonView::read(body);
  if (!v || !v->is_object()) return fail(Exit::bad_data, "cancel: the answer is no JSON object");
  if ((*v)["status"].text() == "err") return fail(Exit::bad_data, "cancel: " + (*v)["response"].text());
  std::vector<std::string> out;
  for (const JsonView& s : (*v)["response"]["data"]["statuses"].items())
    out.push_back(s.text() == "success"       ? ""
                  : s["error"].text().empty() ? "no reason was given"
                                              : s["error"].text());
  return out;
}

}  // namespace tu::venue::hyperliquid
