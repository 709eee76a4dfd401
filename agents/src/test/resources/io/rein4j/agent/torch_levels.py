#!/usr/bin/env python3
"""Trains with PyTorch on Gymnasium what configs/zoo/ trains, after the semantics of Stable-Baselines3.

usage: python torch_levels.py AGENT-ENV FIRST_SEED LAST_SEED      (pip install torch gymnasium)

AGENT-ENV is one of those in SETTINGS. Written apart from Rein4J's own code, to tell a hard setting from a
defect: configs/suites/README.md has the results. Prints, for each seed, the mean return of 100 greedy
episodes after the last step; observation statistics are frozen then.
"""
import sys

import gymnasium as gym
import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)

DQN = dict(hidden=256, warmup=1000, clip=10.0)
A2C = dict(epochs=1, clip=0.5, lam=1.0, vf=0.5, ent=0.0, lr=7e-4, ratio=None)
SETTINGS = {
    "dqn-cartpole": dict(DQN, env="CartPole-v1", steps=50_000, lr=2.3e-3, batch=64, capacity=100_000, gamma=0.99,
                         target=10, every=256, updates=128, explore=0.16, last=0.04),
    "dqn-mountaincar": dict(DQN, env="MountainCar-v0", steps=120_000, lr=4e-3, batch=128, capacity=10_000, gamma=0.98,
                            target=600, every=16, updates=8, explore=0.2, last=0.07),
    "a2c-mountaincar": dict(A2C, env="MountainCar-v0", steps=1_000_000, envs=16, rollout=5, gamma=0.99, log_std=None),
    "a2c-mountaincarcontinuous": dict(A2C, env="MountainCarContinuous-v0", steps=100_000, envs=4, rollout=100,
                                      gamma=0.99, log_std=0.0, resample=16),
    "ppo-mountaincarcontinuous": dict(env="MountainCarContinuous-v0", steps=20_000, envs=1, rollout=8, epochs=10,
                                      gamma=0.9999, lam=0.9, log_std=-3.29, resample=None, ratio=0.1, clip=5.0,
                                      vf=0.19, ent=0.00429, lr=7.77e-5),
}


class RunningStatistics:
    """SB3's RunningMeanStd: starts as if 1e-4 of a vector with mean 0 and variance 1 had been seen."""

    def __init__(self, shape):
        self.mean, self.var, self.count = np.zeros(shape), np.ones(shape), 1e-4

    def update(self, x):
        mean, var, n = x.mean(0), x.var(0), x.shape[0]
        delta, total = mean - self.mean, self.count + n
        m2 = self.var * self.count + var * n + delta * delta * self.count * n / total
        self.mean, self.var, self.count = self.mean + delta * n / total, m2 / total, total

    def normalize(self, x):
        return np.clip((x - self.mean) / np.sqrt(self.var + 1e-8), -10, 10).astype(np.float32)


class NormalizedEnvs:
    """DummyVecEnv in VecNormalize, training."""

    def __init__(self, name, n, seed, gamma):
        self.envs = [gym.make(name) for _ in range(n)]
        self.obs, self.ret = RunningStatistics(self.envs[0].observation_space.shape), RunningStatistics(())
        self.returns, self.gamma, self.seed = np.zeros(n), gamma, seed

    def reset(self):
        x = np.stack([env.reset(seed=self.seed + i)[0] for i, env in enumerate(self.envs)])
        self.obs.update(x)
        return self.obs.normalize(x)

    def step(self, actions):
        n = len(self.envs)
        observations, rewards, done, final = [], np.zeros(n, np.float32), np.zeros(n, bool), [None] * n
        for i, env in enumerate(self.envs):
            x, rewards[i], terminated, truncated, _ = env.step(actions[i])
            done[i] = terminated or truncated
            if done[i]:
                if not terminated:
                    final[i] = x
                x, _ = env.reset()
            observations.append(x)
        x = np.stack(observations)
        self.obs.update(x)
        self.returns = self.returns * self.gamma + rewards
        self.ret.update(self.returns)
        scaled = np.clip(rewards / np.sqrt(self.ret.var + 1e-8), -10, 10).astype(np.float32)
        self.returns[done] = 0
        return self.obs.normalize(x), scaled, done, [None if f is None else self.obs.normalize(f) for f in final]


