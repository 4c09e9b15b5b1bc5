#include "study/results.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tu::study {

namespace fs = std::filesystem;

namespace {

// Beside its place, so that it takes it whole or not at all.
std::string unfinished(const std::string& path) {
  return path + ".part";
}

Status write_unfinished(const std::string& path, const std::string& text) {
  errno = 0;
  std::ofstream f(unfinished(path), std::ios::binary);
  f << text;
  f.close();
  if (f) return {};
  const std::string why = errno ? strerror(errno) : "it could not be written";
  std::error_code ignored;
  fs::remove(unfinished(path), ignored);
  return fail(Exit::io, path + ": " + why);
}

Status put_in_place(const std::string& path) {
  std::error_code failed;
  fs::rename(unfinished(path), path, failed);
  return failed ? Status(fail(Exit::io, path + ": " + failed.message())) : Status();
}

}  // namespace

Status write_file(const std::string& path, const std::string& text) {
  if (Status st = write_unfinished(path, text); !st) return st;
  return put_in_place(path);
}

// The title stands first in what report_json writes.
std::string Results::earlier_title() const {
  constexpr std::string_view before = "{\"title\":\"";
  std::ifstream f(json(), std::ios::binary);
  std::string head(1024, '\0');
  f.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(f.gcount()));
  if (!head.starts_with(before)) return {};
  head.erase(0, before.size());
  return head.substr(0, head.find('"'));
}

Status Results::prepare(bool with_ledger) {
  with_ledger_ = with_ledger;
  made_.clear();
  std::error_code failed;
  for (fs::path p = directory_; !p.empty() && !fs::exists(p, failed); p = p.parent_path())
    if (p.has_filename()) made_.insert(made_.begin(), p.string());
  fs::create_directories(directory_, failed);
  if (failed) return fail(Exit::io, directory_ + ": " + failed.message());
  if (with_ledger) remove_files();
  return {};
}

void Results::remove_files() const {
  std::error_code ignored;
  for (const char* name : {"ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.sync"})
    fs::remove(directory_ + "/" + name, ignored);
  fs::remove(html(), ignored);
  fs::remove(json(), ignored);
}

Status Results::write(const Report& report) const {
  std::error_code ignored;
  if (Status st = write_unfinished(html(), report_html(report)); !st) return st;
  if (Status st = write_unfinished(json(), report_json(report)); !st)
    return fs::remove(unfinished(html()), ignored), st;
  if (Status st = put_in_place(html()); !st) return st;
  return put_in_place(json());
}

void Results::discard() const {
  remove_files();
  std::error_code kept;
  fs::remove(directory_, kept);
}

void Results::withdraw() {
  if (with_ledger_) remove_files();
  std::error_code kept;  // one that is not empty holds what is not ours
  for (auto p = made_.rbegin(); p != made_.rend(); ++p) fs::remove(*p, kept);
  made_.clear();
}

}  // namespace tu::study
