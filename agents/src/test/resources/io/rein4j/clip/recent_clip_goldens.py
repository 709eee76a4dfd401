#!/usr/bin/env python3
"""Writes recent-clip-goldens.txt: what rules published since 2020 make of sequences of gradients.

usage: python recent_clip_goldens.py > recent-clip-goldens.txt      (pip install numpy optax)
One case a line: rule; settings; shapes; weights; gradients, one update after the other; results. AdaClip and AdaGN
(ada-clip, norm-ratio) are the formulas of the authors' class StableSPAM (github.com/TianjinYellow/StableSPAM),
adaptive-parameterwise is clip_by_agc of DreamerV3 (github.com/danijar/dreamerv3, embodied/jax/opt.py). centralize is
optax.centralize of the transposed weights, as optax averages over all axes but the first. error-feedback is the paper's
smooth clipping operator (arXiv 2310.16920) around an estimate. adaptive-band follows the class of AGGC's authors
(github.com/ZhiyuanLi218/AGGC, GRPO/verl/utils/grad_clip.py), but for the mean's start, which is the first norm; the
first two tensors are one group, the others another. RecentGoldenTest reads the file.
"""
import math

import jax.numpy as jnp
import numpy as np
import optax

rng = np.random.default_rng(20261201)
SHAPES = [(3, 4), (4,), (5, 1), (2, 3, 4)]


def ada_clip(updates, weights, theta):
    mean = [0.0] * len(SHAPES)
    for t, tensors in enumerate(updates, 1):
        result = []
        for p, g in enumerate(tensors):
            largest = np.abs(g).max()
            mean[p] = theta * mean[p] + (1 - theta) * largest
            limit = mean[p] / (1 - theta ** t)
            # The authors' comparison, but for what floats cannot tell: in the first update limit is largest.
            result.append(np.where((np.abs(g) > limit) & (largest > limit * (1 + 1e-6)), g / largest * limit, g))
        yield result


def norm_ratio(updates, weights, gamma1, gamma2, epsilon):
    m, v = [0.0] * len(SHAPES), [0.0] * len(SHAPES)
    for t, tensors in enumerate(updates, 1):
        result = []
        for p, g in enumerate(tensors):
            norm = np.linalg.norm(g)
            m[p] = gamma1 * m[p] + (1 - gamma1) * norm
            v[p] = gamma2 * v[p] + (1 - gamma2) * norm ** 2
            ratio = m[p] / (1 - gamma1 ** t) / (math.sqrt(v[p] / (1 - gamma2 ** t)) + epsilon)
            result.append(g / norm * ratio)
        yield result


def adaptive_parameterwise(updates, weights, clip, pmin):
    for tensors in updates:
        yield [g * (1 / max(1.0, np.linalg.norm(g) / (clip * max(pmin, np.linalg.norm(w)))))
               for g, w in zip(tensors, weights)]


def centralize(updates, weights):
    transform = optax.centralize()
    for tensors in updates:
        tree = [jnp.asarray(np.moveaxis(g, -1, 0), jnp.float32) for g in tensors]
        result, _ = transform.update(tree, transform.init(tree))
        yield [np.moveaxis(np.asarray(r, np.float64), 0, -1) for r in result]


def error_feedback(updates, weights, threshold, gain):
    estimate = [np.zeros(s) for s in SHAPES]
    epsilon = (threshold / gain) ** 2
    for tensors in updates:
        difference = [g - h for g, h in zip(tensors, estimate)]
        square = sum(np.sum(d ** 2) for d in difference)
        estimate = [h + threshold * d / math.sqrt(square + epsilon) for h, d in zip(estimate, difference)]
        yield estimate


def edge(first, late, switch, transition, progress):
    if progress <= switch:
        return first
    if progress >= switch + transition:
        return late
    share = (progress - switch) / transition
    return first * (1 - share) + late * share


def adaptive_band(updates, weights, upper, upper_late, lower, lower_late, switch, transition, max_up_scale, beta):
    groups = [(0, 1), (2, 3)]
    mean = [None, None]
    for u, tensors in enumerate(updates):
        progress = u / len(updates)
        high = edge(upper, upper_late, switch, transition, progress)
        low = edge(lower, lower_late, switch, transition, progress)
        result = list(tensors)
        for k, members in enumerate(groups):
            norm = math.sqrt(sum(np.sum(tensors[p] ** 2) for p in members))
            scale = 1.0
            if mean[k] is not None:
                if norm > mean[k] * high:
                    scale = mean[k] * high / norm
                elif norm < mean[k] * low:
                    scale = min(mean[k] * low / norm, max_up_scale)
            for p in members:
                result[p] = tensors[p] * scale
            mean[k] = norm if mean[k] is None else beta * mean[k] + (1 - beta) * norm * scale
        yield result


def show(tensors):
    return " ".join(f"{v:.9g}" for t in tensors for v in np.asarray(t).ravel())


def case(rule, settings, count, scale, function):
    updates = [[(rng.standard_t(2, s) * scale).astype(np.float32).astype(np.float64) for s in SHAPES]
               for _ in range(count)]
    weights = [rng.standard_normal(s).astype(np.float32).astype(np.float64) for s in SHAPES]
    weights[1][:] = 0
    results = [r for tensors in function(updates, weights, *settings) for r in tensors]
    shapes = " ".join("x".join(str(d) for d in s) for s in SHAPES)
    print("; ".join([rule, " ".join(str(s) for s in settings), shapes, show(weights),
                     show([g for tensors in updates for g in tensors]), show(results)]))


if __name__ == "__main__":
    for theta, scale in ((0.999, 1), (0.9, 1e-3), (0.5, 1e4)):
        case("ada-clip", (theta,), 20, scale, ada_clip)
    for gamma1, gamma2, epsilon, scale in ((0.7, 0.9, 1e-8, 1), (0.7, 0.9, 1e-8, 1e-6), (0.5, 0.99, 0.1, 1)):
        case("norm-ratio", (gamma1, gamma2, epsilon), 20, scale, norm_ratio)
    for clip, pmin, scale in ((0.3, 1e-3, 1), (0.3, 1e-3, 1e-3), (0.01, 0.5, 1)):
        case("adaptive-parameterwise", (clip, pmin), 4, scale, adaptive_parameterwise)
    for scale in (1e-4, 1, 1e3):
        case("centralize", (), 3, scale, centralize)
    for threshold, gain, scale in ((1.0, 1.0, 1), (5.0, 0.1, 1), (1e-3, 0.5, 1e-3)):
        case("error-feedback", (threshold, gain), 20, scale, error_feedback)
    for settings, scale in (((2.0, 2.0, 0.0, 0.0, 0.0, 1.0, 1.1, 0.95), 1),
                            ((3.0, 1.2, 0.1, 0.9, 0.4, 0.3, 1.1, 0.95), 1e-3),
                            ((1.5, 1.1, 0.9, 0.95, 0.5, 0.2, 1e9, 0.7), 100)):
        case("adaptive-band", settings, 20, scale, adaptive_band)
