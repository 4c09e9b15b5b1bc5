// What the tests of the ledger share: a temporary directory, and rows made from text.
#pragma once

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "base/arena.h"
#include "ledger/journal.h"
#include "wire/wire.h"

namespace tu::ledger::test {

struct TempDir {
  std::string path;
  TempDir() {
    char name[] = "/tmp/tu_ledger_XXXXXX";
    path = mkdtemp(name);
  }
  ~TempDir() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return path + "/" + name; }
};

// Events of a test live as long as it does.
struct Events {
  Arena arena;
  wire::Decoder decoder;
  const Event& operator()(const std::string& line) {
    Event* e = nullptr;
    std::string why;
    const wire::Verdict v = decoder.decode(arena.copy(line), arena, e, why);
    INFO(line << ": " << why);
    REQUIRE(v == wire::Verdict::good);
    return *e;
  }
  const Event& session(const std::string& id, const std::string& via = R"(["settle:0"])",
                       const std::string& mode = "replay") {
    return (*this)(R"({"type":"session","ts":1000,"id":")" + id + R"(","mode":")" + mode +
                   R"(","source":"test","pace":"max","via":)" + via + "}");
  }
  const Event& deposit(long ts, const std::string& amount, const std::string& currency = "USD") {
    return (*this)(R"({"type":"deposit","ts":)" + std::to_string(ts) + R"(,"currency":")" + currency +
                   R"(","amount":)" + amount + "}");
  }
  const Event& order(long ts, const std::string& id, const std::string& qty = "1") {
    return (*this)(
        R"({"type":"order","ts":)" + std::to_string(ts) + R"(,"venue":"x","symbol":"BTC-USD","id":")" + id +
        R"(","strategy":"s","side":"buy","qty":)" + qty +
        R"(,"kind":"market","tif":"IOC","intent":"open","reserved":100,"reserved_currency":"USD"})");
  }
  const Event& update(long ts, const std::string& id, const std::string& state,
                      const std::string& filled = "0") {
    return (*this)(R"({"type":"order_update","ts":)" + std::to_string(ts) +
                   R"(,"venue":"x","symbol":"BTC-USD","id":")" + id + R"(","state":")" + state +
                   R"(","filled":)" + filled + R"(,"strategy":"s"})");
  }
  const Event& fill(long ts, const std::string& id, const std::string& fill_id,
                    const std::string& qty = "1") {
    return (*this)(R"({"type":"fill","ts":)" + std::to_string(ts) +
                   R"(,"venue":"x","symbol":"BTC-USD","id":")" + id + R"(","fill_id":")" + fill_id +
                   R"(","side":"buy","price":50,"qty":)" + qty +
                   R"(,"fee":0.1,"fee_currency":"USD","liquidity":"taker","strategy":"s"})");
  }
};

template <class T>
T must(Result<T> r) {
  INFO((r.ok() ? std::string() : r.error().message));
  REQUIRE(r.ok());
  return std::move(r).value();
}
inline void must(const Status& s) {
  INFO((s.ok() ? std::string() : s.error().message));
  REQUIRE(s.ok());
}

}  // namespace tu::ledger::test
