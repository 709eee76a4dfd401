"""Writes gymnasium.txt.gz beside itself: what Gymnasium's toy text tasks do.

One thing a line, parts separated by " | ":

  env ID [option=value ...]           the lines below are of this environment
  reset SEED or - | observation
  step | action | observation | reward | terminated truncated

Actions are sampled from default_rng(seed); with "sensible", from those that Taxi's action mask allows.
"""

import gzip
import pathlib
import warnings

import gymnasium as gym
import numpy as np

warnings.filterwarnings("ignore")
lines = []


def numbers(value):
    return " ".join(str(int(v)) for v in np.atleast_1d(value))


def play(env_id, options="", seeds=(0, 1, 2**40), episodes=10, steps=10_000, sensible=False, **arguments):
    lines.append(f"env {env_id} {options}".strip())
    env = gym.make(env_id, disable_env_checker=True, **arguments)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for episode in range(episodes):
            first = episode == 0
            observation, info = env.reset(seed=seed if first else None)
            lines.append(f"reset {seed if first else '-'} | {numbers(observation)}")
            for _ in range(steps):
                count = int(env.action_space.n)
                action = int(rng.choice(np.flatnonzero(info["action_mask"])) if sensible else rng.integers(count))
                observation, reward, terminated, truncated, info = env.step(action)
                ends = f"{int(terminated)} {int(truncated)}"
                lines.append(f"step | {action} | {numbers(observation)} | {float(reward)!r} | {ends}")
                if terminated or truncated:
                    break


play("FrozenLake-v1", episodes=40)
play("FrozenLake-v1", "is-slippery=false", is_slippery=False)
play("FrozenLake-v1", "success-rate=0.8", success_rate=0.8)
play("FrozenLake-v1", "map-name=8x8", map_name="8x8", episodes=5)
play(
    "FrozenLake-v1",
    "goal-reward=10 hole-reward=-5 frozen-reward=-0.1",
    reward_schedule=(10, -5, -0.1),
    success_rate=1 / 3,
)
play("FrozenLake-v1", "desc=SFFS/FHFG/FFFG", desc=["SFFS", "FHFG", "FFFG"], episodes=40)
play("FrozenLake8x8-v1", episodes=10)
play("CliffWalking-v1", episodes=2, steps=400)
play("CliffWalking-v1", "is-slippery=true", is_slippery=True, episodes=2, steps=400)
play("CliffWalkingSlippery-v1", episodes=2, steps=400)
play("CliffWalkingSlippery-v1", "is-slippery=false", is_slippery=False, episodes=1, steps=400)
play("Taxi-v4", episodes=3)
play("Taxi-v4", episodes=6, sensible=True)
play("Taxi-v4", "is-rainy=true", is_rainy=True, episodes=3)
play("Taxi-v4", "is-rainy=true rainy-probability=0.5", is_rainy=True, rainy_probability=0.5, episodes=6, sensible=True)
play("Taxi-v4", "fickle-passenger=true", fickle_passenger=True, episodes=8, sensible=True)
play(
    "Taxi-v4",
    "fickle-passenger=true fickle-probability=0.9 is-rainy=true",
    fickle_passenger=True,
    fickle_probability=0.9,
    is_rainy=True,
    episodes=8,
    sensible=True,
)
play("Blackjack-v1", episodes=300)
play("Blackjack-v1", "sab=false", sab=False, episodes=100)
play("Blackjack-v1", "sab=false natural=true", sab=False, natural=True, episodes=300)
play("Blackjack-v1", "natural=true", natural=True, episodes=300)

path = pathlib.Path(__file__).with_name("gymnasium.txt.gz")
header = f"# Gymnasium {gym.__version__}, NumPy {np.__version__}\n"
path.write_bytes(gzip.compress((header + "\n".join(lines) + "\n").encode(), mtime=0))
print(len(lines), "lines,", sum("1.5" in line for line in lines), "naturals paid")
