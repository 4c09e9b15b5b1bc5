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
  if (stop.fraction.negative() || target.fraction.negative())
    return fail(Exit::usage, "--stop and --target are rates above 0, or 0 for none");
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

}  // namespace tu::stages
