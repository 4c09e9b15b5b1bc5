// Tardis books in CSV: book_snapshot_5 and _25 (the best levels in columns), incremental_book_L2 (a level a
// row; rows of one message become one event). Trades and quotes of Tardis are read by the tables with a
// header.
#include <algorithm>

#include "source/formats.h"
#include "source/levels.h"
#include "source/table.h"

namespace tu::source {

namespace {

int find(const std::vector<std::string>& header, std::string_view name) {
  auto it = std::find(header.begin(), header.end(), name);
  return it == header.end() ? -1 : static_cast<int>(it - header.begin());
}

class Book : public Importer {
 protected:
  Book(const std::vector<std::string>& header, const ImportHints& hints, const Contract& said)
      : exchange_(find(header, "exchange")),
        symbol_(find(header, "symbol")),
        ts_(find(header, "timestamp")),
        recv_(find(header, "local_timestamp")),
        width_(header.size()),
        delay_(hints.delay),
        said_(said) {
    bids_.clear();
    asks_.clear();
  }
  std::string_view at(int column) const { return f_[static_cast<std::size_t>(column)]; }

  Status head(std::string_view line) {
    split_csv(line, f_);
    if (f_.size() != width_)
      return fail(Exit::bad_data, "the row has " + std::to_string(f_.size()) + " columns, expected " +
                                      std::to_string(width_));
    return {};
  }
  Status whose() {
    if (!of_.venue.empty() && at(exchange_) == exchange_text_ && at(symbol_) == symbol_text_) return {};
    Result<Listed> found = listed(at(exchange_), at(symbol_), said_);
    if (!found) return found.error();
    exchange_text_ = at(exchange_), symbol_text_ = at(symbol_);
    of_ = std::move(*found);
    return {};
  }
  Result<TsUs> time() const {
    Result<TsUs> ts = to_time("timestamp", at(ts_), "us");
    return ts ? known_at(*ts, delay_) : ts;
  }
  Status level(Levels& side, std::string_view price, std::string_view amount) {
    Result<double> p = to_price("price", price), size = to_amount("amount", amount);
    if (!p) return p.error();
    if (!size) return size.error();
    side.add(*p, of_.contract.in_base(*size, *p));
    return {};
  }
  void write(TsUs ts, TsUs recv, bool snapshot, wire::Buffer& out) {
    LineWriter line(out);
    line.begin("book", ts, of_.venue, of_.symbol);
    line.flag("snapshot", snapshot);
    line.json("bids", bids_.text());
    line.json("asks", asks_.text());
    line.integer("recv", recv);
    line.end();
    bids_.clear();
    asks_.clear();
  }

  int exchange_, symbol_, ts_, recv_;
  std::size_t width_;
  DurUs delay_;
  Contract said_;
  std::string exchange_text_, symbol_text_;
  Listed of_;
  Levels bids_, asks_;
  std::vector<std::string_view> f_;
  bool header_seen_ = false;
};

class Snapshots final : public Book {
 public:
  static constexpr auto needed = {"exchange",        "symbol",        "timestamp",
                                  "local_timestamp", "asks[0].price", "bids[0].amount"};
  Snapshots(const std::vector<std::string>& header, const ImportHints& hints, const Contract& said)
      : Book(header, hints, said) {
    for (int i = 0;; ++i) {
      const std::string n = "[" + std::to_string(i) + "].";
      const int a = find(header, "asks" + n + "price"), aa = find(header, "asks" + n + "amount");
      const int b = find(header, "bids" + n + "price"), ba = find(header, "bids" + n + "amount");
      if (a < 0 || aa < 0 || b < 0 || ba < 0) break;
      levels_.push_back({b, ba, a, aa});
    }
  }
  Status row(std::string_view line, wire::Buffer& out) override {
    if (!header_seen_) return header_seen_ = true, Status();
    if (Status st = head(line); !st) return st;
    if (Status st = whose(); !st) return st;
    Result<TsUs> ts = time(), recv = to_time("local_timestamp", at(recv_), "us");
    if (!ts) return ts.error();
    if (!recv) return recv.error();
    bids_.clear();
    asks_.clear();
    for (const Columns& c : levels_) {  // a thin book leaves the far levels empty
      if (!at(c.bid).empty())
        if (Status st = level(bids_, at(c.bid), at(c.bid_amount)); !st) return st;
      if (!at(c.ask).empty())
        if (Status st = level(asks_, at(c.ask), at(c.ask_amount)); !st) return st;
    }
    write(*ts, *recv, true, out);
    return {};
  }

