#!/usr/bin/env python3
"""What PyTorch's clip_grad_norm_ and clip_grad_value_ need for the gradients of ClippingStageBenchmark.

usage: python clip_grad_norm.py [--threads N | --processor-time] [FILE.json ...]      (pip install torch)
Prints one row of a Markdown table per layout and rule, on one thread unless N are given: the median, the
quartiles beside it. With the result file of a JMH run of ClippingStageBenchmark also Rein4J's time, with
statistics, and PyTorch's divided by it; with that of ClippingRulesBenchmark also each rule's time, and
that divided by the time of the global norm. With --processor-time, and the file that ClippingProcessorTime
writes, both are the processor time of the one thread, for machines that do other work, too. Unset OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE for both.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn

arguments = argparse.ArgumentParser()
arguments.add_argument("--threads", type=int, default=1)
arguments.add_argument("--processor-time", action="store_true")
arguments.add_argument("results", nargs="*", help="result files of JMH")
arguments = arguments.parse_args()
torch.set_num_threads(arguments.threads)
torch.manual_seed(0)
clock = time.thread_time if arguments.processor_time else time.perf_counter
ROUNDS = 31


def timed(fn, n):
    for _ in range(max(20, n // 4)):
        fn()
    rounds = []
    for _ in range(ROUNDS):
        start = clock()
        for _ in range(n):
            fn()
        rounds.append((clock() - start) / n * 1e6)
    return rounds


def shown(times):
    low, median, high = statistics.quantiles(times, n=4)
    return f"{median:.4g} ({low:.4g}–{high:.4g})"


ours = {}
rules = {}
for file in arguments.results:
    for result in json.load(open(file)):
        raw = [x for fork in result["primaryMetric"]["rawData"] for x in fork]
        params = result.get("params", {})
        if result["benchmark"].endswith("ClippingStageBenchmark.stageAndStatistics"):
            ours[params["layout"], params["threshold"]] = raw
        elif result["benchmark"].endswith("ClippingRulesBenchmark.stage"):
            rules[params["rule"]] = raw


def mlp(hidden):
    return [(hidden, 4), (hidden,), (hidden, hidden), (hidden,), (2, hidden), (2,)]


print("| elements | rule | Rein4J, µs | PyTorch, µs | ratio |")
print("|---|---|---|---|---|")
for name, shapes in (("4-64-64-2", mlp(64)), ("4-256-256-2", mlp(256)), ("flat 10M", [(10_000_000,)])):
    parameters = [nn.Parameter(torch.zeros(s)) for s in shapes]
    for p in parameters:
        p.grad = (torch.rand(p.shape) - 0.5) * 1e-3
    elements = sum(p.numel() for p in parameters)
    n = 10 if elements > 1_000_000 else 500
    norm = lambda c: lambda: nn.utils.clip_grad_norm_(parameters, c)
    value = lambda c: lambda: nn.utils.clip_grad_value_(parameters, c)
    for threshold, fn in (
        ("not reached", norm(1e9)),
        ("reached", norm(1e-3)),
        ("value not reached", value(1)),
        ("value reached", value(5e-4)),
        ("value reached by 1 in 100", value(5e-4)),
    ):
        torch_us = timed(fn, n)
        mine = ours.get((name, threshold))
        ratio = f"{statistics.median(torch_us) / statistics.median(mine):.2f}" if mine else ""
        print(f"| {elements:,} | {threshold} | {shown(mine) if mine else ''} | {shown(torch_us)} | {ratio} |", flush=True)

if "global-norm" in rules:
    base = statistics.median(rules["global-norm"])
    print("\n| rule | Rein4J, µs | global norms |")
    print("|---|---|---|")
    for rule, raw in rules.items():
        print(f"| {rule} | {shown(raw)} | {statistics.median(raw) / base:.1f} |")
