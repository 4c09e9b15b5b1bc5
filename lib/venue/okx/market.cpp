#include "venue/okx/market.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "venue/crc32.h"
#include "venue/seen.h"
#include "venue/snapshot_wait.h"
#include "wire/json_scan.h"

namespace tu::venue::okx {

namespace {

using wire::json_each;
using wire::json_each_member;
using wire::json_member;

constexpr DurUs quiet_max = 20 * us_per_s;  // then a ping: after 30 s of silence the venue hangs up
constexpr DurUs retry_every = 5 * us_per_s;
constexpr std::size_t args_a_message = 50;

struct Instrument {
  Market market;
  bool perpetual = false;
  double contract = 0;  // base a contract, of perpetuals; 0: not known yet
  TextBook book;
  bool book_known = false;
  std::int64_t seq = -1;
  SeenTrades seen;
  std::string mark;
  TsUs funding_at = 0;  // the settlement that comes
};

class Codec final : public MarketCodec {
 public:
  Codec(const MarketRequest& request, Part part)
      : channels_(request.channels), part_(part), tf_(request.tf.empty() ? "1m" : request.tf) {
    for (const std::string& s : request.symbols) {
      Instrument& i = instruments_[native_symbol(s)];
      i.market = {intern("okx"), intern(s)};
      i.perpetual = s.ends_with("-PERP");
    }
  }
  void opened(MarketSink& sink) override;
  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) override;
  void tick(TsUs now, MarketSink& sink) override;

 private:
  using Place = std::map<std::string, Instrument, std::less<>>::iterator;
  std::vector<std::string> args_of(const std::string& name, const Instrument& i) const;
  void ask(MarketSink& sink, std::string_view op, const std::vector<std::string>& args);
  // Sizes of perpetuals are in contracts: without their size there is nothing to say.
  void ask_contracts(MarketSink& sink);
  std::string in_base(const Instrument& i, std::string_view size) const;

  void ticker(Instrument& i, std::string_view row, TsUs recv, MarketSink& sink);
  void trade(Instrument& i, std::string_view row, TsUs recv, MarketSink& sink);
  void book(const std::string& name, Instrument& i, std::string_view row, bool snapshot, TsUs recv,
            MarketSink& sink);
  void book_again(const std::string& name, Instrument& i, const std::string& reason, MarketSink& sink);
  void funding_of(Instrument& i, std::string_view row, TsUs recv, MarketSink& sink);
  void candle(Instrument& i, std::string_view row, MarketSink& sink);

  unsigned channels_;
  Part part_;
  std::string tf_;
  std::map<std::string, Instrument, std::less<>> instruments_;

