#!/usr/bin/env python3
"""Writes norm-window-goldens.txt: kurtosis and Hill's estimate of known lists of norms.

usage: python norm_window_goldens.py > norm-window-goldens.txt      (pip install numpy scipy)
One case a line: kind; parameter; number of norms; kurtosis; tail index. NormWindowTest makes the same lists.
"""
import numpy as np
from scipy import stats

for kind, parameter in (("pareto", 0.8), ("pareto", 1.2), ("pareto", 3.0), ("exponential", 1e-30), ("uniform", 1e30)):
    for n in (200, 457, 1000):
        u = (np.arange(n) + 0.5) / n
        x = {"pareto": lambda: (1 - u) ** (-1 / parameter),
             "exponential": lambda: -parameter * np.log(1 - u),
             "uniform": lambda: parameter * (1 + u)}[kind]()
        k = n // 10
        top = np.sort(x)[::-1]
        hill = 1 / np.mean(np.log(top[:k] / top[k]))
        scaled = x / x.max()
        print(f"{kind}; {parameter!r}; {n}; {float(stats.kurtosis(scaled, fisher=False))!r}; {float(hill)!r}")
