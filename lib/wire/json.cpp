#include "wire/json.h"

#include <cstring>

#include "base/ascii.h"
#include "wire/swar.h"
#include "wire/wire.h"

namespace tu::wire {
namespace {

const char* wrong(Fault& fault, const char* at, const char* what) {
  fault = {at, what};
  return nullptr;
}

const char* skip_digits(const char* p, const char* end) {
  while (p < end && is_digit(*p)) ++p;
  return p;
}

// p is past "\u"; the code unit, or -1.
int hex4(const char* p, const char* end) {
  if (end - p < 4) return -1;
  int v = 0;
  for (int i = 0; i < 4; ++i) {
    const int d = text::hex_digit(p[i]);
    if (d < 0) return -1;
    v = v << 4 | d;
  }
  return v;
}

bool is_high(int unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(int unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// p is at the backslash.
const char* skip_escape(const char* p, const char* end, Fault& fault) {
  if (end - p < 2) return wrong(fault, end, "the line is cut inside a string");
  if (std::memchr("\"\\/bfnrt", p[1], 8)) return p + 2;
  if (p[1] != 'u') return wrong(fault, p, "an escape that JSON does not have");
  int unit = hex4(p + 2, end);
  if (unit < 0) return wrong(fault, p, "expected four hex digits after \\u");
  if (is_low(unit)) return wrong(fault, p, "half a surrogate pair");
  if (!is_high(unit)) return p + 6;
  int low = end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8, end) : -1;
  if (!is_low(low)) return wrong(fault, p, "half a surrogate pair");
  return p + 12;
}

// p is at a byte >= 0x80: one whole UTF-8 character (shortest form, no surrogates, at most U+10FFFF).
const char* skip_utf8(const char* p, const char* end, Fault& fault) {
  auto u = reinterpret_cast<const unsigned char*>(p);
  auto tail = [&](int i) { return i < end - p && (u[i] & 0xC0) == 0x80; };
  unsigned char c = u[0];
  if (c >= 0xC2 && c <= 0xDF && tail(1)) return p + 2;
  if (c >= 0xE0 && c <= 0xEF && tail(1) && tail(2) && !(c == 0xE0 && u[1] < 0xA0) &&
      !(c == 0xED && u[1] > 0x9F))
    return p + 3;
  if (c >= 0xF0 && c <= 0xF4 && tail(1) && tail(2) && tail(3) && !(c == 0xF0 && u[1] < 0x90) &&
      !(c == 0xF4 && u[1] > 0x8F))
    return p + 4;
  return wrong(fault, p, "invalid UTF-8");
}

const char* skip_literal(const char* p, const char* end, std::string_view word, Fault& fault) {
  if (std::string_view(p, end - p).substr(0, word.size()) != word)
    return wrong(fault, p, "expected a JSON value");
  return p + word.size();
}

const char* skip_array(const char* p, const char* end, int level, Fault& fault) {
  p = skip_blanks(p + 1, end);
  if (p < end && *p == ']') return p + 1;
  for (;;) {
    if (!(p = skip_value(p, end, level, fault))) return nullptr;
    p = skip_blanks(p, end);
    if (p == end || (*p != ',' && *p != ']')) return wrong(fault, p, "expected ',' or ']'");
    if (*p++ == ']') return p;
    p = skip_blanks(p, end);
  }
}

const char* skip_object(const char* p, const char* end, int level, Fault& fault) {
  p = skip_blanks(p + 1, end);
  if (p < end && *p == '}') return p + 1;
  for (bool plain = true;;) {
    if (p == end || *p != '"') return wrong(fault, p, "expected a key in quotes");
    if (!(p = skip_string(p, end, plain, fault))) return nullptr;
    p = skip_blanks(p, end);
    if (p == end || *p != ':') return wrong(fault, p, "expected ':'");
    p = skip_blanks(p + 1, end);
    if (!(p = skip_value(p, end, level, fault))) return nullptr;
    p = skip_blanks(p, end);
    if (p == end || (*p != ',' && *p != '}')) return wrong(fault, p, "expected ',' or '}'");
    if (*p++ == '}') return p;
    p = skip_blanks(p, end);
  }
}

void put_utf8(char*& out, unsigned c) {
  if (c < 0x80) {
    *out++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *out++ = static_cast<char>(0xC0 | c >> 6);
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *out++ = static_cast<char>(0xE0 | c >> 12);
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *out++ = static_cast<char>(0xF0 | c >> 18);
    *out++ = static_cast<char>(0x80 | (c >> 12 & 0x3F));
    *out++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  }
}

}  // namespace

const char* skip_string(const char* p, const char* end, bool& plain, Fault& fault) {
  ++p;
  for (;;) {
    while (end - p >= 8) {
      std::uint64_t special = special_bytes(load8(p));
      p += special ? first_byte(special) : 8;
      if (special) break;
    }
    if (p >= end) return wrong(fault, end, "the line is cut inside a string");
    unsigned char c = static_cast<unsigned char>(*p);
    if (c == '"') return p + 1;
    if (c == '\\') {
      plain = false;
      if (!(p = skip_escape(p, end, fault))) return nullptr;
    } else if (c >= 0x80) {
      if (!(p = skip_utf8(p, end, fault))) return nullptr;
    } else if (c < 0x20) {
      return wrong(fault, p, "a control character in a string");
    } else {
      ++p;
    }
  }
}

const char* skip_number(const char* p, const char* end, Fault& fault) {
  if (p < end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return wrong(fault, p, "expected a digit");
  p = *p == '0' ? p + 1 : skip_digits(p, end);
  if (p < end && is_digit(*p)) return wrong(fault, p, "a number with a leading zero");
  if (p < end && *p == '.') {
    if (++p == end || !is_digit(*p)) return wrong(fault, p, "expected a digit");
    p = skip_digits(p, end);
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) ++p;
    if (p == end || !is_digit(*p)) return wrong(fault, p, "expected a digit");
    p = skip_digits(p, end);
  }
  return p;
}

const char* skip_value(const char* p, const char* end, int level, Fault& fault) {
  if (p >= end) return wrong(fault, end, "the line is cut");
  switch (*p) {
    case '{':
    case '[':
      if (level >= depth_max) return wrong(fault, p, "nested deeper than 512");
      return *p == '{' ? skip_object(p, end, level + 1, fault) : skip_array(p, end, level + 1, fault);
    case '"': {
      bool plain = true;
      return skip_string(p, end, plain, fault);
    }
    case 't':
      return skip_literal(p, end, "true", fault);
    case 'f':
      return skip_literal(p, end, "false", fault);
    case 'n':
      return skip_literal(p, end, "null", fault);
    default:
      break;
  }
  if (*p != '-' && !is_digit(*p)) return wrong(fault, p, "expected a JSON value");
  return skip_number(p, end, fault);
}

std::string_view unescape(std::string_view body, Arena& arena) {
  char* text = arena.array<char>(body.size());  // an escape is never shorter than what it stands for
  char* out = text;
  const char* end = body.data() + body.size();
  for (const char* p = body.data(); p < end;) {
    if (*p != '\\') {
      *out++ = *p++;
      continue;
    }
    char c = p[1];
    if (c != 'u') {
      *out++ = c == 'b' ? '\b' : c == 'f' ? '\f' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      p += 2;
      continue;
    }
    int unit = hex4(p + 2, end);
    unsigned code = static_cast<unsigned>(unit);
    p += 6;
    if (is_high(unit)) {
      code = 0x10000u + (static_cast<unsigned>(unit - 0xD800) << 10) +
             static_cast<unsigned>(hex4(p + 2, end) - 0xDC00);
      p += 6;
    }
    put_utf8(out, code);
  }
  return {text, static_cast<std::size_t>(out - text)};
}

}  // namespace tu::wire
