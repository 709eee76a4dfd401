#!/usr/bin/env python3
"""What Stable-Baselines3 makes of CartPole-v1 on one thread: environment steps a second of whole trainings.

usage: python sb3_speed.py AGENT [SEED ...]      (pip install stable-baselines3; AGENT is ppo, a2c or dqn)

The settings are those of rl-baselines3-zoo, as in configs/zoo/; evaluations and checkpoints, which Rein4J's
figures include, are left out. Run it in the same minutes as

    ./rein4j train configs/zoo/AGENT-cartpole.yaml --seed SEED
"""
import sys
import time

import stable_baselines3
import torch
from stable_baselines3.common.env_util import make_vec_env

torch.set_num_threads(1)


def linear(start):
    return lambda remaining: start * remaining


AGENTS = {
    "ppo": dict(
        kind=stable_baselines3.PPO, steps=100_000, environments=8, n_steps=32, batch_size=256, gae_lambda=0.8,
        gamma=0.98, n_epochs=20, ent_coef=0.0, learning_rate=linear(1e-3), clip_range=linear(0.2)),
    "a2c": dict(kind=stable_baselines3.A2C, steps=100_000, environments=8, ent_coef=0.0),
    "dqn": dict(
        kind=stable_baselines3.DQN, steps=50_000, environments=1, learning_rate=2.3e-3, batch_size=64,
        buffer_size=100_000, learning_starts=1_000, gamma=0.99, target_update_interval=10, train_freq=256,
        gradient_steps=128, exploration_fraction=0.16, exploration_final_eps=0.04,
        policy_kwargs={"net_arch": [256, 256]}),
}

print(f"SB3 {stable_baselines3.__version__}, PyTorch {torch.__version__}, one thread", flush=True)
for seed in map(int, sys.argv[2:] or ["1"]):
    settings = dict(AGENTS[sys.argv[1]])
    kind, steps = settings.pop("kind"), settings.pop("steps")
    env = make_vec_env("CartPole-v1", n_envs=settings.pop("environments"), seed=seed)
    model = kind("MlpPolicy", env, seed=seed, device="cpu", **settings)
    start = time.perf_counter()
    model.learn(steps)
    print(f"{sys.argv[1]}, seed {seed}: {steps / (time.perf_counter() - start):,.0f} steps/s", flush=True)
