#include "source/elements.h"

#include <algorithm>

#include "wire/json_scan.h"

namespace tu::source {

namespace {

class Elements final : public Importer {
 public:
  Elements(Layout layout, std::vector<std::string> keys, bool sorted)
      : table_(make_table(std::move(layout))), keys_(std::move(keys)), sorted_(sorted) {}

  Status row(std::string_view element, wire::Buffer& out) override {
    if (!wire::json_whole(element)) return fail(Exit::bad_data, "the element is not a JSON array or object");
    items_.clear();
    if (keys_.empty()) wire::json_items(element, items_);
    for (const std::string& key : keys_) items_.push_back(wire::json_member(element, key));
    line_.clear();
    for (std::string_view item : items_) {
      if (!line_.empty() || item.data() != items_.front().data()) line_ += ',';
      if (item == "null") continue;
      const bool quote = item.find(',') != item.npos;
      line_.append(quote ? "\"" : "").append(item).append(quote ? "\"" : "");
    }
    if (!sorted_) return table_->row(line_, out);
    wire::Buffer one;
    if (Status st = table_->row(line_, one); !st) return st;
    kept_.emplace_back(one.view());
    return {};
  }

  Status finish(wire::Buffer& out) override {
    auto ts = [](const std::string& line) {  // the line is our own: {"type":"...","ts":N,...
      const std::size_t at = line.find("\"ts\":") + 5;
      return text::to_integer(std::string_view(line).substr(at, line.find_first_of(",}", at) - at))
          .value_or(0);
    };
    std::stable_sort(kept_.begin(), kept_.end(), [&](const auto& a, const auto& b) { return ts(a) < ts(b); });
    for (const std::string& line : kept_) out.append(line);
    kept_.clear();
    return {};
  }

 private:
  std::unique_ptr<Importer> table_;
  std::vector<std::string> keys_;
  bool sorted_;
  std::vector<std::string_view> items_;
  std::string line_;
  std::vector<std::string> kept_;
};

}  // namespace

std::unique_ptr<Importer> make_elements(Layout layout, std::vector<std::string> keys, bool sorted) {
  return std::make_unique<Elements>(std::move(layout), std::move(keys), sorted);
}

std::vector<std::string_view> first_elements(std::string_view head, std::size_t most) {
  std::vector<std::string_view> found;
  const std::size_t begin = head.find('[');
  if (begin == head.npos) return found;
  std::size_t at = begin + 1;
  while (found.size() < most) {
    at = head.find_first_of("[{", at);
    if (at == head.npos) break;
    const char close = head[at] == '[' ? ']' : '}';
    const std::size_t end = head.find(close, at);  // elements of a table are flat
    if (end == head.npos) break;
    found.push_back(head.substr(at, end + 1 - at));
    at = end + 1;
  }
  return found;
}

}  // namespace tu::source
