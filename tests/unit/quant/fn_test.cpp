// Expected values were computed with 50 digits.
#include "quant/fn.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>

#include "quant/number.h"

namespace fn = tu::quant::fn;

namespace {

struct Point {
  double x, value;
};

std::int64_t units_apart(double a, double b) {
  const auto ordered = [](double x) {
    const auto bits = std::bit_cast<std::int64_t>(x);
    return bits < 0 ? INT64_MIN - bits : bits;
  };
  const std::int64_t apart = ordered(a) - ordered(b);
  return apart < 0 ? -apart : apart;
}

template <std::size_t N>
void check(double (*f)(double), const Point (&points)[N], std::int64_t units) {
  for (const Point& p : points) {
    CAPTURE(p.x, p.value, f(p.x));
    CHECK(units_apart(f(p.x), p.value) <= units);
  }
}

}  // namespace

TEST_CASE("exp is within 1 unit in the last place") {
  const Point points[] = {
      {-700.5, 5.980196118639791e-305}, {-1.0, 0.36787944117144233},
      {-0.3, 0.7408182206817179},       {1e-09, 1.000000001},
      {0.5, 1.6487212707001282},        {1, 2.718281828459045},
      {10.25, 28282.541920334977},      {709.7, 1.6549840276802644e+308},
  };
  check(fn::exp, points, 1);
}

TEST_CASE("expm1 is within 1 unit in the last place") {
  const Point points[] = {
      {-30.0, -0.9999999999999064},    {-0.7, -0.5034146962085905},     {-1e-10, -9.999999999500001e-11},
      {1e-05, 1.0000050000166668e-05}, {0.34, 0.4049475905635938},      {0.5, 0.6487212707001282},
      {3.5, 32.11545195869231},        {100.0, 2.6881171418161356e+43},
  };
  check(fn::expm1, points, 1);
}

TEST_CASE("log is within 1 unit in the last place") {
  const Point points[] = {
      {1e-310, -713.8013788281542},      {1e-05, -11.512925464970229},    {0.5, -0.6931471805599453},
      {0.9999, -0.00010000500033334732}, {1.0001, 9.999500033329732e-05}, {1.5, 0.4054651081081644},
      {2.0, 0.6931471805599453},         {64012.34, 11.066831156255867},  {1e+300, 690.7755278982137},
  };
  check(fn::log, points, 1);
}

TEST_CASE("log1p is within 1 unit in the last place") {
  const Point points[] = {
      {-0.999, -6.907755278982136},   {-0.3, -0.35667494393873234},        {-1e-12, -1.0000000000005e-12},
      {1e-08, 9.999999950000001e-09}, {0.0005, 0.000499875041651048},      {0.4, 0.33647223662121295},
      {0.5, 0.4054651081081644},      {10000000000.0, 23.025850930040455},
  };
  check(fn::log1p, points, 1);
}

TEST_CASE("tanh is within 2 units in the last place") {
  const Point points[] = {
      {-20.0, -1.0},
      {-0.5, -0.46211715726000974},
      {1e-07, 9.999999999999966e-08},
      {0.3, 0.2913126124515909},
      {1.0, 0.7615941559557649},
      {5.0, 0.9999092042625951},
  };
  check(fn::tanh, points, 2);
}

TEST_CASE("erf is within 2 units in the last place") {
  const Point points[] = {
      {-3.0, -0.9999779095030014}, {-0.5, -0.5204998778130465}, {1e-09, 1.1283791670955127e-09},
      {0.2, 0.22270258921047847},  {0.84, 0.7651427114549945},  {0.86, 0.7761002683235567},
      {1.5, 0.9661051464753108},   {5.0, 0.9999999999984626},
  };
  check(fn::erf, points, 2);
}

TEST_CASE("erfc is within 3 units in the last place") {
  const Point points[] = {
      {-2.0, 1.9953222650189528},     {-0.3, 1.3286267594591274},   {0.1, 0.887537083981715},
      {0.5, 0.4795001221869535},      {0.849, 0.2298802778794019},  {0.851, 0.22878453828217116},
      {2.0, 0.004677734981047266},    {5.0, 1.537459794428035e-12}, {10.0, 2.088487583762545e-45},
      {26.0, 5.663192408856143e-296},
  };
  check(fn::erfc, points, 3);
}

TEST_CASE("normal_cdf is within 3 units in the last place") {
  const Point points[] = {
      {-37.0, 5.725571222524577e-300},
      {-10.0, 7.619853024160525e-24},
      {-3.0, 0.0013498980316300946},
      {-1.19, 0.11702319602310873},
      {-1.21, 0.11313944644397729},
      {-0.5, 0.3085375387259869},
      {0.0, 0.5},
      {0.7, 0.758036347776927},
      {1.0, 0.8413447460685429},
      {4.0, 0.9999683287581669},
  };
  check(fn::normal_cdf, points, 3);
}

