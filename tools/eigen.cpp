#include "precise/coherence.h"
#include "run/main.h"
#include "stages/all.h"

int main(int argc, char** argv) {
  tu::precise::Coherence coherence;
  return tu::main_of(tu::stages::eigen_with(&coherence), argc, argv);
}
