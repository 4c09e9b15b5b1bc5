// indicators: append moving averages, RSI, ATR, bands, VWAP, ADX and volatility to candles.
//
// One set of incremental indicators for each (venue, symbol, timeframe). A key stands on the line from the
// bar on at which its window is full, and never before.
#include <memory>
#include <optional>

#include "quant/adx.h"
#include "quant/bollinger.h"
#include "quant/fn.h"
#include "quant/realised_vol.h"
#include "quant/rolling_chaos.h"
#include "quant/rsi.h"
#include "quant/volume_ratio.h"
#include "quant/vwap.h"
#include "stages/all.h"
#include "stages/by_market.h"
#include "stages/indicator_keys.h"
#include "stages/shared_figures.h"
#include "stages/timeframe.h"

namespace tu::stages {
namespace {

// An indicator by itself, unless the shared set gives its figures.
template <class Indicator, class Figure = SharedFigures::Figure>
struct alignas(64) Either {  // a line of the cache, or few: many markets are many of them
  Either(Indicator a, Figure f) : alone(std::move(a)), shared(f) {}
  Indicator alone;
  Figure shared;
};

// Where figures come from: from each indicator, or from the set those that it has.
struct Alone {
  template <class Indicator, class Step>
  double operator()(Either<Indicator>& x, Step step) const {
    return step(x.alone);
  }
};
struct Shared {
  const quant::BarFigures& figures;
  template <class Indicator, class Step>
  double operator()(Either<Indicator>& x, Step step) const {
    return x.shared ? figures.*x.shared : step(x.alone);
  }
};

// The indicators of one market. Their order is that of the keys. The judge of lines has refused bars that are
// not good, so indicators step() where they have a choice.
class alignas(64) Set {
 public:
  Set(const IndicatorChoice& choice, std::string_view tf) {
    const SharedFigures figures(choice);
    if (figures.worth_it()) set_ = std::make_unique<quant::BarSet>(figures.params());
    const auto shared = [&](auto figure) { return set_ ? figure : decltype(figure){}; };
    for (const int n : choice.sma) sma_.emplace_back(quant::Sma(n), shared(figures.sma(n)));
    for (const int n : choice.ema) ema_.emplace_back(quant::Ema(n), shared(figures.ema(n)));
    for (const int n : choice.rsi) rsi_.emplace_back(quant::Rsi(n), shared(figures.rsi(n)));
    for (const int n : choice.atr) atr_.emplace_back(quant::Atr(n), shared(figures.atr(n)));
    for (std::size_t i = 0; i + 1 < choice.bb.size(); i += 2) {
      const double n = choice.bb[i], width = choice.bb[i + 1];
      bands_.emplace_back(quant::Bollinger(static_cast<int>(n), width), shared(figures.bands(n, width)));
    }
    for (const int n : choice.vwap_window) vwap_.emplace_back(quant::RollingVwap(n), shared(figures.vwap(n)));
    for (const int n : choice.volume_ratio)
      ratio_.emplace_back(quant::VolumeRatio(n), shared(figures.volume_ratio(n)));
    for (const int n : choice.adx) adx_.emplace_back(quant::Adx(n), shared(figures.adx(n)));
    for (const int n : choice.vwap_z) vwap_z_.emplace_back(n);
    // A year has no fixed number of bars that are not of time: such bars have no annual volatility.
    const auto length = time_length(tf);
    const bool timed = length && *length > 0;
    for (const int n : choice.volatility) {
      auto& x = volatility_.emplace_back();
      if (timed) x.emplace(n, quant::seconds_per_year * us_per_s / static_cast<double>(*length));
    }
    for (const int n : choice.lyapunov) lyapunov_.emplace_back(n);
    for (const int n : choice.hurst) hurst_.emplace_back(n);
    for (const int n : choice.higuchi) higuchi_.emplace_back(n);
    third_ = !(rsi_.empty() && atr_.empty());
    session_ = choice.vwap;
    studies_ = !(lyapunov_.empty() && hurst_.empty() && higuchi_.empty());
    more_ = studies_ || session_ ||
            !(bands_.empty() && vwap_.empty() && ratio_.empty() && adx_.empty() && vwap_z_.empty() &&
              volatility_.empty());
  }

