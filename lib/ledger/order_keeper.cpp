#include "ledger/order_keeper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/file_lock.h"

namespace tu::ledger {
namespace {

// Which byte stands for an account: 48 bits of FNV-1a.
off_t byte_of(const std::string& account) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : account) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return static_cast<off_t>(h >> 16);
}

}  // namespace

Result<std::unique_ptr<OrderKeeper>> OrderKeeper::take(const std::string& ledger, const std::string& account,
                                                       int patience_ms,
                                                       const std::function<bool()>& interrupted) {
  const std::string path = ledger + ".orders";
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return fail(Exit::io, fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  std::unique_ptr<OrderKeeper> keeper(new OrderKeeper(fd));
  constexpr int nap_ms = 20;
  for (int waited = 0; lock(fd, F_OFD_SETLK, F_WRLCK, byte_of(account)) != 0; waited += nap_ms) {
    if (errno != EAGAIN && errno != EACCES)
      return fail(Exit::io, fmt::format("{}: cannot be locked: {}", path, std::strerror(errno)));
    if (waited >= patience_ms || (interrupted && interrupted()))
      return fail(
          Exit::try_again,
          fmt::format("ledger {}: another place-order looks after the orders of {}; give this pipeline "
                      "an --account or a --ledger of its own",
                      ledger, account));
    const timespec nap{0, nap_ms * 1'000'000L};
    nanosleep(&nap, nullptr);
  }
  return keeper;
}

OrderKeeper::~OrderKeeper() {
  close(fd_);
}

}  // namespace tu::ledger
