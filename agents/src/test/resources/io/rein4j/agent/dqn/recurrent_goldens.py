#!/usr/bin/env python3
"""Writes recurrent_goldens.txt beside itself: the loss and gradient of a recurrent DQN for one batch, by autograd.

usage: python recurrent_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its values, row-major. Weights are stored as [in, out], the LSTM's two biases as their
sum. Inputs are float32, everything that follows from them is computed in float64, sequence by sequence, without any
padding.

Two episodes, the first terminated and the second truncated, are met by a network that acts with other parameters than
the one that learns ("acting"): its states before the burn-in of each sequence are the stored ones.
"""
import pathlib

import numpy
import torch
from torch import nn

OBSERVATION, UNITS, HIDDEN, ACTIONS, GAMMA = 3, 5, 6, 4, 0.97
EPISODES, LENGTH, OVERLAP, BURN_IN, QUANTILES = (7, 9), 4, 1, 3, 5
NOISE = numpy.random.Generator(numpy.random.PCG64(numpy.random.SeedSequence(1, spawn_key=tuple(b"noise"))))
LEVELS = (torch.arange(QUANTILES) + 0.5) / QUANTILES

torch.set_num_threads(1)
torch.manual_seed(20261124)
torch.set_default_dtype(torch.float64)
lines = []


