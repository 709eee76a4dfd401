"""Prints, as one JSON object, the environment steps/s of Gymnasium's NumPy-vectorised CartPole on one thread.

Random actions made beforehand; the median of five measurements of a second each, for each number of environments given
(default: 8 1024). The Java side is VectorEnvBenchmark; run both in the same minutes.
"""

import json
import statistics
import sys
import time

import gymnasium as gym
import numpy as np

rates = {}
for count in map(int, sys.argv[1:] or ["8", "1024"]):
    envs = gym.make_vec("CartPole-v1", num_envs=count, vectorization_mode="vector_entry_point")
    envs.reset(seed=1)
    envs.action_space.seed(1)
    actions = [envs.action_space.sample() for _ in range(256)]
    measured = []
    for measurement in range(6):
        steps = 0
        start = time.perf_counter()
        while time.perf_counter() - start < 1:
            for action in actions:
                envs.step(action)
            steps += len(actions)
        measured.append(steps * count / (time.perf_counter() - start))
    rates[count] = round(statistics.median(measured[1:]))
print(json.dumps({"gymnasium": gym.__version__, "numpy": np.__version__, "steps_per_second": rates}))
