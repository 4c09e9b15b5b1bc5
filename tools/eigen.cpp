#include <memory>

#include "precise/coherence.h"
#include "run/main.h"
#include "stages/all.h"

int main(int argc, char** argv) {
  return tu::main_of(tu::stages::eigen(), argc, argv, [](const tu::PortRequest&) {
    auto coherence = std::make_shared<tu::precise::Coherence>();
    tu::OwnedPorts owned;
    owned.ports.coherence = coherence.get();
    owned.owner = coherence;
    return tu::Result<tu::OwnedPorts>(std::move(owned));
  });
}
