#include "quant/var_es.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {

TailRisk historical_tail_risk(std::span<const double> returns, double confidence) {
  std::vector<double> losses = only_known(returns);
  if (losses.empty()) return {};
  for (double& r : losses) r = -r;
  TailRisk out;
  out.var = quantile(losses, confidence);
  const double from = out.var - 1e-12 * std::max(1.0, std::fabs(out.var));
  std::erase_if(losses, [&](double loss) { return !(loss >= from); });
  out.es = mean(losses);
  return out;
}

TailRisk parametric_tail_risk(std::span<const double> returns, double confidence) {
  const std::vector<double> seen = only_known(returns);
  if (seen.size() < 2) return {};
  const double centre = mean(seen), deviation = sample_deviation(seen);
  const double z = fn::normal_quantile(confidence);
  return {-centre + z * deviation, -centre + deviation * fn::normal_pdf(z) / (1.0 - confidence)};
}

}  // namespace tu::quant
