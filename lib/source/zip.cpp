// A zip archive with one file in it, as exchanges and LEAN publish them: found through the central directory,
// inflated as a stream, checked by length and CRC.
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "source/reader.h"

namespace tu::source {

namespace {

std::uint32_t u16(const unsigned char* p) {
  return p[0] | std::uint32_t{p[1]} << 8;
}
std::uint32_t u32(const unsigned char* p) {
  return u16(p) | u16(p + 2) << 16;
}
std::uint64_t u64(const unsigned char* p) {
  return u32(p) | std::uint64_t{u32(p + 4)} << 32;
}
constexpr std::uint32_t in_extra = 0xffffffff;  // "the number stands in the zip64 extra field"

struct Entry {
  std::string name;
  std::uint32_t method = 0, crc = 0;
  std::uint64_t packed = 0, unpacked = 0, offset = 0;
};

Error broken(const RawFile& file, const std::string& what) {
  return fail(Exit::bad_data, file.path() + ": " + what);
}

struct Place {
  std::uint64_t count = 0, bytes = 0, begin = 0;
};

// The end record stands in the last 64 KiB and says where the directory is; before it, the zip64 one if there
// is one (some writers make it for small files too).
Result<Place> find_directory(const RawFile& file) {
  const Error truncated = broken(file, "truncated zip archive, no directory at its end");
  const std::uint64_t tail = std::min<std::uint64_t>(file.size(), 22 + 65535);
  std::vector<unsigned char> end(tail);
  Result<std::size_t> got = file.read_at(file.size() - tail, end.data(), tail);
  if (!got) return got.error();
  if (*got < 22) return truncated;
  std::size_t at = *got - 22;
  while (at > 0 && u32(end.data() + at) != 0x06054b50) --at;
  const unsigned char* e = end.data() + at;
  if (u32(e) != 0x06054b50) return truncated;
  Place place{u16(e + 10), u32(e + 12), u32(e + 16)};
  if (at >= 20 && u32(e - 20) == 0x07064b50) {
    unsigned char big[56];
    got = file.read_at(u64(e - 20 + 8), big, sizeof big);
    if (!got) return got.error();
    if (*got < sizeof big || u32(big) != 0x06064b50) return broken(file, "damaged zip64 directory");
    place = {u64(big + 32), u64(big + 40), u64(big + 48)};
  }
  if (place.bytes > file.size() || place.begin > file.size()) return broken(file, "damaged zip directory");
  return place;
}

// Sizes and offset that did not fit stand in the extra field, in this order, each only if it did not fit.
void read_zip64(const unsigned char* extra, std::size_t n, Entry& e) {
  for (std::size_t p = 0; p + 4 <= n; p += 4 + u16(extra + p + 2)) {
    if (u16(extra + p) != 1) continue;
    std::size_t at = p + 4;
    const std::size_t stop = std::min<std::size_t>(n, at + u16(extra + p + 2));
    for (std::uint64_t* field : {&e.unpacked, &e.packed, &e.offset}) {
      if (*field != in_extra || at + 8 > stop) continue;
      *field = u64(extra + at);
      at += 8;
    }
  }
}

Result<std::vector<Entry>> directory(const RawFile& file) {
  Result<Place> place = find_directory(file);
  if (!place) return place.error();
  std::vector<unsigned char> list(place->bytes);
  Result<std::size_t> got = file.read_at(place->begin, list.data(), list.size());
  if (!got) return got.error();
  std::vector<Entry> entries;
  std::size_t p = 0;
  for (std::uint64_t i = 0; i < place->count; ++i) {
    if (p + 46 > *got || u32(list.data() + p) != 0x02014b50) return broken(file, "damaged zip directory");
    const unsigned char* e = list.data() + p;
    const std::size_t name = u16(e + 28), extra = u16(e + 30), step = 46 + name + extra + u16(e + 32);
    if (p + step > *got) return broken(file, "damaged zip directory");
    entries.push_back({std::string(reinterpret_cast<const char*>(e + 46), name), u16(e + 10), u32(e + 16),
                       u32(e + 20), u32(e + 24), u32(e + 42)});
    read_zip64(e + 46 + name, extra, entries.back());
    p += step;
  }
  return entries;
}

class Zip final : public Reader {
 public:
  Zip(RawFile file, Entry entry, std::uint64_t begin)
      : file_(std::move(file)), entry_(std::move(entry)), at_(begin), end_(begin + entry_.packed) {
    inflateInit2(&z_, -15);
    crc_ = static_cast<std::uint32_t>(crc32(0, nullptr, 0));
  }
  ~Zip() override { inflateEnd(&z_); }

