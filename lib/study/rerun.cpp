#include "study/rerun.h"

#include "ledger/row.h"
#include "run/fused.h"
#include "study/plan.h"
#include "wire/wire.h"

namespace tu::study {
namespace {

struct Decision {
  TsUs instant = 0;
  std::string body;
};

bool is_decision(std::string_view type) {
  return type == "order" || type == "reject";
}

Result<Decision> journalled(ledger::Journal& journal, const std::string& order) {
  Decision found;
  const std::string id = "\"id\":\"" + order + "\"";
  Status st = journal.rows_after(0, [&](const ledger::Row& row) {
    if (is_decision(row.type) && row.body.find(id) != row.body.npos)
      found = {row.place.instant, std::string(row.body)};
    return Status();
  });
  if (!st) return st.error();
  if (found.body.empty())
    return fail(Exit::no, "order " + order + ": the ledger holds no decision of that id");
  return found;
}

// Keeps the decision of one id that the rerun journals.
class Catch final : public RowSink {
 public:
  explicit Catch(std::string order) : order_(std::move(order)) {}
  Status rows(std::span<const JournalRow> rows) override {
    constexpr Field order_id{Type::order, "id"}, reject_id{Type::reject, "id"};
    for (const JournalRow& r : rows)
      if ((r.event->type == Type::order && r.event->text(order_id) == order_) ||
          (r.event->type == Type::reject && r.event->text(reject_id) == order_))
        caught = wire::encode_canonical(*r.event);
    return {};
  }
  Status finish() override { return {}; }
  std::string caught;

 private:
  std::string order_;
};

class Nowhere final : public run::FusedSink {
 public:
  Status event(const Event&) override { return {}; }
};

Result<std::unique_ptr<run::FusedRunner>> runner_of(const RerunRequest& request, RowSink& sink) {
  Result<Plan> plan = make_plan({request.script, request.arguments, environment, rerun_has_no_sh});
  if (!plan) return plan.error();
  return make_runner(*plan, &sink);
}

ledger::Report report(const Decision& was, const std::string& is) {
  ledger::Report r;
  r.yes = was.body == is;
  if (r.yes)
    r.text = "rerun: the same decision, byte for byte\n";
  else if (is.empty())
    r.text = "rerun: no decision of that id was made\n  journal  " + was.body + "\n";
  else
    r.text = "rerun: another decision\n  journal  " + was.body + "\n  rerun    " + is + "\n";
  r.json = ledger::JsonLine()
               .raw("same", r.yes ? "true" : "false")
               .raw("journal", was.body)
               .raw("rerun", is.empty() ? "null" : is)
               .line();
  return r;
}

}  // namespace

Result<ledger::Report> rerun(ledger::Journal& journal, const RerunRequest& request) {
  Result<Decision> was = journalled(journal, request.order);
  if (!was) return was.error();
  Catch sink(request.order);
  Result<std::unique_ptr<run::FusedRunner>> runner = runner_of(request, sink);
  if (!runner) return runner.error();
  ledger::RowReader reader;
  if (Status st = journal.opening_rows([&](const ledger::Row& row) -> Status {
        Result<const Event*> e = reader.read(row);
        if (!e) return e.error();
        (*runner)->opening(row.place.instant, **e);
        return {};
      });
      !st)
    return st.error();
  source::SourceOptions options = request.source;
  options.to = was->instant + 1;
  Result<std::unique_ptr<source::Source>> source = source::Source::open(std::move(options));
  if (!source) return source.error();
  Nowhere nowhere;
  const Exit status = (*runner)->run(**source, nowhere);
  if (!decided_all(status)) {
    std::string why = "the rerun ended with status " + std::to_string(static_cast<int>(status));
    for (const std::string& m : (*runner)->messages()) why += "; " + m;
    return fail(status, why);
  }
  return report(*was, sink.caught);
}

}  // namespace tu::study
