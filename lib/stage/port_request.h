// What a tool with effects asks for when it starts, and the ports that it gets. The ledger room answers it
// (ledger::make_ports); the runner only hands it on, so that a filter without effects links no database.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "stage/ports.h"
#include "stage/stage.h"

namespace tu {

struct PortRequest {
  std::string ledger;  // "" when none was named
  std::string account = "main";
  std::string kill_file;
  const StageSpec* spec = nullptr;
  std::function<std::string(std::string_view name)>
      option;                   // "--mode" as it was given; "" without such a row
  std::function<void()> flush;  // writes what is pending on stdout; a port calls it before it waits
  std::function<bool()>
      reader_left;  // nobody reads stdout any more: a wait for stages further down would be in vain
  std::function<bool()> interrupted;  // somebody asked the tool to end: it waits for nobody
};
struct OwnedPorts {
  Ports ports;
  std::shared_ptr<void> owner;  // keeps them alive
};
using MakePorts = std::function<Result<OwnedPorts>(const PortRequest&)>;

}  // namespace tu
