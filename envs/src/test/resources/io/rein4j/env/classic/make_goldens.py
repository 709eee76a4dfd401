"""Writes gymnasium.txt.gz and vector.txt.gz beside itself: what Gymnasium's classic control tasks do.

gymnasium.txt.gz, one thing a line, parts separated by " | ", numbers in Python's shortest form, which reads back exactly:

  env ID [option=value ...]           the lines below are of this environment
  sampled N                           the actions below, up to the next "chosen", are action_space.seed(N), then sample()
  chosen                              the actions below are a controller's
  reset SEED or - | state | observation
  step | action | state | observation | reward | terminated truncated       from the state of the line above
  from | state | action | state | observation | reward | terminated truncated    from a state of its own

States are Gymnasium's internal ones, float64; "from32" is one that it keeps in float32. Observations are float32.

vector.txt.gz: SyncVectorEnv(autoreset_mode=SAME_STEP), environment i seeded SEED + i:

  vector ID COUNT SEED
  reset | observations
  step | actions | observations | rewards | terminated | truncated | final observations of those that ended
"""

import gzip
import pathlib
import warnings

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv

warnings.filterwarnings("ignore")
lines = []


def numbers(values):
    return " ".join(repr(float(v)) for v in np.asarray(values).ravel())


def floats(observation):
    assert observation.dtype == np.float32
    return " ".join(map(str, observation.ravel()))


def flags(*values):
    return " ".join(str(int(v)) for v in values)


def section(env_id, options="", reset=None, **arguments):
    lines.append(f"env {env_id} {options}".strip())
    env = gym.make(env_id, disable_env_checker=True, **arguments)
    env.reset_options = reset
    return env


def start(env, seed):
    observation, _ = env.reset(seed=seed, options=env.reset_options)
    lines.append(f"reset {'-' if seed is None else seed} | {numbers(env.unwrapped.state)} | {floats(observation)}")
    return observation


def step(env, action):
    observation, reward, terminated, truncated, _ = env.step(action)
    lines.append(
        f"step | {numbers(action)} | {numbers(env.unwrapped.state)} | {floats(observation)}"
        f" | {float(reward)!r} | {flags(terminated, truncated)}"
    )
    return terminated or truncated


def sampled(env, seed, episodes):
    """The first episode seeded, the others not, with sampled actions."""
    lines.append(f"sampled {seed}")
    env.action_space.seed(seed)
    for episode in range(episodes):
        start(env, seed if episode == 0 else None)
        while not step(env, env.action_space.sample()):
            pass


def chosen(env, seed, episodes, policy, least=0):
    lines.append("chosen")
    for episode in range(episodes):
        start(env, seed if episode == 0 else None)
        steps = 1
        while not step(env, policy(env.unwrapped.state)):
            steps += 1
        assert steps >= least, (env, seed, steps)


def transitions(env, states, action, kind=np.float64):
    inner = env.unwrapped
    for state in states:
        inner.reset()
        inner.state = np.array(state, dtype=kind)
        before = numbers(inner.state)
        chosen_action = action()
        observation, reward, terminated, truncated, _ = inner.step(chosen_action)
        lines.append(
            f"from{'32' if kind is np.float32 else ''} | {before} | {numbers(chosen_action)} | {numbers(inner.state)}"
            f" | {floats(observation)} | {float(reward)!r} | {flags(terminated, truncated)}"
        )


rng = np.random.default_rng(1)


def uniform(*bounds, count=200):
    return rng.uniform([-b for b in bounds], bounds, (count, len(bounds)))


def noisy(force):
    return np.clip(np.array([force + rng.normal(0, 0.3)]), -1, 1).astype(np.float32)


def balance(s):
    return int(s @ [0.03, 0.07, 1.0, 0.25] + rng.normal(0, 0.01) > 0)


for env_id in ["CartPole-v1", "CartPole-v0"]:
    env = section(env_id)
    for seed in [0, 1, 2, 2**40] if env_id == "CartPole-v1" else [3]:
        sampled(env, seed, 4)
    for seed in [10, 11, 12] if env_id == "CartPole-v1" else [13]:
        chosen(env, seed, 1, balance, env.spec.max_episode_steps)
    transitions(env, uniform(2.5, 3, 0.22, 3), lambda: int(rng.integers(2)))
sampled(section("CartPole-v1", "sutton-barto-reward=true", sutton_barto_reward=True), 4, 3)
sampled(section("CartPole-v1", "reset-low=-0.1 reset-high=0.02", {"low": -0.1, "high": 0.02}), 5, 3)

