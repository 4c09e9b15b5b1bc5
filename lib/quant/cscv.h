// Combinatorially symmetric cross-validation: how often the best configuration in sample is below the median
// out of it.
//
// Bailey, Borwein, Lopez de Prado, Zhu, "The probability of backtest overfitting" (2015). The rows (periods)
// are cut into an even number of blocks; every half of the blocks is once the sample. The score is the Sharpe
// ratio.
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct Overfitting {
  double pbo = absent;  // share of splits whose logit is 0 or less
  std::vector<double> logits;
  double prob_loss = absent;  // share of splits in which the chosen one loses out of sample
  double slope = absent;      // of the chosen one's score out of sample on its score in sample
  int splits = 0;
};
// matrix[period][configuration]. Oldest rows that fill no block are dropped. Nothing for an odd number of
// blocks or fewer than 2, fewer than two rows a block, fewer than two configurations, or rows of unequal
// length. More than 24 blocks (2.7 million splits) are refused too.
Overfitting cscv(const std::vector<std::vector<double>>& matrix, int blocks);

}  // namespace tu::quant
