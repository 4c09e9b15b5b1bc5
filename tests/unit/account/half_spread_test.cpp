#include "account/half_spread.h"

#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {

Event& quote(Rows& rows, TsUs ts, double bid, double ask) {
  Event& e = rows.make(Type::quote, ts, "v", "BTC-USD");
  e.set(Field{Type::quote, "bid"}, bid);
  e.set(Field{Type::quote, "ask"}, ask);
  return e;
}
Event& metric(Rows& rows, TsUs ts, double bps, std::string_view name = "book_spread_model_bps") {
  Event& e = rows.make(Type::metric, ts, "v", "BTC-USD");
  e.set_text(Field{Type::metric, "name"}, name);
  e.set(Field{Type::metric, "value"}, bps);
  return e;
}

}  // namespace

TEST_CASE("half a spread is the most of what the file, the newest quote and the model say") {
  Rows rows;
  Venue venue;  // 2 bps
  HalfSpread s;
  CHECK(s.at(1, nullptr).is_zero());
  CHECK(s.at(1, &venue).str() == "0.0002");
  s.observe(quote(rows, 1, 99.99, 100.01));
  CHECK(s.at(1, &venue).str() == "0.0002");
  CHECK(s.at(1, nullptr).to_real() == Approx(0.0001));
  s.observe(metric(rows, 2, 30));
  CHECK(s.at(2, &venue).to_real() == Approx(0.0015));
  s.observe(quote(rows, 3, 99, 101));
  CHECK(s.at(3, &venue).to_real() == Approx(0.01));
}

TEST_CASE("the model's spread counts for five minutes, and no other metric or value is one") {
  Rows rows;
  HalfSpread s;
  s.observe(metric(rows, 10, 50, "book_spread_bps"));
  s.observe(metric(rows, 10, 0));
  s.observe(metric(rows, 10, -5));
  CHECK(s.at(10, nullptr).is_zero());
  s.observe(metric(rows, 10, 50));
  CHECK(s.at(10 + HalfSpread::model_fresh, nullptr).to_real() == Approx(0.0025));
  CHECK(s.at(11 + HalfSpread::model_fresh, nullptr).is_zero());
}
