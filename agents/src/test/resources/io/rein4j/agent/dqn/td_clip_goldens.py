#!/usr/bin/env python3
"""Writes td_clip_goldens.txt: temporal-difference errors, and what td-clip makes of them.

usage: python td_clip_goldens.py > td_clip_goldens.txt      (pip install numpy)
One case a line: factor; decay; errors; clipped errors. The recursion is that of _clip_delta in the optimizer of the
authors of "Intentional updates" (arXiv 2604.19033), where both factors are 20 and the decay is 0.9998.
TdErrorClipperTest reads the file.
"""
import math

import numpy as np

rng = np.random.default_rng(20261201)


def td_clip(errors, factor, decay):
    square = 0.0
    for t, error in enumerate(errors, 1):
        size = abs(error)
        before = math.sqrt(square / (1 - decay ** (t - 1))) if t > 1 else 0.0
        taken = min(size, factor * before) if before > 0 else size
        square += (1 - decay) * (taken ** 2 - square)
        root = math.sqrt(square / (1 - decay ** t))
        yield math.copysign(min(size, factor * root if root > 0 else math.inf), error)


for factor, decay, scale in ((20.0, 0.9998, 1.0), (2.0, 0.9, 1e-3), (1.5, 0.99, 1e4)):
    errors = (rng.standard_t(1, 200) * scale).astype(np.float32)
    errors[[0, 7]] = 0
    errors[60] = 1e4 * scale
    clipped = td_clip([float(e) for e in errors], factor, decay)
    print("; ".join([str(factor), str(decay), " ".join(f"{e:.9g}" for e in errors),
                     " ".join(f"{c:.9g}" for c in clipped)]))
