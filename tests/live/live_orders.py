"""Live orders against scripted venues: live_orders.py BUILD."""
import sys

import hyperliquid
import tokens
from rig import case, counts

case(hyperliquid.run)
case(tokens.run)
print("orders: %d passed, %d failed, %d skipped" % (counts["passed"], counts["failed"], counts["skipped"]))
sys.exit(1 if counts["failed"] else 0)
