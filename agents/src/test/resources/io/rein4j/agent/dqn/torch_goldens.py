#!/usr/bin/env python3
"""Writes torch_goldens.txt beside itself: the loss and gradient of a DQN for one batch, by autograd.

usage: python torch_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its values, row-major. Weights are stored as [in, out]. Inputs are float32,
everything that follows from them is computed in float64.
"""
import pathlib

import numpy
import torch
from torch import nn

BATCH, OBSERVATION, ACTIONS, HIDDEN, GAMMA = 12, 4, 3, (8, 6), 0.97

torch.set_num_threads(1)
torch.manual_seed(20261123)
torch.set_default_dtype(torch.float64)
lines = []


def put(name, tensor):
    values = numpy.asarray(torch.as_tensor(tensor).detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def single(tensor):
    """Rounds to what a float32 can hold."""
    return tensor.to(torch.float32).to(torch.float64)


def network():
    net = nn.Sequential(nn.Linear(OBSERVATION, HIDDEN[0]), nn.ReLU(), nn.Linear(*HIDDEN), nn.ReLU(),
                        nn.Linear(HIDDEN[1], ACTIONS))
    for parameter in net.parameters():
        parameter.data = single(2 * parameter.data)
    return net


def flat(net, of):
    return torch.cat([of(t).ravel() for l in net if isinstance(l, nn.Linear) for t in (l.weight, l.bias)])


online, target = network(), network()
put("online", flat(online, lambda p: p.T if p.dim() == 2 else p))
put("target", flat(target, lambda p: p.T if p.dim() == 2 else p))

observations = single(2 * torch.randn(BATCH, OBSERVATION))
next_observations = single(2 * torch.randn(BATCH, OBSERVATION))
actions = torch.randint(ACTIONS, (BATCH,))
rewards = single(1.5 * torch.randn(BATCH))
terminated, truncated = torch.zeros(BATCH), torch.zeros(BATCH)
terminated[[2, 5, 7]] = 1
truncated[[1, 7, 8]] = 1
for name in ("observations", "next_observations", "actions", "rewards", "terminated", "truncated"):
    put(name.replace("_", "-"), globals()[name])

for kind in ("plain", "double"):
    with torch.no_grad():
        choosing = target if kind == "plain" else online
        choice = choosing(next_observations).argmax(1, keepdim=True)
        following = target(next_observations).gather(1, choice).squeeze(1)
        targets = rewards + GAMMA * (1 - terminated) * following
    for name, function in (("HUBER", nn.functional.smooth_l1_loss), ("SQUARED", nn.functional.mse_loss)):
        values = online(observations).gather(1, actions[:, None]).squeeze(1)
        loss = function(values, targets)
        online.zero_grad()
        loss.backward()
        put(f"{kind}/{name}/loss", loss)
        put(f"{kind}/{name}/td_error", (values - targets).abs().mean())
        put(f"{kind}/{name}/q_value", values.mean())
        put(f"{kind}/{name}/gradient", flat(online, lambda p: p.grad.T if p.dim() == 2 else p.grad))

chosen = [net(next_observations).argmax(1) for net in (online, target)]
assert (chosen[0] != chosen[1]).any(), "double Q-learning must make a difference"
pathlib.Path(__file__).with_name("torch_goldens.txt").write_text("\n".join(lines) + "\n")
