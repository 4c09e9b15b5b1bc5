#include "stages/exits_options.h"

#include "stages/timeframe.h"
#include "stages/venue_option.h"

namespace tu::stages {

Result<std::map<std::string, double>> vol_stops(const std::vector<std::string>& list) {
  std::map<std::string, double> widths;
  for (const std::string& item : list) {
    const auto equals = item.find('=');
    std::string regime = equals == item.npos ? "*" : item.substr(0, equals);
    double k = 0;
    const Status st = read_value(equals == item.npos ? item : item.substr(equals + 1), k);
    if (!st || !(k > 0) || regime.empty())
      return fail(Exit::usage, "--vol-stop: \"" + item + "\" is not a number above 0, or REGIME=NUMBER");
    if (regime == "*") regime.clear();
    if (!widths.emplace(regime, k).second)
      return fail(Exit::usage, "--vol-stop: \"" + item + "\" comes twice for one regime");
  }
  return widths;
}

Result<std::vector<Partial>> partials(const std::vector<std::string>& list) {
  const Decimal one = Decimal::from_integer(1);
  std::vector<Partial> parts;
  Decimal all;
  for (const std::string& item : list) {
    const auto equals = item.find('=');
    const auto gain = parse_rate(item.substr(0, equals));
    const auto part = equals == item.npos ? std::nullopt : parse_rate(item.substr(equals + 1));
    if (!gain || !part || gain->sign() <= 0 || part->sign() <= 0)
      return fail(Exit::usage, "--partial: \"" + item + "\" is not GAIN=PART, such as 1%=50%");
    if (!parts.empty() && !(parts.back().gain < *gain))
      return fail(Exit::usage, "--partial: \"" + item + "\" does not come after a smaller gain");
    all += *part;
    if (!(all < one))
      return fail(Exit::usage, "--partial: with \"" + item + "\" nothing is left; --target leaves whole");
    parts.push_back({*gain, all});
  }
  return parts;
}

Status ExitsOptions::check() const {
  for (const std::string* tf : {&on, &trail_tf})
    if (!tf->empty())
      if (auto t = parse_timeframe(*tf); !t) return t.error();
  if (auto w = vol_stops(vol_stop); !w) return w.error();
  if (auto p = partials(partial); !p) return p.error();
  if (auto v = read_venues(venue); !v) return v.error();
  if (resting && !partial.empty())
    return fail(Exit::usage, "--partial and --resting: the stop that rests holds all of the position");
  if (method != "dolphin" && turn)
    return fail(Exit::usage, "--turn is a rule of --method dolphin, which is not asked for");
  if (method != "dolphin") return {};
  if (target.fraction.sign() <= 0 || hold.us <= 0)
    return fail(Exit::usage, "--method dolphin needs --target and --hold, such as 0.95% and 2h");
  if (resting || trail > 0 || !vol_stop.empty() || !partial.empty() || signal || opportunity)
    return fail(
        Exit::usage,
        "--method dolphin has its own order of rules: it goes with --target, --stop, --hold and --acb only");
  if (!time_length(on)) return fail(Exit::usage, "--on is " + on + ": --method dolphin counts bars of time");
  return {};
}

ExitRules ExitsOptions::rules() const {
  ExitRules r;
  r.stop = stop.fraction, r.target = target.fraction;
  r.trail = trail, r.hold = hold.us, r.resting = resting;
  r.vol_stops = *vol_stops(vol_stop);
  r.partials = *partials(partial);
  r.opportunity = opportunity;
  r.by_book = method == "dolphin";
  r.bar = time_length(on).value_or(0);
  return r;
}

std::vector<Row<ExitsOptions>> exits_rows() {
  using O = ExitsOptions;
  return {
      {"--method", "METHOD",
       "rules in their order, or the eigenvalue engine's, whose levels move with the books", &O::method,
       one_of({"rules", "dolphin"})},
      {"--on", "TF", "timeframe whose closed candles are decided on", &O::on},
      {"--strategy", "NAME", "name of the strategy; without it positions of all", &O::strategy},
      {"--stop", "RATE", "leave when the loss on the average entry reaches this; 0 for never", &O::stop,
       between(0, 1)},
      {"--target", "RATE", "leave when the gain reaches this; 0 for never", &O::target, at_least(0)},
      {"--trail", "K",
       "leave K times ATR(14) under the highest of the entry and the closes since then; 0 for never",
       &O::trail, at_least(0)},
      {"--trail-tf", "TF", "timeframe whose candles carry that ATR, as the key atr_14; default that of --on",
       &O::trail_tf},
      {"--hold", "DURATION", "leave after this time; 0s for never", &O::hold},
      {"--vol-stop", "LIST",
       "leave K times that ATR beyond the entry: K, or K by regime such as UPTREND=3,*=2; never loosened",
       &O::vol_stop},
      {"--partial", "LIST", "at a gain close a part of what was held, such as 1%=50%,2%=25%", &O::partial},
      {"--acb", "", "leave when the circuit breaker's boost falls from 1.25 or more to under 1.10", &O::acb},
      {"--turn", "X", "of --method dolphin: leave when the divergence stands this far against the position",
       &O::turn, between(0, 100)},
      {"--turn-bars", "BARS", "for so many bars in a row", &O::turn_bars, between(1, 100000)},
      {"--opportunity", "X", "leave a loser when another symbol's rank scores so much higher",
       &O::opportunity, at_least(0)},
      {"--signal", "", "leave on a signal of the opposite side", &O::signal},
      {"--signal-min", "X", "least confidence of such a signal", &O::signal_min, between(0, 1)},
      {"--resting", "", "keep a stop order at the venue instead of watching", &O::resting},
      {"--book-age", "DURATION", "how old figures of a book may be", &O::book_age},
      {"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &O::venue, shared_option()}};
}

}  // namespace tu::stages
