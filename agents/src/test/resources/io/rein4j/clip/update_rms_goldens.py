#!/usr/bin/env python3
"""Writes update-rms-goldens.txt: parameters under optimizers with update clipping, in double.

usage: python update_rms_goldens.py > update-rms-goldens.txt      (pip install numpy)
AdamW's cases are StableAdamW as its paper has it (Wortsman et al. 2023, algorithm 2: decays that correct the bias
themselves, the learning rate of update and weight decay divided by max(1, RMS)), with a threshold d; optimi's class
StableAdamW computes the same. Those of RMSProp, whose second moment has no correction, and of TensorFlow's, whose
starts at 1, divide its update by max(1, RMS/d) likewise (Shazeer and Stern 2018, section 6).

One case and update a line: optimizer; d; learning rate; weight decay; update; RMS of each block; parameters. The two
blocks have 6 and 3 parameters. Gradients are exact in float: see gradient(t). UpdateRmsGoldenTest reads the file.
"""
import numpy as np

BLOCKS = [slice(0, 6), slice(6, 9)]
SHOWN = (1, 2, 100)


def gradient(t):
    """Small ones; a spike of 64 times their size in the first block every 20th update, in the second every 33rd."""
    g = ((np.arange(9) * 7 + t * 13) % 17 - 8) / 16
    g[0:6] *= 64 if t % 20 == 0 else 1
    g[6:9] *= 64 if t % 33 == 1 else 1 / 8
    return g


def start():
    return (np.arange(9) - 4) / 8


def adamw(t, state, theta, g, lr, decay, d, b1=0.9, b2=0.999, eps=1e-8):
    b1 = b1 * (1 - b1 ** (t - 1)) / (1 - b1**t)
    b2 = b2 * (1 - b2 ** (t - 1)) / (1 - b2**t)
    m, u = state
    m[:] = b1 * m + (1 - b1) * g
    u[:] = b2 * u + (1 - b2) * g * g
    return scaled(theta, g, np.maximum(u, eps**2), d, lambda x: lr * decay * x, lr * m / (np.sqrt(u) + eps))


def rmsprop(t, state, theta, g, lr, decay, d, alpha=0.99, eps=1e-8):
    _, u = state
    u[:] = alpha * u + (1 - alpha) * g * g
    return scaled(theta, g, np.maximum(u, eps**2), d, lambda x: 0 * x, lr * g / (np.sqrt(u) + eps))


def rmsprop_tf(t, state, theta, g, lr, decay, d, alpha=0.99, eps=1e-5):
    _, u = state
    u[:] = alpha * u + (1 - alpha) * g * g
    return scaled(theta, g, np.maximum(u, eps), d, lambda x: 0 * x, lr * g / np.sqrt(u + eps))


def scaled(theta, g, moment, d, decayed, step):
    roots = []
    for b in BLOCKS:
        rms = np.sqrt(np.mean(g[b] ** 2 / moment[b]))
        roots.append(rms)
        theta[b] -= (decayed(theta[b]) + step[b]) / max(1, rms / d)
    return roots


for name, optimizer, first, lr, decay, d in [
    ("adamw", adamw, 0, 1e-2, 0, 1),
    ("adamw", adamw, 0, 1e-2, 1e-1, 1),
    ("adamw", adamw, 0, 1e-3, 1e-2, 0.5),
    ("rmsprop", rmsprop, 0, 1e-2, 0, 1),
    ("rmsprop-tf", rmsprop_tf, 1, 1e-2, 0, 1),
]:
    theta, state = start(), (np.zeros(9), np.full(9, float(first)))
    for t in range(1, 101):
        roots = optimizer(t, state, theta, gradient(t), lr, decay, d)
        if t in SHOWN:
            numbers = lambda values: " ".join(repr(float(v)) for v in values)
            print(f"{name}; {d}; {lr}; {decay}; {t}; {numbers(roots)}; {numbers(theta)}")
