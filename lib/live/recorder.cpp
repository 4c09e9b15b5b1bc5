#include "live/recorder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace tu::live {

namespace {

constexpr std::size_t pending_max = 256 * 1024;

// 20261121T010000.250731: names in the order of time.
std::string stamp(TsUs t) {
  const Civil c = civil(t);
  char s[40];
  std::snprintf(s, sizeof s, "%04d%02d%02dT%02d%02d%02d.%06d", c.year, c.month, c.day, c.hour, c.minute,
                c.second, c.us);
  return s;
}

bool plain(std::string_view s) {
  return std::none_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }) &&
         text::valid_utf8(s);
}

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::open(const std::string& dir, const std::string& run, TsUs now) {
  std::unique_ptr<Recorder> r(new Recorder(dir, run));
  if (mkdir(dir.c_str(), 0777) != 0 && errno != EEXIST)
    return fail(Exit::io, dir + ": " + std::strerror(errno) + ", expected a directory for the recording");
  if (Status st = r->next_file(now); !st) return st.error();
  return r;
}

Recorder::~Recorder() {
  flush();
  if (fd_ >= 0) close(fd_);
}

Status Recorder::next_file(TsUs now) {
  flush();
  if (fd_ >= 0) close(fd_);
  const std::string path = dir_ + "/" + stamp(now) + "-" + run_ + ".frames";
  fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    error_ = errno;
    return fail(Exit::io, path + ": " + std::strerror(errno));
  }
  written_ = 0;
  day_ = day_start(now);
  for (const auto& [link, what] : described_) line(now, link, "?", what);
  return {};
}

void Recorder::describe(TsUs now, const std::string& link, const std::string& what) {
  described_[link] = what;
  line(now, link, "?", what);
}

void Recorder::answered(TsUs now, const std::string& link, std::uint64_t tag, int status,
                        std::string_view target, std::string_view body) {
  std::string rest = std::to_string(tag) + " " + std::to_string(status) + " " + std::string(target) + " ";
  if (plain(body)) return put(now, link, "=>", rest.append(body));
  text::append_escaped(rest, body);
  put(now, link, "=>\"", rest);
}

void Recorder::line(TsUs now, const std::string& link, std::string_view mark, std::string_view rest) {
  if (plain(rest)) return put(now, link, mark, rest);
  std::string escaped;
  text::append_escaped(escaped, rest);
  put(now, link, std::string(mark) + "\"", escaped);
}

void Recorder::put(TsUs now, const std::string& link, std::string_view mark, std::string_view rest) {
  if (error_ != 0) return;
  if (written_ + pending_.size() > file_max || day_start(now) != day_)
    if (Status st = next_file(now); !st) return;
  pending_.append(std::to_string(now)).append(1, ' ').append(link).append(1, ' ').append(mark);
  pending_.append(1, ' ').append(rest).append(1, '\n');
  if (pending_.size() > pending_max) flush();
}

void Recorder::flush() {
  std::size_t done = 0;
  while (done < pending_.size() && error_ == 0) {
    const ssize_t n = write(fd_, pending_.data() + done, pending_.size() - done);
    if (n < 0 && errno != EINTR) error_ = errno;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  written_ += done;
  pending_.clear();
}

}  // namespace tu::live
