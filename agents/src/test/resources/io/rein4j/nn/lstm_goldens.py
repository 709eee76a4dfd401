#!/usr/bin/env python3
"""Writes lstm_goldens.txt beside itself: what torch.nn.LSTM computes for padded sequences with episodes' starts in them.

usage: python lstm_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its float32 values, row-major. Weights are stored as [in, out], the two biases as
their sum, sequences as [steps, sequences, floats]; what stands in padding is NaN, or 0 in gradients.
"""
import pathlib

import numpy
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(20261122)
lines = []
INPUTS, UNITS, STEPS = 3, 5, 7
LENGTHS = torch.tensor([7, 7, 4, 1])
SEQUENCES = len(LENGTHS)


def put(name, tensor):
    values = numpy.asarray(tensor.detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + ["NaN" if value != value else str(value) for value in values]))


def padded(tensor, value):
    return torch.where(mask[:, :, None], tensor, torch.tensor(value))


lstm = nn.LSTM(INPUTS, UNITS)
for parameter in lstm.parameters():
    parameter.data.uniform_(-1, 1)
mask = torch.arange(STEPS)[:, None] < LENGTHS[None, :]
inputs = (2 * torch.randn(STEPS, SEQUENCES, INPUTS)).requires_grad_()
states = torch.randn(2, SEQUENCES, UNITS)
by_outputs = torch.randn(STEPS, SEQUENCES, UNITS)
starts = torch.zeros(STEPS, SEQUENCES)
for step, sequence in ((3, 0), (4, 0), (0, 1), (6, 1), (2, 2)):
    starts[step, sequence] = 1

put("parameters", torch.cat([t.ravel() for t in (lstm.weight_ih_l0.T, lstm.weight_hh_l0.T,
                                                lstm.bias_ih_l0 + lstm.bias_hh_l0)]))
put("inputs", padded(inputs, torch.nan))
put("states", torch.cat([states[0], states[1]], dim=1))
put("by-outputs", padded(by_outputs, torch.nan))
put("starts", starts)


def whole():
    packed = nn.utils.rnn.pack_padded_sequence(inputs, LENGTHS)
    return nn.utils.rnn.pad_packed_sequence(lstm(packed, (states[:1], states[1:]))[0])[0]


def step_by_step(burn_in):
    h, c = states[:1], states[1:]
    outputs = []
    for step in range(STEPS):
        if step == burn_in:
            h, c = h.detach(), c.detach()
        keep = (1 - starts[step])[None, :, None]
        out, (h, c) = lstm(inputs[step:step + 1], (keep * h, keep * c))
        outputs.append(out if step >= burn_in else out.detach())
    return torch.cat(outputs)


for name, compute in {"plain": whole, "starts": lambda: step_by_step(0), "burn-in": lambda: step_by_step(2)}.items():
    lstm.zero_grad()
    inputs.grad = None
    outputs = compute()
    padded(outputs * by_outputs, 0.0).sum().backward()
    put(f"{name}/outputs", padded(outputs, torch.nan))
    put(f"{name}/gradient", torch.cat([t.ravel() for t in (lstm.weight_ih_l0.grad.T, lstm.weight_hh_l0.grad.T,
                                                          lstm.bias_ih_l0.grad)]))
    put(f"{name}/by-inputs", padded(inputs.grad, 0.0))

pathlib.Path(__file__).with_name("lstm_goldens.txt").write_text("\n".join(lines) + "\n")
