#!/bin/sh
# A planted cheat, for `leak` to find: the awk stage holds every candle back until the next one has come, and writes
# that one's close into it. A strategy that buys on it looks brilliant and is worthless.
set -eu
awk '
  /^{"type":"candle"/ {
    match($0, /"close":[0-9.e+-]+/)
    close_text = substr($0, RSTART + 8, RLENGTH - 8)
    if (held != "") {
      sub(/}$/, ",\"next_close\":" close_text "}", held)
      print held
      printf "%s", rest
    }
    held = $0
    rest = ""
    next
  }
  held != "" { rest = rest $0 "\n"; next }
  { print }
  END { if (held != "") print held; printf "%s", rest }
' |
  signal-agg --on 1m --strategy tomorrow --buy "next_close > close" --sell "next_close < close" --cooldown 0s |
  size --fraction 5% --venue examples/venues/binance.toml |
  risk-gate --venue examples/venues/binance.toml |
  place-order --venue examples/venues/binance.toml |
  settle --venue examples/venues/binance.toml
