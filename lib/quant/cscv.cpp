#include "quant/cscv.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/sharpe.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

using Matrix = std::vector<std::vector<double>>;

// One configuration's score over the blocks whose flag is `chosen`, rows in time order.
double score(const Matrix& m, std::size_t column, std::size_t first, std::size_t length,
             const std::vector<bool>& in_sample, bool chosen, std::vector<double>& scratch) {
  scratch.clear();
  for (std::size_t b = 0; b < in_sample.size(); ++b) {
    if (in_sample[b] != chosen) continue;
    for (std::size_t i = 0; i < length; ++i) scratch.push_back(m[first + b * length + i][column]);
  }
  return sharpe(scratch);
}

// The next choice of as many blocks in lexicographic order; false after the last.
bool next_choice(std::vector<std::size_t>& chosen, std::size_t blocks) {
  const std::size_t k = chosen.size();
  for (std::size_t i = k; i-- > 0;) {
    if (chosen[i] + (k - i) >= blocks) continue;
    ++chosen[i];
    for (std::size_t j = i + 1; j < k; ++j) chosen[j] = chosen[j - 1] + 1;
    return true;
  }
  return false;
}

double logit_of_rank(const std::vector<double>& scores, std::size_t best) {
  double below = 0.0, equal = 0.0;
  for (const double s : scores) {
    below += s < scores[best];
    equal += s == scores[best];
  }
  const double rank = below + 0.5 * (equal + 1.0);
  const double omega = rank / (static_cast<double>(scores.size()) + 1.0);
  return fn::log(omega / (1.0 - omega));
}

bool usable(const Matrix& m, int blocks) {
  if (blocks < 2 || blocks % 2 || blocks > 24 || m.size() < 2 * static_cast<std::size_t>(blocks))
    return false;
  if (m[0].size() < 2) return false;
  return std::all_of(m.begin(), m.end(), [&](const auto& row) { return row.size() == m[0].size(); });
}

}  // namespace

Overfitting cscv(const Matrix& matrix, int blocks) {
  Overfitting out;
  if (!usable(matrix, blocks)) return out;
  const auto count = static_cast<std::size_t>(blocks);
  const std::size_t length = matrix.size() / count, first = matrix.size() - count * length;
  const std::size_t columns = matrix[0].size();
  std::vector<std::size_t> chosen(count / 2);
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = i;

  std::vector<double> inside(columns), outside(columns), best_inside, best_outside, scratch;
  int overfit = 0, losses = 0;
  do {
    std::vector<bool> in_sample(count, false);
    for (const std::size_t b : chosen) in_sample[b] = true;
    for (std::size_t c = 0; c < columns; ++c) {
      inside[c] = score(matrix, c, first, length, in_sample, true, scratch);
      outside[c] = score(matrix, c, first, length, in_sample, false, scratch);
    }
    const auto best =
        static_cast<std::size_t>(std::max_element(inside.begin(), inside.end()) - inside.begin());
    out.logits.push_back(logit_of_rank(outside, best));
    overfit += out.logits.back() <= 0.0;
    losses += outside[best] < 0.0;
    best_inside.push_back(inside[best]);
    best_outside.push_back(outside[best]);
  } while (next_choice(chosen, count));

  out.splits = static_cast<int>(out.logits.size());
  out.pbo = static_cast<double>(overfit) / out.splits;
  out.prob_loss = static_cast<double>(losses) / out.splits;
  out.slope = fit_line(best_inside, best_outside).slope;
  return out;
}

}  // namespace tu::quant