TEST_CASE("normal_pdf is within 2 units in the last place") {
  const Point points[] = {
      {-5.0, 1.4867195147342977e-06}, {0.0, 0.3989422804014327},     {0.3, 0.3813878154605241},
      {2.0, 0.05399096651318805},     {10.0, 7.694598626706419e-23},
  };
  check(fn::normal_pdf, points, 2);
}

TEST_CASE("pow is within 1 unit in the last place") {
  struct Power {
    double x, y, value;
  };
  const Power powers[] = {
      {2.0, 10.0, 1024.0},
      {1.5, -3.7, 0.22308087613962574},
      {0.3, 250.5, 1.0444179019320177e-131},
      {64012.34, 0.5, 253.0066007044085},
      {1.0000001, 1000000000.0, 2.6881038582144647e+43},
      {-2.0, 3.0, -8.0},
      {-1.5, 4.0, 5.0625},
      {9.5, -300.0, 4.8185726731249405e-294},
  };
  for (const Power& p : powers) {
    CAPTURE(p.x, p.y, p.value);
    CHECK(units_apart(fn::pow(p.x, p.y), p.value) <= 1);
  }
}

TEST_CASE("normal_quantile is within 1e-12 and outside (0, 1) there is none") {
  const Point points[] = {
      {1e-300, -37.0470962993612},   {1e-20, -9.262340089798407}, {1e-05, -4.264890793922825},
      {0.025, -1.9599639845400543},  {0.3, -0.5244005127080408},  {0.5, 1.2214694335352578e-57},
      {0.7, 0.5244005127080407},     {0.95, 1.6448536269514722},  {0.99, 2.3263478740408408},
      {0.999999, 4.753424308817087},
  };
  for (const Point& p : points) {
    CAPTURE(p.x);
    CHECK(std::fabs(fn::normal_quantile(p.x) - p.value) < 1e-12);
  }
  CHECK_FALSE(tu::quant::known(fn::normal_quantile(0.0)));
  CHECK_FALSE(tu::quant::known(fn::normal_quantile(1.0)));
  CHECK_FALSE(tu::quant::known(fn::normal_quantile(-0.1)));
}

TEST_CASE("the ends of the range: overflow is infinity, underflow 0, a domain error no number") {
  using tu::quant::infinite;
  CHECK(fn::exp(710.0) == infinite);
  CHECK(fn::exp(-750.0) == 0.0);
  CHECK(fn::exp(-745.0) == 4.9406564584124654e-324);
  CHECK(fn::exp(0.0) == 1.0);
  CHECK(fn::expm1(-50.0) == -1.0);
  CHECK(fn::log(0.0) == -infinite);
  CHECK(fn::log(1.0) == 0.0);
  CHECK(std::isnan(fn::log(-1.0)));
  CHECK(fn::log1p(-1.0) == -infinite);
  CHECK(fn::pow(0.0, 2.0) == 0.0);
  CHECK(fn::pow(0.0, -1.0) == infinite);
  CHECK(fn::pow(5.0, 0.0) == 1.0);
  CHECK(fn::pow(10.0, 400.0) == infinite);
  CHECK(fn::pow(10.0, -400.0) == 0.0);
  CHECK(std::isnan(fn::pow(-2.0, 0.5)));
  CHECK(fn::erf(7.0) == 1.0);
  CHECK(fn::erfc(-7.0) == 2.0);
  CHECK(fn::erfc(28.0) == 0.0);
  CHECK(fn::tanh(-30.0) == -1.0);
  for (auto f : {fn::exp, fn::expm1, fn::log, fn::log1p, fn::tanh, fn::erf, fn::erfc, fn::normal_cdf}) {
    CHECK(std::isnan(f(tu::quant::absent)));
  }
}

TEST_CASE("every machine and compiler gives the same bits") {
  // A digest over a grid; it changes with any single bit of any of the results.
  std::uint64_t digest = 1469598103934665603ULL;
  const auto feed = [&](double x) { digest = (digest ^ std::bit_cast<std::uint64_t>(x)) * 1099511628211ULL; };
  for (int i = -2000; i <= 2000; ++i) {
    const double x = i * 0.01 + i * i * 1e-7;
    for (auto f : {fn::exp, fn::expm1, fn::tanh, fn::erf, fn::erfc, fn::normal_cdf, fn::normal_pdf})
      feed(f(x));
    feed(fn::log(x * x + 0.001));
    feed(fn::log1p(x * x - 0.5));
    feed(fn::pow(x * x + 0.5, x));
    feed(fn::normal_quantile(0.5 + i / 4002.0));
  }
  CHECK(digest == 17987933140777796924ULL);
}