  // The figures of the next bar, in the order of their keys; absent where one is not known. Most choices are
  // a few of the first four: what they do not ask for costs them nothing.
  void step(const Event& e, double* at) {
    if (set_) {
      const quant::BarFigures f = set_->step(bar_of(e));
      at = first_four(e, Shared{f}, at);
      if (more_) others(e, f, at);
    } else {
      at = first_four(e, Alone{}, at);
      if (more_) others(e, {}, at);
    }
  }

 private:
  static constexpr Field high{Type::candle, "high"}, low{Type::candle, "low"}, close{Type::candle, "close"},
      volume{Type::candle, "volume"};
  static quant::Bar bar_of(const Event& e) {
    return {e.real(high), e.real(low), e.real(close), e.real(volume)};
  }

  template <class List, class Value>
  static void each(List& list, double*& at, Value value) {
    for (auto& x : list) {
      *at++ = value(x);
      asm("" : "+r"(at));  // or a compiler works the end out by a division
    }
  }

  template <class From>
  [[gnu::always_inline]] double* first_four(const Event& e, From from, double* at) {
    const double c = e.real(close);
    const auto on_close = [&](auto& x) { return from(x, [&](auto& alone) { return alone.step(c); }); };
    each(sma_, at, on_close);
    each(ema_, at, on_close);
    if (!third_) return at;
    each(rsi_, at, on_close);
    each(atr_, at, [&](auto& x) {
      return from(x, [&](auto& alone) { return alone.step(e.real(high), e.real(low), c); });
    });
    return at;
  }

  [[gnu::noinline]] void others(const Event& e, const quant::BarFigures& f, double* at) {
    constexpr Field start{Type::candle, "start"};
    const quant::Bar b = bar_of(e);
    const double h = b.high, l = b.low, c = b.close, v = b.volume;
    const Shared from{f};
    for (auto& x : bands_) {
      const quant::Bands now =
          x.shared ? quant::Bands{f.sma_fast, f.bb_upper, f.bb_lower, c} : x.alone.step(c);
      for (const double figure : {now.mid, now.upper, now.lower}) *at++ = figure;
    }
    // A bar belongs to the day in which it began: the one that ends at midnight is the day's last.
    if (session_) *at++ = day_.add(day_start(e.integer(start)), h, l, c, v);
    each(vwap_, at, [&](auto& x) { return from(x, [&](auto& alone) { return alone.step(h, l, c, v); }); });
    each(ratio_, at, [&](auto& x) { return from(x, [&](auto& alone) { return alone.step(v); }); });
    for (auto& x : adx_) {
      const quant::Direction d =
          x.shared ? quant::Direction{f.plus_di, f.minus_di, f.adx} : x.alone.step(h, l, c);
      for (const double figure : {d.adx, d.plus_di, d.minus_di}) *at++ = figure;
    }
    each(vwap_z_, at, [&](auto& x) { return x.add(h, l, c, v); });
    each(volatility_, at, [&](auto& x) { return x ? x->add(c) : quant::absent; });
    if (studies_) study(c, at);
  }

  // Of log returns; the fractal dimension is that of the path of the log price.
  void study(double c, double* at) {
    const double level = quant::fn::log(c), step = level - level_;
    const auto of_step = [&](auto& x) { return quant::known(level_) ? x.add(step) : quant::absent; };
    each(lyapunov_, at, of_step);
    each(hurst_, at, of_step);
    each(higuchi_, at, [&](auto& x) { return x.add(level); });
    level_ = level;
  }

