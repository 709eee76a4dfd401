"""Writes spaces.txt beside itself: what Gymnasium's spaces draw. SPACE | SEED | values of five samples"""

import pathlib

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Box, Discrete, MultiBinary, MultiDiscrete

inf = np.inf
low = np.array([-1, -inf, 0, -inf, -inf, 2.5, -3, 1e6], dtype=np.float32)
high = np.array([1, inf, inf, 5, inf, 2.75, inf, 1e7], dtype=np.float32)
spaces = {
    "discrete 2 0": Discrete(2),
    "discrete 7 -3": Discrete(7, start=-3),
    "discrete 1000000 5": Discrete(1000000, start=5),
    "multi 3 2 100 1": MultiDiscrete([3, 2, 100, 1]),
    "box -2 2": Box(-2, 2, (1,)),
    "box -1.2 0.6 -0.07 0.07": Box(np.array([-1.2, -0.07], np.float32), np.array([0.6, 0.07], np.float32)),
    "box " + " ".join(f"{a} {b}" for a, b in zip(low, high)): Box(low, high),
    "box " + "-inf inf " * 6: Box(-inf, inf, (3, 2)),
    "multi-start 3 1 2 -1 100 5": MultiDiscrete([3, 2, 100], start=[1, -1, 5]),
    "float64 -0.1 0.1 -inf inf 0.3 inf": Box(np.array([-0.1, -inf, 0.3]), np.array([0.1, inf, inf]), dtype=np.float64),
    "int64 -2 2": Box(-2, 2, (1,), np.int64),
    "int64 -inf inf": Box(-inf, inf, (1,), np.int64),
    "int64 0 inf": Box(0, inf, (1,), np.int64),
    "int64 -inf 5": Box(-inf, 5, (1,), np.int64),
    "int8 -128 127 0 3": Box(np.array([-128, 0]), np.array([127, 3]), dtype=np.int8),
    "int32 -1000 1000": Box(-1000, 1000, (1,), np.int32),
    "uint8 0 255 0 1": Box(np.array([0, 0]), np.array([255, 1]), dtype=np.uint8),
    "bool 0 1": Box(0, 1, (1,), np.bool_),
    "binary 1": MultiBinary(1),
    "binary 11": MultiBinary(11),
    "binary 2 3": MultiBinary((2, 3)),
}
lines = [f"# Gymnasium {gym.__version__}, NumPy {np.__version__}"]
for name, space in spaces.items():
    for seed in [0, 5, 2**33]:
        space.seed(seed)
        values = [repr(float(v)) for _ in range(5) for v in np.asarray(space.sample()).ravel()]
        lines.append(f"{name.strip().replace('inf', 'Infinity')} | {seed} | {' '.join(values)}")
pathlib.Path(__file__).with_name("spaces.txt").write_text("\n".join(lines) + "\n")
