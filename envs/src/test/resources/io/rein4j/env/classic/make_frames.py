"""Frames of Gymnasium's classic control tasks, five states each, for PicturesTest.

  pip install gymnasium[classic-control]==1.3.0 && python make_frames.py

writes frames/<id>-<n>.png and frames/states.tsv: the file, then what the picture is drawn of.
"""

import math
import struct
import zlib
from pathlib import Path

import gymnasium
import numpy as np

OUT = Path(__file__).parent / "frames"

CASES = {
    "CartPole-v1": [[0.0, 0.0], [0.7, 0.1], [-1.3, -0.2], [2.3, 0.05], [-2.35, -0.12]],
    "MountainCar-v0": [[-0.5], [-1.15], [-0.9], [0.1], [0.52]],
    "MountainCarContinuous-v0": [[-0.45], [-1.2], [-0.75], [0.25], [0.47]],
    "Acrobot-v1": [[0.0, 0.0], [0.4, -0.7], [2.1, 0.9], [-1.2, -2.4], [3.0, 0.3]],
    "Pendulum-v1": [
        [math.pi, math.nan],
        [0.2, 2.0],
        [-1.1, -1.3],
        [2.4, 0.6],
        [-2.8, -2.0],
    ],
}


def png(path, rgb):
    rows = np.concatenate([np.zeros((len(rgb), 1), np.uint8), rgb.reshape(len(rgb), -1)], axis=1)

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    size = struct.pack(">IIBBBBB", rgb.shape[1], rgb.shape[0], 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + data + chunk(b"IEND", b""))


def number(value):
    return "NaN" if math.isnan(value) else repr(value)


def set_state(env, name, case):
    if name == "CartPole-v1":
        env.state = np.array([case[0], 0, case[1], 0])
    elif name == "Pendulum-v1":
        env.state = np.array([case[0], 0.0])
        env.last_u = None if math.isnan(case[1]) else case[1]
    elif name == "Acrobot-v1":
        env.state = np.array([*case, 0, 0])
    else:
        env.state = np.array([case[0], 0.0])


OUT.mkdir(exist_ok=True)
lines = []
for name, cases in CASES.items():
    env = gymnasium.make(name, render_mode="rgb_array")
    env.reset(seed=0)
    for n, case in enumerate(cases):
        set_state(env.unwrapped, name, case)
        png(OUT / f"{name}-{n}.png", np.asarray(env.unwrapped.render()))
        lines.append("\t".join([f"{name}-{n}.png", name, *map(number, case)]))
(OUT / "states.tsv").write_text("\n".join(lines) + "\n")
