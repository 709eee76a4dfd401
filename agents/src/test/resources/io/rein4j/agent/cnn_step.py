#!/usr/bin/env python3
"""Times PyTorch's side of ConvolutionBenchmark, on one thread, in processor time.

usage: python cnn_step.py [seconds for each work]            (pip install torch numpy)
Work: a DQN update of 32 stacks of four frames of 84 x 84 bytes on the network of Mnih et al. (2015), one greedy
action, and forward and backward of 256 stacks with the outputs of an actor of six actions and a critic behind one
trunk; each eager and with channels last. One JSON object a line: median, smallest and largest milliseconds.
"""
import json
import os
import statistics
import sys
import time

import numpy
import torch
from torch import nn

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 5
BATCH, ACTIONS, MINIBATCH = 32, 6, 256
torch.set_num_threads(1)
torch.manual_seed(0)
random = numpy.random.default_rng(0)
frames = random.integers(0, 256, (1000, 4, 84, 84), dtype=numpy.uint8)
actions = random.integers(0, ACTIONS, 1000)
rewards = random.choice([-1.0, 0, 1], 1000).astype(numpy.float32)


def network(outputs, last):
    layers = nn.Sequential(
        nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3), nn.ReLU(),
        nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, outputs))
    return layers.to(memory_format=torch.channels_last) if last else layers


def timed(work, variant, step):
    step()
    begin, times = time.process_time(), []
    while time.process_time() - begin < SECONDS:
        start = time.process_time()
        step()
        times.append((time.process_time() - start) * 1e3)
    times = times[len(times) // 3:]
    print(json.dumps({"work": work, "variant": variant, "median_ms": statistics.median(times), "min_ms": min(times),
                      "max_ms": max(times), "load": os.getloadavg()[0]}), flush=True)


for last in (False, True):
    variant = "channels last" if last else "eager"
    online, target = network(ACTIONS, last), network(ACTIONS, last)
    optimizer = torch.optim.Adam(online.parameters(), lr=1e-4)
    both = network(ACTIONS + 1, last)
    minibatch = torch.from_numpy(frames[random.integers(0, 1000, MINIBATCH)])

    def update():
        i = random.integers(0, 999, BATCH)
        now, then = torch.from_numpy(frames[i]).float() / 255, torch.from_numpy(frames[i + 1]).float() / 255
        with torch.no_grad():
            returns = torch.from_numpy(rewards[i])[:, None] + 0.99 * target(then).max(1, keepdim=True).values
        values = online(now).gather(1, torch.from_numpy(actions[i])[:, None])
        loss = nn.functional.smooth_l1_loss(values, returns)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(online.parameters(), 0.5)
        optimizer.step()

    def act():
        with torch.no_grad():
            return int(online(torch.from_numpy(frames[:1]).float() / 255).argmax())

    def forward_and_backward():
        both.zero_grad()
        both(minibatch.float() / 255).mean().backward()

    timed("update", variant, update)
    timed("act", variant, act)
    timed("forward and backward of 256", variant, forward_and_backward)
