"""The rules of the house: the roll, the fences between rooms, generated text in step, examples that run."""
import sys

import counting, examples, fences, generated, roll
from report import counts

build = sys.argv[1]
for part in (roll, fences, generated, examples, counting):
    part.run(build)
print(f"house: {counts['passed']} passed, {counts['failed']} failed")
sys.exit(1 if counts["failed"] else 0)
