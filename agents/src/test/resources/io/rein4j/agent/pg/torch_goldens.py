#!/usr/bin/env python3
"""Writes torch_goldens.txt beside itself: PPO's advantages, loss, gradient and updates for one rollout, by autograd.

usage: python torch_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its values, row-major. Weights are stored as [in, out]. Rollout arrays are
steps x environments. Inputs are float32, everything that follows from them is computed in float64.
"""
import pathlib

import numpy
import torch
from torch import nn

STEPS, ENVIRONMENTS, OBSERVATION, ACTIONS, HIDDEN = 5, 3, 4, 3, (8, 6)
GAMMA, LAMBDA, RATIO_CLIP, VALUE_CLIP, ENTROPY, VALUE = 0.97, 0.9, 0.2, 0.2, 0.02, 0.5

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


def network(outputs):
    net = nn.Sequential(nn.Linear(OBSERVATION, HIDDEN[0]), nn.Tanh(), nn.Linear(*HIDDEN), nn.Tanh(),
                        nn.Linear(HIDDEN[1], outputs))
    for parameter in net.parameters():
        parameter.data = single(parameter.data)
    return net


def flat(of):
    layers = [layer for net in (actor, critic) for layer in net if isinstance(layer, nn.Linear)]
    return torch.cat([of(t).ravel() for l in layers for t in (l.weight, l.bias)])


actor, critic = network(ACTIONS), network(1)
put("parameters", flat(lambda p: p.T if p.dim() == 2 else p))

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
terminated[STEPS - 1, 2] = 1
actions = torch.randint(ACTIONS, shape)
with torch.no_grad():
    policy = torch.distributions.Categorical(logits=actor(observations))
    old_log_probabilities = single(policy.log_prob(actions) + 0.3 * torch.randn(shape))
    old_values = single(critic(observations).squeeze(-1) + 0.2 * torch.randn(shape))
    final_values = critic(final_observations).squeeze(-1) * truncated * (1 - terminated)
    last_values = critic(last_observations).squeeze(-1)
    put("log-probabilities", policy.logits)
    put("values", critic(observations))
for name in ("observations", "final_observations", "last_observations", "rewards", "terminated", "truncated", "actions",
             "old_log_probabilities", "old_values"):
    put(name.replace("_", "-"), globals()[name])

advantages = torch.zeros(shape)
advantage = torch.zeros(ENVIRONMENTS)
for t in reversed(range(STEPS)):
    goes_on = 1 - torch.maximum(terminated[t], truncated[t])
    following = last_values if t == STEPS - 1 else old_values[t + 1]
    delta = rewards[t] + GAMMA * (goes_on * following + final_values[t]) - old_values[t]
    advantage = delta + GAMMA * LAMBDA * goes_on * advantage
    advantages[t] = advantage
returns = advantages + old_values
put("advantages", advantages)
put("returns", returns)
put("explained-variance", 1 - (returns - old_values).var() / returns.var())

# Masks that allow the actions taken, some of them nothing else.
masks = torch.rand(*shape, ACTIONS) < 0.5
masks.scatter_(-1, actions.unsqueeze(-1), True)
put("masks", masks.double())
kinds = (("plain", True, None), ("value-clip", True, VALUE_CLIP), ("raw", False, None), ("masked", True, None))
for name, normalize, value_clip in kinds:
    logits = actor(observations)
    if name == "masked":
        logits = logits.masked_fill(~masks, -torch.inf)
    policy = torch.distributions.Categorical(logits=logits)
    values = critic(observations).squeeze(-1)
    ratio = (policy.log_prob(actions) - old_log_probabilities).exp()
    weights = (advantages - advantages.mean()) / (advantages.std() + 1e-8) if normalize else advantages
    policy_loss = -torch.min(weights * ratio, weights * ratio.clamp(1 - RATIO_CLIP, 1 + RATIO_CLIP)).mean()
    errors = (values - returns) ** 2
    if value_clip:
        bounded = old_values + (values - old_values).clamp(-value_clip, value_clip)
        errors = torch.max(errors, (bounded - returns) ** 2)
    value_loss = errors.mean()
    entropy = policy.entropy().mean()
    loss = policy_loss + VALUE * value_loss - ENTROPY * entropy
    for net in (actor, critic):
        net.zero_grad()
    loss.backward()
    kl = ((ratio - 1) - ratio.log()).mean()
    outside = ((ratio - 1).abs() > RATIO_CLIP).double().mean()
    put(f"{name}/loss", loss)
    put(f"{name}/policy_loss", policy_loss)
    put(f"{name}/value_loss", value_loss)
    put(f"{name}/entropy", entropy)
    put(f"{name}/approx_kl", kl)
    put(f"{name}/ratio_clip_fraction", outside)
    put(f"{name}/gradient", flat(lambda p: p.grad.T if p.dim() == 2 else p.grad))

# Two updates in which the critic has an optimizer and clipping of its own.
optimizers = (torch.optim.Adam(actor.parameters(), lr=0.01, eps=1e-5), torch.optim.SGD(critic.parameters(), lr=0.1))
for update in range(2):
    policy = torch.distributions.Categorical(logits=actor(observations))
    values = critic(observations).squeeze(-1)
    ratio = (policy.log_prob(actions) - old_log_probabilities).exp()
    weights = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    policy_loss = -torch.min(weights * ratio, weights * ratio.clamp(1 - RATIO_CLIP, 1 + RATIO_CLIP)).mean()
    loss = policy_loss + VALUE * ((values - returns) ** 2).mean() - ENTROPY * policy.entropy().mean()
    for net in (actor, critic):
        net.zero_grad()
    loss.backward()
    put(f"two-paths/{update}/actor-norm", nn.utils.clip_grad_norm_(actor.parameters(), 0.05))
    put(f"two-paths/{update}/critic-norm", nn.utils.clip_grad_norm_(critic.parameters(), 0.2))
    for optimizer in optimizers:
        optimizer.step()
put("two-paths/parameters", flat(lambda p: p.T if p.dim() == 2 else p))

pathlib.Path(__file__).with_name("torch_goldens.txt").write_text("\n".join(lines) + "\n")
