#include "venue/metric/sources.h"

#include <algorithm>

#include "base/text.h"
#include "event/copy.h"
#include "venue/market_events.h"
#include "venue/metric/latency.h"
#include "wire/json_scan.h"

namespace tu::venue::metric {

namespace {

using wire::json_each;
using wire::json_member;

// What an answer says: a number as it stands there, and the time that it describes.
struct Reading {
  std::string_view value, mark, index;  // mark and index: of funding
  TsUs asof = 0, next = 0;
};

struct Source {
  std::string_view name, host;
  DurUs every;
  std::string_view argument;  // what stands behind the dot, for messages; "": nothing does
  std::string (*target)(const std::string& argument, TsUs now);
  Reading (*read)(std::string_view body, const std::string& argument);
};

// BTC-USDT-PERP as Binance writes it: BTCUSDT.
std::string native_perpetual(std::string symbol) {
  if (symbol.ends_with("-PERP")) symbol.resize(symbol.size() - 5);
  std::erase(symbol, '-');
  return symbol;
}

std::string ms(TsUs t) {
  return std::to_string(t / us_per_ms);
}

// The newest stands first; value and time are strings.
Reading fear_greed(std::string_view body, const std::string&) {
  Reading r;
  json_each(json_member(body, "data"), [&](std::string_view row) {
    if (!r.value.empty()) return;
    r.value = json_member(row, "value");
    const auto seconds = count_of(json_member(row, "timestamp"));
    r.asof = seconds && *seconds < ts_limit / us_per_s ? *seconds * us_per_s : 0;
  });
  return r;
}

// Rows [time, open, high, low, close], the newest last.
Reading dvol(std::string_view body, const std::string&) {
  Reading r;
  std::vector<std::string_view> row;
  json_each(json_member(json_member(body, "result"), "data"), [&](std::string_view text) {
    wire::json_items(text, row);
    const std::optional<TsUs> at = row.size() < 5 ? std::nullopt : milliseconds(row[0]);
    if (at && *at >= r.asof) r.value = row[4], r.asof = *at;
  });
  return r;
}

// The time is a string in the documentation and a number in answers.
Reading taker_ratio(std::string_view body, const std::string&) {
  Reading r;
  json_each(body, [&](std::string_view row) {
    const TsUs at = milliseconds(json_member(row, "timestamp")).value_or(0);
    if (at >= r.asof) r.value = json_member(row, "buySellRatio"), r.asof = at;
  });
  return r;
}

Reading funding_of(std::string_view body, const std::string&) {
  const auto of = [&](std::string_view key) { return json_member(body, key); };
  return {of("lastFundingRate"), of("markPrice"), of("indexPrice"), milliseconds(of("time")).value_or(0),
          milliseconds(of("nextFundingTime")).value_or(0)};
}

Reading coingecko(std::string_view body, const std::string& id) {
  const std::string_view coin = json_member(body, id);
  const auto seconds = count_of(json_member(coin, "last_updated_at"));
  return {json_member(coin, "usd"),
          {},
          {},
          seconds && *seconds < ts_limit / us_per_s ? *seconds * us_per_s : 0,
          0};
}

constexpr Source sources[] = {
    {"fear_greed", "alternative.me", us_per_hour / 4, "",
     [](const std::string&, TsUs) { return std::string("/fng/?limit=2&format=json"); }, fear_greed},
    {"dvol", "deribit", us_per_min, "a currency, such as BTC",
     [](const std::string& currency, TsUs now) {
       return "/api/v2/public/get_volatility_index_data?currency=" + currency +
              "&start_timestamp=" + ms(now - 10 * us_per_min) + "&end_timestamp=" + ms(now) +
              "&resolution=60";
     },
     dvol},
    {"taker_ratio", "binance-futures", us_per_min, "a perpetual, such as BTC-USDT-PERP",
     [](const std::string& symbol, TsUs) {
       return "/futures/data/takerlongshortRatio?symbol=" + native_perpetual(symbol) + "&period=5m&limit=2";
     },
     taker_ratio},
    {"funding", "binance-futures", us_per_min, "a perpetual, such as BTC-USDT-PERP",
     [](const std::string& symbol, TsUs) {
       return "/fapi/v1/premiumIndex?symbol=" + native_perpetual(symbol);
     },
     funding_of},
    {"coingecko", "coingecko", us_per_min, "a coin's id, such as bitcoin",
     [](const std::string& id, TsUs) {
       return "/api/v3/simple/price?ids=" + id +
              "&vs_currencies=usd&include_last_updated_at=true&precision=full";
     },
     coingecko},
};

const Source* find(std::string_view name) {
  for (const Source& s : sources)
    if (s.name == name) return &s;
  return nullptr;
}

constexpr std::string_view latency = "latency";  // a codec of its own: latency.h

struct Asked {
  const Source* source;
  std::string argument;
  TsUs asked = 0;
  std::string told;  // the last value and its time: the same again is no news
};

class Codec final : public MarketCodec {
 public:
  explicit Codec(std::vector<Asked> all) : all_(std::move(all)) {}
  void opened(MarketSink&) override {
    for (Asked& a : all_) a.asked = 0;
  }
  void frame(std::string_view, TsUs, MarketSink&) override {}
  void tick(TsUs now, MarketSink& sink) override {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Asked& a = all_[i];
      if (a.asked != 0 && now - a.asked < a.source->every) continue;
      a.asked = now;
      sink.fetch(a.source->target(a.argument, now), i);
    }
  }
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs, MarketSink& sink) override {
    if (tag >= all_.size()) return;
    Asked& a = all_[tag];
    Reading r;
    if (status == 200 && wire::json_valid(body)) r = a.source->read(body, a.argument);
    const std::optional<double> value = real_of(r.value);
    if (!value) return sink.unusable(std::string(a.source->name) + ": " + answer_in_words(status, body));
    std::string now =
        std::string(r.value) + "@" + std::to_string(a.source->name == "funding" ? r.next : r.asof);
    if (now == a.told) return;
    a.told = std::move(now);
    if (a.source->name == "funding")
      return make_funding(sink, {intern("binance"), intern(a.argument)}, r.asof, "8h",
                          {r.value, r.mark, r.index, r.next, false});
    tell(a, *value, r.asof, sink);
  }

