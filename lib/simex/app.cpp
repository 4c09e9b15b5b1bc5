#include "simex/app.h"

#include "simex/coinbase/face.h"
#include "simex/control.h"
#include "simex/fault_line.h"
#include "simex/feeds/faces.h"
#include "simex/hyperliquid/traders.h"
#include "simex/limits.h"
#include "simex/market/recorded.h"
#include "simex/market/seeded.h"

namespace tu::simex {
namespace {

// Tells the tape and the venue's face.
class Ears : public Listener {
 public:
  Ears(Tape& tape, Listener*& face) : tape_(tape), face_(face) {}
  void order_changed(const Order& o) override { face_->order_changed(o); }
  void filled(const Fill& f, const Order& o) override { face_->filled(f, o); }
  void printed(const Print& p) override {
    tape_.print(p);
    face_->printed(p);
  }
  void level_changed(ProductId p, Side side, Decimal price, Decimal total) override {
    face_->level_changed(p, side, price, total);
  }

 private:
  Tape& tape_;
  Listener*& face_;
};

class Running : public App, public net::Service {
 public:
  explicit Running(const AppOptions& o)
      : o_(o),
        clock_(o.clock),
        exchange_(o.rules),
        ears_(tape_, heard_),
        limits_(o.venue, o.limits),
        world_{exchange_, tape_, clock_, o.seed,
               [this](DurUs t, std::function<void()> f) { server_->after(t, std::move(f)); }},
        line_([this](DurUs t, std::function<void()> f) { server_->after(t, std::move(f)); },
              [this] { return clock_.now() - began_; }),
        control_(world_, {[this](std::int64_t n, DurUs t) { return step(n, t); },
                          [this] { server_->after(us_per_ms, [this] { server_->stop(); }); },
                          [this] { return source_->events(); }, [this] { return source_->upcoming() == 0; },
                          [this] { begin(); }, [this](std::string_view spec) { return set_faults(spec); },
                          [this](JsonOut& out) { line_.faults().write(out); }}) {}

  Status open() {
    if (Status st = set_faults(o_.faults); !st) return st;
    world_.limits = o_.limits;
    if (Status st = open_market(); !st) return st;
    if (Status st = open_face(); !st) return st;
    Result<std::unique_ptr<net::Server>> server = net::Server::listen(o_.server, *this);
    if (!server) return server.error();
    server_ = std::move(server).value();
    users_.serve_as({"api.coinbase.com", server_->host()});
    exchange_.listen(&ears_);
    clock_.start(source_->begin());
    began_ = clock_.now();
    exchange_.advance(began_);
    for (ProductId id = 0; id < seeded_.size(); ++id)
      seed_history(tape_, id, seeded_[id], o_.seed, clock_.now());
    if (o_.hold)
      clock_.hold();
    else
      happen();  // the first instant, so that there is a book when the first client asks
    return {};
  }

  std::string url() const override { return server_->url(); }

  void run() override {
    if (!o_.clock.steps && !o_.hold) pump();
    tick();
    server_->run();
  }

  void request(net::Request request, net::Reply reply) override {
    if (Control::owns(request)) {
      exchange_.advance(clock_.now());
      reply(control_.answer(request));
    } else {
      clock_.skew = line_.skew();
      line_.request(std::move(request), std::move(reply), [this](net::Request r, net::Reply answer) {
        within_limits(std::move(r), std::move(answer));
      });
    }
    face_->flush();
  }
  bool upgrades(const net::Request& r) override { return !Control::owns(r) && face_->upgrades(r); }
  void opened(std::shared_ptr<net::Socket> s, const net::Request& r) override {
    face_->opened(line_.wrap(std::move(s)), r);
  }
  void received(net::Socket& s, std::string_view text) override {
    exchange_.advance(clock_.now());
    clock_.skew = line_.skew();
    face_->received(s, text);
    face_->flush();
  }
  void closed(net::Socket& s) override { face_->closed(s); }

 private:
  void within_limits(net::Request r, net::Reply reply) {
    if (std::optional<net::Response> no = limits_.refuse(r, steady_now())) return reply(std::move(*no));
    net::Request asked = r;
    face_->request(std::move(r),
                   [this, asked = std::move(asked), reply = std::move(reply)](net::Response answer) {
                     limits_.answered(asked, answer, steady_now());
                     reply(std::move(answer));
                   });
  }

  Status set_faults(std::string_view spec) {
    Result<Faults> faults = Faults::parse(spec, o_.seed);
    if (!faults) return faults.error();
    line_.set(std::move(faults).value());
    return {};
  }

