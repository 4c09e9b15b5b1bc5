// GateSignals: what the stream and the kill file say about trading at all: posture, what reviewers say,
// halts of other programs, warm-up.
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
  // posture, review, halt, resolution
  void observe(const Event& e, const account::Venues& venues);
  // Before each judging. What cannot be read says no, and the user is told.
  Standing standing(TsUs now, Out& out);
  // The kill file asks for a halt that standing() has not said yet: it is heeded while prices stand still,
  // too. Only then, since a rerun of a live session knows each look at the account by its number.
  bool kill_is_new() const;
  bool live() const { return live_; }  // the session is
  bool warming(TsUs now) const { return now <= warm_until_; }
  // What reviewers said of a proposal in this instant.
  struct Reviews {
    std::string refused;          // why nothing may be opened: a veto, or a word that nobody understands
    std::optional<Decimal> part;  // of the quantity that may stay; the smallest of all
    std::string reviewer;         // the first
    std::string text;             // JSON list of them, for the order's notes
  };
  const Reviews* reviews_of(const std::string& proposal) const;
  // The part that reviewers leave of it; of a group the smallest, for all its legs.
  std::optional<Decimal> part_of(const Asked& asked, const std::vector<Asked>& all) const;
  // Their instant is over. One that was of none of these proposals decided nothing, which is told.
  void forget_reviews(const std::vector<Asked>& asked, Out& out);
  std::string summary() const;  // of the reviews, "" when there was none
  // Halts that came with the stream and are to be journalled; without a ledger nobody takes them, and they
  // stand.
  std::vector<account::Loss> take_halts();

 private:
  void review(const Event& e);
  void resolution(const Event& e, const account::Venues& venues);
  KillPort* kill_;
  std::string heeded_;  // kind of the kill file's halt that standing() said last
  TsUs warm_until_ = -1;
  std::string posture_word(TsUs now) const;
  DurUs posture_age_;
  bool live_ = false;
  std::string posture_;
  TsUs posture_at_ = -1;
  std::map<std::string, Reviews> reviews_;  // by proposal
  std::int64_t count_ = 0, strays_ = 0;
  Decimal cost_;
  std::vector<account::Loss> halts_;
  account::Resolutions resolved_;
};

}  // namespace tu::stages
