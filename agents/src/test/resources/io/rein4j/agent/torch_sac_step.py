#!/usr/bin/env python3
"""What PyTorch needs, on one thread, for the updates of OffPolicyBenchmark.

usage: python torch_sac_step.py [JMH.json]      (pip install torch numpy)

  sac  SAC.train of Stable-Baselines3: two critics with one optimizer, a squashed Gaussian actor, the entropy's
       coefficient learned in log space, each with Adam; the targets follow at every update
  td3  TD3.train: two critics with one optimizer; actor and targets at every second update, of which this is the mean

Two hidden layers of 256 with ReLU, 256 transitions, 17 observations, 6 actions, drawn uniformly from a memory of
10,000. Nothing is clipped. In "lean" lines the critics' parameters need no gradient in the actor's step and the
targets move by torch._foreach_lerp_, which Stable-Baselines3 does not do. Prints the median, smallest and largest
of seven rounds in µs; with the result file of a JMH run of the benchmark in the same minutes, also Rein4J's and the
ratio of the medians.
"""
import json
import statistics
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.distributions import Normal
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(0)
OBSERVATION, ACTION, HIDDEN, BATCH, MEMORY, TAU, GAMMA = 17, 6, 256, 256, 10_000, 0.005, 0.99

ours = {}
if len(sys.argv) > 1:
    for result in json.load(open(sys.argv[1])):
        if result["benchmark"].endswith(".OffPolicyBenchmark.update"):
            raw = [x for fork in result["primaryMetric"]["rawData"] for x in fork]
            ours.setdefault(result["params"]["type"], []).extend(raw)


def timed(work, name, fn, n):
    for _ in range(max(20, n // 4)):
        fn()
    rounds = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(n):
            fn()
        rounds.append((time.perf_counter() - start) / n * 1e6)
    median = statistics.median(rounds)
    line = f"{name:10} PyTorch {median:8.1f} ({min(rounds):.1f} … {max(rounds):.1f})"
    if work in ours:
        mine = statistics.median(ours[work])
        line += f"   Rein4J {mine:8.1f} ({min(ours[work]):.1f} … {max(ours[work]):.1f})   ratio {median / mine:5.2f}"
    print(line, flush=True)


def mlp(inputs, outputs=None):
    layers = [nn.Linear(inputs, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU()]
    return nn.Sequential(*layers, *([nn.Linear(HIDDEN, outputs)] if outputs else []))


class Critics(nn.Module):
    def __init__(self):
        super().__init__()
        self.nets = nn.ModuleList([mlp(OBSERVATION + ACTION, 1) for _ in range(2)])

    def forward(self, s, a):
        x = torch.cat([s, a], 1)
        return tuple(net(x) for net in self.nets)


class Gaussian(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.mean, self.log_std = mlp(OBSERVATION), nn.Linear(HIDDEN, ACTION), nn.Linear(HIDDEN, ACTION)

    def forward(self, s):
        h = self.trunk(s)
        d = Normal(self.mean(h), self.log_std(h).clamp(-20, 2).exp(), validate_args=False)
        u = d.rsample()
        a = torch.tanh(u)
        return a, (d.log_prob(u) - torch.log(1 - a**2 + 1e-6)).sum(1)


rng = np.random.default_rng(0)
memory = [rng.standard_normal((MEMORY, k)).astype(np.float32) for k in (OBSERVATION, OBSERVATION, ACTION, 1)]
memory[2] = np.tanh(memory[2])
done = np.zeros((MEMORY, 1), np.float32)


def draw():
    rows = rng.integers(0, MEMORY, BATCH)
    return [torch.from_numpy(part[rows]) for part in (*memory, done)]


def follow(pairs, lean):
    with torch.no_grad():
        if lean:
            for net, target in pairs:
                torch._foreach_lerp_(list(target.parameters()), list(net.parameters()), TAU)
            return
        for net, target in pairs:
            for p, t in zip(net.parameters(), target.parameters()):
                t.data.mul_(1 - TAU)
                torch.add(t.data, p.data, alpha=TAU, out=t.data)


def learner(kind, lean):
    critics, targets = Critics(), Critics()
    actor = Gaussian() if kind == "sac" else nn.Sequential(mlp(OBSERVATION, ACTION), nn.Tanh())
    target_actor = nn.Sequential(mlp(OBSERVATION, ACTION), nn.Tanh())
    log_alpha = torch.zeros(1, requires_grad=True)
    rate = 3e-4 if kind == "sac" else 1e-3
    critic_opt, actor_opt, alpha_opt = (
        torch.optim.Adam(p, lr=rate) for p in (critics.parameters(), actor.parameters(), [log_alpha]))
    count = [0]

    def step(opt, loss):
        opt.zero_grad()
        loss.backward()
        opt.step()

    def act_through_critics(loss_of):
        if lean:
            critics.requires_grad_(False)
        step(actor_opt, loss_of())
        if lean:
            critics.requires_grad_(True)

    def sac():
        s, s2, a, r, d = draw()
        pi, log_prob = actor(s)
        log_prob = log_prob.reshape(-1, 1)
        alpha = log_alpha.detach().exp()
        step(alpha_opt, -(log_alpha * (log_prob - ACTION).detach()).mean())
        with torch.no_grad():
            pi2, log_prob2 = actor(s2)
            q2 = torch.cat(targets(s2, pi2), 1).min(1, keepdim=True).values - alpha * log_prob2.reshape(-1, 1)
            y = r + (1 - d) * GAMMA * q2
        step(critic_opt, 0.5 * sum(F.mse_loss(q, y) for q in critics(s, a)))
        act_through_critics(
            lambda: (alpha * log_prob - torch.cat(critics(s, pi), 1).min(1, keepdim=True).values).mean())
        follow([(critics, targets)], lean)

    def td3():
        s, s2, a, r, d = draw()
        with torch.no_grad():
            noise = (0.2 * torch.randn_like(a)).clamp(-0.5, 0.5)
            q2 = torch.cat(targets(s2, (target_actor(s2) + noise).clamp(-1, 1)), 1).min(1, keepdim=True).values
            y = r + (1 - d) * GAMMA * q2
        step(critic_opt, sum(F.mse_loss(q, y) for q in critics(s, a)))
        count[0] += 1
        if count[0] % 2 == 0:
            act_through_critics(lambda: -critics.nets[0](torch.cat([s, actor(s)], 1)).mean())
            follow([(critics, targets), (actor, target_actor)], lean)

    return sac if kind == "sac" else td3


for kind in ("sac", "td3"):
    for lean in (False, True):
        timed(kind, kind + (" lean" if lean else ""), learner(kind, lean), 100)
