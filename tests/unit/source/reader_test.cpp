#include "source/reader.h"

#include <catch2/catch.hpp>

#include "files.h"
#include "source/rows.h"

using namespace tu;
using namespace tu::source;

namespace {

struct Content {
  std::string text;
  std::string error;
};
Content content_of(const std::string& path, std::size_t step = 1000) {
  Content c;
  Result<std::unique_ptr<Reader>> r = Reader::open(path);
  if (!r) return {"", r.error().message};
  std::string buffer(step, '\0');
  for (;;) {
    Result<std::size_t> got = (*r)->read(buffer.data(), step);
    if (!got) {
      c.error = got.error().message;
      return c;
    }
    if (*got == 0) return c;
    c.text.append(buffer, 0, *got);
  }
}

std::string long_text() {
  std::string s;
  for (int i = 0; i < 50'000; ++i) s += std::to_string(i * 7919) + (i % 5 ? "," : "\n");
  return s;
}

}  // namespace

TEST_CASE("plain, gzip, zstd and zip files give the same content whatever their name") {
  files::Folder dir;
  const std::string text = long_text();
  for (std::size_t step : {std::size_t{1}, std::size_t{777}, std::size_t{100'000}}) {
    CHECK(content_of(dir.put("a", text), step).text == text);
    CHECK(content_of(dir.put("b", files::gzip(text)), step).text == text);
    CHECK(content_of(dir.put("c.txt", files::zstd(text)), step).text == text);
    CHECK(content_of(dir.put("d", files::zip({{"x.csv", text}})), step).text == text);
    CHECK(content_of(dir.put("e", files::zip({{"dir/", ""}, {"x.csv", text}}, true)), step).text == text);
  }
}

TEST_CASE("members of a gzip file and frames of a zstd file follow each other") {
  files::Folder dir;
  CHECK(content_of(dir.put("a", files::gzip("one\n") + files::gzip("two\n"))).text == "one\ntwo\n");
  CHECK(content_of(dir.put("b", files::zstd("one\n") + files::zstd("two\n"))).text == "one\ntwo\n");
}

TEST_CASE("a truncated archive gives what is there and then says where it ends") {
  files::Folder dir;
  const std::string text = long_text();
  for (const std::string& packed : {files::gzip(text), files::zstd(text)}) {
    Content c = content_of(dir.put("x", packed.substr(0, packed.size() - 10)));
    CHECK(c.text == text.substr(0, c.text.size()));
    CHECK(c.error.find("truncated") != std::string::npos);
    CHECK(c.error.find("at byte " + std::to_string(packed.size() - 10)) != std::string::npos);
  }
  const std::string zip = files::zip({{"x.csv", text}});
  CHECK(content_of(dir.put("z", zip.substr(0, zip.size() / 2))).error.find("truncated zip") !=
        std::string::npos);
}

TEST_CASE("a damaged archive is reported") {
  files::Folder dir;
  const std::string text = long_text();
  std::string gz = files::gzip(text), zip = files::zip({{"x.csv", text}}, true);
  gz[gz.size() / 2] = static_cast<char>(gz[gz.size() / 2] ^ 0x55);
  zip[200] = static_cast<char>(zip[200] ^ 1);
  CHECK(content_of(dir.put("a", gz)).error.find("damaged gzip data") != std::string::npos);
  CHECK(content_of(dir.put("b", zip)).error.find("checksum") != std::string::npos);
  CHECK(content_of(dir.put("c", files::gzip("x") + "garbage")).error.find("damaged gzip data") !=
        std::string::npos);
}

TEST_CASE("an archive of two files is refused, and so is a path that is not there") {
  files::Folder dir;
  CHECK(content_of(dir.put("a", files::zip({{"x", "1"}, {"y", "2"}})))
            .error.find("holds 2 files, expected one") != std::string::npos);
  CHECK(content_of(dir.put("a", "") + "-missing").error.find("No such file") != std::string::npos);
}

namespace {
std::vector<std::string> rows_of(const std::string& path, Rows how, std::string* error = nullptr) {
  Result<std::unique_ptr<Reader>> reader = Reader::open(path);
  RowReader rows(std::move(*reader));
  rows.cut(how);
  std::vector<std::string> all;
  std::string_view row;
  for (;;) {
    switch (rows.next(row)) {
      case RowReader::Next::end:
        if (error && !rows.error().ok()) *error = rows.error().error().message;
        return all;
      case RowReader::Next::too_long:
        all.push_back(std::to_string(rows.line()) + ":(too long)");
        break;
      case RowReader::Next::row:
        all.push_back(std::to_string(rows.line()) + ":" + std::string(row));
        break;
    }
  }
}
}  // namespace

TEST_CASE("lines have numbers, the last needs no newline, and a line over the limit is skipped") {
  files::Folder dir;
  using V = std::vector<std::string>;
  CHECK(rows_of(dir.put("a", "one\n\ntwo"), Rows::lines) == V{"1:one", "2:", "3:two"});
  CHECK(rows_of(dir.put("b", ""), Rows::lines).empty());
  const std::string huge(3'000'000, 'x');
  CHECK(rows_of(dir.put("c", "a\n" + huge + "\nb\n"), Rows::lines) == V{"1:a", "2:(too long)", "3:b"});
  CHECK(rows_of(dir.put("d", huge), Rows::lines) == V{"1:(too long)"});
  const std::string limit(1 << 20, 'x');
  CHECK(rows_of(dir.put("e", limit + "\n" + limit + "y\n"), Rows::lines) == V{"1:" + limit, "2:(too long)"});
}

TEST_CASE("elements of the first array of a JSON document are cut with strings and nesting respected") {
  files::Folder dir;
  using V = std::vector<std::string>;
  std::string error;
  CHECK(rows_of(dir.put("a", "[[1,2],\n [3,[4]] ]"), Rows::elements) == V{"1:[1,2]", "2:[3,[4]]"});
  CHECK(rows_of(dir.put("b", "{\"m\":\"[\",\"d\":[{\"a\":\"]},\\\"\"},2]}"), Rows::elements) ==
        V{"1:{\"a\":\"]},\\\"\"}", "1:2"});
  CHECK(rows_of(dir.put("c", "[]"), Rows::elements).empty());
  CHECK(rows_of(dir.put("d", "[[1,2],[3"), Rows::elements, &error) == V{"1:[1,2]"});
  CHECK(error.find("does not end") != std::string::npos);
  CHECK(rows_of(dir.put("e", "{}"), Rows::elements, &error).empty());
  CHECK(error.find("no JSON array") != std::string::npos);
}
