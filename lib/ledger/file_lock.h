// Locks of bytes of a file: of the open file, not of the process, and gone with it however it ends.
#pragma once

#include <fcntl.h>

namespace tu::ledger {

// `command`: F_OFD_SETLK, F_OFD_SETLKW; F_OFD_GETLK gives the type of lock that is in the way, F_UNLCK for
// none. -1: it could not be had.
inline int lock(int fd, int command, short type, off_t at, off_t count = 1) {
  struct flock l {};
  l.l_type = type;
  l.l_whence = SEEK_SET;
  l.l_start = at;
  l.l_len = count;
  if (fcntl(fd, command, &l) != 0) return -1;
  return command == F_OFD_GETLK ? l.l_type : 0;
}

}  // namespace tu::ledger
