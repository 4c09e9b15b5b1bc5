#include "quant/blend.h"

namespace tu::quant {

namespace {

bool speaks_for(const Voice& v, int side) {
  return side > 0 ? v.buys : v.sells;
}

double coverage(std::span<const Voice> voices, int side) {
  double fresh = 0, all = 0;
  for (const Voice& v : voices) {
    if (!speaks_for(v, side)) continue;
    all += v.weight;
    if (v.fresh) fresh += v.weight;
  }
  return all > 0 ? fresh / all : 0;
}

int speaking(std::span<const Voice> voices, int side) {
  int n = 0;
  for (const Voice& v : voices)
    if (v.fresh && v.weight > 0 && v.side == side && speaks_for(v, side)) ++n;
  return n;
}

// How far the sources that can speak for `side` lean to it.
double lean(std::span<const Voice> voices, int side) {
  LeanSum leans;
  for (const Voice& v : voices)
    if (v.fresh && speaks_for(v, side)) leans.add(v.weight, v.side * v.confidence);
  return side * leans.mean();
}

Verdict by_majority(std::span<const Voice> voices, bool over_all) {
  const int buys = speaking(voices, +1), sells = speaking(voices, -1);
  Verdict r;
  if (buys == sells) return r;
  r.side = buys > sells ? +1 : -1;
  r.voices = buys > sells ? buys : sells;
  double sum = 0, spoken = 0, all = 0;
  for (const Voice& v : voices) {
    all += v.weight;
    if (!v.fresh || v.side != r.side || !speaks_for(v, r.side)) continue;
    sum += v.weight * v.confidence;
    spoken += v.weight;
  }
  const double under = over_all ? all : spoken;
  r.value = under > 0 ? sum / under : 0;
  r.coverage = coverage(voices, r.side);
  return r;
}

}  // namespace

Verdict blend(std::span<const Voice> voices, Blend how) {
  if (how != Blend::composite) return by_majority(voices, how == Blend::all_weights);
  const double buy = lean(voices, +1), sell = lean(voices, -1);
  Verdict r;
  if (buy == sell || (buy <= 0 && sell <= 0)) return r;
  r.side = buy > sell ? +1 : -1;
  r.value = buy > sell ? buy : sell;
  r.coverage = coverage(voices, r.side);
  r.voices = speaking(voices, r.side);
  return r;
}

}  // namespace tu::quant
