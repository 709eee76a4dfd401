#!/usr/bin/env python3
"""Writes policy_goldens.txt beside itself: loss and gradient of A2C and PPO for one rollout, by autograd, for every
policy, with separate and with shared hidden layers.

usage: python policy_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its values, row-major. Weights are stored as [in, out]. Rollout arrays are
steps x environments. Inputs are float32, everything that follows from them is computed in float64. The state-dependent
policy's log density is that of Stable-Baselines3's StateDependentNoiseDistribution with its defaults; a policy over
several integers is its MultiCategoricalDistribution, one over bits its BernoulliDistribution.
"""
import math
import pathlib

import numpy
import torch
from torch import nn

STEPS, ENVIRONMENTS, OBSERVATION, ACTIONS, HIDDEN = 5, 3, 4, 2, (8, 6)
GAMMA, LAMBDA, RATIO_CLIP, ENTROPY, VALUE = 0.97, 0.9, 0.2, 0.02, 0.5

torch.set_num_threads(1)
torch.manual_seed(20261122)
torch.set_default_dtype(torch.float64)
NVEC = (3, 2, 4)
CHOICES = {"discrete": 3, "multi-discrete": sum(NVEC), "multi-binary": 3}
LOW, HIGH = torch.tensor([-2.0, -1.0]), torch.tensor([2.0, 0.5])
lines = []