  Result<std::size_t> read(char* to, std::size_t n) override {
    if (done_) return std::size_t{0};
    z_.next_out = reinterpret_cast<Bytef*>(to);
    z_.avail_out = static_cast<uInt>(n);
    int rc = Z_OK;
    while (z_.avail_out == n && rc != Z_STREAM_END) {
      if (z_.avail_in == 0) {
        Result<std::size_t> got =
            file_.read_at(at_, window_, std::min<std::uint64_t>(sizeof window_, end_ - at_));
        if (!got) return got.error();
        if (*got == 0 && !(entry_.method == 0 && at_ == end_)) return place("truncated zip data, it ends");
        at_ += *got;
        z_.next_in = window_;
        z_.avail_in = static_cast<uInt>(*got);
      }
      if (entry_.method == 0)
        rc = copy();
      else
        rc = inflate(&z_, Z_NO_FLUSH);
      if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR) return place("damaged zip data");
    }
    const std::size_t made = n - z_.avail_out;
    crc_ =
        static_cast<std::uint32_t>(crc32(crc_, reinterpret_cast<const Bytef*>(to), static_cast<uInt>(made)));
    made_ += made;
    if (rc == Z_STREAM_END) {
      done_ = true;
      if (crc_ != entry_.crc || made_ != entry_.unpacked)
        return place("zip data does not match its checksum, it ends");
    }
    return made;
  }
  std::uint64_t consumed() const override { return at_; }
  std::uint64_t size() const override { return file_.size(); }
  std::string inner() const override { return entry_.name; }

 private:
  int copy() {
    const uInt n = std::min(z_.avail_in, z_.avail_out);
    if (n) std::memcpy(z_.next_out, z_.next_in, n);
    z_.next_in += n, z_.next_out += n;
    z_.avail_in -= n, z_.avail_out -= n;
    return z_.avail_in == 0 && at_ == end_ ? Z_STREAM_END : Z_OK;
  }
  Error place(const std::string& what) const {
    return broken(file_, what + " at byte " + std::to_string(at_) + " (" + entry_.name + ")");
  }
  RawFile file_;
  Entry entry_;
  std::uint64_t at_, end_, made_ = 0;
  std::uint32_t crc_ = 0;
  z_stream z_{};
  bool done_ = false;
  unsigned char window_[64 * 1024];
};

}  // namespace

Result<std::unique_ptr<Reader>> open_zip(RawFile file) {
  if (file.size() == 0) return broken(file, "a zip archive cannot be read from a pipe, name the file");
  Result<std::vector<Entry>> all = directory(file);
  if (!all) return all.error();
  std::erase_if(*all, [](const Entry& e) { return e.name.ends_with('/'); });
  if (all->size() != 1)
    return broken(file,
                  "the archive holds " + std::to_string(all->size()) + " files, expected one; unpack it");
  Entry entry = std::move(all->front());
  if (entry.method != 0 && entry.method != 8)
    return broken(file, "zip method " + std::to_string(entry.method) + ", expected stored or deflated");
  unsigned char local[30];
  Result<std::size_t> got = file.read_at(entry.offset, local, sizeof local);
  if (!got) return got.error();
  if (*got < sizeof local || u32(local) != 0x04034b50)
    return broken(file, "damaged zip archive, no file at its offset");
  const std::uint64_t begin = entry.offset + 30 + u16(local + 26) + u16(local + 28);
  return std::unique_ptr<Reader>(new Zip(std::move(file), std::move(entry), begin));
}

}  // namespace tu::source
