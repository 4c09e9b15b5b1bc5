// toml++ is included here and nowhere else.
#include "base/config.h"

#include <fmt/format.h>

#include <cmath>
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include "base/text.h"

namespace tu {
namespace {

// The source text by (line, column); columns count code points.
class Source {
 public:
  explicit Source(std::string_view text) : lines_(text::split(text, '\n')) {}
  std::string_view slice(const toml::source_region& r) const {
    if (r.begin.line == 0 || r.begin.line != r.end.line || r.begin.line > lines_.size()) return {};
    const std::string_view line = lines_[r.begin.line - 1];
    const std::size_t a = offset(line, r.begin.column), b = offset(line, r.end.column);
    return text::trim(line.substr(a, b - a));
  }

 private:
  static std::size_t offset(std::string_view line, std::size_t column) {
    std::size_t i = 0;
    for (std::size_t c = 1; i < line.size() && c < column; ++c) do
        ++i;
      while (i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80);
    return i;
  }
  std::vector<std::string_view> lines_;
};

// The number as typed, without what only TOML reads: a plus sign, and underscores between digits.
std::string number_text(const toml::node& node, const Source& source) {
  std::string s;
  for (const char c : source.slice(node.source()))
    if (c != '_' && !(c == '+' && s.empty())) s += c;
  if (text::to_real(s)) return s;
  if (const auto* i = node.as_integer()) return std::to_string(i->get());  // 0x10 and its like
  return text::of_real(node.as_floating_point()->get());
}

struct Flattener {
  const Source& source;
  const std::string& name;
  std::map<std::string, ConfigValue, std::less<>>& to;
  Status status;

  Status bad(const toml::node& n, const std::string& key, std::string_view expected) {
    return fail(Exit::config,
                fmt::format("{}:{}: {}: expected {}", name, n.source().begin.line, key, expected));
  }

  std::optional<std::string> scalar(const toml::node& n, const std::string& key, ConfigValue::Kind& kind) {
    kind = ConfigValue::Kind::string;
    if (const auto* s = n.as_string()) return s->get();
    if (const auto* b = n.as_boolean()) {
      kind = ConfigValue::Kind::boolean;
      return b->get() ? "true" : "false";
    }
    if (n.is_number()) {
      kind = ConfigValue::Kind::number;
      if (const auto* f = n.as_floating_point(); f && !std::isfinite(f->get())) {
        status = bad(n, key, "a finite number");
        return std::nullopt;
      }
      return number_text(n, source);
    }
    if (n.is_date() || n.is_time() || n.is_date_time()) return std::string(source.slice(n.source()));
    return std::nullopt;
  }

  void list(const toml::array& array, const std::string& key) {
    ConfigValue v{.text = {}, .kind = ConfigValue::Kind::list, .list = {}, .line = line_of(array)};
    for (std::size_t i = 0; i < array.size(); ++i) {
      ConfigValue::Kind kind;
      auto s = scalar(*array.get(i), key, kind);
      if (!s) {
        if (status) status = bad(*array.get(i), key, "a list of numbers or strings");
        return;
      }
      v.list.push_back(std::move(*s));
    }
    to.emplace(key, std::move(v));
  }

  static int line_of(const toml::node& n) { return static_cast<int>(n.source().begin.line); }

  void node(const toml::node& n, const std::string& key) {
    if (!status) return;
    if (const auto* t = n.as_table()) {
      for (const auto& [k, child] : *t)
        node(child, key.empty() ? std::string(k.str()) : key + "." + std::string(k.str()));
    } else if (const auto* a = n.as_array(); a && !a->empty() && a->get(0)->is_table()) {
      for (std::size_t i = 0; i < a->size(); ++i) node(*a->get(i), key + "." + std::to_string(i));
    } else if (a) {
      list(*a, key);
    } else {
      ConfigValue v;
      if (auto s = scalar(n, key, v.kind)) {
        v.text = std::move(*s);
        v.line = line_of(n);
        if (!to.emplace(key, std::move(v)).second)
          status = bad(n, key, "one value; a dotted name says the same key");
      }
    }
  }
};

}  // namespace

Result<Config> Config::parse(std::string_view toml, std::string name) {
  toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    const toml::parse_error& e = parsed.error();
    return fail(Exit::config, fmt::format("{}:{}: {}", name, e.source().begin.line, e.description()));
  }
  Config c;
  c.name_ = std::move(name);
  const Source source(toml);
  Flattener flat{source, c.name_, c.values_, {}};
  flat.node(parsed.table(), "");
  if (!flat.status) return flat.status.error();
  return c;
}

const ConfigValue* Config::find(std::string_view key) const {
  const auto it = values_.find(key);
  return it == values_.end() ? nullptr : &it->second;
}

std::optional<std::string> Config::text(std::string_view key) const {
  const ConfigValue* v = find(key);
  if (!v || v->kind == ConfigValue::Kind::list) return std::nullopt;
  return v->text;
}

std::optional<double> Config::real(std::string_view key) const {
  const ConfigValue* v = find(key);
  if (!v || v->kind == ConfigValue::Kind::list) return std::nullopt;
  return text::to_real(v->text);
}

std::vector<std::string> Config::children(std::string_view table) const {
  std::string prefix(table);
  if (!prefix.empty()) prefix += '.';
  std::map<std::string, bool> names;
  for (auto it = values_.lower_bound(prefix); it != values_.end() && it->first.starts_with(prefix); ++it) {
    const std::string_view rest = std::string_view(it->first).substr(prefix.size());
    names.emplace(rest.substr(0, rest.find('.')), true);
  }
  std::vector<std::string> list;
  for (const auto& [child, there] : names) list.push_back(child);
  return list;
}

std::string Config::where(std::string_view key) const {
  const ConfigValue* v = find(key);
  return v ? fmt::format("{}:{}", name_, v->line) : name_;
}

}  // namespace tu
