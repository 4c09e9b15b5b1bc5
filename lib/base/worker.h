// A thread beside the first one. Signals are for the thread that was there first: to this one none is given.
#pragma once

#include <functional>
#include <thread>

namespace tu {

// Not joinable when there are no more threads to be had: do the work without.
std::thread start_worker(std::function<void()> work);

}  // namespace tu
