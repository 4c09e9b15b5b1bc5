#include "stages/hearing.h"

#include <algorithm>

#include "quant/venue_scan.h"
#include "stages/json_text.h"

namespace tu::stages {

namespace {

constexpr std::size_t sources_max = 256;  // with guests
constexpr int book_depth = 20;
constexpr double full_imbalance = 0.35;  // beyond the limit: the confidence is 1 there
constexpr double full_deviation = 0.012;

void stamp(Opinion& o, TsUs ts, Type type, Atom venue, Atom symbol) {
  o.ts = ts;
  o.type = type;
  o.venue = venue;
  o.symbol = symbol;
}

// Of a source that reads no candles and never spoke.
std::string_view unheard(SourceKind kind) {
  switch (kind) {
    case SourceKind::signal:
      return "no signal of it came";
    case SourceKind::fear_greed:
      return "no metric fear_greed came";
    case SourceKind::latency:
      return "no metric latency_ms came";
    case SourceKind::orderbook:
      return "no book came";
    case SourceKind::arb:
      return "no price could be compared with those of two other venues";
    default:
      return {};
  }
}

}  // namespace

Hearing::Hearing(std::vector<Source> sources, bool guests) : guests_(guests), sources_(std::move(sources)) {
  shared_.resize(sources_.size());
  for (const Source& s : sources_) {
    if (s.weight <= 0) continue;
    if (s.kind == SourceKind::regime) regime_tf_ = s.tf;
    if (s.kind == SourceKind::orderbook) reads_books_ = true;
    if (s.kind == SourceKind::arb) reads_prices_ = true;
    for (const auto* rule : {&s.buy, &s.sell})
      if (*rule) awaited_.emplace_back(**rule, s.tf);
    if (guests) continue;  // the default set: who is not there is not missed
    if (const auto key = key_of(s.kind); !key.empty()) awaited_.emplace_back(s.name, key, s.tf);
    if (!unheard(s.kind).empty()) silent_.push_back({s.kind, s.name});
  }
}

Hearing::Market& Hearing::market(Atom venue, Atom symbol) {
  auto it = markets_.find({symbol, venue});
  if (it == markets_.end()) it = markets_.try_emplace({symbol, venue}, sources_.size()).first;
  return it->second;
}

const std::string& Hearing::regime(Atom venue, Atom symbol) {
  return market(venue, symbol).candles.regime();
}

void Hearing::observe(const Event& e) {
  if (reads_prices_) prices_.observe(e);
  switch (e.type) {
    case Type::candle: {
      if (!awaited_.empty()) await(e);
      Market& m = market(e.venue, e.symbol);
      m.candles.observe(e, sources_);
      return m.candles.observe_regime(e, regime_tf_);
    }
    case Type::book:
      heard(SourceKind::orderbook);
      if (reads_books_) market(e.venue, e.symbol).book.apply(e);
      return;
    case Type::gap:
      return on_gap(e);
    case Type::metric:
      return on_metric(e);
    case Type::signal:
      return on_signal(e);
    default:
      return;
  }
}

void Hearing::await(const Event& candle) {
  for (RuleKeys& keys : awaited_) keys.observe(candle);
  std::erase_if(awaited_, [](const RuleKeys& keys) { return keys.done(); });
}

std::vector<std::string> Hearing::never_seen(std::string_view on) const {
  std::vector<std::string> list;
  for (const RuleKeys& keys : awaited_)
    if (keys.saw_candles() || keys.tf() != on)
      for (std::string& line : keys.never_seen()) list.push_back(std::move(line));
  for (const Silent& s : silent_) list.push_back("source " + s.name + ": " + std::string(unheard(s.kind)));
  return list;
}

// A feed says that it missed something: its books are not believed until they come whole again.
void Hearing::on_gap(const Event& e) {
  for (auto& [key, m] : markets_)
    if ((e.venue == Atom::none || e.venue == key.second) && (e.symbol == Atom::none || e.symbol == key.first))
      m.book.lose();
}

void Hearing::on_metric(const Event& e) {
  constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"}, target{Type::metric, "target"},
      region{Type::metric, "region"};
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Source& s = sources_[i];
    Opinion o;
    if (s.kind == SourceKind::fear_greed && e.text(name) == "fear_greed") {
      o = opinion_on_level(e.real(value), s.below, s.above, s.below, 100 - s.above);
    } else if (s.kind == SourceKind::latency && e.text(name) == "latency_ms" && e.real(value) > 0) {
      // Against its own slow average; falling latency is read as a good sign.
      constexpr double slow = 0.05, span = 0.2;
      const std::string route = std::string(e.text(target)) + '\n' + std::string(e.text(region));
      auto [it, first] = latency_.try_emplace(route, e.real(value));
      if (!first) o = opinion_on_move(1 - e.real(value) / it->second, s.limit, span);
      it->second += slow * (e.real(value) - it->second);
    } else {
      continue;
    }
    heard(s.kind);
    stamp(o, e.ts, e.type, e.venue, e.symbol);
    shared_[i] = o;
  }
}

