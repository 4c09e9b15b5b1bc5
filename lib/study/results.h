// Results: the directory that a backtest leaves its report and its ledger in. Only files of its own names are
// replaced there, and a run that fails takes back what it made, directories too.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "study/report.h"

namespace tu::study {

class Results {
 public:
  explicit Results(std::string directory) : directory_(std::move(directory)) {}

  std::string ledger() const { return directory_ + "/ledger.db"; }
  std::string html() const { return directory_ + "/report.html"; }
  std::string json() const { return directory_ + "/report.json"; }
  const std::string& directory() const { return directory_; }

  // The title of the report that lies there; "": none does.
  std::string earlier_title() const;
  // Makes the directory. The ledger and the report of an earlier backtest go, if the ledger is to be here.
  Status prepare(bool with_ledger);
  // Both files, or none of them.
  Status write(const Report& report) const;
  // After a run that failed.
  void withdraw();
  // What another process has left here, in a directory that was not there before.
  void discard() const;

 private:
  void remove_files() const;

  std::string directory_;
  bool with_ledger_ = false;
  std::vector<std::string> made_;  // directories, outermost first
};

// The whole text, or an Error (74) that names the file; what was there before then stays.
Status write_file(const std::string& path, const std::string& text);

}  // namespace tu::study
