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

# The extensions: other networks, distributions of returns, weights, returns of several steps.

QUANTILES, ATOMS, LOW, HIGH, STEPS = 5, 7, -3.0, 3.0, 3
RETURNS = torch.linspace(LOW, HIGH, ATOMS)
LEVELS = (torch.arange(QUANTILES) + 0.5) / QUANTILES


def dense(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    for parameter in layer.parameters():
        parameter.data = single(2 * parameter.data)
    return layer


class OneStream(nn.Module):
    def __init__(self, per_action):
        super().__init__()
        self.shape = (-1, ACTIONS, per_action)
        self.layers = nn.Sequential(dense(OBSERVATION, HIDDEN[0]), nn.ReLU(), dense(*HIDDEN), nn.ReLU(),
                                    dense(HIDDEN[1], ACTIONS * per_action))

    def forward(self, x):
        return self.layers(x).reshape(self.shape)


class Dueling(nn.Module):
    def __init__(self, per_action):
        super().__init__()
        self.per_action = per_action
        self.shared = nn.Sequential(dense(OBSERVATION, HIDDEN[0]), nn.ReLU())
        self.value = nn.Sequential(dense(*HIDDEN), nn.ReLU(), dense(HIDDEN[1], per_action))
        self.advantage = nn.Sequential(dense(*HIDDEN), nn.ReLU(), dense(HIDDEN[1], ACTIONS * per_action))

    def forward(self, x):
        features = self.shared(x)
        value = self.value(features).reshape(-1, 1, self.per_action)
        advantage = self.advantage(features).reshape(-1, ACTIONS, self.per_action)
        return value + advantage - advantage.mean(1, keepdim=True)


def flat_parameters(net, of):
    return torch.cat([of(p).T.ravel() if p.dim() == 2 else of(p) for p in net.parameters()])


def of_actions(outputs, chosen):
    return outputs[torch.arange(len(chosen)), chosen]


class Expected:
    outputs = 1

    def values(self, outputs):
        return outputs.squeeze(-1)

    def target(self, following, rewards, discounts):
        return rewards + discounts * following.squeeze(-1)

    def losses(self, outputs, target):
        losses = nn.functional.smooth_l1_loss(outputs.squeeze(-1), target, reduction="none")
        return losses, (outputs.squeeze(-1) - target).abs(), target


class Quantile:
    outputs = QUANTILES

    def values(self, outputs):
        return outputs.mean(-1)

    def target(self, following, rewards, discounts):
        return rewards[:, None] + discounts[:, None] * following

    def losses(self, outputs, target):
        """sb3_contrib.common.utils.quantile_huber_loss, before its mean over the batch."""
        delta = target[:, None, :] - outputs[:, :, None]
        huber = torch.where(delta.abs() > 1, delta.abs() - 0.5, 0.5 * delta ** 2)
        pairs = (LEVELS[None, :, None] - (delta.detach() < 0).double()).abs() * huber
        losses = pairs.mean(2).sum(1)
        return losses, losses, target.mean(-1)


class Categorical:
    outputs = ATOMS

    def values(self, outputs):
        return (outputs.softmax(-1) * RETURNS).sum(-1)

    def target(self, following, rewards, discounts):
        """Algorithm 1 of Bellemare et al. (2017)."""
        projected = torch.zeros(len(rewards), ATOMS)
        for row, probabilities in enumerate(following.softmax(-1)):
            for j in range(ATOMS):
                moved = (rewards[row] + discounts[row] * RETURNS[j]).clamp(LOW, HIGH)
                b = (moved - LOW) / ((HIGH - LOW) / (ATOMS - 1))
                lower, upper = int(b.floor()), int(b.ceil())
                if lower == upper:
                    projected[row, lower] += probabilities[j]
                else:
                    projected[row, lower] += probabilities[j] * (upper - b)
                    projected[row, upper] += probabilities[j] * (b - lower)
        return projected

    def losses(self, outputs, target):
        losses = -(target * outputs.log_softmax(-1)).sum(-1)
        entropies = -torch.special.xlogy(target, target).sum(-1)
        return losses, losses - entropies, (target * RETURNS).sum(-1)


class HlGauss(Categorical):
    """Appendix A of Farebrother et al. (2024), on bins whose outer edges are LOW and HIGH."""
    edges = torch.linspace(LOW, HIGH, ATOMS + 1)
    centers = (edges[:-1] + edges[1:]) / 2

    def values(self, outputs):
        return (outputs.softmax(-1) * self.centers).sum(-1)

    def target(self, following, rewards, discounts):
        mean = (rewards + discounts * self.values(following)).clamp(LOW, HIGH)
        deviation = 0.75 * (HIGH - LOW) / ATOMS
        cdf = torch.distributions.Normal(mean[:, None], deviation).cdf(self.edges[None, :])
        return cdf.diff() / (cdf[:, -1:] - cdf[:, :1])

    def losses(self, outputs, target):
        losses, errors, _ = super().losses(outputs, target)
        return losses, errors, (target * self.centers).sum(-1)


def n_step_returns(n):
    """Returns, discounts, and rows of the observations to bootstrap from, of all that are complete."""
    found = []
    for start in range(BATCH):
        total = 0.0
        for k in range(n):
            row = start + k
            if row == BATCH:
                break
            total += GAMMA ** k * rewards[row]
            if terminated[row] or truncated[row] or k == n - 1:
                found.append((total, GAMMA ** (k + 1) * (1 - terminated[row]), row))
                break
    return tuple(torch.stack([torch.as_tensor(f[i]) for f in found]) for i in range(3))


weights = single(torch.rand(BATCH) * 0.9 + 0.1)
put("weights", weights)
for kind, network_type, head, double, n, weighted in (
        ("weighted", OneStream, Expected(), False, 1, True),
        ("n-step", OneStream, Expected(), False, STEPS, False),
        ("dueling", Dueling, Expected(), False, 1, False),
        ("quantile", OneStream, Quantile(), False, 1, False),
        ("quantile-all", Dueling, Quantile(), True, STEPS, True),
        ("categorical", OneStream, Categorical(), False, 1, False),
        ("categorical-all", Dueling, Categorical(), True, STEPS, True),
        ("hl-gauss", OneStream, HlGauss(), False, 1, False),
        ("hl-gauss-all", Dueling, HlGauss(), True, STEPS, True)):
    online_net, target_net = network_type(head.outputs), network_type(head.outputs)
    put(f"{kind}/online", flat_parameters(online_net, lambda p: p))
    put(f"{kind}/target", flat_parameters(target_net, lambda p: p))
    returns, discounts, last = n_step_returns(n)
    size = len(returns)
    with torch.no_grad():
        following = target_net(next_observations[last])
        choice = head.values(online_net(next_observations[last]) if double else following).argmax(1)
        if double:
            assert (choice != head.values(following).argmax(1)).any(), kind
        goal = head.target(of_actions(following, choice), returns, discounts)
    outputs = of_actions(online_net(observations[:size]), actions[:size])
    losses, errors, goal_values = head.losses(outputs, goal)
    values = head.values(outputs[:, None]).squeeze(1)
    loss = (losses * weights[:size]).mean() if weighted else losses.mean()
    loss.backward()
    put(f"{kind}/loss", loss)
    put(f"{kind}/td_error", (values - goal_values).abs().mean())
    put(f"{kind}/q_value", values.mean())
    put(f"{kind}/errors", errors)
    put(f"{kind}/gradient", flat_parameters(online_net, lambda p: p.grad))

chosen = [net(next_observations).argmax(1) for net in (online, target)]
assert (chosen[0] != chosen[1]).any(), "double Q-learning must make a difference"
pathlib.Path(__file__).with_name("torch_goldens.txt").write_text("\n".join(lines) + "\n")
