#include "stages/opinions.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "quant/number.h"
#include "stages/timeframe.h"

namespace tu::stages {

namespace {

constexpr Field close_of{Type::candle, "close"}, tf_of{Type::candle, "tf"}, start_of{Type::candle, "start"};
constexpr std::size_t momentum_closes = 5;
constexpr std::size_t uptick_closes = 15;

Opinion say_nothing() {
  return {};
}
Opinion buy(double confidence) {
  return {.side = +1, .confidence = std::clamp(confidence, 0.0, 1.0)};
}
Opinion sell(double confidence) {
  return {.side = -1, .confidence = std::clamp(confidence, 0.0, 1.0)};
}

// Trend is measured in units of ATR; without the averages on the candle the label counts half.
Opinion on_regime(const Event& e, std::string_view label) {
  double confidence = 0.5;
  const auto fast = e.number("sma_20"), slow = e.number("sma_50"), atr = e.number("atr_14");
  if (fast && slow && atr && *atr > 0) confidence = 0.5 + 0.25 * (std::fabs(*fast - *slow) / *atr - 0.5);
  if (label == "UPTREND") return buy(confidence);
  if (label == "DOWNTREND") return sell(confidence);
  return say_nothing();
}

}  // namespace

std::string Opinion::cause(const Source& s) const {
  std::string id;
  id.append(name_of(venue)).append("/").append(name_of(symbol)).append("/").append(spec_of(type).name);
  if (type == Type::candle) id.append(":").append(s.tf);
  char buffer[32];
  return id.append("@").append(buffer, text::put_integer(buffer, ts));
}

Opinion opinion_on_level(double x, double below, double above, double span_below, double span_above) {
  if (!(x >= 0 && x <= 100)) return say_nothing();
  if (quant::below(x, below)) return buy(0.5 + 0.5 * (below - x) / span_below);
  if (quant::above(x, above)) return sell(0.5 + 0.5 * (x - above) / span_above);
  return say_nothing();
}

Opinion opinion_on_move(double x, double limit, double span) {
  if (quant::above(x, limit)) return buy(0.5 + 0.5 * (x - limit) / span);
  if (quant::below(x, -limit)) return sell(0.5 + 0.5 * (-x - limit) / span);
  return say_nothing();
}

Opinion opinion_on_uptick(const std::vector<double>& w) {
  constexpr double min_dip = 0.002, min_bounce = 0.0005, full_dip = 0.01;
  if (w.size() < uptick_closes) return say_nothing();
  std::size_t k = 0;
  double top = 0;
  for (std::size_t i = 0; i < w.size(); ++i)
    if (w[i] <= w[k]) k = i;
  if (k == 0 || k > w.size() - 3) return say_nothing();
  for (std::size_t i = 0; i < k; ++i) top = std::max(top, w[i]);
  const double last = w[w.size() - 1], before = w[w.size() - 2], third = w[w.size() - 3];
  const double dip = 1 - w[k] / top, bounce = last / w[k] - 1;
  const bool rising = last > before && before > third;
  if (!rising || !quant::at_least(dip, min_dip) || !quant::at_least(bounce, min_bounce)) return say_nothing();
  return buy(0.6 + 0.4 * std::min(1.0, dip / full_dip));
}

// Nothing: the candle lacks what the source reads, so the source has not spoken at all.
std::optional<Opinion> CandleOpinions::say(const Event& e, const Source& s, Memory& m) {
  const double close = e.real(close_of);
  switch (s.kind) {
    case SourceKind::regime: {
      const auto label = e.word("regime");
      if (!label || *label == "UNKNOWN") return std::nullopt;
      return on_regime(e, *label);
    }
    case SourceKind::rsi: {
      const auto rsi = e.number("rsi_14");
      if (!rsi) return std::nullopt;
      return opinion_on_level(*rsi, s.below, s.above, s.below, 100 - s.above);
    }
    case SourceKind::rsi_extreme: {
      const auto rsi = e.number("rsi_14");
      if (!rsi) return std::nullopt;
      return opinion_on_level(*rsi, s.below, s.above, s.below, 100 - s.above);
    }
    case SourceKind::rsi_sell: {
      const auto rsi = e.number("rsi_14");
      if (!rsi) return std::nullopt;
      return *rsi >= s.above ? sell(0.5 + 0.5 * (*rsi - s.above) / (100 - s.above)) : say_nothing();
    }
    case SourceKind::vwap_dev: {
      const auto z = e.number("vwap_z_20");
      if (!z) return std::nullopt;
      if (*z <= s.below) return buy(0.5 + 0.25 * (s.below - *z));
      if (*z >= s.above) return sell(0.5 + 0.25 * (*z - s.above));
      return say_nothing();
    }
    case SourceKind::bb_bounce: {
      const auto upper = e.number("bb_upper_20"), lower = e.number("bb_lower_20");
      if (!upper || !lower) {
        m.was_below = m.was_above = false;
        return std::nullopt;
      }
      const bool below = close<*lower, above = close> * upper;
      Opinion o = say_nothing();
      if (m.was_below && !below) o = buy(0.6);
      if (m.was_above && !above) o = sell(0.6);
      m.was_below = below, m.was_above = above;
      return o;
    }
    case SourceKind::momentum:
    case SourceKind::uptick: {
      const std::size_t need = s.kind == SourceKind::momentum ? momentum_closes : uptick_closes;
      const auto length = time_length(s.tf);
      if (length && e.integer(start_of) - m.last_ts > 2 * *length) m.closes.clear();  // a hole: begin again
      m.last_ts = e.ts;
      if (m.closes.size() == need) m.closes.erase(m.closes.begin());
      m.closes.push_back(close);
      if (m.closes.size() < need) return std::nullopt;
      if (s.kind == SourceKind::uptick) return opinion_on_uptick(m.closes);
      return opinion_on_move(m.closes.back() / m.closes.front() - 1, s.limit, 0.025);
    }
    case SourceKind::rule: {
      const auto buys = s.buy ? s.buy->holds(e) : std::optional(false);
      const auto sells = s.sell ? s.sell->holds(e) : std::optional(false);
      if (!buys && !sells) return std::nullopt;
      if (buys.value_or(false) == sells.value_or(false)) return say_nothing();
      return buys.value_or(false) ? buy(s.confidence) : sell(s.confidence);
    }
    default:
      return std::nullopt;
  }
}

void CandleOpinions::observe(const Event& e, const std::vector<Source>& sources) {
  const std::string_view tf = e.text(tf_of);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].tf.empty() || sources[i].tf != tf || sources[i].weight <= 0) continue;
    auto o = say(e, sources[i], memory_[i]);
    if (!o) continue;
    o->ts = e.ts;
    o->type = Type::candle;
    o->venue = e.venue, o->symbol = e.symbol;
    of_[i] = *o;
  }
}

void CandleOpinions::observe_regime(const Event& e, const std::string& tf) {
  const auto label = e.word("regime");
  if (!label || (!tf.empty() && e.text(tf_of) != tf)) return;
  regime_.assign(*label);
  regime_ts_ = e.ts;
}

}  // namespace tu::stages
