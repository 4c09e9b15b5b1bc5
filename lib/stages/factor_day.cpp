#include "stages/factor_day.h"

#include <algorithm>

#include "base/text.h"
#include "quant/stats.h"

namespace tu::stages {

namespace {

constexpr std::string_view names[] = {"funding", "dvol", "fear", "taker"};

}  // namespace

bool FactorDay::add(Factor factor, double value, TsUs ts) {
  Readings& r = readings_[static_cast<std::size_t>(factor)];
  const TsUs day = day_start(ts);
  if (day != r.day) r.today.clear(), r.day = day;
  const bool counts = r.today.size() < scans_;
  if (counts) r.today.push_back(value);
  r.last = value, r.at = ts;
  return counts;
}

double FactorDay::value(Factor factor, TsUs ts) const {
  const Readings& r = readings_[static_cast<std::size_t>(factor)];
  if (r.at < 0) return quant::absent;
  if (r.day == day_start(ts)) return quant::median(r.today);
  return ts - r.at <= max_age_ ? r.last : quant::absent;
}

TsUs FactorDay::next_change(TsUs ts) const {
  TsUs next = day_start(ts) + us_per_day;
  for (const Readings& r : readings_)
    if (r.at >= 0 && r.day != day_start(ts) && ts - r.at <= max_age_)
      next = std::min(next, r.at + max_age_ + 1);
  return next;
}

std::string FactorDay::text() const {
  std::string s;
  for (std::size_t i = 0; i < readings_.size(); ++i) {
    const Readings& r = readings_[i];
    if (r.at < 0) continue;
    s.append(s.empty() ? "" : " ").append(names[i]).append("=" + std::to_string(r.at) + ":");
    s.append(text::of_real(r.last)).append(":");
    for (std::size_t k = 0; k < r.today.size(); ++k)
      s.append(k == 0 ? "" : ",").append(text::of_real(r.today[k]));
  }
  return s;
}

bool FactorDay::restore(std::string_view text) {
  All all;
  if (!text.empty())
    for (const std::string_view part : text::split(text, ' '))
      if (!restore_one(part, all)) return false;
  for (Readings& r : all)
    if (r.today.size() > scans_) r.today.resize(scans_);
  readings_ = std::move(all);
  return true;
}

bool FactorDay::restore_one(std::string_view part, All& all) {
  const auto equals = part.find('=');
  const auto name = std::find(std::begin(names), std::end(names), part.substr(0, equals));
  if (equals == part.npos || name == std::end(names)) return false;
  const auto parts = text::split(part.substr(equals + 1), ':');
  if (parts.size() != 3) return false;
  const auto at = text::to_integer(parts[0]);
  const auto last = text::to_real(parts[1]);
  if (!at || *at < 0 || !last) return false;
  Readings r;
  r.at = *at, r.day = day_start(*at), r.last = *last;
  for (const std::string_view number : text::split(parts[2], ',')) {
    const auto x = text::to_real(number);
    if (!x) return false;
    r.today.push_back(*x);
  }
  all[static_cast<std::size_t>(name - std::begin(names))] = std::move(r);
  return true;
}

}  // namespace tu::stages
