#include <cstdlib>

#include "ledger/port.h"
#include "live/order_port.h"
#include "run/main.h"
#include "stages/all.h"

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

tu::Result<tu::OwnedPorts> ports(const tu::PortRequest& request) {
  auto ports = tu::ledger::make_ports(request);
  return ports ? tu::live::add_live_ports(request, std::move(ports).value(), environment) : ports;
}

}  // namespace

int main(int argc, char** argv) {
  return tu::main_of(tu::stages::place_order(), argc, argv, ports);
}
