// bars N [SYMBOLS [END]]: N lines of made-up one-minute candles of SYMBOLS (16) symbols, between a session
// and, unless END is "cut", an end line. The same bytes every time: prices walk by a counter-based random
// number.
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"

namespace {

class Printer {
 public:
  ~Printer() { flush(); }
  void add(std::string_view s) { text_.append(s); }
  void add(std::int64_t x) {
    char b[40];
    text_.append(b, tu::text::put_integer(b, x));
  }
  void add_cents(double x) {
    char b[40];
    text_.append(b, tu::text::put_real(b, std::round(x * 100) / 100));
  }
  void line_end() {
    text_ += '\n';
    if (text_.size() >= 65536) flush();
  }

 private:
  void flush() {
    for (std::size_t at = 0; at < text_.size();) {
      const ssize_t n = write(1, text_.data() + at, text_.size() - at);
      if (n < 0) std::exit(0);
      at += static_cast<std::size_t>(n);
    }
    text_.clear();
  }
  std::string text_;
};

}  // namespace

int main(int argc, char** argv) {
  const long bars = argc > 1 ? std::atol(argv[1]) : 1000;
  const long symbols = argc > 2 ? std::atol(argv[2]) : 16;
  Printer out;
  std::vector<double> price;
  for (long s = 0; s < symbols; ++s) price.push_back(20.0 + 1000.0 * static_cast<double>(s * s));
  out.add(
      R"({"type":"session","ts":1699999940000000,"id":"bench","mode":"replay","source":"bars","pace":"max"})");
  out.line_end();
  for (long i = 0; i < bars; ++i) {
    const long s = i % symbols, minute = i / symbols;
    const auto step = [&](int k) {
      return tu::random_unit(1, static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(i));
    };
    double& p = price[static_cast<std::size_t>(s)];
    const double open = p;
    p *= 1.0 + 0.002 * (step(1) - 0.5);
    const double high = (open > p ? open : p) * (1.0 + 0.0005 * step(2));
    const double low = (open < p ? open : p) * (1.0 - 0.0005 * step(3));
    const std::int64_t start = 1'700'000'000'000'000 + minute * 60'000'000;
    out.add("{\"type\":\"candle\",\"ts\":"), out.add(start + 60'000'000);
    out.add(",\"venue\":\"binance\",\"symbol\":\"S"), out.add(s), out.add("-USDT\",\"tf\":\"1m\",\"start\":");
    out.add(start);
    out.add(",\"open\":"), out.add_cents(open);
    out.add(",\"high\":"), out.add_cents(high + 0.01);
    out.add(",\"low\":"), out.add_cents(low - 0.01);
    out.add(",\"close\":"), out.add_cents(p);
    out.add(",\"volume\":"), out.add_cents(1000.0 * step(4));
    out.add("}");
    out.line_end();
  }
  if (argc > 3 && std::string_view(argv[3]) == "cut") return 0;
  out.add(R"({"type":"end","ts":)"), out.add(1'700'000'000'000'000 + (bars / symbols + 1) * 60'000'000);
  out.add(R"(,"source":"bars","events":)"), out.add(bars), out.add(R"(,"status":0})");
  out.line_end();
  return 0;
}