env = section("MountainCar-v0")
sampled(env, 0, 2)
for seed in [1, 2]:
    chosen(env, seed, 2, lambda s: 2 if s[1] >= 0 else 0)
transitions(env, uniform(0.9, 0.07) + [-0.3, 0], lambda: int(rng.integers(3)))
transitions(env, [[-1.2, -0.01], [-1.19, -0.07], [0.59, 0.07], [0.49, 0.02], [-0.5, 0.07], [-0.5, -0.07]], lambda: int(rng.integers(3)))
env = section("MountainCar-v0", "goal-velocity=0.03", goal_velocity=0.03)
chosen(env, 3, 2, lambda s: 2 if s[1] >= 0 else 0)
transitions(env, uniform(0.05, 0.05, count=40) + [0.5, 0.03], lambda: int(rng.integers(3)))
sampled(section("MountainCar-v0", "reset-low=-0.4 reset-high=0.3", {"low": -0.4, "high": 0.3}), 5, 2)

env = section("MountainCarContinuous-v0")
sampled(env, 0, 1)
for seed in [1, 2]:
    chosen(env, seed, 3, lambda s: noisy(1 if s[1] >= 0 else -1))
for kind in [np.float32, np.float64]:
    transitions(env, uniform(0.9, 0.07) + [-0.3, 0], lambda: noisy(rng.uniform(-1, 1)), kind)
    transitions(env, [[-1.2, -0.01], [-1.19, -0.07], [0.59, 0.07], [0.44, 0.02], [-0.5, 0.07], [-0.5, -0.07]], lambda: noisy(0), kind)
env = section("MountainCarContinuous-v0", "goal-velocity=0.07", goal_velocity=0.07)
transitions(env, uniform(0.05, 0.01, count=60) + [0.4, 0.07], lambda: noisy(1), np.float32)
sampled(section("MountainCarContinuous-v0", "reset-low=0.2 reset-high=0.44", {"low": 0.2, "high": 0.44}), 5, 1)

env = section("Acrobot-v1")
sampled(env, 0, 1)
for seed in [1, 2, 3]:
    chosen(env, seed, 2, lambda s: 2 if s[3] + rng.normal(0, 0.2) > 0 else 0)
transitions(env, uniform(np.pi, np.pi, 4 * np.pi, 9 * np.pi), lambda: int(rng.integers(3)))
sampled(section("Acrobot-v1", "reset-low=-0.2 reset-high=0.3", {"low": -0.2, "high": 0.3}), 5, 1)


def swing(s):
    angle = (s[0] + np.pi) % (2 * np.pi) - np.pi
    torque = -8 * angle - 2 * s[1] if abs(angle) < 0.6 else 2 * np.sign(s[1])
    return np.array([np.clip(torque + rng.normal(0, 0.1), -2, 2)], dtype=np.float32)


env = section("Pendulum-v1")
for seed in [0, 1]:
    sampled(env, seed, 2)
for seed in [2, 3]:
    chosen(env, seed, 1, swing)
transitions(env, uniform(20, 8), lambda: np.array([rng.uniform(-2, 2)], dtype=np.float32))
sampled(section("Pendulum-v1", "g=9.81", g=9.81), 4, 1)
sampled(section("Pendulum-v1", "x-init=0.5 y-init=0.2", {"x_init": 0.5, "y_init": 0.2}), 5, 1)


def write(name):
    path = pathlib.Path(__file__).with_name(name)
    header = f"# Gymnasium {gym.__version__}, NumPy {np.__version__}\n"
    path.write_bytes(gzip.compress((header + "\n".join(lines) + "\n").encode(), mtime=0))
    lines.clear()


write("gymnasium.txt.gz")

for env_id, count, seed, steps in [("CartPole-v1", 3, 7, 150), ("Pendulum-v1", 2, 8, 210), ("MountainCar-v0", 2, 9, 210)]:
    lines.append(f"vector {env_id} {count} {seed}")
    vector = SyncVectorEnv([lambda: gym.make(env_id)] * count, autoreset_mode=AutoresetMode.SAME_STEP)
    observations, _ = vector.reset(seed=seed)
    vector.action_space.seed(seed)
    lines.append(f"reset | {floats(observations)}")
    for _ in range(steps):
        actions = vector.action_space.sample()
        observations, rewards, terminated, truncated, info = vector.step(actions)
        ended = np.flatnonzero(terminated | truncated)
        final = [info["final_obs"][i] for i in ended]
        lines.append(
            f"step | {numbers(actions)} | {floats(observations)} | {numbers(rewards)} | {flags(*terminated)}"
            f" | {flags(*truncated)} | {' '.join(floats(f) for f in final) or '-'}"
        )
write("vector.txt.gz")
