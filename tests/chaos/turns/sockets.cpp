// Loopback without a network: TCP to 127.0.0.1 is a Unix socket named after the world and the port, which is
// heard the moment it is written, collides with no other world, and leads nowhere else.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>

#include "calls.h"
#include "world.h"

using turns::active;

namespace {

// Sockets that stand for one of TCP, and their ports. Only the thread whose turn it is touches it.
std::map<int, int>& ports() {
  static std::map<int, int> map;
  return map;
}
bool ours(int fd) {
  return active() && ports().count(fd) != 0;
}

sockaddr_un name_of(int port, socklen_t& size) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const int n = std::snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "%s:%d", getenv("TURNS"), port);
  size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + static_cast<std::size_t>(n));
  return name;
}

int port_of(const sockaddr* a) {
  return ntohs(reinterpret_cast<const sockaddr_in*>(a)->sin_port);
}

void tell(int port, sockaddr* to, socklen_t* size) {
  if (!to || !size) return;
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::memcpy(to, &a, *size < sizeof a ? *size : sizeof a);
  *size = sizeof a;
}

std::set<int>& torn_sockets() {
  static std::set<int> set;
  return set;
}

// What was received, or less of it.
ssize_t received(int fd, ssize_t n) {
  if (!ours(fd) || n < 0) return n;
  if (torn_sockets().count(fd) != 0) return 0;
  turns::about_to(turns::from_socket, static_cast<std::uint64_t>(n));
  turns::touch_others();
  if (n < 2 || !turns::torn()) return n;
  torn_sockets().insert(fd);
  TURNS_REAL(shutdown)(fd, SHUT_RDWR);
  return n / 2;
}

int accepted(int from, int fd, sockaddr* to, socklen_t* size) {
  if (fd < 0) return fd;
  ports()[fd] = ports()[from];
  tell(ports()[from], to, size);
  return fd;
}

}  // namespace

extern "C" {

int socket(int family, int type, int protocol) {
  const bool tcp = active() && family == AF_INET && (type & 0xf) == SOCK_STREAM;
  const int fd = tcp ? TURNS_REAL(socket)(AF_UNIX, type, 0) : TURNS_REAL(socket)(family, type, protocol);
  if (tcp && fd >= 0) ports()[fd] = 0;
  return fd;
}
int close(int fd) {
  if (active()) {
    ports().erase(fd);
    torn_sockets().erase(fd);
    turns::touch(fd);
  }
  return TURNS_REAL(close)(fd);
}

int bind(int fd, const sockaddr* a, socklen_t n) {
  if (!ours(fd)) return TURNS_REAL(bind)(fd, a, n);
  socklen_t size = 0;
  const sockaddr_un name = name_of(ports()[fd] = port_of(a), size);
  return TURNS_REAL(bind)(fd, reinterpret_cast<const sockaddr*>(&name), size);
}
int connect(int fd, const sockaddr* a, socklen_t n) {
  if (!ours(fd)) return TURNS_REAL(connect)(fd, a, n);
  turns::about_to(turns::to_socket, 0);
  turns::touch_others();
  socklen_t size = 0;
  const sockaddr_un name = name_of(ports()[fd] = port_of(a), size);
  return TURNS_REAL(connect)(fd, reinterpret_cast<const sockaddr*>(&name), size);
}
int accept(int fd, sockaddr* a, socklen_t* n) {
  if (!ours(fd)) return TURNS_REAL(accept)(fd, a, n);
  return accepted(fd, TURNS_REAL(accept)(fd, nullptr, nullptr), a, n);
}
int accept4(int fd, sockaddr* a, socklen_t* n, int flags) {
  if (!ours(fd)) return TURNS_REAL(accept4)(fd, a, n, flags);
  return accepted(fd, TURNS_REAL(accept4)(fd, nullptr, nullptr, flags), a, n);
}
int getsockname(int fd, sockaddr* a, socklen_t* n) {
  return ours(fd) ? (tell(ports()[fd], a, n), 0) : TURNS_REAL(getsockname)(fd, a, n);
}
int getpeername(int fd, sockaddr* a, socklen_t* n) {
  return ours(fd) ? (tell(ports()[fd], a, n), 0) : TURNS_REAL(getpeername)(fd, a, n);
}
int shutdown(int fd, int how) {
  if (active()) turns::touch_others();
  return TURNS_REAL(shutdown)(fd, how);
}
int setsockopt(int fd, int level, int name, const void* value, socklen_t n) {
  return ours(fd) && level == IPPROTO_TCP ? 0 : TURNS_REAL(setsockopt)(fd, level, name, value, n);
}

ssize_t sendmsg(int fd, const msghdr* m, int flags) {
  if (ours(fd)) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < m->msg_iovlen; ++i) n += m->msg_iov[i].iov_len;
    turns::about_to(turns::to_socket, n);
    turns::touch_others();
  }
  return TURNS_REAL(sendmsg)(fd, m, flags);
}
ssize_t send(int fd, const void* from, size_t n, int flags) {
  if (ours(fd)) {
    turns::about_to(turns::to_socket, n);
    turns::touch_others();
  }
  return TURNS_REAL(send)(fd, from, n, flags);
}
ssize_t recvmsg(int fd, msghdr* m, int flags) {
  return received(fd, TURNS_REAL(recvmsg)(fd, m, flags));
}
ssize_t recv(int fd, void* to, size_t size, int flags) {
  return received(fd, TURNS_REAL(recv)(fd, to, size, flags));
}

}  // extern "C"
