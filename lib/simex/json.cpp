#include "simex/json.h"

#include "base/text.h"
#include "wire/json.h"

namespace tu::simex {

void JsonOut::separate() {
  if (after_key_)
    after_key_ = false;
  else if (!first_)
    text_ += ',';
  first_ = false;
}
JsonOut& JsonOut::open(char bracket) {
  separate();
  text_ += bracket;
  stack_ += bracket == '{' ? '}' : ']';
  first_ = true;
  return *this;
}
JsonOut& JsonOut::close() {
  text_ += stack_.back();
  stack_.pop_back();
  first_ = false;
  return *this;
}
JsonOut& JsonOut::key(std::string_view k) {
  separate();
  text_ += '"';
  text_ += k;
  text_ += "\":";
  after_key_ = true;
  return *this;
}
JsonOut& JsonOut::text(std::string_view v) {
  separate();
  text_ += '"';
  text::append_escaped(text_, v);
  text_ += '"';
  return *this;
}
JsonOut& JsonOut::number(std::int64_t v) {
  separate();
  char buffer[32];
  text_.append(buffer, text::put_integer(buffer, v));
  return *this;
}
JsonOut& JsonOut::number(Decimal v) {
  separate();
  char buffer[64];
  text_.append(buffer, v.put(buffer));
  return *this;
}
JsonOut& JsonOut::flag(bool v) {
  return raw(v ? "true" : "false");
}
JsonOut& JsonOut::null() {
  return raw("null");
}
JsonOut& JsonOut::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

namespace {

std::string plain(std::string_view body) {
  if (body.find('\\') == body.npos) return std::string(body);
  Arena arena;
  return std::string(wire::unescape(body, arena));
}

}  // namespace

JsonView JsonView::operator[](std::string_view key) const {
  JsonView found;
  if (!is_object()) return found;
  wire::Fault fault;
  wire::each_member(text_.data(), text_.data() + text_.size(), fault,
                    [&](std::string_view k, bool escapes_none, std::string_view value) {
                      if (escapes_none ? k != key : plain(k) != key) return true;
                      found = JsonView(value);
                      return false;
                    });
  return found;
}

std::vector<std::pair<std::string, JsonView>> JsonView::members() const {
  std::vector<std::pair<std::string, JsonView>> all;
  wire::Fault fault;
  if (is_object())
    wire::each_member(text_.data(), text_.data() + text_.size(), fault,
                      [&](std::string_view k, bool, std::string_view value) {
                        all.emplace_back(plain(k), JsonView(value));
                        return true;
                      });
  return all;
}

std::vector<JsonView> JsonView::items() const {
  std::vector<JsonView> all;
  if (!is_array()) return all;
  wire::Fault fault;
  const char* end = text_.data() + text_.size();
  const char* p = wire::skip_blanks(text_.data() + 1, end);
  while (p < end && *p != ']') {
    const char* begin = p;
    if (!(p = wire::skip_value(p, end, 1, fault))) break;
    all.emplace_back(std::string_view(begin, static_cast<std::size_t>(p - begin)));
    p = wire::skip_blanks(p, end);
    if (p < end && *p == ',') p = wire::skip_blanks(p + 1, end);
  }
  return all;
}

std::string JsonView::text() const {
  if (absent()) return {};
  return is_text() ? plain(text_.substr(1, text_.size() - 2)) : std::string(text_);
}
std::optional<Decimal> JsonView::decimal() const {
  if (absent()) return {};
  return Decimal::parse(is_text() ? text_.substr(1, text_.size() - 2) : text_);
}
std::optional<std::int64_t> JsonView::integer() const {
  if (absent()) return {};
  return text::to_integer(is_text() ? text_.substr(1, text_.size() - 2) : text_);
}

std::optional<JsonView> parse_json(std::string_view text) {
  if (!text::valid_utf8(text)) return {};
  wire::Fault fault;
  const char* end = text.data() + text.size();
  const char* p = wire::skip_blanks(text.data(), end);
  if (p == end) return {};
  const char* after = wire::skip_value(p, end, 0, fault);
  if (!after || wire::skip_blanks(after, end) != end) return {};
  return JsonView(std::string_view(p, static_cast<std::size_t>(after - p)));
}

}  // namespace tu::simex
