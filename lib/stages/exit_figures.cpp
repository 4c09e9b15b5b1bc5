#include "stages/exit_figures.h"

#include <algorithm>

#include "base/nearness.h"
#include "base/text.h"
#include "quant/regime.h"

namespace tu::stages {

namespace {

constexpr int atr_window = 15;  // a true range needs the bar before it
// That of the stage `regime` is 50 unless it is told another: nobody's is as long as this.
constexpr int regime_window = 1000;
constexpr std::size_t others_max = 8;

std::string meant(const std::string& word) {
  const std::vector<std::string_view> known = quant::label_names();
  const std::string_view near = text::nearest(word, known);
  if (!near.empty()) return "did you mean " + std::string(near) + "?";
  return "expected " + text::some_of({known.begin(), known.end()});
}

}  // namespace

ExitFigures::ExitFigures(const ExitsOptions& o) {
  const ExitRules rules = o.rules();
  if (rules.trail > 0) by_atr_ = "--trail";
  if (!rules.vol_stops.empty()) by_atr_ += by_atr_.empty() ? "--vol-stop" : " and --vol-stop";
  if (!by_atr_.empty()) atr_.emplace("atr_14", o.trail_tf.empty() ? o.on : o.trail_tf, atr_window);
  for (const auto& width : rules.vol_stops)
    if (!width.first.empty()) widths_.push_back(width.first);
  const std::vector<std::string_view> ours = quant::label_names();
  for (const std::string& word : widths_)
    if (stranger_.empty() && std::find(ours.begin(), ours.end(), word) == ours.end()) stranger_ = word;
  if (!rules.vol_stops.empty() && !rules.vol_stops.contains(""))
    regime_.emplace("regime", o.on, regime_window, AwaitedKey::Kind::word);
}

Status ExitFigures::session(const Event& session) const {
  constexpr Field via{Type::session, "via"};
  if (stranger_.empty() || session.text(via).find("\"regime:") == std::string_view::npos) return {};
  return fail(Exit::config, "--vol-stop: \"" + stranger_ + "\" is no regime that the stage regime writes; " +
                                meant(stranger_));
}

void ExitFigures::hear(const Event& candle) {
  constexpr Field tf{Type::candle, "tf"};
  if (stranger_.empty() || one_came_ || candle.text(tf) != regime_->tf()) return;
  const auto word = candle.word("regime");
  if (!word) return;
  one_came_ = std::find(widths_.begin(), widths_.end(), *word) != widths_.end();
  if (others_.size() < others_max && !others_.contains(*word)) others_.emplace(*word);
}

void ExitFigures::end(Out& out) const {
  if (!looked_ || one_came_ || others_.empty()) return;
  out.complain_once(Exit::config, "--vol-stop could stop no loss: the regime was never " +
                                      text::some_of(widths_) + "; it was " +
                                      text::some_of({others_.begin(), others_.end()}));
}

void ExitFigures::looked(const account::Position& p, Out& out) {
  looked_ = true;
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
