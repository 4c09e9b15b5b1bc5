#include "quant/signals.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace tu::quant;

TEST_CASE("trigger levels are strict: on the level a source says nothing") {
  CHECK(rsi_signal(35.0).side == Side::none);
  CHECK(rsi_signal(34.9).side == Side::buy);
  CHECK(rsi_signal(65.1).side == Side::sell);
  CHECK(fear_greed_signal(25.0).side == Side::none);
  CHECK(fear_greed_signal(24.0).side == Side::buy);
  CHECK(book_signal(0.15).side == Side::none);
  CHECK(book_signal(-0.16).side == Side::sell);
}

TEST_CASE("binary rounding does not turn equality into a signal") {
  CHECK(arbitrage_signal(100.8, std::vector<double>{100, 100, 100}).signal.side == Side::none);
  CHECK(arbitrage_signal(99.2, std::vector<double>{100, 100, 100}).signal.side == Side::none);
  CHECK(fear_greed_signal(75.0 + 1e-12).side == Side::none);
}

TEST_CASE("confidence grows from one half at the level to one at the extreme") {
  CHECK(rsi_signal(0.0).confidence == Approx(1.0));
  CHECK(rsi_signal(17.5).confidence == Approx(0.75));
  CHECK(fear_greed_signal(100.0).confidence == Approx(1.0));
  CHECK(book_signal(0.5).confidence == Approx(1.0));
  CHECK(book_signal(1.0).confidence == 1.0);
  CHECK(momentum_signal(std::vector<double>{100, 100, 100, 100, 110}).confidence == 1.0);
}

TEST_CASE("inputs outside their range say nothing") {
  CHECK(rsi_signal(-1.0).side == Side::none);
  CHECK(rsi_signal(absent).side == Side::none);
  CHECK(fear_greed_signal(101.0).side == Side::none);
  CHECK(book_signal(1.5).side == Side::none);
  CHECK(momentum_signal(std::vector<double>{100, 100, 0, 100, 120}).side == Side::none);
  CHECK(momentum_signal(std::vector<double>{100, 120}).side == Side::none);
  const ArbitrageSignal one = arbitrage_signal(90.0, std::vector<double>{100.0, absent});
  CHECK(one.signal.side == Side::none);
  CHECK_FALSE(known(one.deviation));
}

TEST_CASE("the turn after a dip is bought only when the last two steps rise") {
  std::vector<double> closes;
  for (int i = 0; i < 13; ++i) closes.push_back(100.0 - 0.1 * i);
  closes.insert(closes.end(), {98.95, 99.1});
  CHECK(uptick_signal(closes).side == Side::buy);
  CHECK(uptick_signal(closes).confidence == 1.0);
  closes[14] = 98.9;
  CHECK(uptick_signal(closes).side == Side::none);
  closes[14] = 99.1;
  closes[7] = absent;
  CHECK(uptick_signal(closes).side == Side::none);
  CHECK(uptick_signal(std::vector<double>(14, 100.0)).side == Side::none);
  CHECK(uptick_signal(std::vector<double>(15, 100.0)).side == Side::none);
}
