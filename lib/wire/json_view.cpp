#include "wire/json_view.h"

#include "base/text.h"
#include "wire/json.h"

namespace tu::wire {

std::optional<JsonView> JsonView::read(std::string_view text) {
  const char* end = text.data() + text.size();
  const char* from = skip_blanks(text.data(), end);
  Fault fault;
  const char* to = from < end ? skip_value(from, end, 0, fault) : nullptr;
  if (!to || skip_blanks(to, end) != end) return std::nullopt;
  return JsonView(std::string_view(from, static_cast<std::size_t>(to - from)));
}

JsonView JsonView::operator[](std::string_view key) const {
  JsonView found;
  if (!is_object()) return found;
  Fault fault;
  each_member(value_.data(), value_.data() + value_.size(), fault,
              [&](std::string_view name, bool, std::string_view value) {
                if (name != key) return true;
                found.value_ = value;
                return false;
              });
  return found;
}

std::vector<JsonView> JsonView::items() const {
  std::vector<JsonView> out;
  if (!is_array()) return out;
  const char* end = value_.data() + value_.size();
  const char* p = skip_blanks(value_.data() + 1, end);
  Fault fault;
  while (p < end && *p != ']') {
    const char* to = skip_value(p, end, 1, fault);
    if (!to) break;
    out.push_back(JsonView(std::string_view(p, static_cast<std::size_t>(to - p))));
    p = skip_blanks(to, end);
    if (p < end && *p == ',') p = skip_blanks(p + 1, end);
  }
  return out;
}

std::string JsonView::text() const {
  if (!is_text()) {
    const bool number = !value_.empty() && (value_[0] == '-' || (value_[0] >= '0' && value_[0] <= '9'));
    return number ? std::string(value_) : std::string();
  }
  const std::string_view body = value_.substr(1, value_.size() - 2);
  if (body.find('\\') == body.npos) return std::string(body);
  Arena arena;
  return std::string(unescape(body, arena));
}

std::optional<Decimal> JsonView::decimal() const {
  const std::string s = text();
  return s.empty() ? std::nullopt : Decimal::parse(s);
}

std::optional<std::int64_t> JsonView::integer() const {
  return text::to_integer(text());
}

}  // namespace tu::wire
