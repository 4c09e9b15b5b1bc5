#include "source/pieces.h"

#include <array>
#include <atomic>
#include <memory>
#include <semaphore>
#include <utility>

#include "base/worker.h"
#include "source/reader.h"

namespace tu::source {
namespace {

constexpr std::size_t piece_bytes = 512 * 1024, large = 8 * piece_bytes;

std::string_view text(const std::unique_ptr<unsigned char[]>& bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes.get()), size};
}
std::unique_ptr<unsigned char[]> room() {
  return std::make_unique_for_overwrite<unsigned char[]>(piece_bytes);
}

// Reads each second piece of a file, up to two of them before they are wanted.
class Seconds {
 public:
  explicit Seconds(const RawFile& file) : file_(file), worker_(start_worker([this] { work(); })) {}
  ~Seconds() {
    stop_ = true;
    free_.release();
    if (worker_.joinable()) worker_.join();
  }
  bool has_worker() const { return worker_.joinable(); }

  // The next of them: its size, which is less than a whole one at the end of the file. To be given back.
  const Result<std::size_t>& next() {
    full_.acquire();
    return sizes_[at_];
  }
  std::string_view bytes() const { return text(rooms_[at_], *sizes_[at_]); }
  void give_back() {
    at_ = 1 - at_;
    free_.release();
  }

 private:
  void work() {
    bool whole = true;
    for (std::uint64_t piece = 1; whole; piece += 2) {
      free_.acquire();
      if (stop_) return;
      const std::size_t to = piece / 2 % 2;
      sizes_[to] = file_.read_at(piece * piece_bytes, rooms_[to].get(), piece_bytes);
      whole = sizes_[to] && *sizes_[to] == piece_bytes;
      full_.release();
    }
  }

  const RawFile& file_;
  std::array<std::unique_ptr<unsigned char[]>, 2> rooms_{room(), room()};
  std::array<Result<std::size_t>, 2> sizes_{0, 0};
  std::size_t at_ = 0;
  std::atomic<bool> stop_ = false;
  std::counting_semaphore<3> free_{2};
  std::counting_semaphore<2> full_{0};
  std::thread worker_;  // the last: it uses the others
};

Status one_by_one(RawFile& file, const std::function<void(std::string_view)>& take) {
  for (;;) {
    if (Status st = file.fill(); !st) return st;
    if (file.available() == 0) return {};
    take({reinterpret_cast<const char*>(file.data()), file.available()});
    file.take(file.available());
  }
}

}  // namespace

Status each_piece(const std::string& path, const std::function<void(std::string_view)>& take) {
  Result<RawFile> file = RawFile::open(path);
  if (!file) return file.error();
  if (file->size() < large) return one_by_one(*file, take);
  Seconds seconds(*file);
  if (!seconds.has_worker()) return one_by_one(*file, take);
  const auto bytes = room();
  for (std::uint64_t piece = 0;; piece += 2) {
    Result<std::size_t> first = file->read_at(piece * piece_bytes, bytes.get(), piece_bytes);
    if (!first) return first.error();
    take(text(bytes, *first));
    if (*first < piece_bytes) return {};
    const Result<std::size_t>& second = seconds.next();
    if (!second) return second.error();
    const bool whole = *second == piece_bytes;
    take(seconds.bytes());
    seconds.give_back();
    if (!whole) return {};
  }
}

}  // namespace tu::source
