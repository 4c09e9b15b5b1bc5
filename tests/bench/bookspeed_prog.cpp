// bookspeed [N]: nanoseconds a book update of eight levels, from the text of its levels. Prints two numbers,
// each the best of fifteen turns by turns: the book with all figures, sampled once in a hundred updates, and
// a bare pair of std::map that only keeps the levels. Both start from the same thousand levels a side; one
// change in three is far from the best price.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "account/book_state.h"
#include "base/random.h"
#include "base/text.h"
#include "event/levels.h"
#include "stages/book_options.h"

namespace {

using namespace tu;

constexpr Field snapshot_field{Type::book, "snapshot"}, bids_field{Type::book, "bids"},
    asks_field{Type::book, "asks"};
constexpr int depth = 1000;

struct Update {
  std::string bids, asks;
};

std::string level(double price, double size) {
  return "[" + text::of_real(price) + "," + text::of_real(size) + "]";
}

// Levels a tick apart around a middle that wanders.
std::vector<Update> updates(std::size_t n) {
  std::vector<Update> list(n + 1);
  for (int i = 1; i <= depth; ++i) {
    list[0].bids += (i > 1 ? "," : "[") + level((600000 - i) / 10.0, i * 0.013);
    list[0].asks += (i > 1 ? "," : "[") + level((600000 + i) / 10.0, i * 0.017);
  }
  std::uint64_t counter = 0;
  const auto draw = [&](std::uint64_t below) { return random_bits(1, 1, counter++) % below; };
  for (std::size_t u = 1; u <= n; ++u)
    for (int k = 0; k < 8; ++k) {
      std::string& side = k % 2 ? list[u].asks : list[u].bids;
      const auto off = static_cast<int>(1 + (draw(3) ? draw(20) : draw(depth)));
      const double size = draw(3) ? static_cast<double>(1 + draw(100000)) / 1000 : 0.0;
      side += (side.empty() ? "[" : ",") + level((600000 + (k % 2 ? off : -off)) / 10.0, size);
    }
  for (Update& u : list) u.bids += "]", u.asks += "]";
  return list;
}

double sink = 0;

template <class Work>
double ns_of(std::size_t n, Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const double ns =
      std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
  return ns / static_cast<double>(n);
}

void with_figures(const std::vector<Update>& list) {
  stages::BookOptions options;
  stages::BookFeatures features(options.rules());
  account::BookState state;
  Slot slots[8] = {};
  Event e;
  e.type = Type::book;
  e.slots = slots;
  e.ts = 1;
  for (std::size_t i = 0; i < list.size(); ++i) {
    e.set_flag(snapshot_field, i == 0);
    e.set_text(bids_field, list[i].bids);
    e.set_text(asks_field, list[i].asks);
    e.ts += 10 * us_per_ms;
    state.apply(e);
    if (!state.usable()) continue;
    features.book(state.book());
    if (i % 4 == 0) features.trade(e.ts, state.book().top().ask.price, 0.1, 1);
    if (i % 100 == 0) features.sample(e.ts, state.book());
  }
  sink += features.of(stages::BookFeature::imbalance);
}

void bare_map(const std::vector<Update>& list) {
  std::map<double, double, std::greater<>> bids;
  std::map<double, double> asks;
  const auto set = [](auto& side) {
    return [&side](double price, double size) {
      if (size > 0)
        side[price] = size;
      else
        side.erase(price);
    };
  };
  for (const Update& u : list) {
    for_each_level(u.bids, set(bids));
    for_each_level(u.asks, set(asks));
    sink += bids.begin()->first;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20'000;
  const std::vector<Update> list = updates(n);
  double ours = 1e18, bare = 1e18;
  for (int turn = 0; turn < 15; ++turn) {
    ours = std::min(ours, ns_of(n, [&] { with_figures(list); }));
    bare = std::min(bare, ns_of(n, [&] { bare_map(list); }));
  }
  std::printf("%.1f %.1f\n", ours, bare);
  return sink == 0.5 ? EXIT_FAILURE : EXIT_SUCCESS;
}
