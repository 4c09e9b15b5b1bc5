#include "stages/opinions.h"

#include <cmath>

#include "base/text.h"
#include "quant/lean.h"
#include "quant/signals.h"
#include "stages/timeframe.h"

namespace tu::stages {

namespace {

constexpr Field close_of{Type::candle, "close"}, tf_of{Type::candle, "tf"}, start_of{Type::candle, "start"};
constexpr std::size_t momentum_closes = 5;
constexpr std::size_t uptick_closes = 15;

Opinion say_nothing() {
  return {};
}
Opinion opinion_of(double lean) {
  return {.side = (lean > 0) - (lean < 0), .confidence = std::fabs(lean)};
}

// Without the averages on the candle the label counts half.
Opinion on_regime(const Event& e, std::string_view label) {
  const bool up = label == "UPTREND", down = label == "DOWNTREND";
  const auto fast = e.number("sma_20"), slow = e.number("sma_50"), atr = e.number("atr_14");
  if (fast && slow && atr && *atr > 0)
    return opinion_of(quant::lean_on_trend(quant::PairBits{-up, -down}, *fast, *slow, *atr));
  return opinion_of(0.5 * (up - down));
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
  return opinion_of(quant::lean_against(x, {below, above, span_below, span_above}));
}

Opinion opinion_on_move(double x, double limit, double span) {
  return opinion_of(quant::lean_with(x, limit, span));
}

Opinion opinion_on_uptick(const std::vector<double>& closes) {
  const quant::Signal s = quant::uptick_signal(closes);
  return {.side = s.side == quant::Side::buy ? +1 : 0, .confidence = s.confidence};
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
      return opinion_of(quant::lean_on_top(*rsi, s.above));
    }
    case SourceKind::vwap_dev: {
      const auto z = e.number("vwap_z_20");
      if (!z) return std::nullopt;
      return opinion_of(quant::lean_on_deviation(*z, s.below, s.above));
    }
    case SourceKind::bb_bounce: {
      const auto upper = e.number("bb_upper_20"), lower = e.number("bb_lower_20");
      if (!upper || !lower) {
        m.bounce.forget();
        return std::nullopt;
      }
      return opinion_of(m.bounce.step(close, *upper, *lower));
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
      return Opinion{.side = buys.value_or(false) ? +1 : -1, .confidence = s.confidence};
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
