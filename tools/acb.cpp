#include "ledger/port.h"
#include "run/main.h"
#include "stages/all.h"

int main(int argc, char** argv) {
  return tu::main_of(tu::stages::acb(), argc, argv, tu::ledger::make_ports);
}