def put(name, tensor):
    values = numpy.asarray(torch.as_tensor(tensor).detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def single(tensor):
    """Rounds to what a float32 can hold."""
    return tensor.to(torch.float32).to(torch.float64)


def linear(*sizes):
    layer = nn.Linear(*sizes)
    for parameter in layer.parameters():
        parameter.data = single(parameter.data)
    return layer


class MultiCategorical:
    def __init__(self, logits):
        self.parts = [torch.distributions.Categorical(logits=part) for part in torch.split(logits, NVEC, -1)]

    def sample(self):
        return torch.stack([part.sample() for part in self.parts], -1)

    def log_prob(self, actions):
        return torch.stack([part.log_prob(a) for part, a in zip(self.parts, actions.unbind(-1))], -1)

    def entropy(self):
        return torch.stack([part.entropy() for part in self.parts], -1)


class Model:
    def __init__(self, kind, shared):
        self.kind, self.shared = kind, shared
        self.trunks = [[linear(OBSERVATION, HIDDEN[0]), linear(*HIDDEN)] for _ in range(1 if shared else 2)]
        outputs = CHOICES.get(kind, ACTIONS)
        self.heads = [linear(HIDDEN[1], outputs), linear(HIDDEN[1], 1)]
        self.log_std = []
        if kind not in CHOICES:
            shape = (HIDDEN[1], ACTIONS) if kind == "sde" else (ACTIONS,)
            self.log_std = [nn.Parameter(single(-0.5 + 0.3 * torch.randn(shape)))]

    def parameters(self):
        """In the order of the layout."""
        def of(*layers):
            return [t for layer in layers for t in (layer.weight, layer.bias)]
        if self.shared:
            return of(*self.trunks[0], *self.heads) + self.log_std
        return of(*self.trunks[0], self.heads[0]) + self.log_std + of(*self.trunks[1], self.heads[1])

    def flat(self, take):
        weights = {id(l.weight) for l in sum(self.trunks, []) + self.heads}
        return torch.cat([(take(p).T if id(p) in weights else take(p)).ravel() for p in self.parameters()])

    def features(self, trunk, observations):
        for layer in self.trunks[trunk]:
            observations = torch.tanh(layer(observations))
        return observations

    def values(self, observations):
        return self.heads[1](self.features(-1, observations)).squeeze(-1)

    def policy(self, observations):
        latent = self.features(0, observations)
        outputs = self.heads[0](latent)
        if self.kind == "discrete":
            return torch.distributions.Categorical(logits=outputs)
        if self.kind == "multi-discrete":
            return MultiCategorical(outputs)
        if self.kind == "multi-binary":
            return torch.distributions.Bernoulli(logits=outputs)
        if self.kind == "sde":
            variance = latent.detach() ** 2 @ (self.log_std[0].exp() ** 2)
            return torch.distributions.Normal(outputs, torch.sqrt(variance + 1e-6))
        return torch.distributions.Normal(outputs, self.log_std[0].exp().expand_as(outputs))

    def evaluate(self, observations, actions):
        """Log probability and entropy."""
        policy = self.policy(observations)
        if self.kind == "discrete":
            return policy.log_prob(actions), policy.entropy()
        log_probability, entropy = policy.log_prob(actions), policy.entropy()
        if self.kind == "tanh":
            def log_scale(u):
                return torch.log((HIGH - LOW) / 2) + 2 * (math.log(2) - u - nn.functional.softplus(-2 * u))
            log_probability = log_probability - log_scale(actions)
            noise = ((actions - policy.mean) / policy.stddev).detach()
            entropy = entropy + log_scale(policy.mean + policy.stddev * noise)
        return log_probability.sum(-1), entropy.sum(-1)


shape = (STEPS, ENVIRONMENTS)
observations = single(torch.randn(*shape, OBSERVATION))
final_observations = single(torch.randn(*shape, OBSERVATION))
last_observations = single(torch.randn(ENVIRONMENTS, OBSERVATION))
rewards = single(torch.randn(shape))
terminated, truncated = torch.zeros(shape), torch.zeros(shape)
terminated[1, 0] = 1
truncated[2, 1] = 1
terminated[3, 2] = truncated[3, 2] = 1
truncated[STEPS - 1, 1] = 1
for name in ("observations", "final_observations", "last_observations", "rewards", "terminated", "truncated"):
    put(name.replace("_", "-"), globals()[name])

for kind in ("discrete", "gaussian", "tanh", "sde", "multi-discrete", "multi-binary"):
    for shared in (False, True):
        case = f"{kind}/{'shared' if shared else 'separate'}"
        model = Model(kind, shared)
        put(f"{case}/parameters", model.flat(lambda p: p))
        with torch.no_grad():
            actions = model.policy(observations).sample()
            actions = actions if kind == "discrete" else single(actions)
            old_log_probabilities = single(model.evaluate(observations, actions)[0] + 0.2 * torch.randn(shape))
            old_values = single(model.values(observations) + 0.2 * torch.randn(shape))
            final_values = model.values(final_observations) * truncated * (1 - terminated)
            last_values = model.values(last_observations)
        put(f"{case}/actions", actions)
        put(f"{case}/old-log-probabilities", old_log_probabilities)
        put(f"{case}/old-values", old_values)
        for agent in ("a2c", "ppo"):
            lam = 1 if agent == "a2c" else LAMBDA
            advantages, advantage = torch.zeros(shape), torch.zeros(ENVIRONMENTS)
            for t in reversed(range(STEPS)):
                goes_on = 1 - torch.maximum(terminated[t], truncated[t])
                following = last_values if t == STEPS - 1 else old_values[t + 1]
                delta = rewards[t] + GAMMA * (goes_on * following + final_values[t]) - old_values[t]
                advantage = delta + GAMMA * lam * goes_on * advantage
                advantages[t] = advantage
            returns = advantages + old_values
            log_probability, entropy = model.evaluate(observations, actions)
            if agent == "a2c":
                policy_loss = -(advantages * log_probability).mean()
            else:
                weights = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
                ratio = (log_probability - old_log_probabilities).exp()
                policy_loss = -torch.min(weights * ratio,
                                         weights * ratio.clamp(1 - RATIO_CLIP, 1 + RATIO_CLIP)).mean()
            value_loss = ((model.values(observations) - returns) ** 2).mean()
            loss = policy_loss + VALUE * value_loss - ENTROPY * entropy.mean()
            for parameter in model.parameters():
                parameter.grad = None
            loss.backward()
            put(f"{case}/{agent}/loss", loss)
            put(f"{case}/{agent}/policy_loss", policy_loss)
            put(f"{case}/{agent}/value_loss", value_loss)
            put(f"{case}/{agent}/entropy", entropy.mean())
            put(f"{case}/{agent}/gradient", model.flat(lambda p: p.grad))

pathlib.Path(__file__).with_name("policy_goldens.txt").write_text("\n".join(lines) + "\n")
