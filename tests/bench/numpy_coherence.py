"""numpy_coherence.py ASSETS: microseconds to work one bar's four eigenvalues out anew: the correlations of the last 50, 150,
300 and 750 returns and their largest eigenvalue, by numpy on one thread. The best of some turns, the processor's time."""
import os
import sys
import time

for name in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[name] = "1"
import numpy as np  # noqa: E402 (after the number of threads)

assets = int(sys.argv[1])
rng = np.random.default_rng(42)
returns = 1e-3 * (rng.standard_normal((1, 750)) + rng.standard_normal((assets, 750)))


def bar():
    return [np.linalg.eigvalsh(np.corrcoef(returns[:, -w:]))[-1] for w in (50, 150, 300, 750)]


best = 1e18
for _ in range(3 if assets > 150 else 20):
    begin = time.process_time()
    bar()
    best = min(best, time.process_time() - begin)
print("%.1f" % (best * 1e6))
