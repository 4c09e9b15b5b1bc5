// Raw WebSocket frames of Binance as hftbacktest records them: "<local ns> <json>" a line; depth differences,
// best bid and ask, trades, and REST snapshots of the book; spot, USD-M and COIN-M.
//
// `ts` is the venue's time (E) and `recv` the recorder's, which may run behind it. Spot's best bid and ask
// carry no time of the venue: they get the newest one seen in the file. COIN-M sizes, in contracts, become
// base units.
#include <algorithm>

#include "source/formats.h"
#include "source/levels.h"
#include "source/table.h"
#include "wire/json_scan.h"

namespace tu::source {

namespace {

class Frames final : public Importer {
 public:
  Frames(std::string venue, std::string market, std::string symbol, const ImportHints& hints)
      : venue_(std::move(venue)),
        market_(std::move(market)),
        symbol_(std::move(symbol)),
        fixed_(!hints.symbol.empty()),
        delay_(hints.delay) {}

  Status row(std::string_view line, wire::Buffer& out) override {
    line = text::trim(line);
    const std::size_t space = line.find(' ');
    auto local = text::to_integer(line.substr(0, space));
    if (space == line.npos || !local || *local < 0 || *local / 1000 > ts_limit)
      return fail(Exit::bad_data, "the line begins \"" + std::string(line.substr(0, 40)) +
                                      "\", expected nanoseconds and a frame");
    const std::string_view frame = line.substr(space + 1);
    if (!wire::json_whole(frame)) return fail(Exit::bad_data, "the frame is not one whole JSON object");
    recv_ = *local / 1000;
    const std::string_view stream = wire::json_member(frame, "stream");
    if (stream.data() == nullptr) return snapshot(frame, out);
    const std::string_view data = wire::json_member(frame, "data");
    if (Status st = whose(data); !st) return st;
    if (stream.find("@depth") != stream.npos) return depth(data, out);
    if (stream.find("@bookTicker") != stream.npos) return quote(data, out);
    if (stream.find("@trade") != stream.npos || stream.find("@aggTrade") != stream.npos)
      return trade(data, out);
    return {};  // other streams are not read
  }

 private:
  // COIN-M frames name their pair; USD-M and spot have the same symbols and are told apart by the path.
  Status whose(std::string_view data) {
    if (fixed_) return {};
    const std::string_view s = wire::json_member(data, "s");
    if (s == seen_) return {};
    const bool coinm = wire::json_member(data, "ps").data() != nullptr;
    std::optional<std::string> name = symbol_from(s, coinm ? "coinm" : market_);
    if (!name)
      return fail(Exit::bad_data,
                  "\"s\" is \"" + std::string(s.substr(0, 40)) + "\", expected a symbol such as BTCUSDT");
    seen_ = s;
    symbol_ = std::move(*name);
    return {};
  }

  Result<TsUs> time(std::string_view frame) {
    const std::string_view e = wire::json_member(frame, "E");
    if (e.data() != nullptr) {
      Result<TsUs> ts = to_time("E", e);
      if (!ts) return ts.error();
      Result<TsUs> known = known_at(*ts, delay_);
      if (known) newest_ = std::max(newest_, *ts);
      return known;
    }
    return known_at(newest_ > 0 ? newest_ : recv_, delay_);
  }

  double in_base(double size, double price) const {
    const double contract = inverse_contract(venue_, symbol_);
    return contract > 0 ? size * contract / price : size;
  }

  Status side(std::string_view levels, Levels& to) {
    to.clear();
    wire::json_items(levels, rows_);
    for (std::string_view row : rows_) {
      wire::json_items(row, pair_);
      if (pair_.size() < 2)
        return fail(Exit::bad_data,
                    "a level is \"" + std::string(row.substr(0, 40)) + "\", expected [price, size]");
      Result<double> price = to_price("price", pair_[0]), size = to_amount("size", pair_[1]);
      if (!price) return price.error();
      if (!size) return size.error();
      to.add(*price, in_base(*size, *price));
    }
    return {};
  }

  // The number that a change follows: futures say it (pu), spot numbers without holes.
  Result<std::int64_t> previous(std::string_view data) {
    if (const std::string_view pu = wire::json_member(data, "pu"); pu.data() != nullptr)
      return to_count("pu", pu);
    Result<std::int64_t> first = to_count("U", wire::json_member(data, "U"));
    if (!first) return first;
    return *first - 1;
  }

  Status book(TsUs ts, bool whole, std::string_view bids, std::string_view asks, std::string_view seq,
              std::optional<std::int64_t> prev, wire::Buffer& out) {
    if (Status st = side(bids, bids_); !st) return st;
    if (Status st = side(asks, asks_); !st) return st;
    Result<std::int64_t> number = to_count("update id", seq);
    if (!number) return number.error();
    LineWriter line(out);
    line.begin("book", ts, venue_, symbol_);
    line.flag("snapshot", whole);
    line.json("bids", bids_.text());
    line.json("asks", asks_.text());
    line.integer("seq", *number);
    if (prev) line.integer("prev", *prev);
    line.integer("recv", recv_);
    line.end();
    return {};
  }

