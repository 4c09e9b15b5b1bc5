#include "stages/exit_figures.h"

namespace tu::stages {

namespace {

constexpr int atr_window = 15;  // a true range needs the bar before it
// That of the stage `regime` is 50 unless it is told another: nobody's is as long as this.
constexpr int regime_window = 1000;

}  // namespace

ExitFigures::ExitFigures(const ExitsOptions& o) {
  const ExitRules rules = o.rules();
  if (rules.trail > 0) by_atr_ = "--trail";
  if (!rules.vol_stops.empty()) by_atr_ += by_atr_.empty() ? "--vol-stop" : " and --vol-stop";
  if (!by_atr_.empty()) atr_.emplace("atr_14", o.trail_tf.empty() ? o.on : o.trail_tf, atr_window);
  if (!rules.vol_stops.empty() && !rules.vol_stops.contains(""))
    regime_.emplace("regime", o.on, regime_window, AwaitedKey::Kind::word);
}

void ExitFigures::looked(const account::Position& p, Out& out) {
  if (atr_ && !atr_->known(p.venue, p.symbol)) {
    ++without_atr_;
    missing(*atr_, by_atr_, p, out);
  }
  if (regime_ && !regime_->known(p.venue, p.symbol)) {
    ++without_regime_;
    missing(*regime_, "--vol-stop", p, out);
  }
}

void ExitFigures::missing(const AwaitedKey& key, const std::string& options, const account::Position& p,
                          Out& out) {
  if (complained_) return;
  const auto instead = key.overdue(p.venue, p.symbol);
  if (!instead) return;
  complained_ = true;
  const std::string stage = &key == &*atr_ ? "indicators --atr 14" : "regime";
  out.complain_once(Exit::config, options + " cannot stop a loss in " + std::string(name_of(p.symbol)) +
                                      " at " + std::string(name_of(p.venue)) + ": " + instead->text +
                                      "; put `" +
                                      (instead->candles ? "" : "candles --tf " + key.tf() + " | ") + stage +
                                      "` in front of exits");
}

std::string ExitFigures::summary() const {
  std::string s;
  const auto add = [&](std::int64_t looks, const std::optional<AwaitedKey>& key, const std::string& options) {
    if (looks == 0) return;
    s += (s.empty() ? " (" : ", ") + std::to_string(looks) + " without " + key->key() + " of " + key->tf() +
         ": no " + options;
  };
  add(without_atr_, atr_, by_atr_);
  add(without_regime_, regime_, "--vol-stop");
  return s.empty() ? s : s + ")";
}

}  // namespace tu::stages
