"""Environments as people write them, for gym:rein4j_peoples_envs:... with this folder on the PYTHONPATH.

Each has one habit. Those with a space of actions that is easily missed assert that they are given what is
in it.
"""

import decimal
import fractions
import os
import random
import struct
import subprocess
import sys
import threading
import time
import warnings

import gymnasium
import numpy as np
from gymnasium import spaces

print("A banner at the import.")
print("And one of the errors.", file=sys.stderr)
os.write(1, b"And one past Python.\n")
np.random.seed(0)

PI = np.pi


class Walk(gymnasium.Env):
    """Observes two numbers for ten steps, and asserts that it is given actions of its space."""

    observation_space = spaces.Box(-1, 1, (2,))
    action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.t = 0
        return self.observe(), {}

    def observe(self):
        return np.zeros(2, np.float32)

    def reward(self, action):
        return 1.0

    def step(self, action):
        assert self.action_space.contains(action), (action, type(action))
        self.t += 1
        return self.observe(), self.reward(action), self.t >= 10, False, {}


HABITS = {}


def habit(name):
    def add(cls):
        HABITS[name] = cls
        return cls

    return add


def acting(name, space):
    HABITS[name] = type(name, (Walk,), {"action_space": space})


def seeing(name, space, observation, **more):
    HABITS[name] = type(
        name,
        (Walk,),
        {"observation_space": space, "observe": lambda self: observation, **more},
    )


def rewarding(name, reward):
    HABITS[name] = type(name, (Walk,), {"reward": lambda self, action: reward})


# --- Seeds


@habit("SeedNumPy")
class SeedNumPy(Walk):
    def reset(self, *, seed=None, options=None):
        if seed is not None:
            np.random.seed(seed)
            random.seed(seed)
            self.rng = np.random.RandomState(seed)
        return super().reset(seed=seed)


@habit("SeedStruct")
class SeedStruct(Walk):
    def reset(self, *, seed=None, options=None):
        if seed is not None:
            struct.pack("i", seed)
            np.random.default_rng([seed, 1])
        return super().reset(seed=seed)


@habit("SeedSmall")
class SeedSmall(Walk):
    def reset(self, *, seed=None, options=None):
        if seed is not None:
            struct.pack("H", seed)
        return super().reset(seed=seed)


@habit("SeedIgnored")
class SeedIgnored(Walk):
    def reset(self, **_):
        self.t = 0
        return self.observe(), {}


@habit("SeedMissing")
class SeedMissing(Walk):
    def reset(self):
        return self.observe(), {}


@habit("SeedWithoutOptions")
class SeedWithoutOptions(Walk):
    def reset(self, seed=None):
        return self.observe(), {}


# --- Actions

acting("ActPi", spaces.Box(-PI, PI, (1,), np.float64))
acting("ActTenths", spaces.Box(-0.1, 0.3, (2, 2), np.float64))
acting("ActThousandth", spaces.Box(0, 1e-3, (1,), np.float64))
acting("ActHalf", spaces.Box(-0.1, 0.1, (2,), np.float16))
acting("ActScalar", spaces.Box(-0.7, 0.7, (), np.float64))
acting("ActInt32", spaces.Box(0, 2**31 - 1, (1,), np.int32))
acting("ActInt64", spaces.Box(0, 99_999_999, (1,), np.int64))
acting("ActUnboundedInt", spaces.Box(-np.inf, np.inf, (1,), np.int64))
acting("ActByte", spaces.Box(0, 255, (3,), np.uint8))
acting("ActSignedByte", spaces.Box(-128, 127, (2,), np.int8))
acting("ActBool", spaces.Box(0, 1, (2,), np.bool_))
acting("ActUnbounded", spaces.Box(-np.inf, np.inf, (2,)))
acting("ActStart", spaces.Discrete(3, start=-1))
acting("ActMulti", spaces.MultiDiscrete([3, 3], start=[1, 1]))
acting("ActBinary", spaces.MultiBinary(3))
acting("ActNothing", spaces.Box(-1, 1, (0,)))
acting("ActText", spaces.Text(3))
acting("ActTuple", spaces.Tuple((spaces.Box(-0.1, 0.1, (1,), np.float64), spaces.Box(-1, 1, (2,)))))
acting(
    "ActDict",
    spaces.Dict(angle=spaces.Box(-PI, PI, (1,), np.float64), gear=spaces.Box(-1, 3, (1,), np.int8)),
)
acting("ActMixed", spaces.Dict(steer=spaces.Box(-1, 1, (1,)), gear=spaces.Discrete(3)))
acting("ActChoices", spaces.Tuple((spaces.Discrete(2, start=5), spaces.MultiDiscrete([2, 3], start=[1, 0]))))


class Knob(spaces.Box):
    pass


acting("ActDerived", Knob(-0.1, 0.1, (1,), np.float64))