 private:
  struct Columns {
    int bid, bid_amount, ask, ask_amount;
  };
  std::vector<Columns> levels_;
};

class Incremental final : public Book {
 public:
  static constexpr auto needed = {"exchange",    "symbol", "timestamp", "local_timestamp",
                                  "is_snapshot", "side",   "price",     "amount"};
  Incremental(const std::vector<std::string>& header, const ImportHints& hints, const Contract& said)
      : Book(header, hints, said),
        snapshot_(find(header, "is_snapshot")),
        side_(find(header, "side")),
        price_(find(header, "price")),
        amount_(find(header, "amount")) {}

  Status row(std::string_view line, wire::Buffer& out) override {
    if (!header_seen_) return header_seen_ = true, Status();
    if (Status st = head(line); !st) return st;
    Result<TsUs> ts = time(), recv = to_time("local_timestamp", at(recv_), "us");
    if (!ts) return ts.error();
    if (!recv) return recv.error();
    const bool snapshot = at(snapshot_) == "true", bid = at(side_) == "bid";
    if (!snapshot && at(snapshot_) != "false")
      return fail(Exit::bad_data,
                  "\"is_snapshot\" is \"" + std::string(at(snapshot_)) + "\", expected true or false");
    if (!bid && at(side_) != "ask")
      return fail(Exit::bad_data, "\"side\" is \"" + std::string(at(side_)) + "\", expected bid or ask");
    if (open_ && (*recv != open_recv_ || *ts != open_ts_ || snapshot != open_snapshot_ ||
                  at(symbol_) != symbol_text_ || at(exchange_) != exchange_text_))
      flush(out);
    if (Status st = whose(); !st) return st;
    if (Status st = level(bid ? bids_ : asks_, at(price_), at(amount_)); !st) return st;
    open_ = true;
    open_ts_ = *ts, open_recv_ = *recv, open_snapshot_ = snapshot;
    return {};
  }
  Status finish(wire::Buffer& out) override {
    if (open_) flush(out);
    return {};
  }

 private:
  void flush(wire::Buffer& out) {
    write(open_ts_, open_recv_, open_snapshot_, out);
    open_ = false;
  }
  int snapshot_, side_, price_, amount_;
  bool open_ = false, open_snapshot_ = false;
  TsUs open_ts_ = 0, open_recv_ = 0;
};

template <class T>
bool has_columns(std::string_view, std::string_view head) {
  const std::vector<std::string> header = header_of(first_line(head));
  return std::all_of(T::needed.begin(), T::needed.end(),
                     [&](const char* name) { return find(header, name) >= 0; });
}

template <class T>
Result<std::unique_ptr<Importer>> open(std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  if (!has_columns<T>(path, head))
    return fail(Exit::bad_data, "the header \"" + std::string(first_line(head).substr(0, 60)) +
                                    "\" lacks a column of a Tardis book");
  const std::vector<std::string> header = header_of(first_line(head));
  Result<Contract> said = said_contract(hints);
  if (!said) return said.error();
  if (Status st = listed_at_head(head, find(header, "exchange"), find(header, "symbol"), *said); !st)
    return st.error();
  return std::unique_ptr<Importer>(new T(header, hints, *said));
}

}  // namespace

const Format tardis_snapshot_format = {"tardis-snapshot",
                                       "Tardis book_snapshot_5 and book_snapshot_25",
                                       Rows::lines,
                                       has_columns<Snapshots>,
                                       open<Snapshots>,
                                       wire::line_max,
                                       true};
const Format tardis_l2_format = {"tardis-l2",
                                 "Tardis incremental_book_L2",
                                 Rows::lines,
                                 has_columns<Incremental>,
                                 open<Incremental>,
                                 wire::line_max,
                                 true};

}  // namespace tu::source
