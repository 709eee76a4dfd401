"""Writes noise.txt beside itself: quantiles of the reward noises, by SciPy.

One line a noise: its settings, "=", the quantiles of 1 %, 2 %, …, 99 %, and of 0.1 % and 99.9 %.
"""

import pathlib

import numpy as np
from scipy import optimize, stats

probabilities = [i / 100 for i in range(1, 100)] + [0.001, 0.999]
lines = []


def case(name, quantile):
    lines.append(f"{name} = {' '.join(repr(float(quantile(p))) for p in probabilities)}")


def contaminated(scale, probability, spike):
    wide = stats.norm(scale=np.hypot(scale, spike))
    narrow = stats.norm(scale=scale)

    def cdf(x):
        return probability * wide.cdf(x) + (1 - probability) * narrow.cdf(x)

    return lambda p: optimize.brentq(lambda x: cdf(x) - p, -1000, 1000, xtol=1e-12)


case("gaussian scale 0.5", stats.norm(scale=0.5).ppf)
for df, scale in [(0.7, 1), (1, 2), (2, 1), (3, 0.1), (5, 1), (50, 3)]:
    case(f"student-t degrees-of-freedom {df} scale {scale}", stats.t(df, scale=scale).ppf)
case("contaminated probability 0.05 spike-scale 20 scale 0.5", contaminated(0.5, 0.05, 20))
pathlib.Path(__file__).with_name("noise.txt").write_text("\n".join(lines) + "\n")