class Repeats(Walk):
    """Observes a random value of its space of actions, and rewards the share that the next action has."""

    def observe(self):
        low, high = self.limits
        self.shown = self.np_random.integers(low, high, dtype=self.action_space.dtype)
        return self.shown

    def reward(self, action):
        assert (action.dtype, action.shape) == (self.action_space.dtype, self.action_space.shape)
        return float((action == self.asked).mean())

    def step(self, action):
        self.asked = self.shown
        return super().step(action)


def repeating(name, space, low, high):
    members = {"observation_space": space, "action_space": space, "limits": (np.array(low), np.array(high))}
    HABITS[name] = type(name, (Repeats,), members)


repeating(
    "RepeatGrid",
    spaces.MultiDiscrete([[3, 2], [2, 4]], start=[[-1, 0], [5, 1]]),
    [[-1, 0], [5, 1]],
    [[2, 2], [7, 5]],
)
repeating("RepeatBits", spaces.MultiBinary((2, 3)), [[0] * 3] * 2, [[2] * 3] * 2)


@habit("ActFive")
class ActFive(Walk):
    """Observes the action of five that it was given."""

    observation_space = spaces.Box(-2, 2, (2,))
    action_space = spaces.Box(-2, 2, (1,), np.int64)
    last = 0

    def observe(self):
        return np.array([self.last, self.t / 10], np.float32)

    def reward(self, action):
        self.last = int(action[0])
        return float(self.last)


@habit("ActDiffers")
class ActDiffers(Walk):
    made = 0

    def __init__(self):
        ActDiffers.made += 1
        self.action_space = spaces.Discrete(1 + ActDiffers.made)


# --- Observations

seeing("SeeList", spaces.Box(-1, 1, (2,)), [0.5, -0.5])
seeing("SeeDoubles", spaces.Box(-1, 1, (2,), np.float64), np.array([0.1, 1e-60]))
seeing("SeeScalar", spaces.Box(-1, 1, ()), 0.25)
seeing("SeeNumberForOne", spaces.Box(-1, 1, (1,)), 0.25)
seeing("SeeColumn", spaces.Box(-1, 1, (2,)), np.zeros((2, 1)))
seeing("SeeNone", spaces.Box(-1, 1, (2,)), None)
seeing("SeeRagged", spaces.Box(-1, 1, (2,)), [[1], [1, 2]])
seeing("SeeUnbounded", spaces.Box(-np.inf, np.inf, (2,)), np.array([1e30, -3.0]))
seeing("SeeTime", spaces.Box(-(2**40), 2**40, (2,), np.int64), np.array([2**40 - 1, 7]))
seeing("SeeImage", spaces.Box(0, 255, (6, 6, 3), np.uint8), np.full((6, 6, 3), 200, np.uint8))
seeing("SeeStart", spaces.MultiDiscrete([3, 3], start=[1, 1]), np.array([3, 1]))
seeing("SeeGrid", spaces.MultiDiscrete([[2, 2], [2, 2]]), np.ones((2, 2), np.int64))
seeing("SeeBinary", spaces.MultiBinary((2, 2)), np.ones((2, 2), np.int8))
seeing("SeeDiscreteArray", spaces.Discrete(3, start=-1), np.array([1]))
seeing("SeeDiscreteFloat", spaces.Discrete(3), 1.5)
seeing("SeeDiscreteOutside", spaces.Discrete(3), 7)
seeing("SeeDiscreteLarge", spaces.Discrete(2**25), 5)
seeing("SeeMasked", spaces.Box(-1, 1, (2,)), np.ma.masked_array([0.5, 0.1], [False, True]))
seeing("SeeNothing", spaces.Box(-1, 1, (0,)), np.zeros(0))
seeing("SeeWords", spaces.Dict(a=spaces.Box(-1, 1, (1,)), b=spaces.Text(3)), {"a": np.zeros(1), "b": "abc"})
seeing("SeeSequence", spaces.Dict(a=spaces.Sequence(spaces.Discrete(2))), {"a": (1,)})
seeing(
    "SeeDict",
    spaces.Dict(
        image=spaces.Box(0, 255, (2, 2), np.uint8),
        speed=spaces.Box(-1, 1, (2,), np.float64),
        gear=spaces.Discrete(3, start=1),
        doors=spaces.MultiDiscrete([2, 2], start=[1, 1]),
        inner=spaces.Tuple((spaces.MultiBinary(2), spaces.Discrete(2))),
    ),
    {
        "image": np.full((2, 2), 9, np.uint8),
        "speed": np.array([0.5, -0.5]),
        "gear": 3,
        "doors": np.array([2, 1]),
        "inner": (np.array([1, 0], np.int8), 1),
    },
)


class Tensor:
    def __array__(self, dtype=None, copy=None):
        return np.array([0.5, 0.25], dtype or np.float32)


