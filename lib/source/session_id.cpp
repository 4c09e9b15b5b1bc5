#include "source/session_id.h"

#include "base/hash.h"

namespace tu::source {

std::string session_id_of(const SourceOptions& options, const std::vector<std::string>& contents, bool warm,
                          const std::string& imports) {
  std::string all;
  auto add = [&all](std::string_view key, const std::string& value) {
    all.append(key).append("=").append(value).append("\n");
  };
  for (const std::string& content : contents) add("content", content);
  if (options.from) add("from", std::to_string(*options.from));
  if (options.to) add("to", std::to_string(*options.to));
  if (warm) add("warm", std::to_string(options.warm.duration));
  for (const std::string& s : options.symbols) add("symbol", s);
  if (options.by_recv) add("by", "recv");
  if (options.keep_decisions) add("decisions", "kept");
  if (!options.beats) add("beats", "none");
  if (!imports.empty()) add("imported", imports);
  const ImportHints& h = options.import;
  for (const std::string& s : {h.format, h.venue, h.symbol, h.tf, h.columns, h.type, h.time_unit, h.metric,
                               h.market, h.rate_unit, h.contract_size})
    if (!s.empty()) add("import", s);
  if (h.delay) add("delay", std::to_string(h.delay));
  add("seed", std::to_string(options.seed));
  return short_hash(all);
}

}  // namespace tu::source
