#!/usr/bin/env python3
"""Writes recurrent_goldens.txt beside itself: loss and gradient of A2C and PPO for one rollout, by autograd, where actor
and critic have an LSTM each, or share one, and where exploration depends on the features of the actor's.

usage: python recurrent_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its values, row-major. Weights are stored as [in, out], an LSTM's two biases as their
sum. Rollout arrays are steps x environments. The rollout is learned from in pieces of PIECE steps, whose first states
are those of the acting policy and get no gradient; the second piece is shorter. Inputs are float32, everything that
follows from them is computed in float64.
"""
import pathlib

import numpy
import torch
from torch import nn

STEPS, PIECE, ENVIRONMENTS, OBSERVATION, UNITS, HIDDEN = 6, 4, 3, 4, 5, 6
GAMMA, LAMBDA, RATIO_CLIP, ENTROPY, VALUE = 0.97, 0.9, 0.2, 0.02, 0.5
NVEC = (3, 2, 4)
CHOICES = {"discrete": 3, "multi-discrete": sum(NVEC), "multi-binary": 3}

torch.set_num_threads(1)
torch.manual_seed(20261122)
torch.set_default_dtype(torch.float64)
lines = []


def put(name, tensor):
    values = numpy.asarray(torch.as_tensor(tensor).detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def single(tensor):
    """Rounds to what a float32 can hold."""
    return tensor.to(torch.float32).to(torch.float64)


class MultiCategorical:
    def __init__(self, logits):
        self.parts = [torch.distributions.Categorical(logits=part) for part in torch.split(logits, NVEC, -1)]

    def sample(self):
        return torch.stack([part.sample() for part in self.parts], -1)

    def log_prob(self, actions):
        return sum(part.log_prob(a) for part, a in zip(self.parts, actions.unbind(-1)))

    def entropy(self):
        return sum(part.entropy() for part in self.parts)


class Remembering(nn.Module):
    """Hidden layers behind an LSTM, and behind them one linear layer for each number of outputs."""

    def __init__(self, *outputs):
        super().__init__()
        self.lstm, self.dense = nn.LSTM(OBSERVATION, UNITS), nn.Linear(UNITS, HIDDEN)
        self.outputs = nn.ModuleList(nn.Linear(HIDDEN, n) for n in outputs)
        for parameter in self.parameters():
            parameter.data = single(2 * parameter.data)
        self.lstm.bias_hh_l0.data.zero_()

    def flat(self, take):
        lstm = self.lstm
        tensors = [take(lstm.weight_ih_l0).T, take(lstm.weight_hh_l0).T, take(lstm.bias_ih_l0)]
        for layer in (self.dense, *self.outputs):
            tensors += [take(layer.weight).T, take(layer.bias)]
        return [tensor.ravel() for tensor in tensors]

    def features(self, memories):
        return torch.tanh(self.dense(memories))

    def head(self, features):
        return torch.cat([layer(features) for layer in self.outputs], -1)

    def forward(self, observations, ended):
        """Outputs of all steps, those for the final and the last observations, and the features of all steps."""
        state = torch.zeros(1, ENVIRONMENTS, UNITS), torch.zeros(1, ENVIRONMENTS, UNITS)
        outputs, finals, features = [], [], []
        for step in range(STEPS):
            if step % PIECE == 0:
                state = tuple(part.detach() for part in state)
            memories, state = self.lstm(observations[step:step + 1], state)
            features.append(self.features(memories[0]))
            outputs.append(self.head(features[-1]))
            finals.append(self.head(self.features(self.lstm(final_observations[step:step + 1], state)[0][0])))
            state = tuple(part * (1 - ended[step])[None, :, None] for part in state)
        last = self.head(self.features(self.lstm(last_observations[None], state)[0][0]))
        return torch.stack(outputs), torch.stack(finals), last, torch.stack(features)


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
ended = torch.maximum(terminated, truncated)
for name in ("observations", "final_observations", "last_observations", "rewards", "terminated", "truncated"):
    put(name.replace("_", "-"), globals()[name])

for kind in ("discrete", "gaussian", "shared-discrete", "shared-gaussian", "sde", "shared-sde", "multi-discrete",
             "shared-multi-discrete", "multi-binary", "shared-multi-binary"):
    shared, space = kind.startswith("shared"), kind.removeprefix("shared-")
    sde, chosen = space == "sde", space in CHOICES
    width = CHOICES.get(space, 2)
    actor = Remembering(width, 1) if shared else Remembering(width)
    critic = None if shared else Remembering(1)
    deviations = () if chosen else (HIDDEN, 2) if sde else (2,)
    log_std = [nn.Parameter(single(-0.5 + 0.3 * torch.randn(deviations)))] if deviations else []
    networks = [actor] if shared else [actor, critic]

    def flat(take):
        return torch.cat(actor.flat(take) + [take(p).ravel() for p in log_std] + ([] if shared else critic.flat(take)))

    def policy():
        outputs, _, _, features = actor(observations, ended)
        outputs = outputs[..., :width]
        if space == "multi-discrete":
            return MultiCategorical(outputs)
        if space == "multi-binary":
            return torch.distributions.Independent(torch.distributions.Bernoulli(logits=outputs), 1)
        if chosen:
            return torch.distributions.Categorical(logits=outputs)
        deviation = (((features.detach() ** 2) @ (log_std[0].exp() ** 2) + 1e-6).sqrt() if sde else log_std[0].exp())
        return torch.distributions.Independent(torch.distributions.Normal(outputs, deviation), 1)

    def valued():
        return tuple(tensor[..., -1] for tensor in (actor if shared else critic)(observations, ended)[:3])

    put(f"{kind}/parameters", flat(lambda p: p))
    with torch.no_grad():
        actions = policy().sample()
        actions = actions if chosen else single(actions)
        old_log_probabilities = single(policy().log_prob(actions) + 0.2 * torch.randn(shape))
        values, finals, last_values = valued()
        old_values = single(values + 0.2 * torch.randn(shape))
        final_values = finals * truncated * (1 - terminated)
    put(f"{kind}/actions", actions)
    put(f"{kind}/old-log-probabilities", old_log_probabilities)
    put(f"{kind}/old-values", old_values)
    for agent in ("a2c", "ppo"):
        lam = 1 if agent == "a2c" else LAMBDA
        advantages, advantage = torch.zeros(shape), torch.zeros(ENVIRONMENTS)
        for t in reversed(range(STEPS)):
            following = last_values if t == STEPS - 1 else old_values[t + 1]
            delta = rewards[t] + GAMMA * ((1 - ended[t]) * following + final_values[t]) - old_values[t]
            advantage = delta + GAMMA * lam * (1 - ended[t]) * advantage
            advantages[t] = advantage
        returns = advantages + old_values
        log_probability, entropy = policy().log_prob(actions), policy().entropy()
        if agent == "a2c":
            policy_loss = -(advantages * log_probability).mean()
        else:
            weights = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
            ratio = (log_probability - old_log_probabilities).exp()
            policy_loss = -torch.min(weights * ratio, weights * ratio.clamp(1 - RATIO_CLIP, 1 + RATIO_CLIP)).mean()
        value_loss = ((valued()[0] - returns) ** 2).mean()
        loss = policy_loss + VALUE * value_loss - ENTROPY * entropy.mean()
        for parameter in [*(p for network in networks for p in network.parameters()), *log_std]:
            parameter.grad = None
        loss.backward()
        put(f"{kind}/{agent}/advantages", advantages)
        put(f"{kind}/{agent}/loss", loss)
        put(f"{kind}/{agent}/policy_loss", policy_loss)
        put(f"{kind}/{agent}/value_loss", value_loss)
        put(f"{kind}/{agent}/entropy", entropy.mean())
        put(f"{kind}/{agent}/gradient", flat(lambda p: p.grad))

pathlib.Path(__file__).with_name("recurrent_goldens.txt").write_text("\n".join(lines) + "\n")
