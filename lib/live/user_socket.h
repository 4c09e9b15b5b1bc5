// UserSocket: the connection by which a venue tells of one's own orders. Reconnects for ever, with jittered
// pauses; one that falls silent is closed. What it said meanwhile is asked for: missed() is called each time
// that something may have been lost.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/loop.h"
#include "net/url.h"
#include "net/websocket.h"

namespace tu::live {

class UserSocket : public net::WebSocket::Listener {
 public:
  bool alive() const { return alive_; }  // it tells of orders

 protected:
  UserSocket(net::Loop& loop, net::Url url, std::string ca, DurUs silence_max);
  void open();
  void send(std::string_view message) { socket_->send(message); }
  void lives();  // it has begun to tell
  void miss() {
    if (missed_) missed_();
  }

  virtual void greet() = 0;                          // it is open: subscribe
  virtual bool heard(std::string_view message) = 0;  // false: the connection is of no use
  virtual void second() {}                           // each second that it is open

  std::function<void()> missed_;

 private:
  void opened() override;
  void frame(std::string_view message) override;
  void closed(const Error&) override { again(); }
  void again();
  void watch();

  net::Loop& loop_;
  const net::Url url_;
  const std::string ca_;
  const DurUs silence_max_;
  std::unique_ptr<net::WebSocket> socket_;
  net::Timer retry_, silence_;
  int failures_ = 0;
  bool alive_ = false;
  DurUs newest_ = 0;
};

}  // namespace tu::live