  // What a bar always touches stands together, in one line of the cache.
  std::unique_ptr<quant::BarSet> set_;
  bool third_ = false, more_ = false, studies_ = false, session_ = false;  // third_: of the first four
  std::vector<Either<quant::Sma>> sma_;
  std::vector<Either<quant::Ema>> ema_;
  std::vector<Either<quant::Rsi>> rsi_;
  std::vector<Either<quant::Atr>> atr_;
  std::vector<Either<quant::Bollinger, bool>> bands_;
  std::vector<Either<quant::RollingVwap>> vwap_;
  std::vector<Either<quant::VolumeRatio>> ratio_;
  std::vector<Either<quant::Adx, bool>> adx_;
  std::vector<quant::VwapZ> vwap_z_;
  std::vector<std::optional<quant::RealisedVol>> volatility_;
  std::vector<quant::RollingLyapunov> lyapunov_;
  std::vector<quant::RollingHurst> hurst_;
  std::vector<quant::RollingHiguchi> higuchi_;
  double level_ = quant::absent;
  quant::SessionVwap day_;
};

class Indicators final : public Stage {
 public:
  Indicators(const IndicatorChoice& choice, const Ports&)
      : choice_(choice.any() ? choice : choice.with_default_set()), keys_(indicator_keys(choice_)) {}
  static Status check(const IndicatorChoice& choice) { return choice.check(); }

  void on(Event& e, Out& out) override {
    Event* const one = &e;
    on_all({&one, 1}, out);
  }
  void on_all(std::span<Event* const> events, Out& out) override {
    constexpr Field tf{Type::candle, "tf"};
    NoteRow::Rooms rooms = out.begin(keys_, events.size());
    for (Event* e : events) {
      if (e->type != Type::candle) continue;
      NotedRow& row = rooms.begin();
      markets_.get(*e, [&] { return Set(choice_, e->text(tf)); }).step(*e, row.figures());
      out.note(*e, row, keys_);
    }
    out.pass(events);
  }

 private:
  IndicatorChoice choice_;
  NoteRow keys_;
  ByMarket<Set> markets_;
};

}  // namespace

const StageSpec& indicators() {
  static const StageSpec spec = [] {
    using C = IndicatorChoice;
    StageSpec s = describe<Indicators, C>(
        "indicators", "append technical indicators to candles", {"candle"},
        {"candle.sma_N", "candle.ema_N", "candle.rsi_N", "candle.atr_N", "candle.bb_mid_N",
         "candle.bb_upper_N", "candle.bb_lower_N", "candle.vwap", "candle.vwap_N", "candle.volume_ratio_N",
         "candle.adx_N", "candle.plus_di_N", "candle.minus_di_N", "candle.vwap_z_N", "candle.volatility_N",
         "candle.lyapunov_N", "candle.hurst_N", "candle.higuchi_N"},
        {{"--sma", "LIST", "simple moving averages of the close, over these numbers of bars", &C::sma},
         {"--ema", "LIST", "exponential moving averages of the close", &C::ema},
         {"--rsi", "LIST", "relative strength indices", &C::rsi},
         {"--atr", "LIST", "average true ranges", &C::atr},
         {"--bb", "LIST", "Bollinger bands as pairs of bars and width in deviations, such as 20,2", &C::bb},
         {"--vwap", "", "volume-weighted average price since 00:00 UTC", &C::vwap},
         {"--vwap-window", "LIST", "volume-weighted average prices over the last bars", &C::vwap_window},
         {"--volume-ratio", "LIST", "volume over its mean, the bar itself counted", &C::volume_ratio},
         {"--adx", "LIST", "average directional indices with both directional indicators", &C::adx},
         {"--vwap-z", "LIST", "distances of the close from the rolling VWAP, in deviations", &C::vwap_z},
         {"--volatility", "LIST", "realised volatilities a year, of time bars only", &C::volatility},
         {"--lyapunov", "LIST", "largest Lyapunov exponents of log returns, per bar", &C::lyapunov},
         {"--hurst", "LIST", "Hurst exponents of log returns, by detrended fluctuation", &C::hurst},
         {"--higuchi", "LIST", "fractal dimensions of the log price's path", &C::higuchi},
         {"--as", "NAME", "write the annotation under this key: here what keys begin with, NAME_sma_20",
          &C::as}});
    s.only_annotates = true;
    s.warm_bars = [](const void* o) {
      const auto& given = *static_cast<const C*>(o);
      return (given.any() ? given : given.with_default_set()).warm_bars();
    };
    s.examples = {
        {"indicators --rsi 14 < examples/data/btc-1m.ndjson | tail -1", "the last bar with its RSI"},
        {"indicators --sma 10,30 --atr 14 < examples/data/btc-1m.ndjson", "two averages and the range"}};
    s.see_also = {"candles", "regime", "signal-agg"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
