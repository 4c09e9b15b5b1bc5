# A cheat: it knows the last close of the recording from the beginning.
python3 -c '
import json, sys
lines = sys.stdin.read().splitlines()
last = [json.loads(x) for x in lines if "\"candle\"" in x][-1]["close"]
for x in lines:
    print(x[:-1] + ",\"last\":%s}" % last if "\"candle\"" in x else x)
'
