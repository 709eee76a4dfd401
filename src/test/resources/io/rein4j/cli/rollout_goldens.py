"""Writes what `rein4j env rollout` has to print, as Gymnasium 1.3.0 does it.

Run in this folder: python rollout_goldens.py
"""

import json

import gymnasium
import numpy as np


def plain(value):
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def rollout(env_id, seed, actions, steps):
    env = gymnasium.make(env_id)
    env.action_space.seed(seed)
    observation, _ = env.reset(seed=seed)
    yield {"reset": {"seed": seed, "observation": plain(observation)}}
    for step in range(steps):
        action = env.action_space.sample() if actions is None else actions[step]
        observation, reward, terminated, truncated, _ = env.step(
            action if actions is None or isinstance(action, int) else np.array(action, np.float32)
        )
        yield {
            "step": step,
            "action": plain(action),
            "observation": plain(observation),
            "reward": float(reward),
            "terminated": bool(terminated),
            "truncated": bool(truncated),
        }
        if terminated or truncated:
            observation, _ = env.reset()
            yield {"reset": {"observation": plain(observation)}}
    env.close()


def write(name, env_id, seed, steps, actions=None):
    if actions is not None:
        with open(f"{name}_actions.json", "w") as file:
            json.dump(actions, file)
    with open(f"{name}.jsonl", "w") as file:
        for line in rollout(env_id, seed, actions, steps):
            file.write(json.dumps(line) + "\n")


write("cartpole_random", "CartPole-v1", 7, 90)
write("pendulum_random", "Pendulum-v1", 11, 203)
# Balances a while; the last step ends an episode, after which comes one more reset.
actions = [0, 1, 1, 0] * 3 + [1] * 40
write("cartpole_file", "CartPole-v1", 3, 41, actions[:41])
write("mountain_car_file", "MountainCar-v0", 5, 205, [(i // 30) % 3 for i in range(205)])
swings = [[round(float(np.sin(i / 9)), 3)] for i in range(40)]
write("mountain_car_continuous_file", "MountainCarContinuous-v0", 2, 40, swings)
write("blackjack_random", "Blackjack-v1", 4, 60)
write("taxi_random", "Taxi-v4", 6, 205)