 private:
  static void tell(const Asked& a, double value, TsUs asof, MarketSink& sink) {
    Event* e = make_event(Type::metric, 0, sink.arena());
    if (a.source->name == "dvol") e->venue = intern("deribit");
    if (a.source->name == "taker_ratio") e->venue = intern("binance"), e->symbol = intern(a.argument);
    e->set_text(Field{Type::metric, "name"}, a.source->name);
    e->set(Field{Type::metric, "value"}, value);
    if (a.source->name == "coingecko") e->set_text(Field{Type::metric, "unit"}, "usd");
    if (!a.argument.empty() && e->symbol == Atom::none)
      e->set_text(Field{Type::metric, "target"}, a.argument);
    if (asof > 0) e->set_integer(Field{Type::metric, "asof"}, asof);
    sink.event(*e);
  }

  std::vector<Asked> all_;
};

Asked asked_of(const std::string& name) {
  const std::size_t dot = std::min(name.find('.'), name.size());
  return {find(std::string_view(name).substr(0, dot)), name.substr(std::min(dot + 1, name.size())), 0, {}};
}

}  // namespace

std::string refuse(const MarketRequest& request) {
  for (const std::string& name : request.symbols) {
    const Asked a = asked_of(name);
    if (name == latency) continue;
    if (!a.source) {
      std::string known;
      for (const Source& s : sources) known += std::string(s.name) + ", ";
      known += latency;
      return "source is \"" + name + "\", expected one of " + known;
    }
    const bool plain =
        a.argument.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
        std::string::npos;
    if (a.argument.empty() != a.source->argument.empty() || !plain)
      return name + ": expected " + std::string(a.source->name) +
             (a.source->argument.empty() ? " alone" : ". and " + std::string(a.source->argument));
  }
  return {};
}

std::vector<MarketConnection> connections(const MarketRequest& request) {
  std::vector<MarketConnection> all;
  for (std::string_view host : {"alternative.me", "deribit", "binance-futures", "coingecko"}) {
    std::vector<Asked> here;
    for (const std::string& name : request.symbols)
      if (Asked a = asked_of(name); a.source && a.source->host == host) here.push_back(std::move(a));
    if (!here.empty()) all.push_back({std::string(host), "", std::make_unique<Codec>(std::move(here))});
  }
  if (std::find(request.symbols.begin(), request.symbols.end(), latency) != request.symbols.end())
    all.push_back({std::string(latency), "", latency_codec()});
  return all;
}

}  // namespace tu::venue::metric
