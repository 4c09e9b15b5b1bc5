#include "ledger/order_keeper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <numeric>

#include "base/hash.h"
#include "ledger/file_lock.h"

namespace tu::ledger {
namespace {

// Which byte stands for an account: 48 bits of its hash.
off_t byte_of(const std::string& account) {
  const Digest d = sha256(account);
  return std::accumulate(d.begin(), d.begin() + 6, off_t{0},
                         [](off_t at, unsigned char c) { return at << 8 | c; });
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
    usleep(nap_ms * 1000);
  }
  return keeper;
}

OrderKeeper::~OrderKeeper() {
  close(fd_);
}

}  // namespace tu::ledger
