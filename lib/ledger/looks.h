// Looks: what an account knew. A live or paper stage sees whatever is committed when it looks, which no
// replay could tell from the rows alone. So beside the ledger, in LEDGER.looks, each stage that decides notes
// how many rows its view held whenever that has changed: SESSION STAGE NUMBER INSTANT ROWS, where NUMBER
// counts the looks of the stage in its session. Nothing depends on the file but deciding again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tu::ledger {

std::string looks_path(const std::string& ledger);

// A stage's name, with "#2" and so on for the second of the same name in a pipe (`via`: up to the stage).
std::string look_name(std::string_view via, std::string_view stage);

class LookWriter {
 public:
  LookWriter(std::string ledger, std::string session, std::string stage);
  ~LookWriter() { flush(); }
  void look(TsUs instant, std::int64_t rows);
  // What cannot be written is lost quietly: trading does not wait for it.
  void flush();
  bool waiting() const { return !waiting_.empty(); }

 private:
  std::string path_, who_, waiting_;
  std::int64_t number_ = 0, rows_ = -1;
};

struct Look {
  std::int64_t number = 0;  // from 0
  TsUs instant = 0;
  std::int64_t rows = 0;
};
// In order. An Error (74) when there is no such file.
Result<std::vector<Look>> read_looks(const std::string& ledger, std::string_view session,
                                     std::string_view stage);

}  // namespace tu::ledger