  TsUs heard_ = 0, pinged_ = 0, asked_contracts_ = 0;
  SnapshotWait wait_;
  BookLevels levels_;
};

std::vector<std::string> Codec::args_of(const std::string& name, const Instrument& i) const {
  std::vector<std::string> args;
  const auto add = [&](const std::string& channel) {
    args.push_back("{\"channel\":\"" + channel + "\",\"instId\":\"" + name + "\"}");
  };
  if (part_ != Part::candles) {
    if (channels_ & quotes) add("tickers");
    if (channels_ & trades) add("trades");
    if (channels_ & books) add("books");
    if ((channels_ & funding) && i.perpetual) add("funding-rate"), add("mark-price");
  }
  if (part_ != Part::main && (channels_ & candles)) add("candle" + bar_of(tf_));
  return args;
}

void Codec::ask(MarketSink& sink, std::string_view op, const std::vector<std::string>& args) {
  for (std::size_t from = 0; from < args.size(); from += args_a_message) {
    std::string s = "{\"op\":\"" + std::string(op) + "\",\"args\":[";
    for (std::size_t k = from; k < std::min(args.size(), from + args_a_message); ++k)
      s += (k > from ? "," : "") + args[k];
    sink.send(s + "]}");
  }
}

void Codec::opened(MarketSink& sink) {
  heard_ = pinged_ = 0;
  wait_.restart();
  std::vector<std::string> args;
  for (auto& [name, i] : instruments_) {
    i.book_known = false;
    if (i.perpetual && i.contract == 0) continue;
    for (std::string& a : args_of(name, i)) args.push_back(std::move(a));
  }
  ask(sink, "subscribe", args);
  ask_contracts(sink);
}

void Codec::ask_contracts(MarketSink& sink) {
  std::uint64_t tag = 0;
  for (const auto& [name, i] : instruments_) {
    if (i.perpetual && i.contract == 0)
      sink.fetch("/api/v5/public/instruments?instType=SWAP&instId=" + name, tag);
    ++tag;
  }
}

void Codec::answer(std::uint64_t tag, int status, std::string_view body, TsUs, MarketSink& sink) {
  if (tag >= instruments_.size()) return;
  const Place it = std::next(instruments_.begin(), static_cast<std::ptrdiff_t>(tag));
  Instrument& i = it->second;
  std::optional<double> value;
  if (status == 200 && wire::json_valid(body))
    json_each(json_member(body, "data"), [&](std::string_view row) {
      const std::optional<double> multiple = price_of(json_member(row, "ctMult"));
      if (json_member(row, "instId") == it->first) value = price_of(json_member(row, "ctVal"));
      if (value && multiple) value = *value * *multiple;
    });
  if (!value)
    return sink.alert("warning", "okx: the contract size of " + it->first +
                                     " is not known: " + std::string(body.substr(0, 160)));
  if (i.contract != 0) return;
  i.contract = *value;
  ask(sink, "subscribe", args_of(it->first, i));
}

void Codec::tick(TsUs now, MarketSink& sink) {
  if (heard_ == 0) heard_ = now;
  if (now - std::max(heard_, pinged_) >= quiet_max) {
    pinged_ = now;
    sink.send("ping");
  }
  const auto without = [](const auto& p) { return p.second.perpetual && p.second.contract == 0; };
  if (asked_contracts_ == 0) asked_contracts_ = now;
  if (now - asked_contracts_ >= retry_every &&
      std::any_of(instruments_.begin(), instruments_.end(), without)) {
    asked_contracts_ = now;
    ask_contracts(sink);
  }
  const bool waiting = (channels_ & books) && part_ != Part::candles &&
                       std::any_of(instruments_.begin(), instruments_.end(),
                                   [&](const auto& p) { return !without(p) && !p.second.book_known; });
  wait_.tick(waiting, now, sink);
}

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  heard_ = recv;
  if (text == "pong") return;
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  std::string_view event, arg, action, data, message;
  json_each_member(text, [&](std::string_view key, std::string_view value) {
    if (key == "event") event = value;
    if (key == "arg") arg = value;
    if (key == "action") action = value;
    if (key == "data") data = value;
    if (key == "msg") message = value;
  });
  if (event == "error")
    return sink.alert("warning", "okx: " + unescaped(message.substr(0, 200), sink.arena()));
  if (event == "notice") return sink.reconnect("the venue says: " + std::string(message.substr(0, 100)));
  if (!event.empty()) return;
  const std::string_view channel = json_member(arg, "channel");
  const Place it = instruments_.find(json_member(arg, "instId"));
  if (it == instruments_.end()) return;
  Instrument& i = it->second;
  json_each(data, [&](std::string_view row) {
    if (channel == "tickers") return ticker(i, row, recv, sink);
    if (channel == "trades") return trade(i, row, recv, sink);
    if (channel == "books") return book(it->first, i, row, action == "snapshot", recv, sink);
    if (channel == "funding-rate") return funding_of(i, row, recv, sink);
    if (channel == "mark-price") i.mark = json_member(row, "markPx");
    if (channel.starts_with("candle")) return candle(i, row, sink);
  });
}

std::string Codec::in_base(const Instrument& i, std::string_view size) const {
  return i.perpetual ? scaled(size, i.contract) : std::string(size);
}

void Codec::ticker(Instrument& i, std::string_view row, TsUs recv, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(row, key); };
  make_quote(sink, i.market, milliseconds(of("ts")).value_or(recv), of("bidPx"), in_base(i, of("bidSz")),
             of("askPx"), in_base(i, of("askSz")));
}

void Codec::trade(Instrument& i, std::string_view row, TsUs recv, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(row, key); };
  const std::string_view side = of("side");
  if (side != "buy" && side != "sell")
    return sink.unusable("side is \"" + std::string(side.substr(0, 40)) + "\", expected buy or sell");
  if (!i.seen.add(of("tradeId"))) return;
  make_trade(sink, i.market, milliseconds(of("ts")).value_or(recv), of("px"), in_base(i, of("sz")),
             side == "buy", of("tradeId"));
}

