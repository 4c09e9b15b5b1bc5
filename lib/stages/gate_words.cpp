#include "stages/gate_words.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"

namespace tu::stages {
namespace {

using Words = std::initializer_list<std::string_view>;

std::string alternatives(Words known) {
  std::string list;
  for (const std::string_view word : known) {
    if (!list.empty()) list += word == *(known.end() - 1) ? " or " : ", ";
    list += word;
  }
  return list;
}

// The known word that was probably meant, in either case of letters; "" when none is near.
std::string_view meant(std::string_view word, Words known) {
  std::vector<std::string> lower;
  for (const std::string_view k : known) lower.push_back(text::lower(k));
  const std::vector<std::string_view> candidates(lower.begin(), lower.end());
  const std::string_view near = text::nearest(text::lower(word), candidates);
  const auto it = std::find(candidates.begin(), candidates.end(), near);
  return it == candidates.end() ? std::string_view() : *(known.begin() + (it - candidates.begin()));
}

class Refusals {
 public:
  void no(const char* rule, std::string text) { list_.push_back({rule, "", {}, {}, std::move(text)}); }
  void expect(const char* field, std::string_view word, Words known) {
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    const std::string_view near = meant(word, known);
    no(field, std::string(field) + " is \"" + std::string(word) + "\", expected " + alternatives(known) +
                  (near.empty() ? "" : "; did you mean " + std::string(near) + "?"));
  }
  std::vector<account::Refusal> take() { return std::move(list_); }

 private:
  std::vector<account::Refusal> list_;
};

}  // namespace

std::vector<account::Refusal> word_refusals(const Asked& a) {
  Refusals r;
  if (a.strategy.empty()) r.no("strategy", "strategy is \"\", expected a name");
  if (a.intent == "target")
    r.no("intent",
         "intent is target, which size(1) before the gate turns into a step: open, add, reduce or close");
  else
    r.expect("intent", a.intent, {"open", "add", "reduce", "close"});
  r.expect("side", a.side, {"buy", "sell"});
  r.expect("kind", a.kind, {"market", "limit", "stop", "stop_limit"});
  r.expect("tif", a.tif, {"GTC", "GTD", "IOC", "FOK"});
  if (!a.on_break.empty()) r.expect("on_break", a.on_break, {"unwind", "hold"});
  if (a.tif == "GTD" && !a.has_expires) r.no("tif", "tif is GTD, and there is no expires");
  // An exit leaves all the same.
  if (a.post_only && (a.kind == "market" || a.kind == "stop") && (a.intent == "open" || a.intent == "add"))
    r.no("post_only", "post_only, and a " + a.kind + " order takes: expected a limit order");
  if ((a.kind == "limit" || a.kind == "stop_limit") && a.limit.sign() <= 0)
    r.no("no_price", "a " + a.kind + " order without a limit");
  if ((a.kind == "stop" || a.kind == "stop_limit") && a.stop.sign() <= 0)
    r.no("no_price", "a " + a.kind + " order without a stop");
  return r.take();
}

}  // namespace tu::stages
