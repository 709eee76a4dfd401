"""Makes statistics.json: what SciPy, arch and the definitions of rliable and of the
reliability metrics give for random scores.

    pip install numpy scipy arch
    python statistics_goldens.py > statistics.json

Made with numpy 2.4, scipy 1.17, arch 8.0.0. rliable's definitions
(rliable/metrics.py, rliable/library.py: aggregate_*, probability_of_improvement,
run_score_deviation, StratifiedBootstrap) are written out here, because it does not install with
them; its StratifiedBootstrap draws from NumPy's global generator, here from a seeded one. The
reliability metrics are those of google-research/rl-reliability-metrics, metrics/metrics_offline.py
and metrics_online.py.
"""

import json
import sys

import numpy as np
from arch.bootstrap import IIDBootstrap
from scipy import stats

rng = np.random.default_rng(20261122)


def scores(shape, kind):
    if kind == "normal":
        return rng.normal(0.6, 0.2, shape)
    if kind == "heavy":
        return 0.5 + 0.1 * rng.standard_t(2, shape)
    if kind == "tied":
        return rng.integers(0, 4, shape) / 4
    return np.minimum(rng.normal(0.9, 0.3, shape), 1.0)


def iqm(x):
    return stats.trim_mean(x, proportiontocut=0.25, axis=None)


def median(x):
    return np.median(np.mean(x, axis=0))


def optimality_gap(x):
    return 1.0 - np.mean(np.minimum(x, 1.0))


def improvement(x, y):
    ps = []
    for m in range(x.shape[1]):
        u, _ = stats.mannwhitneyu(x[:, m], y[:, m], alternative="greater")
        ps.append(u / (x.shape[0] * y.shape[0]))
    return np.mean(ps)


def flat(x):
    """Task after task, as the Java side holds scores."""
    return x.T.reshape(-1).tolist()


def draw(generator, n, m):
    """One replicate of the stratified bootstrap: indices of runs, task after task."""
    return np.stack([np.array([generator.integers(n) for _ in range(n)]) for _ in range(m)], axis=1)


def percentile(values):
    return np.quantile(values, [0.025, 0.975]).tolist()


def aggregates():
    cases = []
    for kind in ("normal", "heavy", "tied", "ceiling"):
        for n, m in ((2, 1), (3, 2), (5, 4), (10, 1), (11, 3), (20, 4)):
            x = scores((n, m), kind)
            seed = int(rng.integers(1 << 30))
            generator = np.random.Generator(np.random.PCG64(seed))
            replicates = []
            for _ in range(200):
                y = np.take_along_axis(x, draw(generator, n, m), axis=0)
                replicates.append([iqm(y), np.mean(y), median(y), optimality_gap(y)])
            replicates = np.array(replicates)
            cases.append(
                {
                    "scores": flat(x),
                    "tasks": m,
                    "seed": seed,
                    "iqm": [iqm(x)] + percentile(replicates[:, 0]),
                    "mean": [np.mean(x)] + percentile(replicates[:, 1]),
                    "median": [median(x)] + percentile(replicates[:, 2]),
                    "optimality_gap": [optimality_gap(x)] + percentile(replicates[:, 3]),
                }
            )
    return cases


def improvements():
    cases = []
    for kind in ("normal", "tied", "ceiling"):
        for n, k, m in ((4, 3, 1), (10, 10, 2), (20, 15, 3)):
            x, y = scores((n, m), kind), scores((k, m), kind)
            seed = int(rng.integers(1 << 30))
            generator = np.random.Generator(np.random.PCG64(seed))
            replicates = []
            for _ in range(100):
                a = np.take_along_axis(x, draw(generator, n, m), axis=0)
                b = np.take_along_axis(y, draw(generator, k, m), axis=0)
                replicates.append(improvement(a, b))
            cases.append(
                {
                    "x": flat(x),
                    "y": flat(y),
                    "tasks": m,
                    "seed": seed,
                    "probability": [improvement(x, y)] + percentile(replicates),
                }
            )
    return cases


def arch_bootstrap():
    """One task: arch's own percentile interval, from the generator that the Java side has too."""
    cases = []
    for n in (10, 20):
        x = scores(n, "heavy")
        seed = int(rng.integers(1 << 30))
        bootstrap = IIDBootstrap(x, seed=np.random.Generator(np.random.PCG64(seed)))
        interval = bootstrap.conf_int(iqm, reps=1000, method="percentile", size=0.95)
        cases.append({"scores": x.tolist(), "seed": seed, "interval": interval[:, 0].tolist()})
    return cases


def spreads():
    cases = []
    for n in (2, 5, 20, 41):
        x = scores(n, "heavy")
        taus = [0.0, float(x[0]), 0.5, 1.0]
        cases.append(
            {
                "scores": x.tolist(),
                "quantiles": {str(q): np.quantile(x, q) for q in (0.0, 0.05, 0.25, 0.5, 0.9, 1.0)},
                "iqr": stats.iqr(x),
                "lower_cvar": {
                    str(a): np.mean(x[x <= np.quantile(x, a)]) for a in (0.05, 0.25, 1.0)
                },
                "median": np.median(x),
                "profile": [[tau, np.mean(x > tau)] for tau in taus],
            }
        )
    return cases


def curves():
    cases = []
    drawn = [(np.arange(8) * 1.0, np.array([0.0, 1, 3, 2, 5, 4, 1, 6]))]
    for n in (2, 10, 50):
        drawn.append((np.cumsum(rng.integers(1, 9, n)) * 100.0, np.cumsum(rng.normal(0.1, 1, n))))
    for t, y in drawn:
        changes = np.diff(y) / np.diff(t)
        drawdown = np.maximum.accumulate(y) - y
        cases.append(
            {
                "times": t.tolist(),
                "scores": y.tolist(),
                "changes": changes.tolist(),
                "drawdown": drawdown.tolist(),
                "changes_lower_cvar": {
                    str(a): np.mean(changes[changes <= np.quantile(changes, a)])
                    for a in (0.05, 0.25)
                },
                "changes_iqr": stats.iqr(changes),
            }
        )
    return cases


json.dump(
    {
        "aggregates": aggregates(),
        "improvements": improvements(),
        "arch": arch_bootstrap(),
        "spreads": spreads(),
        "curves": curves(),
    },
    sys.stdout,
    indent=1,
    default=float,
)
print()
