#!/usr/bin/env python3
"""Writes histogram_loss_goldens.txt beside itself: HL-Gauss losses of critics and their gradients, by PyTorch's autograd.

usage: python histogram_loss_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its float32 values. 9 bins from -4 to 5, sigma 0.75 widths, coefficient 0.5.
"""
import pathlib

import numpy
import torch

ROWS, BINS, LOW, HIGH, SIGMA, COEFFICIENT = 6, 9, -4.0, 5.0, 0.75, 0.5

torch.manual_seed(20261201)
torch.set_default_dtype(torch.float64)
lines = []


def put(name, tensor):
    values = numpy.asarray(tensor.detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


logits = (2 * torch.randn(ROWS, BINS)).float().double().requires_grad_()
returns = torch.tensor([-4.0, 7.5, 0.3, 1.0, -9.0, 4.8]).float().double()
edges = torch.linspace(LOW, HIGH, BINS + 1)
mean = returns.clamp(LOW, HIGH)
cdf = torch.distributions.Normal(mean[:, None], SIGMA * (HIGH - LOW) / BINS).cdf(edges[None, :])
loss = torch.nn.functional.cross_entropy(logits, cdf.diff() / (cdf[:, -1:] - cdf[:, :1]))
(COEFFICIENT * loss).backward()
put("logits", logits)
put("returns", returns)
put("loss", loss)
put("gradient", logits.grad)
put("values", (logits.softmax(-1) * (edges[:-1] + edges[1:]) / 2).sum(-1))
pathlib.Path(__file__).with_name("histogram_loss_goldens.txt").write_text("\n".join(lines) + "\n")
