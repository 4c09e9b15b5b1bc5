#include "study/live_rerun.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "ledger/row.h"
#include "source/rows.h"
#include "study/known_account.h"
#include "study/plan.h"
#include "study/rerun.h"
#include "wire/wire.h"

namespace tu::study {
namespace {

// A recorded stream as it stands: nothing is dropped, nothing is added.
class Stream final : public EventSource {
 public:
  explicit Stream(const std::vector<std::string>& files) : files_(files.begin(), files.end()) {}

  bool next(Event*& e, Arena& arena) override {
    constexpr Field id{Type::session, "id"};
    std::string_view line;
    while (next_line(line)) {
      std::string why;
      const wire::Verdict v = decoder_.decode(arena.copy(line), arena, e, why);
      if (v != wire::Verdict::good) continue;  // the stages of then did not see it either
      if (e->type == Type::session && session.empty()) session = e->text(id);
      return true;
    }
    return false;
  }
  std::string session;
  Status status;

 private:
  bool next_line(std::string_view& line) {
    for (;;) {
      if (!rows_) {
        if (files_.empty()) return false;
        auto reader = source::Reader::open(files_.front());
        files_.pop_front();
        if (!reader) return status = reader.error(), false;
        rows_.emplace(std::move(reader).value());
      }
      const source::RowReader::Next next = rows_->next(line);
      if (next == source::RowReader::Next::row) return true;
      if (next == source::RowReader::Next::too_long) continue;
      if (status = rows_->error(); !status) return false;
      rows_.reset();
    }
  }
  std::deque<std::string> files_;
  std::optional<source::RowReader> rows_;
  wire::Decoder decoder_;
};

class Nowhere final : public run::FusedSink {
 public:
  Status event(const Event&) override { return {}; }
};

// The stages before the first that acts: what follows the gate decides nothing.
void cut_behind_the_gate(Plan& plan) {
  const auto acts = std::find_if(plan.stages.begin(), plan.stages.end(), [](const PlannedStage& s) {
    return s.spec->name == "place-order" || s.spec->name == "settle";
  });
  plan.stages.erase(acts, plan.stages.end());
}

bool is_decision(std::string_view type) {
  return type == "order" || type == "reject" || type == "halt";
}

// What the gate decided in one session.
Result<std::vector<Decided>> journalled(ledger::Journal& journal, const std::string& session) {
  std::vector<Decided> out;
  ledger::RowReader reader;
  Status st = journal.rows_after(0, [&](const ledger::Row& row) -> Status {
    if (row.place.run != session || row.place.rank != rank_risk_gate || !is_decision(row.type)) return {};
    auto e = reader.read(row);
    if (!e) return e.error();
    out.push_back({std::string(row.type), std::string(ledger::order_of(**e)), std::string(row.body)});
    return {};
  });
  if (!st) return st.error();
  return out;
}

// The first place where the two lists are not the same is shown whole.
ledger::Report compare(const std::vector<Decided>& was, const std::vector<Decided>& is) {
  std::size_t same = 0;
  while (same < std::min(was.size(), is.size()) && was[same].body == is[same].body) ++same;
  ledger::Report r;
  r.yes = same == was.size() && same == is.size();
  r.text = r.yes
               ? fmt::format("rerun: {} decisions, all the same, byte for byte\n", same)
               : fmt::format("rerun: {} decisions are the same, then another\n  journal  {}\n  rerun    {}\n",
                             same, same < was.size() ? was[same].body : "nothing",
                             same < is.size() ? is[same].body : "nothing");
  r.json = ledger::JsonLine()
               .raw("same", r.yes ? "true" : "false")
               .raw("decisions", std::to_string(was.size()))
               .raw("equal", std::to_string(same))
               .raw("journal", same < was.size() ? was[same].body : "null")
               .raw("rerun", same < is.size() ? is[same].body : "null")
               .line();
  return r;
}

std::vector<Decided> only(std::vector<Decided> all, const std::string& order) {
  std::erase_if(all,
                [&](const Decided& d) { return !is_decision(d.type) || (!order.empty() && d.id != order); });
  return all;
}

}  // namespace

Result<ledger::Report> rerun_live(ledger::Journal& journal, const LiveRerunRequest& request) {
  Result<Plan> plan = make_plan({request.script, request.arguments, environment, rerun_has_no_sh});
  if (!plan) return plan.error();
  cut_behind_the_gate(*plan);
  Result<JournalCopy> rows = copy_of(journal);
  if (!rows) return rows.error();
  std::deque<std::unique_ptr<KnownAccount>> accounts;
  std::vector<const KnownAccount*> gates;
  run::FusedOptions options;
  options.port = [&](const std::string& stage) -> AccountPort* {
    accounts.push_back(std::make_unique<KnownAccount>(journal, *rows, plan->account, stage));
    if (writer_rank(stage) == rank_risk_gate) gates.push_back(accounts.back().get());
    return accounts.back().get();
  };
  Result<std::unique_ptr<run::FusedRunner>> runner = make_runner(*plan, nullptr, options);
  if (!runner) return runner.error();
  Stream stream(request.recordings);
  Nowhere nowhere;
  const Exit status = (*runner)->run(stream, nowhere);
  if (!stream.status) return stream.status.error();
  // A run that was interrupted left no end; bad lines were bad then.
  if (!decided_all(status) && status != Exit::bad_data) {
    std::string why = fmt::format("the rerun ended with status {}", static_cast<int>(status));
    for (const std::string& m : (*runner)->messages()) why += "; " + m;
    return fail(status, why);
  }
  if (stream.session.empty()) return fail(Exit::bad_data, "the recording has no session line");
  Result<std::vector<Decided>> was = journalled(journal, stream.session);
  if (!was) return was.error();
  std::vector<Decided> is;
  for (const KnownAccount* g : gates) is.insert(is.end(), g->decided().begin(), g->decided().end());
  if (was->empty() && is.empty())
    return fail(Exit::no, "the ledger holds no decision of session " + stream.session);
  return compare(only(*was, request.order), only(is, request.order));
}

}  // namespace tu::study