void Hearing::on_signal(const Event& e) {
  constexpr Field source{Type::signal, "source"}, side{Type::signal, "side"},
      confidence{Type::signal, "confidence"}, weight{Type::signal, "weight"}, ttl{Type::signal, "ttl"};
  std::size_t i = 0;
  while (i < sources_.size() && sources_[i].name != e.text(source)) ++i;
  if (i == sources_.size()) {
    if (!guests_ || !e.has(weight) || i >= sources_max) return;
    Source s;
    s.name = e.text(source);
    s.weight = e.real(weight);
    s.fresh = 15 * us_per_min;
    sources_.push_back(std::move(s));
    shared_.emplace_back();
    for (auto& [key, m] : markets_) m.candles.grow(sources_.size());
  }
  if (sources_[i].kind != SourceKind::signal) return;
  if (!silent_.empty()) std::erase_if(silent_, [&](const Silent& s) { return s.name == sources_[i].name; });
  Opinion o;
  o.side = e.text(side) == "buy" ? +1 : e.text(side) == "sell" ? -1 : 0;
  o.confidence = e.real(confidence);
  if (e.has(ttl)) o.ttl = e.integer(ttl);
  stamp(o, e.ts, e.type, e.venue, e.symbol);
  std::vector<Opinion>& said = signals_[{e.symbol, e.venue}];
  said.resize(std::max(said.size(), sources_.size()));
  said[i] = o;
}

// This venue's price against the median of the others that are fresh; two of them are needed.
Opinion Hearing::on_arb(Key key, const Source& s, TsUs now) {
  const VenuePrice* own = prices_.find(key.second, key.first);
  if (!own || own->outcome) return {};  // the middle of an outcome's wide spread is nobody's price
  std::vector<OtherPrice> others;
  prices_.compare(*own, now, s.fresh, others);
  if (others.size() < 2) return {};
  heard(SourceKind::arb);
  std::vector<double> middles;
  for (const OtherPrice& o : others) middles.push_back(o.of->middle() * o.factor);
  Opinion o =
      opinion_on_move(1 - own->middle() / quant::scan_venues(middles).median, s.limit, full_deviation);
  stamp(o, own->ts, Type::trade, key.second, key.first);
  return o;
}

Opinion Hearing::on_book(const Market& m, Key key, const Source& s) const {
  const auto x = m.book.imbalance(book_depth);
  if (!x) return {};
  Opinion o = opinion_on_move(*x, s.limit, full_imbalance);
  stamp(o, m.book.ts(), Type::book, key.second, key.first);
  return o;
}

// A signal names its venue or speaks of the symbol on all; the newer one counts.
Opinion Hearing::on_signals(Key key, std::size_t source) const {
  Opinion newest;
  for (const Atom venue : {key.second, Atom::none}) {
    const auto it = signals_.find({key.first, venue});
    if (it == signals_.end() || source >= it->second.size()) continue;
    if (it->second[source].ts > newest.ts) newest = it->second[source];
  }
  return newest;
}

Opinion Hearing::opinion(Market& m, Key key, std::size_t i, TsUs now) {
  const Source& s = sources_[i];
  switch (s.kind) {
    case SourceKind::arb:
      return on_arb(key, s, now);
    case SourceKind::orderbook:
      return on_book(m, key, s);
    case SourceKind::fear_greed:
    case SourceKind::latency:
      return shared_[i];
    case SourceKind::signal:
      return on_signals(key, i);
    default:
      return m.candles.of(i);
  }
}

Heard Hearing::listen(Atom venue, Atom symbol, TsUs now, bool closing) {
  Market& m = market(venue, symbol);
  Heard h;
  h.voices.reserve(sources_.size());
  h.opinions.reserve(sources_.size());
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Source& s = sources_[i];
    const Opinion o = opinion(m, {symbol, venue}, i, now);
    Voice v;
    v.weight = s.closes_only && !closing ? 0 : s.weight;
    v.side = o.side;
    v.confidence = o.confidence;
    v.fresh = v.weight > 0 && o.fresh(now, s);
    v.buys = s.buys, v.sells = s.sells;
    h.voices.push_back(v);
    h.opinions.push_back(o);
  }
  return h;
}

std::string Hearing::signals_json(const Heard& h) const {
  JsonText j;
  j.open('[');
  for (std::size_t i = 0; i < h.voices.size(); ++i) {
    const Voice& v = h.voices[i];
    if (!v.fresh || v.side == 0) continue;
    j.open('{').key("source").string(sources_[i].name).key("side").string(v.side > 0 ? "buy" : "sell");
    j.key("confidence").real(v.confidence).key("weight").real(v.weight).close('}');
  }
  return j.close(']').text();
}

std::string Hearing::causes_json(const Heard& h, std::string first) const {
  std::vector<std::string> ids{std::move(first)};
  for (std::size_t i = 0; i < h.voices.size(); ++i) {
    if (!h.voices[i].fresh || h.voices[i].side == 0) continue;
    std::string id = h.opinions[i].cause(sources_[i]);
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }
  return json_names(ids);
}

}  // namespace tu::stages