  Status open_market() {
    if (!o_.data.empty()) return open_recordings();
    std::vector<std::string> symbols = o_.symbols;
    const feeds::Venue* feed = feeds::find_venue(o_.venue);
    if (symbols.empty() && feed) symbols = feed->symbols;
    if (symbols.empty()) symbols = {"BTC-USD", "ETH-USD", "SOL-USD", "BTC-USDC-PERP", "ETH-USDC-PERP"};
    for (const std::string& symbol : symbols) {
      seeded_.push_back(seeded_product(symbol));
      exchange_.add_product(seeded_.back().product);
    }
    source_ = seeded_market(seeded_, o_.seed);
    return {};
  }

  Status open_recordings() {
    RecordedOptions r{o_.data, o_.symbols, o_.rename, o_.report};
    Result<std::vector<Product>> products = recorded_products(r);
    if (!products) return products.error();
    for (const Product& p : *products) exchange_.add_product(p);
    r.report = {};  // said once is enough
    Result<std::unique_ptr<MarketSource>> market = recorded_market(r, *products);
    if (!market) return market.error();
    source_ = std::move(market).value();
    return {};
  }

  Status open_face() {
    if (!o_.keys.empty() && o_.venue == "hyperliquid") {
      Result<std::vector<std::string>> traders = hyperliquid::read_traders(o_.keys);
      if (!traders) return traders.error();
      for (const std::string& address : *traders) {
        const AccountId id = exchange_.add_account(address);
        world_.addresses[address] = id;
        for (const Deposit& d : o_.deposits) exchange_.deposit(id, d.currency, d.amount);
      }
    } else if (!o_.keys.empty()) {
      Result<coinbase::Users> users = coinbase::Users::read(o_.keys);
      if (!users) return users.error();
      users_ = std::move(users).value();
    }
    for (coinbase::User& u : users_.all()) {
      u.account = exchange_.add_account(u.key.name);
      for (const Deposit& d : o_.deposits) exchange_.deposit(u.account, d.currency, d.amount);
    }
    const feeds::Venue* feed = feeds::find_venue(o_.venue);
    face_ = feed ? feed->make(world_) : std::make_unique<coinbase::CoinbaseFace>(world_, users_);
    heard_ = face_.get();
    return {};
  }

  // One instant of the market.
  void happen() {
    const TsUs at = source_->upcoming();
    if (at == 0) return;
    clock_.reached(at);
    exchange_.advance(o_.clock.steps || o_.clock.pace <= 0 ? clock_.now()
                                                           : std::min(clock_.at(at), clock_.now()));
    source_->apply(exchange_);
    face_->flush();
  }

  // What is due, but not for so long that clients wait.
  void pump() {
    const TsUs began = steady_now();
    for (;;) {
      const TsUs next = source_->upcoming();
      if (next == 0) return;
      const DurUs wait = clock_.until(next);
      if (wait > 0) return server_->after(wait, [this] { pump(); });
      happen();
      if (steady_now() - began > 2 * us_per_ms) return server_->after(0, [this] { pump(); });
    }
  }

  void begin() {
    if (!std::exchange(o_.hold, false)) return;
    clock_.start(source_->begin());
    if (!o_.clock.steps) pump();
  }

  std::int64_t step(std::int64_t instants, DurUs time) {
    const TsUs until = clock_.market_reached() + time;
    std::int64_t done = 0;
    for (TsUs next = source_->upcoming(); next != 0 && (done < instants || next <= until);
         next = source_->upcoming()) {
      happen();
      ++done;
    }
    if (time > 0) clock_.reached(until);
    exchange_.advance(clock_.now());
    return done;
  }

  void tick() {
    server_->after(us_per_s, [this] {
      exchange_.advance(clock_.now());
      face_->flush();
      face_->every_second();
      tick();
    });
  }

  AppOptions o_;
  Clock clock_;
  Tape tape_;
  Exchange exchange_;
  Listener* heard_ = nullptr;
  Ears ears_;
  Limits limits_;
  World world_;
  FaultLine line_;
  TsUs began_ = 0;
  Control control_;
  std::vector<SeededProduct> seeded_;
  std::unique_ptr<MarketSource> source_;
  coinbase::Users users_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<Face> face_;  // behind the server: it keeps sockets, which may not outlive theirs
};

}  // namespace

Result<std::unique_ptr<App>> App::open(const AppOptions& options) {
  auto app = std::make_unique<Running>(options);
  if (Status st = app->open(); !st) return st.error();
  return std::unique_ptr<App>(std::move(app));
}

}  // namespace tu::simex
