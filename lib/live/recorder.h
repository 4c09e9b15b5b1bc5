// Recorder: raw frames with their times of receipt, in files that only grow. What was written stays whole
// whatever happens; at most the last line is cut. A file ends at 256 MiB or at midnight UTC.
//
// One line a happening: microseconds since 1970, the connection's name, a mark, and the rest of the line:
//   ?    what this connection is for: venue, place in its list, timeframe (- for its own), channels, symbols
//   <->  it is open: the URL         >-<  it is gone: why
//   <-   sent        ->  received    =>   the answer to a request: tag, status, path, body
// A frame with a line break or another control character stands as a JSON string behind ->" or =>".
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tu::live {

class Recorder {
 public:
  // `run` names this run's files, which begin with the time.
  static Result<std::unique_ptr<Recorder>> open(const std::string& dir, const std::string& run, TsUs now);
  ~Recorder();
  Recorder(const Recorder&) = delete;

  void describe(TsUs now, const std::string& link, const std::string& what);
  void opened(TsUs now, const std::string& link, std::string_view url) { line(now, link, "<->", url); }
  void sent(TsUs now, const std::string& link, std::string_view frame) { line(now, link, "<-", frame); }
  void received(TsUs now, const std::string& link, std::string_view frame) { line(now, link, "->", frame); }
  void answered(TsUs now, const std::string& link, std::uint64_t tag, int status, std::string_view target,
                std::string_view body);
  void closed(TsUs now, const std::string& link, std::string_view why) { line(now, link, ">-<", why); }
  void flush();
  // errno of the first write that failed; nothing is recorded after it.
  int error() const { return error_; }

  static constexpr std::uint64_t file_max = 256 * 1024 * 1024;

 private:
  Recorder(std::string dir, std::string run) : dir_(std::move(dir)), run_(std::move(run)) {}
  Status next_file(TsUs now);
  void line(TsUs now, const std::string& link, std::string_view mark, std::string_view rest);
  void put(TsUs now, const std::string& link, std::string_view mark, std::string_view rest);

  std::string dir_, run_;
  int fd_ = -1, error_ = 0;
  std::uint64_t written_ = 0;
  TsUs day_ = 0;
  std::string pending_;
  std::map<std::string, std::string> described_;  // repeated at the head of each file
};

}  // namespace tu::live
