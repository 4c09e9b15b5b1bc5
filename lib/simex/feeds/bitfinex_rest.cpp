// Bitfinex v2: public REST.
#include "simex/feeds/bitfinex.h"

namespace tu::simex::feeds::bitfinex {

net::Response Bitfinex::rest(const net::Request& request, const Query& query) {
  const std::string path = percent_decoded(request.path());
  const auto parts = text::split(path, '/');  // "", v2, what, ...
  if (parts.size() < 3 || parts[1] != "v2") return failed(10020, "no such endpoint", 404);
  JsonOut out;
  const std::string_view what = parts[2];
  if (what == "platform") return json_response(out.open('[').number(std::int64_t{1}).close());
  if (what == "conf" && parts.size() == 4) return configuration(std::string(parts[3]));
  if (what == "tickers") {
    const std::vector<std::string> wanted = query.all("symbols");
    out.open('[');
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p) {
      const std::string id = id_of(market(p).product);
      if (wanted.empty() || wanted[0] == "ALL" ||
          std::find(wanted.begin(), wanted.end(), id) != wanted.end()) {
        write_ticker(out.open('[').text(id), p);
        out.close();
      }
    }
    return json_response(out.close());
  }
  if (parts.size() < 4) return failed(10020, "no such endpoint", 404);
  std::string_view symbol = parts[3];
  DurUs width = 0;
  if (what == "candles" && symbol.starts_with("trade:")) {
    const std::size_t colon = symbol.find(':', 6);
    width = width_of(symbol.substr(6, colon == symbol.npos ? 0 : colon - 6));
    symbol = colon == symbol.npos ? std::string_view() : symbol.substr(colon + 1);
  }
  const std::optional<ProductId> id = find(symbol);
  if (!id) return failed(10020, "symbol: invalid");
  out.open('[');
  const std::int64_t limit = std::clamp<std::int64_t>(query.number("limit", 120), 1, 10000);
  if (what == "ticker") {
    write_ticker(out, *id);
  } else if (what == "book" && parts.size() == 5) {
    for (const Change& c : levels(*id, static_cast<std::size_t>(query.number("len", 25))))
      write_row(out, c, parts[4] == "R0");
  } else if (what == "trades") {
    const std::deque<Print>& all = w_.tape.trades(*id);
    std::int64_t left = limit;
    for (auto p = all.rbegin(); p != all.rend() && left-- > 0; ++p) write_trade(out, *p);
  } else if (what == "candles" && width > 0) {
    auto list = w_.tape.candles(*id, width, query.number("start", 0) * us_per_ms,
                                query.number("end", ts_limit / us_per_ms) * us_per_ms,
                                static_cast<std::size_t>(limit));
    if (query.get("sort") != "1") std::reverse(list.begin(), list.end());
    for (const Candle& c : list) write_candle(out, c);
  } else {
    return failed(10020, "no such endpoint", 404);
  }
  return json_response(out.close());
}

net::Response Bitfinex::configuration(const std::string& labels) const {
  std::map<std::string, bool> currencies;
  for (const Market& m : w_.exchange.markets())
    currencies[own(m.product.base)] = currencies[own(m.product.quote)] = true;
  JsonOut out;
  out.open('[');
  for (const std::string_view label : text::split(labels, ',')) {
    out.open('[');
    if (label == "pub:list:currency")
      for (const auto& [c, there] : currencies) out.text(c);
    if (label == "pub:info:pair" || label == "pub:info:pair:futures" || label == "pub:list:pair:exchange")
      for (const Market& m : w_.exchange.markets()) {
        const Product& p = m.product;
        if (p.perp != label.ends_with("futures")) continue;
        if (label == "pub:list:pair:exchange") {
          out.text(pair_of(p));
          continue;
        }
        out.open('[')
            .text(pair_of(p))
            .open('[')
            .null()
            .null()
            .null()
            .text(p.min_qty.str())
            .text(p.max_qty.str());
        out.null().null().null().null().null().null().null().close().close();
      }
    out.close();
  }
  return json_response(out.close());
}

void Bitfinex::write_ticker(JsonOut& out, ProductId id) const {
  const Market& m = market(id);
  const Day d = day(id);
  for (const Level* best : {m.bids.best(), m.asks.best()})
    out.number(best ? best->price : Decimal{}).number(best ? best->total : Decimal{});
  const Decimal change = d.open.is_zero() ? Decimal{} : (m.mark() - d.open) / d.open;
  out.number(m.mark() - d.open).number(trunc_to(change, *Decimal::parse("0.00000001"))).number(m.mark());
  out.number(d.volume).number(d.high).number(d.low);
}

// [PRICE, COUNT, AMOUNT]; a level that left has count 0 and amount 1 or -1. R0: [ORDER, PRICE, AMOUNT].
void Bitfinex::write_row(JsonOut& out, const Change& c, bool raw) const {
  const bool gone = c.size.is_zero();
  const Decimal amount = gone ? Decimal::from_integer(1) : c.size;
  out.open('[');
  if (raw)
    out.number(static_cast<std::int64_t>(c.price.raw() / 10'000'000'000 % 1'000'000'000'000))
        .number(gone ? Decimal{} : c.price);
  else
    out.number(c.price).number(std::int64_t{gone ? 0 : 1});
  out.number(c.side == Side::buy ? amount : -amount).close();
}

void Bitfinex::write_trade(JsonOut& out, const Print& p) const {
  out.open('[').number(static_cast<std::int64_t>(p.id)).number(p.at / us_per_ms);
  out.number(p.aggressor == Side::buy ? p.qty : -p.qty).number(p.price).close();
}

void Bitfinex::write_candle(JsonOut& out, const Candle& c) const {
  out.open('[').number(c.start / us_per_ms);
  for (const Decimal x : {c.open, c.close, c.high, c.low, c.volume}) out.number(x);
  out.close();
}

std::vector<Change> Bitfinex::levels(ProductId id, std::size_t depth) const {
  Shown nothing;
  return differences(market(id), depth, nothing);
}

}  // namespace tu::simex::feeds::bitfinex
