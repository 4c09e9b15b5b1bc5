// risk-gate: the filter, and `risk-gate --check POLICY --equity N`, which reads a policy and runs nothing.
#include "stages/risk_gate.h"

#include <cstdio>
#include <string_view>

#include "cli/parse.h"
#include "ledger/port.h"
#include "run/main.h"
#include "stages/all.h"

namespace {

int check(const tu::cli::Parsed& parsed) {
  const auto report = tu::stages::check_requested(parsed.options.get());
  if (!report->ok()) return tu::cli::report("risk-gate", report->error());
  std::fputs((*report)->text.c_str(), stdout);
  if (std::fflush(stdout) != 0) return static_cast<int>(tu::Exit::io);
  return static_cast<int>((*report)->contradicts ? tu::Exit::no : tu::Exit::ok);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]).substr(0, 7) == "--check")
      return tu::cli::run(tu::cli::command_of(tu::stages::risk_gate()), argc, argv, check);
  return tu::main_of(tu::stages::risk_gate(), argc, argv, tu::ledger::make_ports);
}
