#!/usr/bin/env python3
"""Writes adaptive-clip-goldens.txt: what the rules with memory make of sequences of gradients.

usage: python adaptive_clip_goldens.py > adaptive-clip-goldens.txt      (pip install numpy)
One case a line: rule; settings; norms; thresholds, nan where nothing is compared; norms after. AutoClip and ZClip
follow the papers' code (github.com/pseeth/autoclip, github.com/bluorion-com/ZClip), AdaGC the paper's algorithm,
target-fraction its definition in the class TargetFraction. AdaGC's cases have two parameters, whose norms alternate.
AdaptiveGoldenTest reads the file.
"""
import math

import numpy as np

rng = np.random.default_rng(20261130)


def auto_clip(norms, percentile, window):
    history = []
    for n in norms:
        history.append(n)
        c = np.percentile(history[-window:], percentile)
        yield c, min(n, c)


def z_clip(norms, z_star, mode, decay, warmup, max_norm):
    buffer, mean, var = [], None, None
    for n in norms:
        if mean is None:
            buffer.append(n)
            if len(buffer) >= warmup:
                mean = sum(buffer) / len(buffer)
                var = sum((x - mean) ** 2 for x in buffer) / len(buffer)
            c = max_norm
        else:
            std = var ** 0.5
            z = (n - mean) / (std + 1e-6)
            spike = z > z_star
            value = (mean + z_star * std / (z / z_star) if mode == "adaptive" else mean) if spike else n
            mean = decay * mean + (1 - decay) * value
            var = decay * var + (1 - decay) * (value - mean) ** 2
            c = min(value, max_norm) if spike else max_norm
        yield (c if c < math.inf else math.nan), min(n, c)


def ada_gc(norms, relative, absolute, decay, warmup):
    gamma = [math.inf, math.inf]
    for t, pair in enumerate(zip(norms[::2], norms[1::2])):
        if t < warmup:
            h = min(absolute / math.hypot(*pair), 1)
            after = [h * n for n in pair]
            gamma = [min(g, a) for g, a in zip(gamma, after)]
            c = absolute
        else:
            after = [min(n, relative * g) for n, g in zip(pair, gamma)]
            gamma = [decay * g + (1 - decay) * a for g, a in zip(gamma, after)]
            c = relative
        for a in after:
            yield c, a


def target_fraction(norms, fraction, rate, initial, low, high):
    c, first = initial, []
    for n in norms:
        if c is None:
            first.append(n)
            yield math.nan, n
            if len(first) == 20:
                c = min(high, max(low, float(np.median(first))))
        else:
            yield c, min(n, c)
            c = min(high, max(low, c * math.exp(rate * ((n > c) - fraction))))


def show(values):
    return " ".join(repr(float(v)) for v in values)


def case(rule, settings, norms, pairs):
    thresholds, after = zip(*pairs)
    print("; ".join([rule, " ".join(str(s) for s in settings), show(norms), show(thresholds), show(after)]))


def norms(n, scale=1.0):
    return [float(np.float32(x)) for x in scale * (rng.pareto(1.5, n) + 0.2)]


for percentile, window, n in ((10, 10000, 60), (90, 10000, 60), (50, 7, 60), (33.3, 1, 10), (99.9, 20, 80), (10, 2, 30)):
    sample = norms(n, 10.0 ** rng.integers(-3, 4))
    sample[n // 2] = sample[n // 3]
    case("auto-clip", (percentile, window), sample, auto_clip(sample, percentile, window))
for mode in ("adaptive", "mean"):
    for z_star, decay, warmup, max_norm in ((2.5, 0.97, 25, math.inf), (1, 0.8, 5, 3.0), (2, 0.9, 2, math.inf)):
        sample = norms(80)
        case("z-clip", (z_star, mode, decay, warmup, max_norm), sample,
             z_clip(sample, z_star, mode, decay, warmup, max_norm))
for relative, absolute, decay, warmup in ((1.05, 1.0, 0.98, 10), (1.5, 0.5, 0.7, 3), (2.0, 100.0, 0.9, 1)):
    sample = norms(80)
    case("ada-gc", (relative, absolute, decay, warmup), sample, ada_gc(sample, relative, absolute, decay, warmup))
for fraction, rate, initial, low, high in ((0.1, 0.2, None, 0, math.inf), (0.5, 0.05, None, 0, 0.9),
                                           (0.3, 1.0, 2.0, 0.5, 4.0), (0.9, 10.0, 1e-3, 0, math.inf)):
    sample = norms(100)
    case("target-fraction", (fraction, rate, initial, low, high), sample,
         target_fraction(sample, fraction, rate, initial, low, high))