seeing("SeeTensor", spaces.Box(-1, 1, (2,)), Tensor())


@habit("SeeSameArray")
class SeeSameArray(Walk):
    """Observes the array that it goes on working in."""

    def __init__(self):
        self.state = np.zeros(2, np.float32)

    def observe(self):
        self.state += 0.01
        return self.state


@habit("SeeNoSpace")
class SeeNoSpace(gymnasium.Env):
    action_space = spaces.Discrete(2)


@habit("SeeSpaceLater")
class SeeSpaceLater(Walk):
    observation_space = None


# --- Rewards and flags

rewarding("RewardNone", None)
rewarding("RewardText", "1.0")
rewarding("RewardOne", np.array([1.5]))
rewarding("RewardTwo", np.array([1.5, 2]))
rewarding("RewardFraction", fractions.Fraction(1, 3))
rewarding("RewardDecimal", decimal.Decimal("0.5"))
rewarding("RewardBool", np.bool_(True))


@habit("FlagsOfNumPy")
class FlagsOfNumPy(Walk):
    def step(self, action):
        self.t += 1
        return self.observe(), np.float32(1), np.array([self.t > 5]), np.bool_(False), None


@habit("FlagsAsOne")
class FlagsAsOne(Walk):
    def step(self, action):
        return self.observe(), 1.0, False, {}


# --- Infos, resets, options


class Odd:
    def __repr__(self):
        raise RuntimeError("no words")


@habit("InfoOdd")
class InfoOdd(Walk):
    def step(self, action):
        info = {1: Odd(), "f": lambda: 0, "nan": float("nan"), ("a", 2): {1, 2}, "bytes": b"\xff"}
        info["self"] = info
        return *super().step(action)[:4], info


HABITS["ResetAlone"] = type("ResetAlone", (Walk,), {"reset": lambda self, **_: np.zeros(2, np.float32)})
HABITS["ResetNoInfo"] = type(
    "ResetNoInfo", (Walk,), {"reset": lambda self, **_: (setattr(self, "t", 0), (self.observe(), None))[1]}
)
HABITS["ResetNothing"] = type("ResetNothing", (Walk,), {"reset": lambda self, **_: None})
HABITS["ResetList"] = type(
    "ResetList", (Walk,), {"reset": lambda self, **_: [Walk.reset(self)[0], {}]}
)


@habit("ResetLevel")
class ResetLevel(Walk):
    """Needs to be told a level, and takes out of the options what it has read."""

    def reset(self, *, seed=None, options=None):
        level = (options or {}).pop("level")
        assert level == {"name": "cave", "depth": [1, 2]}, level
        return super().reset(seed=seed)


@habit("Options")
class Options(Walk):
    def __init__(self, *, useGui=True, N=1, lambda_=0.0, render_mode=None):
        assert (useGui, N, lambda_) == (False, 3, 0.5), (useGui, N, lambda_)


# --- What else goes on in a process


@habit("Talks")
class Talks(Walk):
    def step(self, action):
        print("step", self.t)
        print("step", self.t, file=sys.stderr)
        os.write(1, b"step\n")
        if self.t == 0:
            subprocess.run([sys.executable, "-S", "-c", "print('from a child')"], check=True)
        return super().step(action)


@habit("Threads")
class Threads(Walk):
    def reset(self, *, seed=None, options=None):
        threading.Thread(target=lambda: print("in a thread", time.sleep(0.001)), daemon=True).start()
        return super().reset(seed=seed)


@habit("Wanders")
class Wanders(Walk):
    def reset(self, *, seed=None, options=None):
        os.chdir("/")
        return super().reset(seed=seed)


@habit("Strict")
class Strict(Walk):
    """Lets NumPy and warnings raise, and observes what float32 has no room for."""

    observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)

    def observe(self):
        return np.array([1e-300, 3.0])

    def step(self, action):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return super().step(action)

    def __init__(self):
        np.seterr(all="raise")

    def close(self):
        np.seterr(all="warn")


@habit("ClosesBadly")
class ClosesBadly(Walk):
    def close(self):
        raise RuntimeError("the door is stuck")


@habit("Asks")
class Asks(Walk):
    def step(self, action):
        input("Continue? ")


@habit("Exits")
class Exits(Walk):
    def step(self, action):
        sys.exit("no display")


@habit("ExitsWhenMade")
class ExitsWhenMade(Walk):
    def __init__(self):
        sys.exit(3)


@habit("Raises")
class Raises(Walk):
    def step(self, action):
        raise ValueError("two lines:\nthe second")


@habit("Recurses")
class Recurses(Walk):
    def step(self, action):
        return self.step(action)


for name, cls in HABITS.items():
    gymnasium.register(f"{name}-v0", cls)
gymnasium.register("Limited-v0", Walk, max_episode_steps=4)
