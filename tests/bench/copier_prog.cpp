// copier: the floor of any filter. Finds each newline, copies the line to an output buffer, writes it; reads
// 256 KiB, writes at 64 KiB, and flushes before a read that would block, as our filters do.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cstring>
#include <vector>

namespace {

constexpr std::size_t read_bytes = 256 * 1024, write_bytes = 64 * 1024;

bool flush(std::vector<char>& out, std::size_t& size) {
  for (std::size_t at = 0; at < size;) {
    const ssize_t n = write(1, out.data() + at, size - at);
    if (n < 0) return false;
    at += static_cast<std::size_t>(n);
  }
  size = 0;
  return true;
}

}  // namespace

int main() {
  fcntl(0, F_SETPIPE_SZ, 1 << 20);
  fcntl(1, F_SETPIPE_SZ, 1 << 20);
  std::vector<char> in(4 * read_bytes), out(write_bytes + 2 * read_bytes);
  std::size_t begin = 0, end = 0, pending = 0;
  for (;;) {
    pollfd ready{0, POLLIN, 0};
    if (pending != 0 && poll(&ready, 1, 0) == 0 && !flush(out, pending)) return 0;
    const ssize_t n = read(0, in.data() + end, read_bytes);
    if (n <= 0) break;
    end += static_cast<std::size_t>(n);
    while (const void* newline = std::memchr(in.data() + begin, '\n', end - begin)) {
      const std::size_t size =
          static_cast<std::size_t>(static_cast<const char*>(newline) - in.data()) + 1 - begin;
      if (pending + size > out.size() && !flush(out, pending)) return 0;
      std::memcpy(out.data() + pending, in.data() + begin, size);
      pending += size;
      begin += size;
      if (pending >= write_bytes && !flush(out, pending)) return 0;
    }
    std::memmove(in.data(), in.data() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  flush(out, pending);
  return 0;
}
