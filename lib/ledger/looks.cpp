#include "ledger/looks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "ledger/port.h"

namespace tu::ledger {

std::string looks_path(const std::string& ledger) {
  return ledger + ".looks";
}

std::string look_name(std::string_view via, std::string_view stage) {
  const std::vector<std::string> entries = texts_of(via);
  const auto same = std::count_if(entries.begin(), entries.end(), [&](const std::string& e) {
    return e.starts_with(stage) && e.size() > stage.size() && e[stage.size()] == ':';
  });
  return same > 1 ? fmt::format("{}#{}", stage, same) : std::string(stage);
}

LookWriter::LookWriter(std::string ledger, std::string session, std::string stage)
    : path_(looks_path(ledger)), who_(std::move(session) + " " + std::move(stage)) {}

void LookWriter::look(TsUs instant, std::int64_t rows) {
  constexpr std::size_t most = 4096;
  if (rows != rows_) waiting_ += fmt::format("{} {} {} {}\n", who_, number_, instant, rows);
  rows_ = rows;
  ++number_;
  if (waiting_.size() > most) flush();
}

// One write of whole lines: stages side by side do not cut each other's.
void LookWriter::flush() {
  if (waiting_.empty()) return;
  const int fd = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd >= 0) {
    (void)!write(fd, waiting_.data(), waiting_.size());
    close(fd);
  }
  waiting_.clear();
}

Result<std::vector<Look>> read_looks(const std::string& ledger, std::string_view session,
                                     std::string_view stage) {
  std::ifstream in(looks_path(ledger));
  if (!in)
    return fail(Exit::io, fmt::format("{}: cannot be read: without it nobody knows what a stage of a live or "
                                      "paper run saw of its account",
                                      looks_path(ledger)));
  std::vector<Look> out;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string of, who;
    Look l;
    if (words >> of >> who >> l.number >> l.instant >> l.rows && of == session && who == stage)
      out.push_back(l);
  }
  return out;
}

}  // namespace tu::ledger
