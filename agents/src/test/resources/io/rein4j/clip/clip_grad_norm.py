#!/usr/bin/env python3
"""What PyTorch's clip_grad_norm_ and clip_grad_value_ need, on one thread, for the gradients of ClippingStageBenchmark.

usage: python clip_grad_norm.py [JMH.json]      (pip install torch)
Prints one line per layout and threshold; with the result file of a JMH run of ClippingStageBenchmark
also Rein4J's time and the ratio of the two.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)


def timed(fn, n):
    for _ in range(max(20, n // 4)):
        fn()
    rounds = []
    for _ in range(9):
        start = time.perf_counter()
        for _ in range(n):
            fn()
        rounds.append((time.perf_counter() - start) / n * 1e6)
    return statistics.median(rounds)


ours = {}
if len(sys.argv) > 1:
    for result in json.load(open(sys.argv[1])):
        if result["benchmark"].endswith("ClippingStageBenchmark.stageAndStatistics"):
            raw = [x for fork in result["primaryMetric"]["rawData"] for x in fork]
            ours[result["params"]["layout"], result["params"]["threshold"]] = statistics.median(raw)


def mlp(hidden):
    return [(hidden, 4), (hidden,), (hidden, hidden), (hidden,), (2, hidden), (2,)]


for name, shapes in (("4-64-64-2", mlp(64)), ("4-256-256-2", mlp(256)), ("flat 10M", [(10_000_000,)])):
    parameters = [nn.Parameter(torch.zeros(s)) for s in shapes]
    for p in parameters:
        p.grad = (torch.rand(p.shape) - 0.5) * 1e-3
    n = 20 if "10M" in name else 2000
    for threshold, fn in (
        ("not reached", lambda: nn.utils.clip_grad_norm_(parameters, 1e9)),
        ("reached", lambda: nn.utils.clip_grad_norm_(parameters, 1e-3)),
        ("value reached", lambda: nn.utils.clip_grad_value_(parameters, 5e-4)),
    ):
        torch_us = timed(fn, n)
        mine = ours.get((name, threshold))
        ratio = f"  Rein4J {mine:9.2f} µs  ratio {torch_us / mine:6.2f}" if mine else ""
        print(f"{name:12} {threshold:13} PyTorch {torch_us:9.2f} µs{ratio}", flush=True)
