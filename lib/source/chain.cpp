#include "source/chain.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

namespace tu::source {

namespace {

class Chain final : public Reader {
 public:
  explicit Chain(std::vector<std::string> files) : files_(std::move(files)) {
    for (const std::string& f : files_) {
      struct stat info {};
      if (stat(f.c_str(), &info) == 0) size_ += static_cast<std::uint64_t>(info.st_size);
    }
  }

  Result<std::size_t> read(char* to, std::size_t n) override {
    for (;;) {
      if (!now_) {
        if (next_ == files_.size()) return std::size_t{0};
        Result<std::unique_ptr<Reader>> reader = Reader::open(files_[next_]);
        if (!reader) return reader.error();
        now_ = std::move(*reader);
        ++next_;
      }
      Result<std::size_t> got = now_->read(to, n);
      if (!got) return got.error();
      if (*got > 0) {
        last_ = to[*got - 1];
        return *got;
      }
      before_ += now_->consumed();
      now_.reset();
      if (last_ != '\n' && next_ < files_.size() && n >= cut_mark.size()) {
        std::memcpy(to, cut_mark.data(), cut_mark.size());
        last_ = '\n';
        return cut_mark.size();
      }
    }
  }
  std::uint64_t consumed() const override { return before_ + (now_ ? now_->consumed() : 0); }
  std::uint64_t size() const override { return size_; }

 private:
  std::vector<std::string> files_;
  std::size_t next_ = 0;
  std::unique_ptr<Reader> now_;
  std::uint64_t before_ = 0, size_ = 0;
  char last_ = '\n';
};

}  // namespace

bool is_directory(const std::string& path) {
  struct stat info {};
  return path != "-" && stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Result<std::vector<std::string>> files_of(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed))
    if (entry.is_regular_file(failed) && !entry.path().filename().string().starts_with('.'))
      files.push_back(entry.path().string());
  if (failed) return fail(Exit::io, directory + ": " + failed.message());
  if (files.empty()) return fail(Exit::io, directory + ": is an empty directory, expected recordings in it");
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::unique_ptr<Reader>> open_chain(const std::string& directory) {
  Result<std::vector<std::string>> files = files_of(directory);
  if (!files) return files.error();
  return std::unique_ptr<Reader>(new Chain(std::move(*files)));
}

}  // namespace tu::source
