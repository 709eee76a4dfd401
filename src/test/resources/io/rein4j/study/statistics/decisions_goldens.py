"""Makes decisions.json: what independent programs say of comparisons on random scores.

    pip install numpy scipy statsmodels
    python decisions_goldens.py adastop > decisions.json

Made with numpy 2.4, scipy 1.17, statsmodels 0.15.0. `adastop` is a folder with walker1.csv to
walker5.csv of the examples of github.com/TimotheeMathieu/adastop, commit da3a9d4 (MIT).

The permutation tests are written here from their definitions, on whole arrays of patterns; drawn
permutations come from NumPy's PCG64, as those of the Java side do. Those of Westfall and Young's
max-T for one group of sign flips follow mt.maxT of R's multtest (Ge, Dudoit and Speed,
"Resampling-Based Multiple Testing for Microarray Data Analysis", 2003, Box 2) with test="pairt" and
B=0, all permutations. AdaStop's follow Algorithm 1 of Mathieu et al. (2023) with |T|: the code of
that commit takes the permutations' largest signed difference.
"""

import csv
import functools
import itertools
import json
import math
import sys

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.weightstats import DescrStatsW, ttost_paired

rng = np.random.default_rng(20261201)

TIES = 1 + 1e-10


def scores(shape, kind):
    """By level, task and seed; the settings do the same."""
    if kind == "normal":
        return rng.normal(0.6, 0.2, shape)
    if kind == "heavy":
        return 0.5 + 0.1 * rng.standard_t(2, shape)
    if kind == "tied":
        return rng.integers(0, 4, shape) / 4
    if kind == "failing":
        return np.where(rng.random(shape) < 0.2, 0.0, rng.normal(0.9, 0.05, shape))
    return np.minimum(rng.normal(0.9, 0.3, shape), 1.0)


def draw_order(generator, labels):
    """Fisher and Yates, from the last one down."""
    order = list(range(labels))
    for i in range(labels - 1, 0, -1):
        j = int(generator.integers(i + 1))
        order[i], order[j] = order[j], order[i]
    return order


@functools.lru_cache(maxsize=8)
def relabellings(labels, ends, permutations, seed):
    """By pattern, seed and label: whose score stands at the label."""
    each = math.factorial(labels)
    orders = list(itertools.permutations(range(labels)))
    listed = 0
    for end in ends:
        if each**end > permutations:
            break
        listed = end
    enumerated = each**listed
    if listed == ends[-1]:
        patterns = enumerated
    elif listed == 0:
        patterns = permutations + 1
    else:
        patterns = permutations // enumerated * enumerated
    result = np.empty((patterns, ends[-1], labels), dtype=int)
    for pattern in range(patterns):
        code = pattern % enumerated
        for s in range(listed):
            result[pattern, s] = orders[code % each]
            code //= each
    generator = np.random.Generator(np.random.PCG64(seed))
    first = 0
    for end in ends:
        for pattern in range(patterns):
            for s in range(max(first, listed), end):
                drawn = range(labels) if pattern == 0 else draw_order(generator, labels)
                result[pattern, s] = list(drawn)
        first = end
    return result


def restricted(perms, places):
    """The permutations of some of the labels that those of all labels amount to."""
    taking = np.zeros(perms.shape[2], dtype=bool)
    taking[places] = True
    result = perms.copy()
    while True:
        outside = ~taking[result]
        if not outside[:, :, places].any():
            return result
        through = np.take_along_axis(perms, result, axis=2)
        result = np.where(outside, through, result)


