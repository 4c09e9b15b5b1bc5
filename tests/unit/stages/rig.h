// Rig: a stage alone, fed with lines of text and read as lines of text, by the rules of the driver (instants
// end when time moves, at a sync and at the end).
#pragma once

#include <catch2/catch.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "account/account.h"
#include "stage/stage.h"
#include "wire/wire.h"

namespace tu::stages::testing {

// A ledger in memory: what is written is folded at once; rows are kept as lines.
class FakeLedger final : public AccountPort {
 public:
  Result<const account::Account*> view(TsUs) override { return &account_; }
  Result<const account::Account*> begin(TsUs) override { return &account_; }
  Result<bool> write(const Event& row) override {
    rows.push_back(wire::encode_canonical(row));
    if (Status st = account_.fold(row); !st) return st.error();
    return true;
  }
  Status commit() override { return {}; }
  Status synced(std::int64_t, TsUs) override { return {}; }

  // A row as text, as if another writer had journalled it.
  void row(const std::string& line) {
    lines_.push_back(line);
    Event* e = nullptr;
    std::string why;
    INFO(line);
    REQUIRE(decoder_.decode(lines_.back(), arena_, e, why) == wire::Verdict::good);
    const Status st = account_.fold(*e);
    INFO((st.ok() ? std::string() : st.error().message));
    REQUIRE(st.ok());
  }
  void deposit(const std::string& amount, const std::string& currency = "USD") {
    row(R"({"type":"deposit","ts":0,"currency":")" + currency + R"(","amount":)" + amount + "}");
  }
  // A position of strategy s on venue v, as settled rows.
  struct Hold {
    std::string qty, price = "100", side = "buy", symbol = "BTC-USD";
    TsUs ts = 1;
  };
  void hold(const Hold& h) {
    const std::string id = "h" + std::to_string(++held_);
    const std::string of = R"(,"ts":)" + std::to_string(h.ts) + R"(,"venue":"v","symbol":")" + h.symbol +
                           R"(","id":")" + id + R"(","side":")" + h.side + R"(","qty":)" + h.qty;
    row(R"({"type":"order")" + of + R"(,"strategy":"s","kind":"market","tif":"GTC","intent":"open"})");
    row(R"({"type":"fill")" + of + R"(,"fill_id":")" + id + R"(/1","price":)" + h.price +
        R"(,"fee":0,"fee_currency":"USD","liquidity":"taker"})");
  }
  account::Account& account() { return account_; }
  std::vector<std::string> rows;

 private:
  account::Account account_{"main"};
  Arena arena_;
  std::deque<std::string> lines_;
  wire::Decoder decoder_;
  int held_ = 0;
};

class Rig {
 public:
  explicit Rig(const StageSpec& spec, std::vector<std::pair<std::string, std::string>> options = {},
               Ports ports = {})
      : out_(arena_, events_) {
    auto o = spec.make_options();
    for (auto& [name, value] : options) {
      bool known = false;
      for (const OptionSpec& row : spec.options)
        if (row.name == name) {
          known = true;
          const Status st = row.set(o.get(), value);
          INFO(name << " " << value);
          REQUIRE(st.ok());
          if (row.set_content) row.set_content(o.get(), value);
        }
      INFO(name);
      REQUIRE(known);
    }
    auto made = spec.make(o.get(), ports);
    if (!made)
      error = made.error().message;
    else
      stage_ = std::move(*made);
  }

  // Feeds one line; the lines that come out are appended to `lines`.
  void line(const std::string& text) {
    REQUIRE(stage_);
    texts_.push_back(text);
    Event* e = nullptr;
    std::string why;
    const auto verdict = decoder_.decode(texts_.back(), arena_, e, why);
    INFO(text << ": " << why);
    REQUIRE(verdict == wire::Verdict::good);
    if (e->type == Type::session) {
      end_instant();
      stage_->session(*e, out_);
      out_.pass(*e);
    } else if (e->type == Type::sync || e->type == Type::end) {
      end_instant();
      out_.pass(*e);
    } else {
      if (e->ts > now_) {
        end_instant();
        now_ = e->ts;
        open_ = true;
      }
      stage_->on(*e, out_);
    }
    drain();
  }
  void end() {
    end_instant();
    stage_->end(out_);
    drain();
  }
  // All lines of a type since the last call.
  std::vector<std::string> take(const std::string& type) {
    std::vector<std::string> found;
    for (const std::string& s : lines)
      if (s.rfind("{\"type\":\"" + type + "\"", 0) == 0) found.push_back(s);
    lines.clear();
    return found;
  }
  Out& out() { return out_; }
  const Stage& stage() const { return *stage_; }
  std::vector<std::string> lines;
  std::string error;

 private:
  void end_instant() {
    if (open_) stage_->instant_end(now_, out_);
    open_ = false;
  }
  void drain() {
    for (const Event* e : events_) lines.push_back(wire::encode_text(*e));
    events_.clear();
  }
  Arena arena_;
  std::vector<Event*> events_;
  Out out_;
  std::unique_ptr<Stage> stage_;
  std::deque<std::string> texts_;
  wire::Decoder decoder_;
  TsUs now_ = -1;
  bool open_ = false;
};

// The text of a key's value in a line, "" when it is absent.
inline std::string value_of(const std::string& line, const std::string& key) {
  const std::string mark = "\"" + key + "\":";
  auto at = line.find(mark);
  if (at == line.npos) return "";
  at += mark.size();
  if (line[at] == '"') return line.substr(at + 1, line.find('"', at + 1) - at - 1);
  int depth = 0;
  auto to = at;
  for (; to < line.size(); ++to) {
    if (line[to] == '[' || line[to] == '{') ++depth;
    if ((line[to] == ']' || line[to] == '}') && depth-- == 0) break;
    if (line[to] == ',' && depth == 0) break;
  }
  return line.substr(at, to - at);
}

}  // namespace tu::stages::testing
