"""Prints the steps/s of a loop over gymnasium.make("CartPole-v1") in this process, on one thread.

The same actions as in GymBenchmark, resets seeded; the median of five measurements of a second each.
Run both in the same minutes, with the same Python.
"""

import statistics
import time

import gymnasium

env = gymnasium.make("CartPole-v1")
env.reset(seed=1)
seed = 1
step = 0
measured = []
for measurement in range(6):
    steps = 0
    start = time.perf_counter()
    while time.perf_counter() - start < 1:
        for _ in range(256):
            _, _, terminated, truncated, _ = env.step((step * 7) % 5 & 1)
            step += 1
            if terminated or truncated:
                seed += 1
                env.reset(seed=seed)
        steps += 256
    measured.append(steps / (time.perf_counter() - start))
print(gymnasium.__version__, round(statistics.median(measured[1:])), "steps/s")
