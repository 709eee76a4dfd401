"""Prints the transitions of Gymnasium itself, for the environments that the arguments name.

Each argument is a JSON object: id, options, steps, seed, flat. A line a row: observation, reward, flags.
The actions are those of action_space.seed(seed) and sample(), as float32; episodes' resets are seeded
with seed, seed + 1, and so on.
"""

import json
import sys

import gymnasium
import numpy

try:
    import ale_py

    gymnasium.register_envs(ale_py)
except ImportError:
    pass


def numbers(space, value):
    if isinstance(space, (gymnasium.spaces.Dict, gymnasium.spaces.Tuple)):
        value = gymnasium.spaces.flatten(space, value)
    return numpy.asarray(value, dtype=numpy.float32).ravel().astype(float).tolist()


def digest(row):
    """A row of an image is too long to print."""
    if len(row) <= 64:
        return row
    return [float(numpy.sum(row)), float(numpy.dot(row, numpy.arange(len(row)) % 97))]


for argument in sys.argv[1:]:
    wanted = json.loads(argument)
    env = gymnasium.make(wanted["id"], **wanted.get("options", {}))
    env.action_space.seed(wanted["seed"])
    episode = wanted["seed"]
    observation, _ = env.reset(seed=episode)
    rows = [{"observation": digest(numbers(env.observation_space, observation))}]
    for _ in range(wanted["steps"]):
        action = env.action_space.sample()
        if isinstance(action, numpy.ndarray):
            action = action.astype(numpy.float32).astype(action.dtype)
        observation, reward, terminated, truncated, _ = env.step(action)
        row = {
            "action": numbers(env.action_space, action),
            "observation": digest(numbers(env.observation_space, observation)),
            "reward": float(reward),
            "terminated": bool(terminated),
            "truncated": bool(truncated),
        }
        if terminated or truncated:
            episode += 1
            observation, _ = env.reset(seed=episode)
            row["next"] = digest(numbers(env.observation_space, observation))
        rows.append(row)
    print(json.dumps({"id": wanted["id"], "rows": rows}))
