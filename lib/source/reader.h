// Reader: the bytes of a file, whatever it is packed in: plain, gzip, zstd, or a zip with one file in it. The
// packing is recognised by the first bytes, never by the name. "-" is stdin. Memory is constant.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace tu::source {

// Called before a read of a pipe that may block: a tool flushes its output there and sleeps until something
// comes. False: the rest is not wanted, the file ends here.
using WaitFor = std::function<bool(int fd)>;

class Reader {
 public:
  // An Error names the path and the reason.
  static Result<std::unique_ptr<Reader>> open(const std::string& path, WaitFor wait = {});
  virtual ~Reader() = default;

  // At least one byte of the content, at most n; 0 at its end. A truncated or damaged archive is an Error
  // (65) with the place in the file; what came before it has been handed out.
  virtual Result<std::size_t> read(char* to, std::size_t n) = 0;
  virtual std::uint64_t consumed() const = 0;       // bytes of the file read so far
  virtual std::uint64_t size() const = 0;           // bytes of the file; 0: not known (stdin)
  virtual std::string inner() const { return {}; }  // the name of the file inside of a zip
  virtual bool sealed() const { return true; }      // it would be seen if the end were cut off
};

// A file descriptor with a look at its first bytes; what the decoders above read from.
class RawFile {
 public:
  static Result<RawFile> open(const std::string& path, WaitFor wait = {});
  RawFile(RawFile&& other) noexcept;
  RawFile& operator=(RawFile&&) = delete;
  ~RawFile();

  Status fill();  // reads more into the window when it is empty
  // The same past the window, which is empty. 0: the end.
  Result<std::size_t> read(char* to, std::size_t n);
  const unsigned char* data() const { return window_.get() + begin_; }
  std::size_t available() const { return end_ - begin_; }
  void take(std::size_t n) {
    begin_ += n;
    consumed_ += n;
  }
  Result<std::size_t> read_at(std::uint64_t offset, unsigned char* to,
                              std::size_t n) const;  // of a real file
  std::uint64_t consumed() const { return consumed_; }
  std::uint64_t size() const { return size_; }
  const std::string& path() const { return path_; }

 private:
  RawFile() = default;
  Result<std::size_t> read_once(char* to, std::size_t n);
  static constexpr std::size_t window_bytes = 64 * 1024;
  std::string path_;
  int fd_ = -1;
  WaitFor wait_;  // empty for files that never block
  std::uint64_t size_ = 0, consumed_ = 0;
  std::unique_ptr<unsigned char[]> window_;
  std::size_t begin_ = 0, end_ = 0;
};

// Of zip.cpp: the reader of the one file in the archive.
Result<std::unique_ptr<Reader>> open_zip(RawFile file);

}  // namespace tu::source
