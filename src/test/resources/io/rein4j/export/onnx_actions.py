"""Plays an exported agent in its Gymnasium environment, by nothing but its ONNX model.

    ./rein4j export RUN --format onnx
    ./rein4j eval RUN --episodes 100
    python3 onnx_actions.py RUN/model.onnx 100

Checks that every action lies in the environment's own action space and that the spaces in the
model's metadata are the environment's, and prints the mean return to be held beside that of eval.
Needs gymnasium and onnxruntime.
"""

import json
import sys

import gymnasium
import numpy as np
import onnxruntime


def bounds(told, shape):
    """The bounds of a box in the metadata; null is none."""
    low, high = (
        np.broadcast_to(
            np.array([sign * np.inf if x is None else x for x in np.ravel(told[key])], float)
            .reshape(shape if np.ndim(told[key]) else ()), shape)
        for key, sign in (("low", -1), ("high", 1)))
    return low, high


def check_space(told, space):
    if told["name"] == "Discrete":
        assert (told["n"], told["start"]) == (space.n, space.start), (told, space)
    elif told["name"] == "MultiDiscrete":
        assert tuple(told.get("shape", [len(told["nvec"])])) == space.shape, (told, space)
        np.testing.assert_array_equal(told["nvec"], space.nvec.ravel())
        np.testing.assert_array_equal(told["start"], space.start.ravel())
    elif told["name"] == "MultiBinary":
        assert tuple(told["shape"]) == space.shape, (told, space)
    elif told["name"] == "Box":
        assert tuple(told["shape"]) == space.shape, (told, space)
        for mine, its in zip(bounds(told, space.shape), (space.low, space.high)):
            np.testing.assert_array_equal(mine.astype(np.float32), its.astype(np.float32))


def main(path, episodes):
    model = onnxruntime.InferenceSession(path)
    told = model.get_modelmeta().custom_metadata_map
    print({name: text for name, text in told.items() if not name.endswith("_space")})
    print(model.get_modelmeta().description)
    env = gymnasium.make(told["environment"].removeprefix("gym:"))
    actions = json.loads(told["action_space"])
    check_space(actions, env.action_space)
    check_space(json.loads(told["observation_space"]), env.observation_space)
    discrete, chosen = actions["name"] == "Discrete", actions["name"] != "Box"
    integers = model.get_inputs()[0].type == "tensor(int64)"
    carried = [one.name for one in model.get_inputs()][1:]
    names = ["action" if chosen else "output"] + ["next_" + name for name in carried]
    returns = []
    outside = 0
    for episode in range(episodes):
        observation, _ = env.reset(seed=episode)
        state = {one.name: np.zeros((1, one.shape[1]), np.float32) for one in model.get_inputs()[1:]}
        total, over = 0.0, False
        while not over:
            row = np.asarray(observation, np.int64 if integers else np.float32).reshape(1, -1)
            action, *after = model.run(names, {"observation": row, **state})
            state = dict(zip(carried, after))
            action = (
                env.action_space.dtype.type(action[0]) if discrete
                else action[0].astype(env.action_space.dtype).reshape(env.action_space.shape))
            outside += not env.action_space.contains(action)
            observation, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    print(f"return {np.mean(returns):.1f} ± {np.std(returns):.1f} over {episodes} episodes,"
          f" {outside} actions outside the space")
    sys.exit(1 if outside else 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100)