def statistic(d):
    """|Σd| / √Σd² over the last axis."""
    squares = np.sum(d * d, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.where(squares == 0, 0, np.abs(np.sum(d, axis=-1)) / np.sqrt(squares))
    return np.where(t < 1e-10, 0, t)


def distribution(x, family, open_, ends, permutations, seed):
    """Statistics by contrast, look and pattern; x by level, task and seed, the baseline first."""
    labels = x.shape[0]
    present = sorted({family[i][0] for i in open_})
    small = len(present) == 1 and labels > 2
    if small and 2 ** ends[0] <= permutations:
        perms = relabellings(2, tuple(ends), permutations, seed)
        x = x[[0, present[0]]]
        family = {i: (1, family[i][1]) for i in open_}
    else:
        perms = relabellings(labels, tuple(ends), permutations, seed)
    result = []
    for i in open_:
        level, tasks = family[i]
        places = sorted({0} | {family[j][0] for j in open_ if family[j][1] == tasks})
        of = restricted(perms, places)
        mean = np.mean(x[:, tasks], axis=1).T
        permuted = np.take_along_axis(mean[None, : ends[-1]], of, axis=2)
        d = permuted[:, :, level] - permuted[:, :, 0]
        result.append([statistic(d[:, :end]) for end in ends])
    return np.array(result)


def boundary(t, looks, level, share):
    """The critical value at the last of the looks that there are, and p-values as a function."""
    patterns = t.shape[2]
    kept = np.ones(patterns, dtype=bool)
    for look in range(t.shape[1]):
        maxima = np.max(t[:, look], axis=0)
        spent = patterns - np.sum(kept)

        def p(count, spent=spent, look=look):
            return min(1.0, (spent + count) / patterns * looks / (look + 1) / share)

        ordered = np.sort(maxima[kept])[::-1]
        count = 0
        while count < len(ordered) - 1 and p(count + 1) < level:
            count += 1
        critical = ordered[count]
        if look == t.shape[1] - 1:
            return critical * TIES, lambda value: p(np.sum(maxima[kept] * TIES >= value))
        keep = kept & (maxima <= critical * TIES)
        keep[0] = True
        kept = keep


def step_down(dist, open_, look, looks, level, closed):
    t = dist(open_)
    observed = t[:, look, 0]
    order = sorted(range(len(open_)), key=lambda i: -observed[i])
    adjusted, rejecting, critical = 0.0, True, None
    result = {}
    for step, i in enumerate(order):
        remaining = [open_[j] for j in order[step:]]
        share = len(remaining) / (len(remaining) + closed)
        # Labels leave when their comparison is rejected; after that the maximum alone gets smaller.
        t = dist(remaining) if rejecting else t[1:]
        c, p = boundary(t, looks, level, share)
        adjusted = max(adjusted, p(observed[i]))
        if rejecting:
            critical = c
            rejecting = observed[i] > c
        result[open_[i]] = (bool(rejecting), float(critical), float(adjusted))
    return result


def differences(x, contrast, n):
    level, tasks = contrast
    return np.mean(x[level, tasks, :n] - x[0, tasks, :n], axis=0)


def interval(d, critical):
    n, s, mean = len(d), np.std(d, ddof=1), np.mean(d)
    if critical**2 >= n:
        return None
    reach = math.sqrt(critical**2 * (n - 1) / (n - critical**2)) * s / math.sqrt(n)
    return [mean - reach, mean + reach]


def decide(x, failing, family, ends, level, margin, permutations, seed):
    open_ = list(range(len(family)))
    closed = 0
    looks = len(ends)
    result = [None] * len(family)
    for look in range(looks):
        n = ends[look]
        now = ends[: look + 1]

        def dist(of, look=look):
            full = distribution(x, family, of, ends, permutations, seed)
            return full[:, : look + 1]

        tested = step_down(dist, open_, look, looks, level, closed)
        left = []
        for i in open_:
            lv, tasks = family[i]
            # Both must reject: the family, and the signs of this comparison's own differences.
            signs = distribution(x[[0, lv]], [(1, tasks)], [0], ends, permutations, seed)
            own, own_p = boundary(signs[:, : look + 1], looks, level, 1.0)
            signs = signs[0, look]
            rejected = tested[i][0] and signs[0] > own
            critical = max(tested[i][1], own)
            adjusted = max(tested[i][2], own_p(signs[0]))
            d = differences(x, family[i], n)
            at = level / looks
            tost = ttost_paired(d, np.zeros(n), -margin, margin)[0] if np.std(d) > 0 else 0.0
            student = DescrStatsW(d).tconfint_mean(alpha=2 * at)
            failed = int(np.sum(failing[lv, tasks, :n])), int(np.sum(failing[0, tasks, :n]))
            decision = "NOT_DECIDED"
            if rejected:
                decision = "BETTER" if np.mean(d) > 0 else "WORSE"
            elif tost < at and failed == (0, 0):
                decision = "EQUIVALENT"
                closed += 1
            if decision == "NOT_DECIDED":
                left.append(i)
            result[i] = {
                "decision": decision,
                "look": look,
                "seeds": n,
                "mean": np.mean(d),
                "interval": interval(d, critical),
                "p": np.mean(signs * TIES >= signs[0]),
                "adjusted_p": adjusted,
                "tost": tost,
                "student": list(student),
                "failing": list(failed),
                "failure_bound": stats.binomtest(0, n).proportion_ci(0.95, "exact").high
                if failed == (0, 0)
                else None,
            }
        open_ = left
        if not open_:
            break
    return result


def family_of(levels, tasks, together):
    each = [(lv, [t]) for t in range(tasks) for lv in range(1, levels)]
    return each + ([(lv, list(range(tasks))) for lv in range(1, levels)] if together else [])


def decisions():
    cases = []
    shapes = [
        # levels, tasks, the looks, permutations, also all tasks together
        (2, 1, [6], 10_000, False),
        (2, 1, [12], 10_000, False),
        (2, 3, [8], 10_000, True),
        (3, 1, [5], 10_000, False),
        (3, 2, [4], 10_000, True),
        (4, 1, [2], 10_000, False),
        (2, 1, [15], 400, False),
        (4, 2, [8], 400, True),
        (6, 1, [10], 300, False),
        (2, 2, [8, 12, 18], 1_500, False),
        (4, 2, [8, 12, 18], 400, True),
        (3, 1, [4, 6, 9], 1_500, False),
    ]
    for kind in ("normal", "heavy", "tied", "failing", "ceiling"):
        for levels, tasks, ends, permutations, together in shapes:
            for effect in (0.0, 0.6):
                x = scores((levels, tasks, ends[-1]), kind)
                x[1] -= effect * rng.random((tasks, ends[-1]))
                if levels > 2:
                    x[2] = x[0] + 0.03 * rng.standard_normal((tasks, ends[-1]))
                failing = x < 0.2
                seed = int(rng.integers(1 << 30))
                family = family_of(levels, tasks, together)
                cases.append(
                    {
                        "scores": x.tolist(),
                        "failing": failing.tolist(),
                        "family": [{"level": lv, "tasks": t} for lv, t in family],
                        "looks": ends,
                        "level": 0.05,
                        "margin": 0.1,
                        "permutations": permutations,
                        "seed": seed,
                        "decided": decide(
                            x, failing, family, ends, 0.05, 0.1, permutations, seed
                        ),
                    }
                )
    return cases


def multtest():
    """One group: the differences of a level in several tasks, whose signs flip together."""
    cases = []
    for kind in ("normal", "heavy", "tied"):
        for n, m in ((5, 3), (8, 6), (10, 4)):
            x = scores((2, m, n), kind)
            x[1, 0] += 0.3
            d = x[1] - x[0]
            signs = np.array(list(itertools.product((1, -1), repeat=n)))
            with np.errstate(invalid="ignore", divide="ignore"):
                t = np.abs(stats.ttest_1samp(signs[:, None, :] * d[None], 0, axis=2).statistic)
            t = np.nan_to_num(t, nan=0.0, posinf=1e300)
            order = np.argsort(-t[0], kind="stable")
            successive = np.maximum.accumulate(t[:, order[::-1]], axis=1)[:, ::-1]
            p = np.mean(successive * (1 + 1e-9) >= t[0, order], axis=0)
            adjusted = np.empty(m)
            adjusted[order] = np.maximum.accumulate(p)
            cases.append({"scores": x.tolist(), "adjusted_p": adjusted.tolist()})
    return cases


def tost():
    cases = []
    for kind in ("normal", "heavy", "ceiling"):
        for n in (2, 3, 8, 20, 60):
            d = 0.2 * (scores(n, kind) - scores(n, kind))
            for margin in (0.02, 0.05, 0.1):
                p = ttost_paired(d, np.zeros(n), -margin, margin)[0]
                cases.append({"differences": d.tolist(), "margin": margin, "p": p})
    return cases


def student():
    cases = []
    for df in (1, 2, 3, 7, 11, 39, 200, 5_000, 999_999):
        for p in (1e-12, 1e-6, 0.0005, 0.005, 0.01, 0.025, 0.05, 0.25, 0.49):
            cases.append([df, p, stats.t.isf(p, df)])
    return cases


def clopper_pearson():
    cases = []
    for n in (1, 2, 8, 16, 46, 300):
        for k in sorted({0, 1, n // 3, n - 1, n}):
            for level in (0.05, 0.01):
                ci = stats.binomtest(k, n).proportion_ci(1 - level, "exact")
                upper = stats.binomtest(k, n, alternative="less").proportion_ci(1 - level, "exact")
                cases.append([k, n, level, ci.low, ci.high, upper.high])
    return cases


def mc_nemar():
    cases = []
    for b, c in ((0, 0), (1, 0), (3, 3), (0, 9), (8, 0), (2, 11), (40, 23), (300, 350)):
        p = mcnemar([[5, b], [c, 7]], exact=True).pvalue if b + c else 1.0
        if b + c:
            assert abs(p - stats.binomtest(b, b + c).pvalue) < 1e-12
        cases.append([b, c, p])
    return cases


def tolerance():
    """The order statistics of Patterson et al. (2024): BinomCDF(n − 1; n, β) ≥ confidence."""
    cases = []
    for n in (1, 8, 12, 20, 29, 59):
        for level in (0.05, 0.01):
            share = stats.beta.ppf(level, n, 1)
            assert abs(stats.binom.cdf(n - 1, n, share) - (1 - level)) < 1e-9
            cases.append([n, level, share])
    return cases


def adastop(folder):
    """Five looks of five runs each, where an agent whose pairs are decided runs no more: the
    decision and the look of every pair. By the definition DDPG and TRPO are not told apart. With
    the signed differences of the published code, the decisions are those of docs/tutorials.md.
    """
    names = ["PPO", "DDPG", "SAC", "TRPO"]
    blocks = []
    for look in range(1, 6):
        with open(f"{folder}/walker{look}.csv", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        blocks.append([[float(row.get(name, "nan")) for row in rows] for name in names])
    x = np.array(blocks)  # by look, agent and run
    pairs = list(itertools.combinations(range(4), 2))
    halves = [list(half) for half in itertools.combinations(range(10), 5)]
    masks = np.zeros((len(halves), 10), dtype=int) - 1
    for i, half in enumerate(halves):
        masks[i, half] = 1
    copies = 10_000 // len(halves)
    generator = np.random.Generator(np.random.PCG64(42))
    patterns = len(halves) * copies
    chosen = [np.arange(patterns) % len(halves)]
    for _ in range(4):
        drawn = np.array([0] + [generator.integers(len(halves)) for _ in range(patterns - 1)])
        chosen.append(drawn)
    result = {"scores": np.where(np.isnan(x), None, x).tolist()}
    for name, size in (("two_sided", np.abs), ("published", lambda total: total)):
        t = np.empty((len(pairs), 5, patterns))
        for i, (a, b) in enumerate(pairs):
            total = np.zeros(patterns)
            for look in range(5):
                block = masks @ np.concatenate([x[look, a], x[look, b]])
                total = total + block[chosen[look]]
                t[i, look] = size(total)
                t[i, look, 0] = abs(t[i, look, 0])
        result[name] = compare(x, pairs, t)
    return result


def compare(x, pairs, t):
    open_ = list(range(len(pairs)))
    decided = [None] * len(pairs)
    for look in range(5):

        def dist(of, look=look):
            return t[of][:, : look + 1]

        tested = step_down(dist, open_, look, 5, 0.05, 0)
        for i in open_:
            a, b = pairs[i]
            difference = np.mean(x[: look + 1, a]) - np.mean(x[: look + 1, b])
            verdict = "continue"
            if tested[i][0]:
                verdict = "larger" if difference > 0 else "smaller"
            decided[i] = {
                "pair": pairs[i],
                "look": look,
                "decision": verdict,
                "difference": difference,
                "adjusted_p": tested[i][2],
            }
        open_ = [i for i in open_ if not tested[i][0]]
        if not open_:
            break
    return decided


json.dump(
    {
        "decisions": decisions(),
        "multtest": multtest(),
        "tost": tost(),
        "student": student(),
        "clopper_pearson": clopper_pearson(),
        "mc_nemar": mc_nemar(),
        "tolerance": tolerance(),
        "adastop": adastop(sys.argv[1]),
    },
    sys.stdout,
    default=float,
)
print()