class RmsPropTf(torch.optim.Optimizer):
    """SB3's RMSpropTFLike: squares start at one, epsilon is inside the root."""

    def __init__(self, parameters, lr, alpha=0.99, eps=1e-5):
        super().__init__(parameters, dict(lr=lr, alpha=alpha, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    state = self.state[p]
                    if not state:
                        state["squares"] = torch.ones_like(p)
                    state["squares"].add_(p.grad**2 - state["squares"], alpha=1 - group["alpha"])
                    p.addcdiv_(p.grad, (state["squares"] + group["eps"]).sqrt(), value=-group["lr"])


def hidden(inputs):
    return nn.Sequential(nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh())


class ActorCritic(nn.Module):
    """Categorical with orthogonal weights, or Gaussian with state-dependent exploration (gSDE)."""

    def __init__(self, env, log_std):
        super().__init__()
        inputs, self.gaussian = env.observation_space.shape[0], log_std is not None
        outputs = env.action_space.shape[0] if self.gaussian else env.action_space.n
        self.pi, self.vf = hidden(inputs), hidden(inputs)
        if self.gaussian:
            self.log_std = nn.Parameter(torch.ones(64, outputs) * log_std)
        self.act, self.val = nn.Linear(64, outputs), nn.Linear(64, 1)
        if not self.gaussian:
            for module, gain in [(self.pi, 2**0.5), (self.vf, 2**0.5), (self.act, 0.01), (self.val, 1.0)]:
                for layer in module.modules():
                    if isinstance(layer, nn.Linear):
                        nn.init.orthogonal_(layer.weight, gain)
                        nn.init.zeros_(layer.bias)

    def resample(self, n):
        if self.gaussian:
            with torch.no_grad():
                self.noise = torch.randn(n, *self.log_std.shape) * self.log_std.exp()

    def distribution(self, x):
        latent = self.pi(x)
        if not self.gaussian:
            return torch.distributions.Categorical(logits=self.act(latent)), latent
        deviation = ((latent.detach() ** 2) @ (self.log_std.exp() ** 2) + 1e-6).sqrt()
        return torch.distributions.Normal(self.act(latent), deviation), latent

    def log_prob(self, distribution, actions):
        log_prob = distribution.log_prob(actions)
        return log_prob.sum(1) if self.gaussian else log_prob

    @torch.no_grad()
    def sample(self, x):
        distribution, latent = self.distribution(x)
        if self.gaussian:
            actions = distribution.mean + torch.bmm(latent.unsqueeze(1), self.noise).squeeze(1)
        else:
            actions = distribution.sample()
        return actions, self.value(x), self.log_prob(distribution, actions)

    def value(self, x):
        return self.val(self.vf(x)).flatten()

    def evaluate(self, x, actions):
        distribution, _ = self.distribution(x)
        entropy = distribution.entropy()
        return self.value(x), self.log_prob(distribution, actions), entropy.sum(1) if self.gaussian else entropy

    @torch.no_grad()
    def greedy(self, x):
        mode = self.act(self.pi(x))
        return np.clip(mode.numpy(), -1, 1) if self.gaussian else mode.argmax(1).numpy()


def policy_gradient(c, seed):
    torch.manual_seed(seed)
    n, rollout, gamma = c["envs"], c["rollout"], c["gamma"]
    envs = NormalizedEnvs(c["env"], n, seed, gamma)
    policy = ActorCritic(envs.envs[0], c["log_std"])
    parameters = list(policy.parameters())
    ppo = c["ratio"] is not None
    optimizer = torch.optim.Adam(parameters, lr=c["lr"], eps=1e-5) if ppo else RmsPropTf(parameters, c["lr"])
    x = envs.reset()
    for _ in range(0, c["steps"], n * rollout):
        seen, taken, rewards, ended, values, log_probs = [], [], [], [], [], []
        policy.resample(n)
        for t in range(rollout):
            if c.get("resample") and t % c["resample"] == 0:
                policy.resample(n)
            actions, value, log_prob = policy.sample(torch.from_numpy(x))
            to_env = actions.numpy()
            following, reward, done, final = envs.step(np.clip(to_env, -1, 1) if policy.gaussian else to_env)
            for i in range(n):
                if final[i] is not None:
                    with torch.no_grad():
                        reward[i] += gamma * policy.value(torch.from_numpy(final[i][None]))[0].item()
            for store, of in zip((seen, taken, rewards, ended, values, log_probs),
                                 (x, to_env, reward, done, value.numpy(), log_prob.numpy())):
                store.append(of)
            x = following
        with torch.no_grad():
            ahead = policy.value(torch.from_numpy(x)).numpy()
        advantages, advantage = np.zeros((rollout, n), np.float32), 0
        for t in reversed(range(rollout)):
            going_on = 1 - ended[t].astype(np.float32)
            advantage = rewards[t] + gamma * ahead * going_on - values[t] + gamma * c["lam"] * going_on * advantage
            advantages[t], ahead = advantage, values[t]
        flat = lambda rows: torch.from_numpy(np.concatenate(rows))
        observations, actions, old = flat(seen), flat(taken), flat(log_probs)
        returns, advantages = flat(list(advantages + np.stack(values))), flat(list(advantages))
        if ppo:  # the batch size is larger than a rollout: every epoch has one minibatch
            advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        for _ in range(c["epochs"]):
            value, log_prob, entropy = policy.evaluate(observations, actions)
            if ppo:
                ratio = torch.exp(log_prob - old)
                clipped = ratio.clamp(1 - c["ratio"], 1 + c["ratio"])
                loss = -torch.min(advantages * ratio, advantages * clipped).mean()
            else:
                loss = -(advantages * log_prob).mean()
            loss = loss + c["vf"] * nn.functional.mse_loss(value, returns) - c["ent"] * entropy.mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, c["clip"])
            optimizer.step()
    return evaluate(c["env"], lambda x: policy.greedy(torch.from_numpy(envs.obs.normalize(x))), seed)


def dqn(c, seed):
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    env = gym.make(c["env"])
    inputs, actions = env.observation_space.shape[0], int(env.action_space.n)
    layers = lambda: [nn.Linear(inputs, c["hidden"]), nn.ReLU(), nn.Linear(c["hidden"], c["hidden"]), nn.ReLU(),
                      nn.Linear(c["hidden"], actions)]
    online, target = nn.Sequential(*layers()), nn.Sequential(*layers())
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(online.parameters(), lr=c["lr"])
    size = c["capacity"]
    seen, following = np.zeros((size, inputs), np.float32), np.zeros((size, inputs), np.float32)
    taken, rewards, terminals = np.zeros(size, np.int64), np.zeros(size, np.float32), np.zeros(size, np.float32)
    x, _ = env.reset(seed=seed)
    for step in range(1, c["steps"] + 1):
        epsilon = max(c["last"], 1 - (1 - c["last"]) * (step - 1) / c["steps"] / c["explore"])
        if step <= c["warmup"] or random.random() < epsilon:
            action = int(random.integers(actions))
        else:
            with torch.no_grad():
                action = int(online(torch.from_numpy(x)).argmax())
        i = (step - 1) % size
        seen[i], taken[i] = x, action
        x, rewards[i], terminated, truncated, _ = env.step(action)
        following[i], terminals[i] = x, terminated
        if terminated or truncated:
            x, _ = env.reset()
        if step % c["target"] == 0:
            target.load_state_dict(online.state_dict())
        if step % c["every"] == 0 and step > c["warmup"]:
            for _ in range(c["updates"]):
                b = random.integers(min(step, size), size=c["batch"])
                with torch.no_grad():
                    ahead = target(torch.from_numpy(following[b])).max(1).values
                    goal = torch.from_numpy(rewards[b]) + (1 - torch.from_numpy(terminals[b])) * c["gamma"] * ahead
                value = online(torch.from_numpy(seen[b])).gather(1, torch.from_numpy(taken[b])[:, None])[:, 0]
                loss = nn.functional.smooth_l1_loss(value, goal)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(online.parameters(), c["clip"])
                optimizer.step()

    def greedy(x):
        with torch.no_grad():
            return online(torch.from_numpy(x)).argmax(1).numpy()

    return evaluate(c["env"], greedy, seed)


def evaluate(name, act, seed, episodes=100):
    envs = [gym.make(name) for _ in range(episodes)]
    x = np.stack([env.reset(seed=100_000 + 1000 * seed + i)[0] for i, env in enumerate(envs)])
    live, returns = list(range(episodes)), np.zeros(episodes)
    while live:
        actions, going_on = act(x[live]), []
        for action, i in zip(actions, live):
            x[i], reward, terminated, truncated, _ = envs[i].step(action)
            returns[i] += reward
            if not (terminated or truncated):
                going_on.append(i)
        live = going_on
    return returns.mean()


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in SETTINGS:
        sys.exit(__doc__ + "\n" + "\n".join(SETTINGS))
    settings = SETTINGS[sys.argv[1]]
    train = dqn if sys.argv[1].startswith("dqn") else policy_gradient
    for seed in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
        print(f"{sys.argv[1]} seed {seed}: {train(settings, seed):.1f}", flush=True)
