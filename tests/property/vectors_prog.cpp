// vectors: answers {"fn","inputs"} lines with the result of the library's function, one JSON line each.
//
// A function that the library does not have answers {"unsupported": true}. A test program: the JSON stays
// here.
#include <cstdio>
#include <iostream>
#include <map>
#include <string>

#include "vectors_contracts.h"
#include "vectors_divergence_loop.h"
#include "vectors_indicators.h"
#include "vectors_research.h"
#include "vectors_rules.h"
#include "vectors_spot.h"
#include "vectors_statistics.h"
#include "vectors_survival.h"

namespace {

std::map<std::string_view, vectors::Function> all_functions() {
  std::map<std::string_view, vectors::Function> all;
  for (const auto* table : {&vectors::indicator_table, &vectors::spot_table, &vectors::research_table,
                            &vectors::rules_table, &vectors::statistics_table, &vectors::contract_table,
                            &vectors::divergence_table, &vectors::loop_table, &vectors::survival_table})
    all.insert(table->begin(), table->end());
  return all;
}

std::string answer(const std::map<std::string_view, vectors::Function>& functions,
                   const vectors::In& request) {
  const auto found = functions.find(request.text("fn"));
  if (found == functions.end() || !request.has("inputs")) return R"({"unsupported":true})";
  return found->second(vectors::In(request.at("inputs")));
}

}  // namespace

int main() {
  const auto functions = all_functions();
  simdjson::dom::parser parser;
  std::string line;
  while (std::getline(std::cin, line)) {
    simdjson::dom::element request;
    if (parser.parse(line).get(request) != simdjson::SUCCESS || !request.is_object()) {
      std::fputs("vectors: a line is not a JSON object\n", stderr);
      return 65;
    }
    std::puts(answer(functions, vectors::In(request)).c_str());
  }
  return 0;
}
