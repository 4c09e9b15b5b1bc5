#include "source/foreign.h"

#include <algorithm>
#include <cstring>

namespace tu::source {

std::string_view field_at(const std::vector<std::string_view>& fields, int at) {
  return at >= 0 && static_cast<std::size_t>(at) < fields.size() ? fields[static_cast<std::size_t>(at)]
                                                                 : std::string_view();
}

bool has_name(const std::vector<std::string>& header, std::string_view name) {
  return std::find(header.begin(), header.end(), name) != header.end();
}

void split_csv(std::string_view row, std::vector<std::string_view>& fields) {
  fields.clear();
  if (!row.empty() && row.back() == '\r') row.remove_suffix(1);
  for (std::size_t at = 0;;) {
    if (at < row.size() && row[at] == '"') {
      std::size_t close = row.find('"', at + 1);
      if (close == row.npos) close = row.size();
      fields.push_back(row.substr(at + 1, close - at - 1));
      at = row.find(',', close);
    } else {
      std::size_t comma = row.find(',', at);
      fields.push_back(row.substr(at, comma == row.npos ? comma : comma - at));
      at = comma;
    }
    if (at == row.npos) return;
    ++at;
  }
}

std::string_view first_line(std::string_view head) {
  return head.substr(0, std::min(head.find('\n'), head.size()));
}

std::vector<std::string> header_of(std::string_view row) {
  if (row.starts_with("\xef\xbb\xbf")) row.remove_prefix(3);
  std::vector<std::string_view> fields;
  split_csv(row, fields);
  std::vector<std::string> names;
  for (std::string_view f : fields) {
    std::string name(text::trim(f));
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    names.push_back(std::move(name));
  }
  return names;
}

namespace {
Error unusable(std::string_view column, std::string_view value, std::string_view expected) {
  std::string s("\"");
  s.append(column).append("\" is \"").append(value.substr(0, 40)).append(value.size() > 40 ? "...\"" : "\"");
  return fail(Exit::bad_data, s.append(", expected ").append(expected));
}
}  // namespace

Result<double> to_number(std::string_view column, std::string_view text) {
  if (auto x = text::to_real(text::trim(text))) return *x;
  return unusable(column, text, "a number");
}

Result<double> to_price(std::string_view column, std::string_view text) {
  Result<double> x = to_number(column, text);
  if (x && !(*x > 0)) return unusable(column, text, "a price above 0");
  return x;
}

Result<double> to_amount(std::string_view column, std::string_view text) {
  Result<double> x = to_number(column, text);
  if (x && !(*x >= 0)) return unusable(column, text, "an amount of at least 0");
  return x;
}

Result<std::int64_t> to_count(std::string_view column, std::string_view text) {
  auto n = text::to_integer(text::trim(text));
  if (!n || *n < 0) return unusable(column, text, "a whole number");
  return *n;
}

namespace {

// A cursor over a date and time; every step says whether it matched.
struct Scan {
  std::string_view s;
  bool digits(std::size_t n, int& value) {
    if (s.size() < n) return false;
    value = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (s[i] < '0' || s[i] > '9') return false;
      value = value * 10 + (s[i] - '0');
    }
    s.remove_prefix(n);
    return true;
  }
  bool one_of(std::string_view chars) {
    if (s.empty() || chars.find(s[0]) == chars.npos) return false;
    s.remove_prefix(1);
    return true;
  }
};

int days_in(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

std::optional<TsUs> calendar_time(std::string_view text) {
  Scan in{text};
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, us = 0;
  if (!in.digits(4, year)) return std::nullopt;
  const bool dashes = in.one_of("-/");
  if (!in.digits(2, month) || (dashes && !in.one_of("-/")) || !in.digits(2, day)) return std::nullopt;
  if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return std::nullopt;
  TsUs zone = 0;
  if (in.one_of(" T")) {
    if (!in.digits(2, hour) || !in.one_of(":") || !in.digits(2, minute)) return std::nullopt;
    if (in.one_of(":") && !in.digits(2, second)) return std::nullopt;
    if (in.one_of(".")) {
      int digit = 0, unit = 100'000;
      for (; in.digits(1, digit); unit /= 10) us += digit * unit;
    }
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const bool minus = in.s.starts_with('-');
    if (in.one_of("+-")) {
      int zh = 0, zm = 0;
      if (!in.digits(2, zh)) return std::nullopt;
      in.one_of(":");
      in.digits(2, zm);
      zone = (zh * us_per_hour + zm * us_per_min) * (minus ? -1 : 1);
    } else {
      in.one_of("Zz");
    }
  }
  if (!in.s.empty()) return std::nullopt;
  return from_civil(year, month, day, hour, minute, second, us) - zone;
}

}  // namespace

Result<TsUs> to_time(std::string_view column, std::string_view text, std::string_view unit) {
  text = text::trim(text);
  const bool date = text.size() == 8 && unit.empty() && (text.starts_with("19") || text.starts_with("20"));
  if (!date) {
    std::string_view whole = text;  // "1675329600.0" is a whole number too
    std::size_t dot = text.find('.');
    if (dot != text.npos && text.find_first_not_of('0', dot + 1) == text.npos) whole = text.substr(0, dot);
    if (auto n = text::to_integer(whole)) {
      if (*n < 0) return unusable(column, text, "a time since 1970");
      const std::int64_t size = *n;
      if (unit.empty())
        unit = size < 100'000'000'000           ? "s"
               : size < 100'000'000'000'000     ? "ms"
               : size < 100'000'000'000'000'000 ? "us"
                                                : "ns";
      if (unit == "ns") return *n / 1000;
      const std::int64_t factor = unit == "s" ? us_per_s : unit == "ms" ? us_per_ms : 1;
      if (size <= ts_limit / factor) return *n * factor;
      return unusable(column, text, "a time within 2^53 microseconds since 1970");
    }
    if (unit == "s")
      if (auto x = text::to_real(text); x && *x >= 0 && *x < 9e9) return static_cast<TsUs>(*x * 1e6 + 0.5);
  }
  if (auto ts = calendar_time(text)) {
    if (*ts < 0 || *ts > ts_limit) return unusable(column, text, "a time since 1970, before the year 2255");
    return *ts;
  }
  return unusable(column, text, "a time (seconds, milliseconds, microseconds, or a date)");
}

Result<TsUs> known_at(TsUs time, DurUs after) {
  if (after <= ts_limit - time) return time + after;
  return fail(Exit::bad_data, "it is of " + time_text(time) + " and known " + duration_text(after) +
                                  " later, expected a time before the year 2255");
}

void LineWriter::key(std::string_view name) {
  char* p = out_->reserve(name.size() + 4);
  *p++ = ',', *p++ = '"';
  std::memcpy(p, name.data(), name.size());
  p += name.size();
  *p++ = '"', *p++ = ':';
  out_->advance(p);
}

void LineWriter::begin(std::string_view type, TsUs ts, std::string_view venue, std::string_view symbol) {
  out_->append("{\"type\":\"");
  out_->append(type);
  out_->append("\"");
  integer("ts", ts);
  if (!venue.empty()) text("venue", venue);
  if (!symbol.empty()) text("symbol", symbol);
}

void LineWriter::text(std::string_view name, std::string_view value) {
  key(name);
  out_->append("\"");
  const bool plain = std::none_of(value.begin(), value.end(), [](char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
  });
  if (plain) {
    out_->append(value);
  } else {
    std::string escaped;
    text::append_escaped(escaped, value);
    out_->append(escaped);
  }
  out_->append("\"");
}

void LineWriter::real(std::string_view name, double value) {
  key(name);
  out_->advance(text::put_real(out_->reserve(32), value));
}

void LineWriter::integer(std::string_view name, std::int64_t value) {
  key(name);
  out_->advance(text::put_integer(out_->reserve(32), value));
}

void LineWriter::flag(std::string_view name, bool value) {
  key(name);
  out_->append(value ? "true" : "false");
}

void LineWriter::json(std::string_view name, std::string_view value) {
  key(name);
  out_->append(value);
}

std::optional<TsUs> bar_close(TsUs start, std::string_view tf) {
  if (tf == "1M" || tf == "1mo") {
    Civil c = civil(start);
    return c.month == 12 ? from_civil(c.year + 1, 1, 1) : from_civil(c.year, c.month + 1, 1);
  }
  std::optional<DurUs> d = parse_duration(tf);
  if (!d || *d <= 0 || *d > ts_limit) return std::nullopt;
  return start + *d;
}

Status write_candle(const Subject& of, const Bar& bar, DurUs delay, wire::Buffer& out) {
  if (bar.high < std::max(bar.open, bar.close) || bar.low > std::min(bar.open, bar.close))
    return fail(Exit::bad_data, "\"high\" is " + text::of_real(bar.high) + " and \"low\" is " +
                                    text::of_real(bar.low) + ", expected them around open " +
                                    text::of_real(bar.open) + " and close " + text::of_real(bar.close));
  std::optional<TsUs> close = bar_close(bar.start, of.tf);
  if (!close) return fail(Exit::usage, "timeframe is \"" + of.tf + "\", expected one such as 1m, 4h, 1d");
  Result<TsUs> known = known_at(*close, delay);
  if (!known) return known.error();
  LineWriter line(out);
  line.begin("candle", *known, of.venue, of.symbol);
  line.text("tf", of.tf);
  line.integer("start", bar.start);
  line.real("open", bar.open);
  line.real("high", bar.high);
  line.real("low", bar.low);
  line.real("close", bar.close);
  line.real("volume", bar.volume);
  if (bar.trades) line.integer("trades", *bar.trades);
  if (bar.quote_volume) line.real("quote_volume", *bar.quote_volume);
  if (bar.taker_buy) line.real("taker_buy", *bar.taker_buy);
  if (bar.bid) line.real("bid", *bar.bid);
  if (bar.ask) line.real("ask", *bar.ask);
  line.end();
  return {};
}

}  // namespace tu::source
