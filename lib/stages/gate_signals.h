// GateSignals: what the stream and the kill file say about trading at all: posture, reviewers' vetoes, halts
// of other programs, warm-up.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "account/risk.h"
#include "stage/ports.h"
#include "stages/gate_judge.h"

namespace tu::stages {

class GateSignals {
 public:
  // `posture_age` above 0: a posture must have come, and be at most so old.
  explicit GateSignals(KillPort* kill, DurUs posture_age = 0) : kill_(kill), posture_age_(posture_age) {}

  void session(const Event& e);
  void observe(const Event& e);  // posture, review, halt
  // Before each judging. What cannot be read says no; `complaint` is for the user then.
  Standing standing(TsUs now, std::string& complaint);
  bool live() const { return live_; }  // the session is
  // A reviewer's reason against this proposal, "" when nobody vetoed it.
  std::string veto_of(const std::string& proposal) const;
  void forget_vetoes() { vetoes_.clear(); }
  // Halts that came with the stream and are to be journalled; without a ledger nobody takes them, and they
  // stand.
  std::vector<account::Loss> take_halts();

 private:
  KillPort* kill_;
  TsUs warm_until_ = -1;
  std::string posture_word(TsUs now) const;
  DurUs posture_age_;
  bool live_ = false;
  std::string posture_;
  TsUs posture_at_ = -1;
  std::map<std::string, std::string> vetoes_;
  std::vector<account::Loss> halts_;
};

}  // namespace tu::stages
