#!/usr/bin/env python3
"""Writes histogram_goldens.txt beside itself: histograms of normal distributions, by SciPy's CDF.

usage: python histogram_goldens.py            (pip install scipy numpy; made with scipy 1.17)
One line an array: its name, then its float32 values. NAME is bins:min:max:sigma, with sigma in widths of a bin;
NAME/numbers are what the histograms NAME stand for, one after the other. Numbers outside the bins are held within them.
"""
import pathlib

import numpy
from scipy.stats import norm

lines = []


def put(name, values):
    lines.append(" ".join([name] + [str(value) for value in numpy.asarray(values, dtype=numpy.float32).ravel()]))


def histogram(number, edges, deviation):
    cdf = norm.cdf(edges, loc=min(max(number, edges[0]), edges[-1]), scale=deviation)
    return numpy.diff(cdf) / (cdf[-1] - cdf[0])


random = numpy.random.default_rng(20261201)
for bins, low, high, sigma in ((51, -10, 10, 0.75), (101, 0, 100, 0.75), (7, -3, 3, 2), (2, 0, 1, 0.01), (5, -1, 1, 5)):
    name = f"{bins}:{low}:{high}:{sigma}"
    width = (high - low) / bins
    numbers = numpy.concatenate([[low, high, (low + high) / 2, low - 3 * width, high + 1000, low + width],
                                 random.uniform(low - width, high + width, 6)]).astype(numpy.float32)
    edges = numpy.linspace(low, high, bins + 1)
    put(name + "/numbers", numbers)
    put(name, [histogram(float(number), edges, sigma * width) for number in numbers])

pathlib.Path(__file__).with_name("histogram_goldens.txt").write_text("\n".join(lines) + "\n")
