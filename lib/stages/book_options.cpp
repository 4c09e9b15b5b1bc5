#include "stages/book_options.h"

#include <algorithm>

namespace tu::stages {

BookRules BookOptions::rules() const {
  BookRules r;
  r.depth = depth;
  r.every = every.us;
  r.mean = mean;
  r.persistence = persistence;
  r.withdrawal = withdrawal;
  r.band = band.fraction.to_real();
  r.deep = deep.value_or(0);
  r.memory = static_cast<int>(std::min<DurUs>(std::max<DurUs>(2, memory.us / every.us), 1 << 30));
  r.vpin_bucket = vpin_bucket.value_or(0);
  r.vpin_learn = vpin_learn.us;
  r.vpin_buckets = vpin_buckets;
  r.window = window;
  r.fill_horizon = fill_horizon.us;
  return r;
}

Result<std::vector<BookFeature>> BookOptions::chosen(const std::vector<std::string>& names,
                                                     const char* option) const {
  std::vector<BookFeature> list;
  for (std::size_t i = 0; i < book_feature_count; ++i) {
    const auto f = static_cast<BookFeature>(i);
    if (std::any_of(names.begin(), names.end(),
                    [&](const std::string& n) { return n == "all" || n == name_of(f); }))
      list.push_back(f);
  }
  for (const std::string& n : names) {
    bool is_known = n == "all" || n == "none";
    for (std::size_t i = 0; i < book_feature_count; ++i)
      is_known = is_known || n == name_of(static_cast<BookFeature>(i));
    if (is_known) continue;
    std::string all;
    for (std::size_t i = 0; i < book_feature_count; ++i)
      all += (i ? ", " : "") + std::string(name_of(static_cast<BookFeature>(i)));
    return fail(Exit::usage,
                std::string(option) + " names \"" + n + "\", expected all, none, or some of " + all);
  }
  return list;
}

bool BookOptions::annotates(std::string_view type) const {
  return std::find(lines.begin(), lines.end(), type) != lines.end();
}

Status BookOptions::check() const {
  if (every.us <= 0) return fail(Exit::usage, "--every is 0s, expected a duration above 0");
  if (stale.us < every.us)
    return fail(Exit::usage, "--stale is " + show_value(stale) + ", expected at least --every (" +
                                 show_value(every) + ")");
  if (vpin_learn.us <= 0) return fail(Exit::usage, "--vpin-learn is 0s, expected a duration above 0");
  if (as.empty()) return fail(Exit::usage, "--as is empty, expected what keys begin with");
  for (const std::string& type : lines)
    if (type != "book" && type != "quote" && type != "candle")
      return fail(Exit::usage, "--lines names \"" + type + "\", expected book, quote or candle");
  if (auto list = chosen(notes, "--notes"); !list) return list.error();
  if (auto list = chosen(metrics, "--metrics"); !list) return list.error();
  return {};
}

std::vector<Row<BookOptions>> book_option_rows() {
  using O = BookOptions;
  return {
      {"--depth", "LEVELS", "levels a side that the imbalance counts", &O::depth, between(1, 10000)},
      {"--every", "DURATION", "distance of the samples in the stream's time", &O::every, at_least(0.000001)},
      {"--stale", "DURATION", "a book that was silent for longer is not used", &O::stale},
      {"--mean", "SAMPLES", "samples of the mean imbalance", &O::mean, between(1, 100000)},
      {"--persistence", "SAMPLES", "samples whose sign is compared with that of the mean", &O::persistence,
       between(1, 100000)},
      {"--withdrawal", "SAMPLES", "samples before this one that its depth is compared with", &O::withdrawal,
       between(1, 100000)},
      {"--alarm", "SHARE", "share of the depth whose leaving is an alarm", &O::alarm, between(0, 1)},
      {"--band", "RATE", "depth is what is shown within this rate of the middle", &O::band, between(0, 1)},
      {"--deep", "NOTIONAL", "depth a side that is a quality of 1; without it the market's own mean is",
       &O::deep, at_least(0)},
      {"--memory", "DURATION", "how far the mean depth and the spread model remember", &O::memory},
      {"--vpin-bucket", "VOLUME", "volume of a bucket; without it what a minute trades at first",
       &O::vpin_bucket, at_least(0)},
      {"--vpin-learn", "DURATION", "how long that is learnt", &O::vpin_learn},
      {"--vpin-buckets", "COUNT", "buckets that VPIN is the mean of", &O::vpin_buckets, between(1, 100000)},
      {"--samples", "SAMPLES", "samples of lambda and of the spread model's volatility and volume",
       &O::window, between(2, 100000)},
      {"--fill-horizon", "DURATION", "time within which an order at the best price is filled or not",
       &O::fill_horizon},
      {"--notes", "LIST", "figures that are appended to lines, all or none", &O::notes},
      {"--metrics", "LIST", "figures that are sampled as metrics, all or none", &O::metrics},
      {"--lines", "LIST", "lines that figures are appended to: book, quote, candle", &O::lines},
      {"--as", "NAME", "write the annotation under this key: here what keys and metrics begin with", &O::as}};
}

}  // namespace tu::stages
