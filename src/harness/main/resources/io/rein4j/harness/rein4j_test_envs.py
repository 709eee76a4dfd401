"""Environments with faults, for gym:rein4j_test_envs:... with this folder on the PYTHONPATH."""

import ctypes
import os
import signal
import sys
import time

import gymnasium
import numpy
from gymnasium import spaces


class Counting(gymnasium.Env):
    """Observes the seed, the steps taken, and what it was made with; at one step it does a fault."""

    def __init__(self, fault="none", at_step=5, only_if="", length=10):
        self.observation_space = spaces.Box(-1e9, 1e9, (3,), numpy.float32)
        self.action_space = spaces.Discrete(2)
        self.fault = fault
        self.at_step = int(at_step)
        self.only_if = only_if
        self.length = int(length)

    def observe(self):
        return numpy.array([self.number % 1000, self.steps, self.at_step], numpy.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.number = time.perf_counter_ns() if self.fault == "clock" else seed or 0
        self.steps = 0
        print("An environment that prints to standard output.")
        return self.observe(), {}

    def step(self, action):
        self.steps += 1
        if self.steps == self.at_step and self.due():
            if self.fault == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.fault == "exit":
                os._exit(3)
            if self.fault == "leave":
                sys.exit(3)
            if self.fault == "raise":
                raise RuntimeError("the robot fell over")
            if self.fault == "mute":
                raise Mute
            if self.fault == "hang":
                time.sleep(1000)
            if self.fault == "hang-with-lock":
                # Native code that never gives Python's lock back.
                ctypes.PyDLL(None).sleep(1000)
            if self.fault == "nan":
                return numpy.full(3, numpy.nan, numpy.float32), float("nan"), False, False, {}
            if self.fault == "shape":
                return numpy.zeros(4, numpy.float32), 1.0, False, False, {}
            if self.fault == "broadcast":
                return numpy.zeros(1, numpy.float32), 1.0, False, False, {}
        return self.observe(), 1.0, self.steps >= self.length, False, {}

    def due(self):
        """Whether the fault is due: always, or once for each file that says so."""
        if not self.only_if:
            return True
        try:
            os.remove(self.only_if)
            return True
        except FileNotFoundError:
            return False


class Masked(gymnasium.Env):
    """Shows which of its actions it allows next, raises where another is taken, and tells masks in a way of its own."""

    def __init__(self, tells="info", integers=(5,), length=10):
        self.tells = tells
        self.sizes = list(integers)
        self.length = int(length)
        self.observation_space = spaces.Box(0, 1, (sum(self.sizes),), numpy.float32)
        one = len(self.sizes) == 1
        self.action_space = spaces.Discrete(self.sizes[0]) if one else spaces.MultiDiscrete(self.sizes)
        if tells == "method":
            self.action_masks = self.told

    def draw(self):
        self.parts = [numpy.zeros(size, numpy.int8) for size in self.sizes]
        for part in self.parts:
            part[self.np_random.integers(part.size, size=2)] = 1
        return numpy.concatenate(self.parts).astype(numpy.float32)

    def told(self):
        if self.tells == "short":
            return self.parts[0][:-1]
        if self.tells == "two":
            return 2 * self.parts[0]
        if self.tells == "parts":
            return tuple(self.parts)
        return numpy.concatenate(self.parts)

    def info(self):
        return {} if self.tells in ("none", "method") else {"action_mask": self.told()}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.steps = 0
        return self.draw(), self.info()

    def step(self, action):
        for part, choice in zip(self.parts, numpy.ravel(action)):
            if not part[choice]:
                raise RuntimeError(f"the action {action} is forbidden")
        observation = self.draw()
        self.steps += 1
        terminated = self.steps == self.length
        return observation, 1.0, terminated, False, {} if terminated else self.info()


class Lives(gymnasium.Env):
    """A game of three lives, of 6 to 9 steps each, that shows its seed, its steps and the lives that are left."""

    def __init__(self):
        self.observation_space = spaces.Box(-1e9, 1e9, (3,), numpy.float32)
        self.action_space = spaces.Discrete(3)
        self.ale = self

    def get_action_meanings(self):
        return ["NOOP", "FIRE", "RIGHT"]

    def lives(self):
        return self.left

    def observe(self):
        return numpy.array([self.number % 1000, self.steps, self.left], numpy.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.number = seed or 0
        self.steps = 0
        self.left = 3
        self.lasts = self.np_random.integers(6, 10)
        return self.observe(), {}

    def step(self, action):
        self.steps += 1
        self.lasts -= 1
        if self.lasts == 0:
            self.left -= 1
            self.lasts = self.np_random.integers(6, 10)
        return self.observe(), 1.0, self.left == 0, False, {}


class Composite(gymnasium.Env):
    """A Dict of numbers and a choice."""

    def __init__(self, refused=False):
        parts = {"speed": spaces.Box(-1, 1, (2,)), "gear": spaces.Discrete(3)}
        if refused:
            parts["words"] = spaces.Sequence(spaces.Discrete(2))
        self.observation_space = spaces.Dict(parts)
        self.action_space = spaces.Tuple((spaces.Discrete(2), spaces.Discrete(4)))

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return {"speed": numpy.array([0.25, -0.5], numpy.float32), "gear": 2}, {}

    def step(self, action):
        first, second = action
        observation = {"speed": numpy.array([first, second / 8], numpy.float32), "gear": 1}
        return observation, float(first), False, False, {}


class Alone(gymnasium.Env):
    """Takes its time for a step, raises if it is used or closed meanwhile, and may tell that it is closed."""

    def __init__(self, seconds=1.0, told=""):
        self.told = told
        self.observation_space = spaces.Box(-1, 1, (1,), numpy.float32)
        self.action_space = spaces.Discrete(2)
        self.seconds = seconds
        self.inside = False
        self.closed = False

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return numpy.zeros(1, numpy.float32), {}

    def step(self, action):
        if self.inside:
            raise RuntimeError("two are in a step at once")
        self.inside = True
        time.sleep(self.seconds)
        self.inside = False
        if self.closed:
            raise RuntimeError("closed in the middle of a step")
        return numpy.zeros(1, numpy.float32), 1.0, False, False, {}

    def close(self):
        self.closed = True
        if self.told:
            open(self.told, "w").close()


class Mute(Exception):
    """An error that cannot be put into words."""

    def __str__(self):
        raise RuntimeError("no words")


def leave(**options):
    """An environment whose module ends the program."""
    sys.exit(2)


def unmade(**options):
    """An environment whose options are looked up where they are not."""
    try:
        return {}["size"]
    except KeyError as error:
        raise ValueError("no size") from error


gymnasium.register("Unmade-v0", unmade)
gymnasium.register("Alone-v0", lambda **options: Alone(**options))
gymnasium.register("Leave-v0", leave)
gymnasium.register("Counting-v0", lambda **options: Counting(**options))
gymnasium.register("Lives-v0", Lives)
gymnasium.register("Masked-v0", lambda **options: Masked(**options))
gymnasium.register("Composite-v0", lambda **options: Composite(**options))


def stacked_cart_pole():
    """Stacks of four observations, within another wrapper."""
    env = gymnasium.wrappers.FrameStackObservation(gymnasium.make("CartPole-v1"), 4)
    return gymnasium.wrappers.RecordEpisodeStatistics(env)


gymnasium.register("StackedCartPole-v0", stacked_cart_pole)


def stacked_pong():
    """Pong's frames as Gymnasium's own wrappers make them."""
    import ale_py

    gymnasium.register_envs(ale_py)
    env = gymnasium.make("ALE/Pong-v5", frameskip=1)
    env = gymnasium.wrappers.MaxAndSkipObservation(env, skip=4)
    env = gymnasium.wrappers.GrayscaleObservation(env)
    env = gymnasium.wrappers.ResizeObservation(env, (84, 84))
    return gymnasium.wrappers.FrameStackObservation(env, 4)


gymnasium.register("StackedPong-v0", stacked_pong)
