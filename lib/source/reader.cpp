#include "source/reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "source/chain.h"

namespace tu::source {

namespace {

Error damaged(const RawFile& file, const std::string& what) {
  return fail(Exit::bad_data, file.path() + ": " + what + " at byte " + std::to_string(file.consumed()));
}

class Plain final : public Reader {
 public:
  explicit Plain(RawFile file) : file_(std::move(file)) {}
  Result<std::size_t> read(char* to, std::size_t n) override {
    if (file_.available() == 0) return file_.read(to, n);
    n = std::min(n, file_.available());
    std::memcpy(to, file_.data(), n);
    file_.take(n);
    return n;
  }
  std::uint64_t consumed() const override { return file_.consumed(); }
  std::uint64_t size() const override { return file_.size(); }
  bool sealed() const override { return false; }

 private:
  RawFile file_;
};

// A gzip file may be several members in a row; each must be whole.
class Gzip final : public Reader {
 public:
  explicit Gzip(RawFile file) : file_(std::move(file)) { inflateInit2(&z_, 15 + 16); }
  ~Gzip() override { inflateEnd(&z_); }
  Result<std::size_t> read(char* to, std::size_t n) override {
    z_.next_out = reinterpret_cast<Bytef*>(to);
    z_.avail_out = static_cast<uInt>(n);
    while (z_.avail_out == n) {
      if (Status st = file_.fill(); !st) return st.error();
      if (file_.available() == 0) {
        if (inside_) return damaged(file_, "truncated gzip data, it ends");
        return std::size_t{0};
      }
      if (!inside_ && file_.consumed() > 0) inflateReset(&z_);
      inside_ = true;
      z_.next_in = const_cast<Bytef*>(file_.data());
      z_.avail_in = static_cast<uInt>(file_.available());
      int rc = inflate(&z_, Z_NO_FLUSH);
      file_.take(file_.available() - z_.avail_in);
      if (rc == Z_STREAM_END)
        inside_ = false;
      else if (rc != Z_OK && rc != Z_BUF_ERROR)
        return damaged(file_, "damaged gzip data");
    }
    return n - z_.avail_out;
  }
  std::uint64_t consumed() const override { return file_.consumed(); }
  std::uint64_t size() const override { return file_.size(); }

 private:
  RawFile file_;
  z_stream z_{};
  bool inside_ = false;
};

class Zstd final : public Reader {
 public:
  explicit Zstd(RawFile file) : file_(std::move(file)), stream_(ZSTD_createDStream()) {
    ZSTD_initDStream(stream_);
  }
  ~Zstd() override { ZSTD_freeDStream(stream_); }
  Result<std::size_t> read(char* to, std::size_t n) override {
    ZSTD_outBuffer out{to, n, 0};
    while (out.pos == 0) {
      if (Status st = file_.fill(); !st) return st.error();
      // The decoder may hold back output although its input is used up: ask it once more before believing the
      // end.
      if (file_.available() == 0 && !more_) {
        if (inside_) return damaged(file_, "truncated zstd data, it ends");
        return std::size_t{0};
      }
      ZSTD_inBuffer in{file_.data(), file_.available(), 0};
      std::size_t left = ZSTD_decompressStream(stream_, &out, &in);
      file_.take(in.pos);
      if (ZSTD_isError(left))
        return damaged(file_, std::string("damaged zstd data (") + ZSTD_getErrorName(left) + ")");
      inside_ = left != 0;
      more_ = out.pos == out.size;
      if (in.size == 0 && out.pos == 0) more_ = false;
    }
    return out.pos;
  }
  std::uint64_t consumed() const override { return file_.consumed(); }
  std::uint64_t size() const override { return file_.size(); }

 private:
  RawFile file_;
  ZSTD_DStream* stream_;
  bool inside_ = false, more_ = false;
};

}  // namespace

Result<RawFile> RawFile::open(const std::string& path, WaitFor wait) {
  RawFile f;
  f.path_ = path == "-" ? "(stdin)" : path;
  f.fd_ = path == "-" ? dup(0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (f.fd_ < 0) return fail(Exit::io, f.path_ + ": " + std::strerror(errno));
  struct stat info {};
  if (fstat(f.fd_, &info) != 0) return fail(Exit::io, f.path_ + ": " + std::strerror(errno));
  if (S_ISDIR(info.st_mode)) return fail(Exit::io, f.path_ + ": is a directory, expected a file");
  if (S_ISREG(info.st_mode) && path != "-") f.size_ = static_cast<std::uint64_t>(info.st_size);
  if (!S_ISREG(info.st_mode)) f.wait_ = std::move(wait);
  f.window_ = std::make_unique_for_overwrite<unsigned char[]>(window_bytes);
  return f;
}

RawFile::RawFile(RawFile&& o) noexcept
    : path_(std::move(o.path_)),
      fd_(std::exchange(o.fd_, -1)),
      wait_(std::move(o.wait_)),
      size_(o.size_),
      consumed_(o.consumed_),
      window_(std::move(o.window_)),
      begin_(o.begin_),
      end_(o.end_) {}

RawFile::~RawFile() {
  if (fd_ >= 0) close(fd_);
}

Status RawFile::fill() {
  if (begin_ < end_) return {};
  begin_ = end_ = 0;
  Result<std::size_t> got = read_once(reinterpret_cast<char*>(window_.get()), window_bytes);
  if (!got) return got.error();
  end_ = *got;
  return {};
}

Result<std::size_t> RawFile::read(char* to, std::size_t n) {
  Result<std::size_t> got = read_once(to, n);
  if (got) consumed_ += *got;
  return got;
}

Result<std::size_t> RawFile::read_once(char* to, std::size_t n) {
  if (wait_ && !wait_(fd_)) return std::size_t{0};
  for (;;) {
    const ssize_t got = ::read(fd_, to, n);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Exit::io, path_ + ": " + std::strerror(errno));
    return static_cast<std::size_t>(got);
  }
}

Result<std::size_t> RawFile::read_at(std::uint64_t offset, unsigned char* to, std::size_t n) const {
  std::size_t done = 0;
  while (done < n) {
    ssize_t got = pread(fd_, to + done, n - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Exit::io, path_ + ": " + std::strerror(errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path, WaitFor wait) {
  if (is_directory(path)) return open_chain(path);
  Result<RawFile> file = RawFile::open(path, std::move(wait));
  if (!file) return file.error();
  if (Status st = file->fill(); !st) return st.error();
  const unsigned char* p = file->data();
  const std::size_t n = file->available();
  if (n >= 2 && p[0] == 0x1f && p[1] == 0x8b) return std::unique_ptr<Reader>(new Gzip(std::move(*file)));
  if (n >= 4 && p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd)
    return std::unique_ptr<Reader>(new Zstd(std::move(*file)));
  if (n >= 4 && p[0] == 'P' && p[1] == 'K' && (p[2] == 3 || p[2] == 5)) return open_zip(std::move(*file));
  return std::unique_ptr<Reader>(new Plain(std::move(*file)));
}

}  // namespace tu::source