void Codec::book(const std::string& name, Instrument& i, std::string_view row, bool snapshot, TsUs recv,
                 MarketSink& sink) {
  std::string_view bids, asks, time, sum, seq_text, before_text;
  json_each_member(row, [&](std::string_view key, std::string_view value) {
    if (key == "bids") bids = value;
    if (key == "asks") asks = value;
    if (key == "ts") time = value;
    if (key == "checksum") sum = value;
    if (key == "seqId") seq_text = value;
    if (key == "prevSeqId") before_text = value;
  });
  if (!snapshot && !i.book_known) return;  // of a book that is asked for anew
  const auto seq = text::to_integer(seq_text), before = text::to_integer(before_text);
  // After maintenance seqId may be below prevSeqId, once; that is no loss.
  if (!snapshot && before && i.seq >= 0 && *before != i.seq)
    return book_again(name, i,
                      "update after " + std::to_string(*before) + " follows " + std::to_string(i.seq), sink);
  if (snapshot) i.book.clear();
  levels_.clear();
  bool good = true;
  for (const bool bid : {true, false})
    json_each(bid ? bids : asks, [&](std::string_view level) {
      std::string_view pair[2];
      int n = 0;
      json_each(level, [&](std::string_view item) {
        if (n < 2) pair[n++] = item;
      });
      good = good && n == 2 && i.book.set(bid, pair[0], pair[1]) &&
             levels_.add(bid, pair[0], in_base(i, pair[1]));
    });
  if (!good) return book_again(name, i, "a level of the book is not usable", sink);
  // Optional, for its end was announced for some channels; 0 stands for none.
  if (!sum.empty() && sum != "0" && sum != std::to_string(checksum(i.book)))
    return book_again(
        name, i,
        "checksum is " + std::to_string(checksum(i.book)) + ", expected " + std::string(sum.substr(0, 20)),
        sink);
  i.book_known = true;
  i.seq = seq.value_or(-1);
  if (snapshot || !levels_.empty())
    levels_.make(sink, i.market, milliseconds(time).value_or(recv), snapshot, seq);
}

void Codec::book_again(const std::string& name, Instrument& i, const std::string& reason, MarketSink& sink) {
  i.book_known = false;
  sink.broken(i.market.symbol, reason);
  const std::vector<std::string> args{"{\"channel\":\"books\",\"instId\":\"" + name + "\"}"};
  ask(sink, "unsubscribe", args);
  ask(sink, "subscribe", args);
}

void Codec::funding_of(Instrument& i, std::string_view row, TsUs recv, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(row, key); };
  const TsUs at = milliseconds(of("fundingTime")).value_or(0),
             after = milliseconds(of("nextFundingTime")).value_or(0);
  const std::string interval = at > 0 && after > at ? duration_text(after - at) : "8h";
  if (i.funding_at != 0 && at > i.funding_at && !of("settFundingRate").empty())
    make_funding(sink, i.market, i.funding_at, interval, {of("settFundingRate"), {}, {}, 0, true});
  i.funding_at = at;
  make_funding(sink, i.market, milliseconds(of("ts")).value_or(recv), interval,
               {of("fundingRate"), i.mark, {}, at, false});
}

void Codec::candle(Instrument& i, std::string_view row, MarketSink& sink) {
  std::vector<std::string_view> f;
  wire::json_items(row, f);
  const std::optional<TsUs> start = f.size() >= 9 ? milliseconds(f[0]) : std::nullopt;
  if (!start)
    return sink.unusable(std::string(name_of(i.market.symbol)) + ": a candle of " + std::to_string(f.size()) +
                         " columns, expected 9");
  if (f[8] != "1") return;  // still open
  make_candle(sink, i.market, tf_, *start, *start + parse_duration(tf_).value_or(0),
              {f[1], f[2], f[3], f[4], i.perpetual ? f[6] : f[5], {}, f[7], {}});
}

}  // namespace

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request, Part part) {
  return std::make_unique<Codec>(request, part);
}

}  // namespace tu::venue::okx
