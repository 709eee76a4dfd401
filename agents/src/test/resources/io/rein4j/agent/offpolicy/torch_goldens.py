#!/usr/bin/env python3
"""Writes torch_goldens.txt beside itself: the gradients of SAC and TD3 for one batch, by autograd.

usage: python torch_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its values, row-major. Weights are stored as [in, out]. Inputs are float32,
everything that follows from them is computed in float64. Losses, their factors and their order are those of
Stable-Baselines3's SAC.train and TD3.train; log densities behind the tangent are exact, without its epsilon of
1e-6. All gradients are by the parameters as they are: the test learns with a rate of 0. "sac-step" learns by
plain gradient descent instead, in the order of SAC.train, and has the parameters afterwards.
"""
import pathlib

import numpy
import torch
from torch import nn
from torch.distributions import Normal

BATCH, OBSERVATION, ACTIONS, HIDDEN, GAMMA = 12, 4, 2, (8, 6), 0.97

torch.set_num_threads(1)
torch.manual_seed(20261201)
torch.set_default_dtype(torch.float64)
lines = []


def put(name, tensor):
    values = numpy.asarray(torch.as_tensor(tensor).detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def single(tensor):
    """Rounds to what a float32 can hold."""
    return tensor.to(torch.float32).to(torch.float64)


def linear(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    for parameter in layer.parameters():
        parameter.data = single(2 * parameter.data)
    return layer


def trunk(inputs):
    return nn.Sequential(linear(inputs, HIDDEN[0]), nn.ReLU(), linear(*HIDDEN), nn.ReLU())


def critic():
    return nn.Sequential(trunk(OBSERVATION + ACTIONS), linear(HIDDEN[1], 1))


def flat(parameters, of):
    return torch.cat([of(p).ravel() for p in parameters])


def values(modules):
    return flat([p for m in modules for p in m.parameters()], lambda p: p.T if p.dim() == 2 else p)


def gradient(modules):
    return flat([p for m in modules for p in m.parameters()], lambda p: p.grad.T if p.dim() == 2 else p.grad)


def log_slope(u):
    """log(1 - tanh(u)^2)."""
    return 2 * (numpy.log(2) - u - nn.functional.softplus(-2 * u))


observations = single(1.5 * torch.randn(BATCH, OBSERVATION))
next_observations = single(1.5 * torch.randn(BATCH, OBSERVATION))
actions = single(torch.tanh(torch.randn(BATCH, ACTIONS)))
rewards = single(1.5 * torch.randn(BATCH))
weights = single(0.2 + 0.8 * torch.rand(BATCH))
terminated, truncated = torch.zeros(BATCH), torch.zeros(BATCH)
terminated[[2, 5, 7]] = 1
truncated[[1, 7, 8]] = 1
for name in ("observations", "next_observations", "actions", "rewards", "weights", "terminated", "truncated"):
    put(name.replace("_", "-"), globals()[name])

critics, targets = [critic(), critic()], [critic(), critic()]
put("critics", values(critics))
put("target-critics", values(targets))


def q(networks, s, a):
    return torch.cat([network(torch.cat([s, a], 1)) for network in networks], 1)


def clear(*modules):
    for module in modules:
        module.zero_grad()


def learn_critics(name, factor, following, w):
    """Half (SAC) or all (TD3) of the mean squared errors of all critics."""
    target = rewards + GAMMA * (1 - terminated) * following
    clear(*critics)
    found = q(critics, observations, actions)
    loss = factor * (w[:, None] * (found - target[:, None]) ** 2).sum(1).mean()
    loss.backward()
    put(f"{name}/critics/gradient", gradient(critics))
    put(f"{name}/critic_loss", loss)
    put(f"{name}/errors", (found - target[:, None]).abs().mean(1))


class Gaussian(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.mean, self.log_std = trunk(OBSERVATION), linear(HIDDEN[1], ACTIONS), linear(HIDDEN[1], ACTIONS)

    def forward(self, s, noise):
        h = self.trunk(s)
        mean, log_std = self.mean(h), self.log_std(h).clamp(-20, 2)
        u = mean + log_std.exp() * noise
        return torch.tanh(u), (Normal(mean, log_std.exp()).log_prob(u) - log_slope(u)).sum(1)


class StateDependent(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.mean = trunk(OBSERVATION), linear(HIDDEN[1], ACTIONS)
        self.log_std = nn.Parameter(single(-1 + 0.3 * torch.randn(HIDDEN[1], ACTIONS)))

    def forward(self, s, noise):
        h = self.trunk(s)
        mean = nn.functional.hardtanh(self.mean(h), -2.0, 2.0)
        variance = (h**2) @ (self.log_std.exp() ** 2)
        u = mean + h @ (self.log_std.exp() * noise)
        distribution = Normal(mean, torch.sqrt(variance + 1e-6))
        return torch.tanh(u), (distribution.log_prob(u) - log_slope(u)).sum(1)


def descend(parameters, rate):
    for parameter in parameters:
        parameter.data -= rate * parameter.grad


def learn_sac(name, actor, noise, next_noise, w, log_alpha, target_entropy, rate=0.0):
    put(f"{name}/actor", actor_values(actor))
    put(f"{name}/noise", noise)
    put(f"{name}/next-noise", next_noise)
    chosen, log_probability = actor(observations, noise)
    coefficient = torch.tensor(log_alpha, requires_grad=True)
    loss = -(coefficient * (log_probability + target_entropy).detach()).mean()
    loss.backward()
    put(f"{name}/alpha/gradient", coefficient.grad)
    if rate:
        put(f"{name}/alpha/after", coefficient - rate * coefficient.grad)
    alpha = float(numpy.exp(log_alpha))
    with torch.no_grad():
        next_chosen, next_log_probability = actor(next_observations, next_noise)
        following = q(targets, next_observations, next_chosen).min(1).values - alpha * next_log_probability
    learn_critics(name, 0.5, following, w)
    before = [p.data.clone() for c in critics for p in c.parameters()]
    descend([p for c in critics for p in c.parameters()], rate)
    if rate:
        put(f"{name}/critics/after", values(critics))
    clear(actor, *critics)
    loss = (alpha * log_probability - q(critics, observations, chosen).min(1).values).mean()
    loss.backward()
    put(f"{name}/actor/gradient", actor_gradient(actor))
    put(f"{name}/actor_loss", loss)
    put(f"{name}/entropy", -log_probability.mean())
    descend(list(actor.parameters()), rate)
    if rate:
        put(f"{name}/actor/after", actor_values(actor))
    for p, data in zip([p for c in critics for p in c.parameters()], before):
        p.data = data


def parts(actor):
    """The parameters in Rein4J's order, weights as [in, out]; a matrix of log deviations is that already."""
    linears = [m for m in actor.modules() if isinstance(m, nn.Linear)]
    return [(p, p.dim() == 2) for m in linears for p in (m.weight, m.bias)] + [
        (p, False) for n, p in actor.named_parameters() if n == "log_std"
    ]


def actor_values(actor):
    return torch.cat([(p.T if transposed else p).ravel() for p, transposed in parts(actor)])


def actor_gradient(actor):
    return torch.cat([(p.grad.T if transposed else p.grad).ravel() for p, transposed in parts(actor)])


ones = torch.ones(BATCH)
gaussian = Gaussian()
# Some log deviations beyond their limits, through which nothing goes.
gaussian.log_std.bias.data[1] = 1.75
for kind, w in (("sac", ones), ("sac-weighted", weights)):
    learn_sac(kind, gaussian, single(torch.randn(BATCH, ACTIONS)), single(torch.randn(BATCH, ACTIONS)), w,
              numpy.log(numpy.float32(0.3)).item(), -float(ACTIONS))
sde_noise = single(torch.randn(HIDDEN[1], ACTIONS))
sde = StateDependent()
# Some means beyond theirs.
sde.mean.bias.data[0] = 2.2
assert (sde.mean(sde.trunk(observations)).abs() > 2).any()
learn_sac("sac-sde", sde, sde_noise, sde_noise, ones, numpy.log(numpy.float32(0.3)).item(), -float(ACTIONS))


class Deterministic(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.mean = trunk(OBSERVATION), linear(HIDDEN[1], ACTIONS)

    def forward(self, s):
        return torch.tanh(self.mean(self.trunk(s)))


actor, target_actor = Deterministic(), Deterministic()
put("td3/actor", actor_values(actor))
put("td3/target-actor", actor_values(target_actor))
for kind, networks in (("td3", critics), ("ddpg", critics[:1])):
    noise = torch.zeros(BATCH, ACTIONS) if kind == "ddpg" else single(0.2 * torch.randn(BATCH, ACTIONS))
    put(f"{kind}/next-noise", noise)
    with torch.no_grad():
        smoothed = (target_actor(next_observations) + noise.clamp(-0.25, 0.25)).clamp(-1, 1)
        following = q(targets[: len(networks)], next_observations, smoothed).min(1).values
    both = critics
    critics = networks
    learn_critics(kind, 1.0, following, ones)
    critics = both
    clear(actor, *critics)
    loss = -q(critics[:1], observations, actor(observations)).mean()
    loss.backward()
    put(f"{kind}/actor/gradient", actor_gradient(actor))
    put(f"{kind}/actor_loss", loss)

learn_sac("sac-step", Gaussian(), single(torch.randn(BATCH, ACTIONS)), single(torch.randn(BATCH, ACTIONS)), ones,
          numpy.log(numpy.float32(0.3)).item(), -float(ACTIONS), rate=0.1)

pathlib.Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
