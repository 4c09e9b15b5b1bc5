// Messages of Hyperliquid's WebSocket that are about one address. Pure.
#pragma once

#include "venue/hyperliquid/answers.h"

namespace tu::venue::hyperliquid {

struct UserMessage {
  std::string channel;  // orderUpdates, userFills, subscriptionResponse, pong, error; "" of a greeting
  bool snapshot = false;
  std::vector<Status> orders;
  std::vector<Fill> fills;
};
Result<UserMessage> read_user(std::string_view message);
std::string subscribe_message(std::string_view channel, std::string_view address);

}  // namespace tu::venue::hyperliquid
