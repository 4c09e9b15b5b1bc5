// The main of every filter: parse the command line, run the stage over the input, report, return the exit
// status.
#pragma once

#include "stage/port_request.h"
#include "stage/stage.h"

namespace tu {

int main_of(const StageSpec& spec, int argc, char** argv, MakePorts make_ports = {});

}  // namespace tu
