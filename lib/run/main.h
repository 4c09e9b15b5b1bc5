// The main of every filter: parse the command line, run the stage over the input, report, return the exit status.
#pragma once

#include <functional>
#include <memory>

#include "stage/stage.h"

namespace tu {

// What a tool with effects adds: given the values of the shared options (ledger path, account, mode, latches), the
// ports that its stage gets. `flush` writes what is pending on stdout; a port calls it before it waits.
struct PortRequest {
  std::string ledger;    // "" when none was named
  std::string account = "main";
  std::string kill_file;
  const StageSpec* spec = nullptr;
  std::function<void()> flush;
};
struct OwnedPorts {
  Ports ports;
  std::shared_ptr<void> owner;  // keeps them alive
};
using MakePorts = std::function<Result<OwnedPorts>(const PortRequest&)>;

int main_of(const StageSpec& spec, int argc, char** argv, MakePorts make_ports = {});

}  // namespace tu
