// QuantConnect LEAN's crypto data: zip files of bars (trade: open, high, low, close, volume) and quote bars
// (bid and ask bars with their last sizes), by tick, second, minute, hour, day; and margin_interest, funding
// as date, rate. A trade bar becomes a candle, a quote bar the quote at its close.
#include "source/formats.h"
#include "source/table.h"

namespace tu::source {

namespace {

struct Kind {
  bool quote = false;
  std::string tf;      // "" is ticks
  TsUs midnight = -1;  // of files of one day, whose times count from there; -1: rows carry their date
};

bool contains(std::string_view s, std::string_view part) {
  return s.find(part) != s.npos;
}

// LEAN's names: .../minute/btcusd/20180404_trade.zip, .../hour/btcusd_quote.zip,
// 20180404_btcusd_minute_trade.csv.
std::optional<Kind> kind_of(std::string_view path) {
  Kind k;
  k.quote = contains(path, "_quote");
  if (!k.quote && !contains(path, "_trade")) return std::nullopt;
  if (contains(path, "minute"))
    k.tf = "1m";
  else if (contains(path, "second"))
    k.tf = "1s";
  else if (contains(path, "hour"))
    k.tf = "1h";
  else if (contains(path, "daily"))
    k.tf = "1d";
  else if (!contains(path, "tick"))
    return std::nullopt;
  if (k.tf == "1h" || k.tf == "1d") return k;
  std::string_view name = path;  // of the zip, else of the file in it
  if (std::size_t inner = path.find(".zip:"); inner != path.npos) name = path.substr(0, inner);
  name = name.substr(name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1);
  Result<TsUs> day = to_time("date", name.substr(0, 8));
  if (name.size() < 9 || name[8] != '_' || !day) return std::nullopt;
  k.midnight = *day;
  return k;
}

class Lean final : public Importer {
 public:
  Lean(Kind kind, Subject subject, DurUs delay)
      : kind_(std::move(kind)), subject_(std::move(subject)), delay_(delay) {}

  Status row(std::string_view line, wire::Buffer& out) override {
    split_csv(line, f_);
    const std::size_t width = kind_.tf.empty() ? (kind_.quote ? 5 : 3) : (kind_.quote ? 11 : 6);
    if (f_.size() < width)
      return fail(Exit::bad_data,
                  "the row has " + std::to_string(f_.size()) + " columns, expected " + std::to_string(width));
    TsUs start = 0;
    if (kind_.midnight >= 0) {
      auto ms = text::to_real(f_[0]);
      if (!ms || *ms < 0 || *ms >= 86'400'000)
        return fail(Exit::bad_data, "\"time\" is \"" + std::string(f_[0].substr(0, 40)) +
                                        "\", expected milliseconds of a day");
      start = kind_.midnight + static_cast<TsUs>(*ms * 1000 + 0.5);
    } else {
      Result<TsUs> t = to_time("time", f_[0]);
      if (!t) return t.error();
      start = *t;
    }
    if (kind_.quote) return quote(start, out);
    return kind_.tf.empty() ? tick(start, out) : bar(start, out);
  }

 private:
  Status bar(TsUs start, wire::Buffer& out) {
    Bar b;
    b.start = start;
    struct {
      const char* name;
      double* to;
    } parts[] = {{"open", &b.open}, {"high", &b.high}, {"low", &b.low}, {"close", &b.close}};
    std::size_t at = 1;
    for (auto& p : parts) {
      Result<double> x = to_price(p.name, f_[at++]);
      if (!x) return x.error();
      *p.to = *x;
    }
    Result<double> volume = to_amount("volume", f_[5]);
    if (!volume) return volume.error();
    b.volume = *volume;
    return write_candle(subject_, b, delay_, out);
  }

  Status tick(TsUs ts, wire::Buffer& out) {
    Result<double> price = to_price("price", f_[1]), size = to_amount("quantity", f_[2]);
    if (!price) return price.error();
    if (!size) return size.error();
    Result<TsUs> known = known_at(ts, delay_);
    if (!known) return known.error();
    LineWriter line(out);
    line.begin("trade", *known, subject_.venue, subject_.symbol);
    line.real("price", *price);
    line.real("size", *size);
    line.end();
    return {};
  }

  Status quote(TsUs start, wire::Buffer& out) {
    const bool ticks = kind_.tf.empty();
    Result<double> bid = to_price("bid close", f_[ticks ? 1 : 4]),
                   bid_size = to_amount("bid size", f_[ticks ? 2 : 5]);
    Result<double> ask = to_price("ask close", f_[ticks ? 3 : 9]),
                   ask_size = to_amount("ask size", f_[ticks ? 4 : 10]);
    for (const auto* x : {&bid, &bid_size, &ask, &ask_size})
      if (!*x) return x->error();
    Result<TsUs> known = known_at(ticks ? start : bar_close(start, kind_.tf).value_or(start), delay_);
    if (!known) return known.error();
    LineWriter line(out);
    line.begin("quote", *known, subject_.venue, subject_.symbol);
    line.real("bid", *bid);
    line.real("bid_size", *bid_size);
    line.real("ask", *ask);
    line.real("ask_size", *ask_size);
    line.end();
    return {};
  }

  Kind kind_;
  Subject subject_;
  DurUs delay_;
  std::vector<std::string_view> f_;
};

Result<std::unique_ptr<Importer>> open(std::string_view path, std::string_view, const ImportHints& hints) {
  std::optional<Kind> kind = kind_of(path);
  if (!kind)
    return fail(Exit::usage, "the path is not one of LEAN's, such as minute/btcusd/20180404_trade.zip");
  Result<Subject> subject = subject_of(path, hints, false);
  if (!subject) return subject.error();
  // Its sizes count contracts, and LEAN's files do not say of how much.
  if (inverse_contract(subject->venue, subject->symbol) > 0)
    return fail(Exit::usage,
                "sizes of " + subject->symbol + " are in contracts, which this format does not describe");
  subject->tf = kind->tf;
  return std::unique_ptr<Importer>(new Lean(std::move(*kind), std::move(*subject), hints.delay));
}

Result<std::unique_ptr<Importer>> open_interest(std::string_view path, std::string_view head,
                                                const ImportHints& hints) {
  Layout l;
  l.type = "funding";
  l.width = 2;
  l[Column::ts] = 0, l[Column::rate] = 1;
  l.delay = hints.delay;
  l.interval = hints.tf.empty() ? "8h" : hints.tf;
  (void)head;
  Result<Subject> subject = subject_of(path, hints, false);
  if (!subject) return subject.error();
  l.subject = std::move(*subject);
  return make_table(std::move(l));
}

}  // namespace

const Format lean_format = {
    "lean", "QuantConnect LEAN crypto zips: bars and quotes by tick, second, minute, hour, day", Rows::lines,
    [](std::string_view path, std::string_view head) {
      return kind_of(path).has_value() && !head.empty() && head.front() >= '0' && head.front() <= '9';
    },
    open};
const Format lean_interest_format = {
    "lean-interest", "QuantConnect LEAN margin_interest: funding as date, rate", Rows::lines,
    [](std::string_view path, std::string_view) { return contains(path, "margin_interest"); }, open_interest};

}  // namespace tu::source
