// The orders that work, and what an account counts of them, against the slow way of counting.
#include <map>

#include "base/random.h"
#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {

const Atom v = intern("v"), s = intern("s");

struct Plain {
  TsUs approved;
  Decimal worth;
  bool opens, left = false;
};

// What was folded into one account, kept by the test.
struct Known {
  Account account;
  std::map<std::string, Plain> working;
  std::vector<TsUs> entries;
};

void check(const Known& k) {
  std::vector<std::pair<TsUs, std::string>> expected, seen;
  Decimal out;
  for (const auto& [id, p] : k.working) {
    expected.emplace_back(p.approved, id);
    if (p.left && p.opens) out += p.worth;
  }
  std::sort(expected.begin(), expected.end());
  for (const OrderState* o : k.account.ordered_orders()) {
    seen.emplace_back(o->approved, o->id);
    CHECK(o == k.account.order(o->id));  // the account's own, whatever its copies did
  }
  CHECK(seen == expected);
  CHECK(k.account.out(v) == out);
  for (TsUs since : {TsUs{0}, TsUs{40}, TsUs{90}, TsUs{200}}) {
    const auto n = std::count_if(k.entries.begin(), k.entries.end(), [&](TsUs t) { return t >= since; });
    CHECK(k.account.entries_since(since) == n);
    CHECK(k.account.entries_since(since, s) == n);
    CHECK(k.account.entries_since(since, v) == 0);
  }
}

}  // namespace

TEST_CASE("working orders stand in order and are counted, however rows and copies of the account mix") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::uint64_t drawn = 0;
    const auto below = [&](std::uint64_t n) { return random_bits(seed, 1, drawn++) % n; };
    Rows j;
    std::vector<Known> all(1);
    fold(all[0].account, j.deposit(0, "1000000", "USD"));
    int orders = 0;
    for (int step = 0; step < 120; ++step) {
      Known& k = all[below(all.size())];
      const std::string id = "o" + std::to_string(orders % 7) + "-" + std::to_string(orders);
      if (k.working.empty() || below(3) == 0) {
        // Approvals of several gates may come a little out of order.
        const TsUs ts = step + static_cast<TsUs>(below(20));
        Event& row = j.order(ts, id, "BTC-USD", "buy", "2", "limit");
        const std::string limit = std::to_string(below(50)), worst = std::to_string(below(50));
        row.set(Field{Type::order, "limit"}, dec(limit));
        row.set(Field{Type::order, "limit_worst"}, dec(worst));
        const bool opens = below(4) != 0;
        if (!opens) row.set_flag(Field{Type::order, "reduce_only"}, true);
        fold(k.account, row);
        k.working[id] = {ts, dec("2") * max(dec(limit), dec(worst)), opens};
        if (opens) k.entries.push_back(ts);
        ++orders;
      } else {
        auto at = std::next(k.working.begin(), static_cast<std::ptrdiff_t>(below(k.working.size())));
        switch (below(5)) {
          case 0:
            fold(k.account, j.update(step, at->first, "cancelled"));
            k.working.erase(at);
            break;
          case 1:
            fold(k.account, j.fill(step, at->first, 1, "BTC-USD", "buy", "2", "10"));
            k.working.erase(at);
            break;
          case 2:
            all.push_back(k);
            break;
          default:
            fold(k.account, j.update(step, at->first, below(2) ? "open" : "unknown"));
            at->second.left = true;
        }
      }
      if (all.size() > 4) all.erase(all.begin() + static_cast<std::ptrdiff_t>(below(all.size())));
      if (step % 10 == 9)
        for (const Known& each : all) check(each);
    }
  }
}