  Status snapshot(std::string_view frame, wire::Buffer& out) {
    const std::string_view id = wire::json_member(frame, "lastUpdateId");
    if (id.data() == nullptr) return {};
    if (symbol_.empty())
      return fail(Exit::bad_data,
                  "a book snapshot before any frame that names its symbol; give --symbol-name");
    Result<TsUs> ts = time(frame);
    if (!ts) return ts.error();
    // It comes by another way than the changes, often after newer ones: it is known when it is here.
    return book(std::max(*ts, newest_ + delay_), true, wire::json_member(frame, "bids"),
                wire::json_member(frame, "asks"), id, {}, out);
  }

  Status depth(std::string_view data, wire::Buffer& out) {
    Result<TsUs> ts = time(data);
    if (!ts) return ts.error();
    Result<std::int64_t> prev = previous(data);
    if (!prev) return prev.error();
    return book(*ts, false, wire::json_member(data, "b"), wire::json_member(data, "a"),
                wire::json_member(data, "u"), *prev, out);
  }

  Status quote(std::string_view data, wire::Buffer& out) {
    Result<TsUs> ts = time(data);
    Result<double> bid = to_price("b", wire::json_member(data, "b")),
                   bid_size = to_amount("B", wire::json_member(data, "B"));
    Result<double> ask = to_price("a", wire::json_member(data, "a")),
                   ask_size = to_amount("A", wire::json_member(data, "A"));
    if (!ts) return ts.error();
    for (const auto* x : {&bid, &bid_size, &ask, &ask_size})
      if (!*x) return x->error();
    LineWriter line(out);
    line.begin("quote", *ts, venue_, symbol_);
    line.real("bid", *bid);
    line.real("bid_size", in_base(*bid_size, *bid));
    line.real("ask", *ask);
    line.real("ask_size", in_base(*ask_size, *ask));
    line.integer("recv", recv_);
    line.end();
    return {};
  }

  Status trade(std::string_view data, wire::Buffer& out) {
    // Futures also report liquidations by the insurance fund and the like, which are no trades on the book.
    if (const std::string_view kind = wire::json_member(data, "X");
        kind.data() != nullptr && kind != "MARKET")
      return {};
    Result<TsUs> ts = time(data);
    if (!ts) return ts.error();
    Result<double> price = to_price("p", wire::json_member(data, "p")),
                   size = to_amount("q", wire::json_member(data, "q"));
    if (!price) return price.error();
    if (!size) return size.error();
    const std::string_view maker = wire::json_member(data, "m");
    if (maker != "true" && maker != "false")
      return fail(Exit::bad_data,
                  "\"m\" is \"" + std::string(maker.substr(0, 40)) + "\", expected true or false");
    std::string_view id = wire::json_member(data, "t");
    if (id.data() == nullptr) id = wire::json_member(data, "a");
    LineWriter line(out);
    line.begin("trade", *ts, venue_, symbol_);
    line.real("price", *price);
    line.real("size", in_base(*size, *price));
    line.text("side", maker == "true" ? "sell" : "buy");
    if (!id.empty()) line.text("id", id);
    line.integer("recv", recv_);
    line.end();
    return {};
  }

  std::string venue_, market_, symbol_, seen_;
  bool fixed_;
  DurUs delay_;
  TsUs recv_ = 0, newest_ = 0;
  Levels bids_, asks_;
  std::vector<std::string_view> rows_, pair_;
};

bool recognise(std::string_view, std::string_view head) {
  const std::string_view line = first_line(head);
  const std::size_t space = line.find(' ');
  return space != line.npos && space >= 18 && text::to_integer(line.substr(0, space)) &&
         space + 1 < line.size() && line[space + 1] == '{' &&
         (line.find("\"stream\":\"") != line.npos || line.find("\"lastUpdateId\"") != line.npos);
}

Result<std::unique_ptr<Importer>> open(std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  ImportHints known = hints;
  if (known.venue.empty() && venue_from(path).empty()) known.venue = "binance";
  const std::string_view line = first_line(head);
  if (known.market.empty() && market_from(path).empty()) {
    if (line.find("\"ps\":") != line.npos)
      known.market = "coinm";
    else if (line.find("\"pu\":") != line.npos || line.find("\"X\":") != line.npos)
      known.market = "usdm";
  }
  // The symbol stands in the frames; the path's is for a snapshot that comes before them.
  Result<Subject> subject = subject_of(path, known, false);
  if (!subject && hints.symbol.empty()) {
    if ((known.market.empty() ? market_from(path) : known.market).empty()) return subject.error();
    known.symbol = "(in the frames)";
    subject = subject_of(path, known, false);
    if (subject) subject->symbol.clear();
  }
  if (!subject) return subject.error();
  return std::unique_ptr<Importer>(new Frames(subject->venue, subject->market, subject->symbol, hints));
}

}  // namespace

const Format binance_frames_format = {
    "binance-frames", "raw Binance frames as hftbacktest records them: depth, bookTicker, trades, snapshots",
    Rows::lines, recognise, open};

}  // namespace tu::source
