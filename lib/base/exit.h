// The exit statuses of every tool, in one place (the values of sysexits where they exist).
#pragma once

namespace tu {

enum class Exit : int {
  ok = 0,            // done
  no = 1,            // the answer is no (verify failed, nothing found)
  usage = 64,        // the command line is wrong
  bad_data = 65,     // some input was unusable; everything else was done
  unavailable = 69,  // a venue could not be reached
  internal = 70,     // a bug, or a replay that diverged
  io = 74,           // reading or writing failed
  try_again = 75,    // busy, or a barrier made no progress
  refused = 77,      // a latch or a permission says no
  config = 78,       // configuration or ledger does not fit
};

}  // namespace tu
