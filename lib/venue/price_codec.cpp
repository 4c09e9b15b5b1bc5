#include "venue/price_codec.h"

#include "wire/json_scan.h"

namespace tu::venue {

namespace {

class Prices final : public MarketCodec {
 public:
  Prices(std::vector<PriceRequest> requests, PriceReader read)
      : requests_(std::move(requests)), read_(read) {}
  void opened(MarketSink& sink) override {
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      if (requests_[i].body.empty())
        sink.fetch(requests_[i].target, i);
      else
        sink.post(requests_[i].target, requests_[i].body, i);
    }
  }
  void frame(std::string_view, TsUs, MarketSink&) override {}
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) override {
    if (tag >= requests_.size()) return;
    const Market of = requests_[tag].market;
    if (status == 200 && wire::json_valid(body) && read_(body, of, recv, sink)) return;
    sink.unusable(std::string(name_of(of.venue)) + ": " + std::string(name_of(of.symbol)) + ": " +
                  answer_in_words(status, body));
  }

 private:
  std::vector<PriceRequest> requests_;
  PriceReader read_;
};

}  // namespace

std::unique_ptr<MarketCodec> make_price_codec(std::vector<PriceRequest> requests, PriceReader read) {
  return std::make_unique<Prices>(std::move(requests), read);
}

}  // namespace tu::venue