def put(name, tensor):
    values = numpy.asarray(torch.as_tensor(tensor).detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def single(tensor):
    """Rounds to what a float32 can hold."""
    return tensor.to(torch.float32).to(torch.float64)


def factor(size):
    drawn = torch.from_numpy(NOISE.standard_normal(size))
    return single(drawn.sign() * drawn.abs().sqrt())


class Noisy(nn.Linear):
    """Factorised noise around learned means, drawn as the agent with the seed 1 draws it."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.weight_sigma, self.bias_sigma = (nn.Parameter(torch.empty_like(p)) for p in (self.weight, self.bias))
        self.of_inputs, self.of_outputs = torch.zeros(inputs), torch.zeros(outputs)

    def draw(self):
        self.of_inputs, self.of_outputs = factor(self.in_features), factor(self.out_features)

    def forward(self, x):
        noise = torch.outer(self.of_outputs, self.of_inputs)
        return nn.functional.linear(x, self.weight + self.weight_sigma * noise,
                                    self.bias + self.bias_sigma * self.of_outputs)


class Net(nn.Module):
    """An LSTM, a hidden layer, and one output an action, or dueling streams of quantiles behind the hidden layer."""

    def __init__(self, dueling, linear):
        super().__init__()
        self.lstm = nn.LSTM(OBSERVATION, UNITS)
        self.hidden = linear(UNITS, HIDDEN)
        self.dueling = dueling
        if dueling:
            self.value, self.advantage = nn.Linear(HIDDEN, QUANTILES), nn.Linear(HIDDEN, ACTIONS * QUANTILES)
        else:
            self.output = linear(HIDDEN, ACTIONS)
        for name, parameter in self.named_parameters():
            parameter.data = single(torch.empty_like(parameter).uniform_(-1, 1))
            if name == "lstm.bias_hh_l0":
                parameter.data.zero_()

    def flat(self, of):
        parts = [of(self.lstm.weight_ih_l0).T, of(self.lstm.weight_hh_l0).T, of(self.lstm.bias_ih_l0)]
        for layer in [self.hidden] + ([self.value, self.advantage] if self.dueling else [self.output]):
            noisy = isinstance(layer, Noisy)
            parts += [of(layer.weight).T] + ([of(layer.weight_sigma).T] if noisy else [])
            parts += [of(layer.bias)] + ([of(layer.bias_sigma)] if noisy else [])
        return torch.cat([part.ravel() for part in parts])

    def draw(self):
        for layer in self.modules():
            if isinstance(layer, Noisy):
                layer.draw()

    def unroll(self, observations, state):
        out, state = self.lstm(observations[:, None], tuple(s[None, None] for s in state))
        features = self.hidden(out[:, 0]).relu()
        if not self.dueling:
            return self.output(features).reshape(-1, ACTIONS, 1), tuple(s[0, 0] for s in state)
        advantage = self.advantage(features).reshape(-1, ACTIONS, QUANTILES)
        value = self.value(features).reshape(-1, 1, QUANTILES)
        return value + advantage - advantage.mean(1, keepdim=True), tuple(s[0, 0] for s in state)


def huber(outputs, target):
    return nn.functional.smooth_l1_loss(outputs, target, reduction="none").squeeze(-1)


def quantile_huber(outputs, target):
    delta = target[:, None, :] - outputs[:, :, None]
    loss = torch.where(delta.abs() > 1, delta.abs() - 0.5, 0.5 * delta ** 2)
    return ((LEVELS[None, :, None] - (delta.detach() < 0).double()).abs() * loss).mean(2).sum(1)


episodes = [(single(2 * torch.randn(steps + 1, OBSERVATION)), torch.randint(ACTIONS, (steps,)),
             single(1.5 * torch.randn(steps))) for steps in EPISODES]
put("observations", torch.cat([e[0] for e in episodes]))
put("rewards", torch.cat([e[2] for e in episodes]))

for kind, dueling, double, n in (("plain", False, False, 1), ("all", True, True, 2), ("noisy", False, False, 1)):
    acting, online, target = (Net(dueling, Noisy if kind == "noisy" else nn.Linear) for _ in range(3))
    for _ in range(sum(EPISODES)):
        acting.draw()
    online.draw()
    target.draw()
    for name in ("acting", "online", "target"):
        put(f"{kind}/{name}", globals()[name].flat(lambda p: p))
    sequences = []
    for number, (observations, actions, rewards) in enumerate(episodes):
        steps = len(rewards)
        for first in range(0, steps, LENGTH - OVERLAP):
            if first > 0 and first + OVERLAP >= steps:
                break
            begin, end = max(0, first - BURN_IN), min(first + LENGTH, steps)
            last = min(end - 1 + n, steps)
            padded = BURN_IN + last + 1 - first
            state = (torch.zeros(UNITS), torch.zeros(UNITS))
            with torch.no_grad():
                if begin > 0:
                    state = acting.unroll(observations[:begin], state)[1]
                burnt = [net.unroll(observations[begin:first], state)[1] if first > begin else state
                         for net in (online, target)]
            outputs = online.unroll(observations[first:last + 1], burnt[0])[0]
            with torch.no_grad():
                following = target.unroll(observations[first:last + 1], burnt[1])[0]
            goals, taken = [], []
            for step in range(first, end):
                ahead = min(n, steps - step)
                total = sum(GAMMA ** k * rewards[step + k] for k in range(ahead))
                ended = number == 0 and step + ahead == steps
                at = step + ahead - first
                choice = (outputs if double else following)[at].detach().mean(-1).argmax()
                goals.append(total + (0 if ended else GAMMA ** ahead) * following[at, choice])
                taken.append(outputs[step - first, actions[step]])
            sequences.append((padded, actions[first:end], torch.stack(taken), torch.stack(goals)))
    sequences.sort(key=lambda s: -s[0])
    taken, goals = torch.cat([s[2] for s in sequences]), torch.cat([s[3] for s in sequences])
    losses = quantile_huber(taken, goals) if dueling else huber(taken, goals)
    loss = losses.mean()
    loss.backward()
    put(f"{kind}/actions", torch.cat([s[1] for s in sequences]))
    put(f"{kind}/lengths", [s[0] for s in sequences])
    put(f"{kind}/loss", loss)
    put(f"{kind}/td_error", (taken.mean(-1) - goals.mean(-1)).abs().mean())
    put(f"{kind}/q_value", taken.mean(-1).mean())
    put(f"{kind}/gradient", online.flat(lambda p: p.grad))

pathlib.Path(__file__).with_name("recurrent_goldens.txt").write_text("\n".join(lines) + "\n")
