"""Gym environments for programs outside Python: behind HTTP, or at the end of a pipe.

    python gym_server.py serve [--host 127.0.0.1] [--port 5000] ...
    python gym_server.py bridge

It needs the standard library, NumPy, and Gymnasium or an older Gym. What it speaks is written down
in Rein4J's envs/PROTOCOL.md: the protocol of gym-http-api as it always was, and a superset of it.
"""

import argparse
import contextlib
import copy
import email.utils
import functools
import hmac
import http
import importlib
import importlib.machinery
import ipaddress
import json
import math
import os
import platform
import re
import secrets
import select
import signal
import socket
import socketserver
import struct
import sys
import sysconfig
import threading
import time
import traceback
import types
import uuid
import zlib

PROTOCOL = 1
UNSEEDED = -1
NO_AUTORESET = -2
TERMINATED, TRUNCATED, RESET, GOES_ON = 1, 2, 4, 8
HELLO, MAKE, RESET_SOME, STEP, CLOSE, RENDER = range(6)
WHOLE = re.compile(r"-?[0-9]{1,18}")
MOST_SEED = 2**63 - 1
MOST_WRAPPERS = 100
LONGEST_LEASE = 7 * 24 * 3600
MARK = b"\x89Rein4J\r\n\x1a\n"
LENGTH, COUNTS, SEED = struct.Struct("<I"), struct.Struct("<II"), struct.Struct("<q")


class Refused(Exception):
    """An error that is the asker's: told as a sentence, without a trace."""

    def __init__(self, sentence, status=400, kind="request", frames=()):
        super().__init__(sentence)
        self.status = status
        self.kind = kind
        self.frames = frames


SERVER = "The server"


class Failed(Exception):
    """An error that an environment raised, or the server itself."""

    kind = "environment"

    def __init__(self, error, env_id, index=0):
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        self.frames = frames_of(error, whole=env_id == SERVER)
        last = shortened(lines[-1].strip()) + advice(error) + place(self.frames)
        super().__init__(f"{env_id} raised {last}")
        self.trace = "".join(lines)
        self.index = index


MOST_CAUSES = 3
MOST_FRAMES = 25


def with_causes(error):
    """An error, what it was raised from, and so on, as many as anybody reads."""
    found = [error]
    while len(found) <= MOST_CAUSES:
        last = found[-1]
        cause = last.__cause__
        if cause is None and not last.__suppress_context__:
            cause = last.__context__
        if cause is None:
            break
        found.append(cause)
    return found


def frames_of(error, whole=False):
    """Where an error and its causes were raised: files, lines and functions, the innermost first, without
    this program's unless they are wanted as well. A function that raised a cause says so."""
    frames = []
    for each in with_causes(error):
        found = reversed(traceback.extract_tb(each.__traceback__))
        found = [(at.filename, at.lineno, at.name) for at in found if whole or at.filename != __file__]
        if found and each is not error:
            file, line, name = found[0]
            found[0] = file, line, f"{name}, which raised {shortened(in_words(each), 200)}"
        frames += found[:MOST_FRAMES]
    return frames


def said(error):
    """What an error says; nothing if its own code fails at that."""
    try:
        return str(error)
    except Exception:
        return ""


def in_words(error):
    """The last line of Python's report of an error: its kind and what it says."""
    return traceback.format_exception_only(type(error), error)[-1].strip()


INSTALLED = tuple(
    os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
PACKAGES = {"site-packages", "dist-packages"}


def is_installed(file):
    """Whether a file is Python's or an installed package's."""
    return file.startswith(INSTALLED) or bool(PACKAGES.intersection(re.split(r"[\\/]", file)))


def place(frames):
    """The innermost line of code that is neither Python's nor an installed package's, if there is one."""
    for file, line, _ in frames:
        if not file.startswith("<") and not is_installed(file) and file != __file__:
            return f" ({os.path.basename(file)}:{line})"
    return ""


def module_of(file):
    """The folder of the path where a file's module is looked up, and the module's name in it."""
    file = os.path.abspath(file)
    for folder in sorted({os.path.abspath(entry) for entry in sys.path}, key=len, reverse=True):
        start = os.path.join(folder, "")
        if file.startswith(start):
            return folder, re.split(r"[\\/.]", file[len(start) :])[0]
    return None, None


def modules_of(errors):
    """The files of the outermost modules that errors come from, or that lack what they ask for."""
    names = []
    for error in errors:
        yield from (at.filename for at in traceback.extract_tb(error.__traceback__))
        if isinstance(error, ImportError):
            names.append(error.name)
        elif isinstance(getattr(error, "obj", None), types.ModuleType):
            names.append(error.obj.__name__)
    for name in filter(None, names):
        file = getattr(sys.modules.get(name.partition(".")[0]), "__file__", None)
        if file:
            yield file


def in_the_way(error, module=""):
    """Tells of a file that is imported instead of Python's own module, or an installed one, and that
    an error comes from; the module that the user asked for may be both."""
    for file in modules_of(with_causes(error)):
        folder, name = module_of(file)
        if folder is None or name == module.partition(".")[0] or is_installed(file):
            continue
        others = [entry for entry in sys.path if os.path.abspath(entry) != folder]
        found = importlib.machinery.PathFinder.find_spec(name, others)
        if found is not None and found.has_location and is_installed(found.origin):
            taken = os.path.join(folder, name)
            taken = taken if os.path.isdir(taken) else os.path.abspath(file)
            return f"'{taken}' stands in the way of Python's {name}: rename it"
    return ""


def advice(error):
    """What to do about errors that come of an interface that Gym once had."""
    told = said(error)
    if re.search(r"unpack \(expected 5", told):
        return "; step must return (observation, reward, terminated, truncated, info)"
    if re.search(r"reset\(\) got an unexpected keyword argument", told):
        return "; reset must take a seed and options: def reset(self, *, seed=None, options=None)"
    return ""


# --- What is asked for -------------------------------------------------------------------------


MOST_TOLD = 2000
MOST_RAISED = 1500


def shortened(text, most=MOST_RAISED):
    return text if len(text) <= most else text[: most - 3] + "..."


def told(error):
    """What a client is told of an error."""
    found = {"kind": error.kind, "message": shortened(str(error), MOST_TOLD)}
    if isinstance(error, Failed):
        found["index"] = error.index
    if error.frames:
        found["frames"] = error.frames
    return found


def log(error):
    """Writes how an environment failed, for those who look after the server."""
    sys.stderr.write(error.trace[-20_000:])
    sys.stderr.flush()


def read_json(text):
    try:
        return json.loads(text)
    except RecursionError:
        raise Refused("Request is not a valid json: it is nested too deep.") from None
    except ValueError:
        raise Refused("Request is not a valid json") from None


def required(body, name):
    value = body.get(name)
    if value is None or value == "" or value == []:
        raise Refused(f"A required request parameter '{name}' was not provided")
    return value


def wrong(name, what, value):
    return Refused(f"'{name}' is {what}, not {shown(value)}.")


def is_whole(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def whole(body, name, most, least=1):
    """An integer, or None where there is none."""
    value = body.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is not None and not is_whole(value, least, most):
        raise wrong(name, f"a whole number from {least} to {most}", value)
    return value


def seed_of(value):
    if value is not None and not is_whole(value, 0, MOST_SEED):
        raise wrong("seed", "a whole number of 0 or more, less than 2^63", value)
    return value


def yes(body, name):
    value = body.get(name)
    if not isinstance(value, (bool, int)) and value is not None or value not in (None, 0, 1):
        raise wrong(name, "true or false", value)
    return bool(value)


def mapping(body, name):
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(name, "an object", value)
    return value


def listed(body, name):
    value = required(body, name)
    if not isinstance(value, list):
        raise wrong(name, "an array", value)
    return value


def lease_of(body):
    """Seconds after which an environment that is not used is freed, or None."""
    value = body.get("lease")
    if value is None:
        return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 < value <= LONGEST_LEASE:
        raise wrong("lease", f"a number of seconds above 0, at most {LONGEST_LEASE}", value)
    return float(value)


class Order:
    """What is asked to be made, all of it looked at before anything is."""

    def __init__(self, request):
        if not isinstance(request, dict):
            raise Refused("What is to be made is told by an object with an 'env_id'.")
        self.env_id = required(request, "env_id")
        if not isinstance(self.env_id, str) or len(self.env_id) > 500:
            raise wrong("env_id", "text of at most 500 characters", self.env_id)
        self.options = mapping(request, "options")
        self.settings = dict(mapping(request, "settings"))
        wholes = ("frame_skip", 10**6), ("resize", 4096), ("no_op_start", 10**6), ("max_episode_steps", 10**15)
        for name, most in wholes:
            if self.settings.get(name) == 0 and name != "max_episode_steps":
                del self.settings[name]
            self.settings[name] = whole(self.settings, name, most)
        for name in ("grayscale", "fire_on_reset", "episodic_life", "action_mask"):
            self.settings[name] = yes(self.settings, name)
        self.lease = lease_of(request)
        self.flat = yes(request, "flat")
        self.seed = seed_of(request.get("seed"))

    def made(self, library):
        """Makes the environment."""
        try:
            environment = Environment(library, self.env_id, self.options, self.settings)
        except (Refused, Failed):
            raise
        except BaseException as error:
            raise Failed(error, self.env_id) from error
        environment.lease = self.lease
        environment.flat = self.flat
        environment.pending_seed = self.seed
        if self.flat:
            try:
                environment.require_flat()
            except Refused:
                environment.close()
                raise
        return environment


# --- Gym and Gymnasium -------------------------------------------------------------------------


def package(name):
    """Imports a package with code; Python takes any folder of that name for one without."""
    module = importlib.import_module(name)
    if getattr(module, "__file__", None) is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return module


class Library:
    """Gymnasium, or the old Gym, whichever is installed."""

    @classmethod
    def imported(cls, program):
        """Python's own, whatever the current folder has under their names; or the program ends."""
        only_installed()
        try:
            library = cls()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            program.end(cls.missing(error))
        import_from_here()
        return library

    @staticmethod
    def missing(error):
        told = in_the_way(error)
        if told:
            return f"{told}."
        if isinstance(error, ModuleNotFoundError):
            return f"{sys.executable} lacks {error.name}: install gymnasium for it."
        words = shortened(" ".join(in_words(error).split()))
        return f"{sys.executable} cannot import Gymnasium: {words}{place(frames_of(error))}"

    def __init__(self):
        import numpy

        self.numpy = numpy
        try:
            self.gym = package("gymnasium")
            self.name = "gymnasium"
        except ModuleNotFoundError as error:
            if error.name != "gymnasium":
                raise
            self.gym = package("gym")
            self.name = "gym"
        self.version = self.gym.__version__
        numbers = [int(part) for part in re.findall(r"\d+", self.version)[:2]]
        # From Gym 0.26 on a reset takes the seed, and a step tells truncation.
        self.modern = self.name == "gymnasium" or numbers >= [0, 26]

    def make(self, env_id, options, settings):
        if env_id.startswith("ALE/"):
            self.register_atari(env_id)
        keywords = dict(options)
        limit = settings.get("max_episode_steps")
        if limit is not None:
            keywords["max_episode_steps"] = int(limit)
        if self.name == "gymnasium":
            keywords.setdefault("disable_env_checker", True)
        try:
            env = self.gym.make(env_id, **keywords)
        except BaseException as error:
            raise self.not_made(env_id, options, error) from error
        return self.preprocessed(env, settings)

    def register_atari(self, env_id):
        try:
            ale_py = importlib.import_module("ale_py")
        except ModuleNotFoundError as error:
            raise Refused(
                f"{env_id} needs Atari: install it with '{sys.executable} -m pip install ale-py'."
            ) from error
        if hasattr(self.gym, "register_envs"):
            self.gym.register_envs(ale_py)

    def not_made(self, env_id, options, error):
        """A refusal that tells what failed, and, unless Gym only does not find the ID, where."""
        given = f" with {options}" if options else ""
        missing = isinstance(error, ModuleNotFoundError)
        missing = missing or type(error).__name__ == "DependencyNotInstalled"
        module = env_id.rpartition(":")[0]
        if missing:
            names = [each.name for each in with_causes(error) if isinstance(each, ModuleNotFoundError)]
            unknown = any(name and f"{module}.".startswith(f"{name}.") for name in names)
        else:
            unknown = isinstance(error, self.gym.error.Error)
        where = ""
        if missing:
            where = f". Install it for {sys.executable}"
            where += f", or start from its folder instead of {os.getcwd()}." if module else "."
        if unknown:
            told = said(error).strip() or type(error).__name__
            frames = ()
        else:
            told = f"it called sys.exit({error.code!r})" if isinstance(error, SystemExit) else in_words(error)
            frames = frames_of(error)
        shadow = in_the_way(error, module)
        shadow = f"; {shadow}" if shadow else ""
        told = shortened(told).rstrip(".") + place(frames) + shadow
        return Refused(f"Cannot make environment '{env_id}'{given}: {told}{where}", frames=frames)

    def preprocessed(self, env, settings):
        skip = int(settings.get("frame_skip") or 1)
        no_ops = int(settings.get("no_op_start") or 0)
        fires = settings.get("fire_on_reset")
        lives = settings.get("episodic_life")
        side = settings.get("resize")
        if skip > 1 or no_ops or fires or lives or side or settings.get("grayscale"):
            if self.name != "gymnasium":
                raise Refused(
                    "Only Gymnasium can skip frames, start with actions, end episodes with lives, make images"
                    " grey or resize them."
                )
            wrappers = importlib.import_module("gymnasium.wrappers")
            try:
                if no_ops:
                    env = self.started_by(env, no_ops=no_ops)
                if skip > 1:
                    env = wrappers.MaxAndSkipObservation(env, skip=skip)
                if lives:
                    env = self.ended_by_lives(env)
                if fires:
                    env = self.started_by(env, fires=True)
                if settings.get("grayscale"):
                    env = wrappers.GrayscaleObservation(env)
                if side:
                    env = wrappers.ResizeObservation(env, (int(side), int(side)))
            except Refused:
                env.close()
                raise
            except Exception as error:
                env.close()
                told = said(error).strip() or "its observations are no images of three colours."
                raise Refused(f"The observations cannot be changed as asked: {told}") from error
        return env

    def started_by(self, env, no_ops=0, fires=False):
        """The environment behind the actions that its episodes begin with, by the names of Atari's.

        From 1 to no_ops times NOOP (Mnih et al. 2015), drawn from the environment's own generator, so that
        the seed of a reset determines how many; or FIRE and the action behind it, once each.
        """
        meanings = getattr(env.unwrapped, "get_action_meanings", list)()
        if no_ops and meanings[:1] != ["NOOP"]:
            raise Refused("'no-op-start' needs an environment whose action 0 means NOOP, as Atari's does.")
        if fires and (len(meanings) < 3 or meanings[1] != "FIRE"):
            raise Refused("'fire-on-reset' needs an environment whose action 1 means FIRE, as Pong's and Breakout's.")

        class Started(self.gym.Wrapper):
            def reset(self, *, seed=None, options=None):
                observation, told = self.env.reset(seed=seed, options=options)
                if no_ops:
                    actions = [0] * int(self.unwrapped.np_random.integers(1, no_ops + 1))
                else:
                    actions = [1, 2]
                for action in actions:
                    observation, _, terminated, truncated, told = self.env.step(action)
                    if terminated or truncated:
                        observation, told = self.env.reset(options=options)
                return observation, told

        return Started(env)


    def ended_by_lives(self, env):
        """The environment whose episodes a lost life ends (Mnih et al. 2015) while its game goes on: a reset
        behind such an end does nothing once, and only one behind the game's end resets the game."""
        counted = getattr(getattr(env.unwrapped, "ale", None), "lives", None)
        if not callable(counted):
            raise Refused("'episodic-life' needs an environment that counts lives, as Atari's does.")

        class EpisodicLife(self.gym.Wrapper):
            def __init__(self, within):
                super().__init__(within)
                self.lives = 0
                self.goes_on = False

            def reset(self, *, seed=None, options=None):
                ended = True
                if self.goes_on:
                    observation, _, terminated, truncated, told = self.env.step(0)
                    ended = terminated or truncated
                if ended:
                    observation, told = self.env.reset(seed=seed, options=options)
                self.goes_on = False
                self.lives = counted()
                return observation, told

            def step(self, action):
                observation, reward, terminated, truncated, told = self.env.step(action)
                lives = counted()
                # Some games show 0 lives for a while before they end.
                self.goes_on = 0 < lives < self.lives and not terminated and not truncated
                self.lives = lives
                return observation, reward, terminated or self.goes_on, truncated, told

        return EpisodicLife(env)


def plain(value):
    """A value as JSON has it: NumPy's become Python's, what JSON cannot say becomes text."""
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    if isinstance(value, float):
        return value
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return str(value)


def legal(value):
    """JSON has neither NaN nor infinities: they become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: legal(each) for key, each in value.items()}
    if isinstance(value, list):
        return [legal(each) for each in value]
    return value


def to_json(value):
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(legal(value), sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


SPACES = ("Box", "Discrete", "MultiDiscrete", "MultiBinary", "Dict", "Tuple")
USABLE = "a Box, a Discrete, a MultiDiscrete, a MultiBinary, or a Dict or Tuple of them can be used"
# What float32 counts to without gaps.
LARGEST_WHOLE = 1 << 24


def kind(space):
    """Which of the spaces it is or is derived from, or else the name of its class."""
    names = [ancestor.__name__ for ancestor in type(space).__mro__]
    return next((name for name in names if name in SPACES), names[0])


class FlatSpace:
    """A space as an array of float32: how it is described, written and read.

    Box, MultiBinary and MultiDiscrete values are their elements in row-major order, a Discrete value
    is its integer. A Dict or Tuple of observations is what Gymnasium's flatten_space and flatten make
    of it, one of actions is its parts one after another.
    """

    def __init__(self, library, space, what, env_id, is_part=False):
        self.numpy = np = library.numpy
        self.space = space
        self.what = what
        self.env_id = env_id
        self.name = name = kind(space)
        self.shape = ()
        self.encode = None
        self.decode = None
        self.refused = None
        # The smallest and the largest of each choice, or else which elements are rounded.
        self.limits = None
        self.whole_numbers = None
        if name == "Box":
            self.dtype = np.dtype(getattr(space, "dtype", None) or np.float32)
            self.describe_box(*bounds(np, space), space.shape, self.dtype)
            self.decode = self.decoder_of_box()
        elif name == "Discrete":
            start = int(getattr(space, "start", 0))
            self.description = {"name": "Discrete", "n": int(space.n), "start": start}
            self.encode = self.whole
            self.decode = lambda row: int(row[0])
            self.limit_choices([start], [int(space.n)])
        elif name == "MultiDiscrete":
            nvec = np.asarray(space.nvec)
            starts = np.broadcast_to(np.asarray(getattr(space, "start", 0)), nvec.shape).ravel()
            self.describe_choices(nvec.ravel().tolist(), starts.tolist())
            if nvec.ndim != 1:
                self.description["shape"] = list(nvec.shape)
            dtype = np.dtype(getattr(space, "dtype", None) or np.int64)
            self.decode = lambda row: row.astype(dtype).reshape(nvec.shape)
            if nvec.ndim != 1:
                self.encode = lambda value: np.asarray(value).ravel()
        elif name == "MultiBinary":
            size = int(np.prod(space.shape))
            if what == "observations":
                self.describe_box(np.zeros(space.shape), np.ones(space.shape), space.shape)
            else:
                self.describe_choices([2] * size, [0] * size)
            self.description["multi_binary"] = [int(length) for length in space.shape]
            self.decode = lambda row: row.astype(np.int8).reshape(space.shape)
        elif name in ("Dict", "Tuple"):
            self.describe_composite(library, space)
        else:
            self.refuse("is None" if space is None else f"is a {name}")
        self.size = int(np.prod(self.shape)) if self.shape else 1
        if self.size == 0 and not is_part:
            self.refuse("has no elements")

    def refuse(self, why, instead=USABLE):
        self.refused = f"The space of {self.what} of {self.env_id} {why}; {instead}."
        self.description = {"name": self.name, "refused": self.refused}

    def limit_choices(self, starts, sizes):
        """Refuses, for what is float32, integers that float32 does not tell apart."""
        most = [start + n - 1 for start, n in zip(starts, sizes)]
        self.limits = self.numpy.array([starts, most], dtype=float)
        for start, n in zip(starts, sizes):
            if start < -LARGEST_WHOLE or start + n - 1 > LARGEST_WHOLE:
                self.refused = (
                    f"The space of {self.what} of {self.env_id} holds integers from {start} to"
                    f" {start + n - 1}, but beyond \u00b12^24 = {LARGEST_WHOLE} float32, which is what"
                    " agents compute with, has gaps."
                )

    def describe_box(self, low, high, shape, dtype=None):
        np = self.numpy
        self.shape = tuple(int(size) for size in shape)
        limits = []
        for bound in (low, high):
            values = np.asarray(bound, dtype=np.float64).ravel()
            limits.append(np.nan_to_num(values, nan=0.0, posinf=1e100, neginf=-1e100).tolist())
        self.description = {
            "name": "Box",
            "shape": list(self.shape),
            "low": limits[0],
            "high": limits[1],
        }
        if dtype is not None and dtype != np.float32:
            self.description["dtype"] = dtype.name
        is_whole = dtype is not None and dtype.kind in "biu"
        self.whole_numbers = np.full(len(limits[0]), is_whole)

    def describe_choices(self, sizes, starts):
        self.shape = (len(sizes),)
        self.description = {"name": "MultiDiscrete", "nvec": sizes}
        if any(starts):
            self.description["start"] = starts
        self.limit_choices(starts, sizes)

    def decoder_of_box(self):
        """How float32 becomes a value of a Box: in its type, within its bounds, to which float32's
        neighbour may lie outside, and rounded if it is of whole numbers."""
        np, dtype, shape = self.numpy, self.dtype, self.space.shape
        if dtype == np.float32:
            return lambda row: row.astype(dtype).reshape(shape)
        low, high = self.space.low, self.space.high
        if dtype.kind == "f":
            return lambda row: np.asarray(np.clip(row.astype(dtype).reshape(shape), low, high))
        if dtype.kind == "b":
            return lambda row: np.asarray(np.rint(row.reshape(shape)), dtype=dtype)
        least, most = np.float64(np.iinfo(dtype).min), np.float64(np.iinfo(dtype).max)
        if int(most) > np.iinfo(dtype).max:
            most = np.nextafter(most, 0)
        # Bounds may lie between two of float32; the one that stands for them is the nearest.
        bottom, top = low.astype(np.float32), high.astype(np.float32)

        def decode(row):
            row = row.reshape(shape)
            value = np.clip(np.rint(row.astype(np.float64)), least, most).astype(dtype)
            value = np.where(row >= top, high, np.where(row <= bottom, low, value))
            return np.asarray(np.clip(value, low, high))

        return decode

    def read(self, action):
        """A value from JSON, where it is not flat."""
        if self.name in ("Dict", "Tuple"):
            return self.read_parts(self.space, action, iter(self.parts))
        if self.name == "Box":
            return self.read_box(action)
        if self.name == "Discrete":
            if not isinstance(action, (int, float)) or not math.isfinite(action):
                raise self.no_action(action)
            if action != int(action) or not self.space.contains(int(action)):
                raise self.no_action(action)
            return int(action)
        return self.read_flat(action) if self.name in SPACES else action

    def read_flat(self, action):
        """A value from JSON of its elements, of which choices are whole numbers."""
        np = self.numpy
        try:
            row = np.asarray(action, dtype="<f4" if self.limits is None else float).ravel()
        except (TypeError, ValueError):
            raise self.no_action(action) from None
        if row.size != self.size or not self.accepts(row):
            raise self.no_action(action)
        return self.decode(row)

    def accepts(self, row):
        """Whether what is decoded from a row is what the row says."""
        return acceptable(self.numpy, row, self.limits, self.whole_numbers)

    def read_parts(self, space, action, parts):
        if kind(space) not in ("Dict", "Tuple"):
            return next(parts).read(action)
        if hasattr(space.spaces, "items"):
            if not isinstance(action, dict) or action.keys() != space.spaces.keys():
                raise self.no_action(action)
            return {k: self.read_parts(part, action[k], parts) for k, part in space.spaces.items()}
        if not isinstance(action, list) or len(action) != len(space.spaces):
            raise self.no_action(action)
        return tuple(self.read_parts(part, each, parts) for part, each in zip(space.spaces, action))

    def read_box(self, action):
        """A Box's value: as it is, but a bound if float32 cannot tell it from that."""
        np, dtype, shape = self.numpy, self.dtype, self.space.shape
        try:
            array = np.asarray(action)
        except ValueError:
            raise self.no_action(action) from None
        if array.size != math.prod(shape) or array.dtype.kind not in "biuf":
            raise self.no_action(action)
        array = array.reshape(shape)
        if dtype == np.float32:
            return array.astype(dtype)
        for bound, beyond in ((self.space.low, np.less), (self.space.high, np.greater)):
            close = beyond(array, bound) & ~beyond(array.astype(np.float32), bound.astype(np.float32))
            array = np.where(close, bound, array)
        if dtype.kind != "f":
            least, most = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
            for element in array.ravel().tolist():
                if not math.isfinite(element) or int(element) != element or not least <= element <= most:
                    raise self.no_action(action)
        return array.astype(dtype)

    def no_action(self, action):
        return Refused(f"{shown(action)} is not an action of {self.env_id}, whose space is {self.space}.")

    def whole(self, value):
        """An observation of a Discrete, which may come as an array or as a float."""
        if type(value) is int:
            return value
        number = value.item() if getattr(value, "size", None) == 1 else value
        try:
            integer = int(number)
        except (TypeError, ValueError, OverflowError):
            integer = None
        if integer is None or integer != number:
            raise ValueError(f"an observation of {self.space} is a whole number, but is {shown(value)}")
        return integer

    def describe_composite(self, library, space):
        np = self.numpy
        parts = [FlatSpace(library, leaf, self.what, self.env_id, True) for leaf in leaves(space)]
        self.parts = parts
        for part in parts:
            if part.refused is not None and (self.what == "actions" or part.name in SPACES):
                self.refused = part.refused
                self.description = {"name": self.name, "refused": self.refused}
                return
        if self.what == "observations":
            self.describe_flat(library, space)
            return
        kinds = {part.description["name"] for part in parts}
        if kinds == {"Box"}:
            low, high = ([x for p in parts for x in p.description[end]] for end in ("low", "high"))
            self.describe_box(low, high, (len(low),), np.result_type(*(p.dtype for p in parts)))
            self.whole_numbers = np.concatenate([part.whole_numbers for part in parts])
        elif kinds <= {"Discrete", "MultiDiscrete"}:
            choices = [part.choices() for part in parts]
            self.describe_choices(
                [n for sizes, _ in choices for n in sizes], [s for _, starts in choices for s in starts]
            )
        else:
            self.refuse(
                "mixes numbers and choices",
                "as actions a Dict or Tuple can hold Boxes alone, or else Discrete, MultiDiscrete and"
                " MultiBinary spaces",
            )
            return
        ends = np.cumsum([part.size for part in parts]).tolist()
        pieces = list(zip(parts, [0, *ends], ends))
        self.decode = lambda row: folded(
            space, iter([part.decode(row[start:end]) for part, start, end in pieces])
        )

    def choices(self):
        """How many values each integer of a Discrete or MultiDiscrete has, and the smallest ones."""
        told = self.description
        if told["name"] == "Discrete":
            return [told["n"]], [told["start"]]
        return told["nvec"], told.get("start", [0] * len(told["nvec"]))

    def describe_flat(self, library, space):
        utilities = getattr(library.gym.spaces, "utils", None)
        try:
            flat = utilities.flatten_space(space)
        except Exception:
            flat = None
        if type(flat).__name__ != "Box":
            self.refuse("holds parts that Gymnasium does not flatten to a Box")
            return
        self.describe_box(flat.low, flat.high, flat.shape, flat.dtype)
        self.encode = lambda value: utilities.flatten(space, value)

    def natural(self, value):
        """The value in the protocol of gym-http-api."""
        return plain(value)


def acceptable(numpy, values, limits, whole_numbers):
    """Whether choices are whole numbers within their limits, and what is rounded is finite."""
    if limits is None:
        return bool(numpy.isfinite(values[whole_numbers]).all())
    least, most = limits
    return bool(((values >= least) & (values <= most) & (values == numpy.rint(values))).all())


def bounds(numpy, box):
    """The bounds of a Box, of which those that a type of integers has instead of none are infinite."""
    low, high = numpy.asarray(box.low), numpy.asarray(box.high)
    if low.dtype.kind in "iu" and hasattr(box, "bounded_below"):
        low = numpy.where(box.bounded_below, low, -numpy.inf)
        high = numpy.where(box.bounded_above, high, numpy.inf)
    return low, high


def shown(value):
    """A value in a sentence."""
    shape = getattr(value, "shape", None)
    if shape is not None and shape != ():
        return f"an array of the shape {tuple(shape)}"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def number(reward):
    """A reward as a float."""
    single = reward.item() if getattr(reward, "size", None) == 1 else reward
    try:
        if isinstance(single, str):
            raise TypeError
        return float(single)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"a reward is a number, but is {shown(reward)}") from None


def leaves(space):
    """The parts of a space, in Gymnasium's order."""
    if kind(space) not in ("Dict", "Tuple"):
        return [space]
    parts = space.spaces
    parts = parts.values() if hasattr(parts, "values") else parts
    return [leaf for part in parts for leaf in leaves(part)]


def folded(space, values):
    """The value of a Dict or Tuple, from the values of its parts in order."""
    if kind(space) not in ("Dict", "Tuple"):
        return next(values)
    if hasattr(space.spaces, "items"):
        return {key: folded(part, values) for key, part in space.spaces.items()}
    return tuple(folded(part, values) for part in space.spaces)


def frames_stacked(env):
    """How many observations a wrapper of Gym's puts side by side, or None; runs none of their code."""
    for _ in range(MOST_WRAPPERS):
        inside = getattr(env, "__dict__", {})
        if any(base.__name__ in ("FrameStackObservation", "FrameStack") for base in type(env).__mro__):
            size = inside.get("stack_size", inside.get("num_stack"))
            return size if is_whole(size, 2, 2**31 - 1) else None
        env = inside.get("env")
    return None


def method_of_masks(env):
    """The method action_masks of an environment, or of the outermost wrapper that has one, or None."""
    for _ in range(MOST_WRAPPERS):
        if env is None:
            break
        if hasattr(type(env), "action_masks") or "action_masks" in getattr(env, "__dict__", {}):
            return env.action_masks
        env = getattr(env, "__dict__", {}).get("env")
    return None


class ActionMask:
    """Which actions an environment says make sense next: a byte for each value of each integer of an action."""

    def __init__(self, environment):
        self.numpy = environment.numpy
        self.env_id = environment.env_id
        limits = environment.actions.limits
        if limits is None:
            raise Refused(
                f"'action-mask' is for actions that are integers, but those of {self.env_id} are of"
                f" {environment.actions.space}."
            )
        self.size = int((limits[1] - limits[0] + 1).sum())
        self.method = method_of_masks(environment.env)

    def packed(self, info, over):
        """The mask as bytes; all of it where nothing follows."""
        if over:
            return b"\1" * self.size
        np = self.numpy
        told = self.method() if self.method else (info or {}).get("action_mask")
        if told is None:
            raise ValueError(
                "'action-mask' needs a method action_masks or info['action_mask'], but there is neither"
                if self.method is None
                else "action_masks() returned None"
            )
        if isinstance(told, (list, tuple)) and told and np.ndim(told[0]):
            told = np.concatenate([np.ravel(part) for part in told])
        mask = np.ravel(told)
        if mask.size != self.size:
            raise ValueError(f"an action mask has {self.size} values, but this one has {mask.size}")
        if mask.dtype.kind not in "biuf" or not ((mask == 0) | (mask == 1)).all():
            raise ValueError(f"the values of an action mask are 0 and 1, but they are {shown(mask.tolist())}")
        return mask.astype(np.uint8).tobytes()

    def probe(self, environment):
        """Refuses an environment that tells none, or a wrong one, behind a reset."""
        environment.reset()
        try:
            self.packed(environment.info, False)
        except ValueError as error:
            raise Refused(f"{self.env_id} does not tell which actions make sense: {error}.") from error


def life_of(env):
    """The wrapper of an environment that ends episodes of a game that goes on, or None."""
    for _ in range(MOST_WRAPPERS):
        inside = getattr(env, "__dict__", {})
        if type(env).__name__ == "EpisodicLife" and "goes_on" in inside:
            return env
        env = inside.get("env")
    return None


class Environment:
    """One environment, with Gymnasium's step and reset whatever library it comes from."""

    def __init__(self, library, env_id, options, settings):
        self.numpy = library.numpy
        self.env_id = env_id
        self.options = options
        self.modern = library.modern
        self.reset_options = settings.get("reset_options")
        if self.reset_options is not None and not isinstance(self.reset_options, dict):
            raise Refused("The setting 'reset_options' is an object of names and values.")
        if self.reset_options is not None and not self.modern:
            raise Refused("Only Gym 0.26 or newer takes options in a reset.")
        self.monitor = None
        self.pending_seed = None
        self.info = None
        self.env = library.make(env_id, options, settings)
        try:
            self.observations = self.space(library, "observation_space", "observations")
            self.actions = self.space(library, "action_space", "actions")
            self.mask = None
            if settings.get("action_mask"):
                if not self.modern:
                    raise Refused("Only Gym 0.26 or newer tells 'info' in a reset, and so 'action_mask'.")
                self.mask = ActionMask(self)
                self.mask.probe(self)
        except BaseException:
            self.close()
            raise
        self.lock = threading.RLock()
        self.touched = time.monotonic()
        self.lease = None
        self.flat = False
        self.step = self.env.step if self.modern else self.step_old
        self.frames = frames_stacked(self.env)
        self.life = life_of(self.env) if settings.get("episodic_life") else None
        spec = getattr(self.env, "spec", None)
        self.max_episode_steps = settings.get("max_episode_steps") or getattr(
            spec, "max_episode_steps", None
        )

    def space(self, library, name, what):
        try:
            space = getattr(self.env, name)
        except Exception as error:
            raise Refused(f"{self.env_id} does not tell the space of its {what}: {said(error)}") from error
        return FlatSpace(library, space, what, self.env_id)

    def reset(self, seed=None, options=None):
        if seed is None:
            seed, self.pending_seed = self.pending_seed, None
        if options is None:
            # A copy, as an environment may take out of it what it has read.
            options = copy.deepcopy(self.reset_options)
        if self.modern:
            keywords = {} if options is None else {"options": options}
            return self.observed(self.env.reset(seed=seed, **keywords))
        if options is not None:
            raise Refused("Only Gym 0.26 or newer takes options in a reset.")
        if seed is not None:
            self.env.seed(seed % 2**32)
        return self.env.reset()

    def observed(self, result):
        """The observation of what a reset returned."""
        if isinstance(result, (tuple, list)) and len(result) == 2:
            observation, info = result
            if info is None or hasattr(info, "keys"):
                self.info = info
                return observation
        raise ValueError(
            f"reset must return (observation, info), where info is a dict, but returned {shown(result)}"
        )

    def step_old(self, action):
        observation, reward, done, info = self.env.step(action)
        truncated = bool(done and info.get("TimeLimit.truncated", False))
        return observation, reward, bool(done) and not truncated, truncated, info

    def require_flat(self):
        refused = self.observations.refused or self.actions.refused
        if refused:
            raise Refused(refused)

    def describe(self):
        return {
            "action_space": self.actions.description,
            "observation_space": self.observations.description,
            "max_episode_steps": self.max_episode_steps,
            **({} if self.frames is None else {"frame_stack": self.frames}),
            **({} if self.mask is None else {"action_mask": self.mask.size}),
            **self.pace(),
        }

    def pace(self):
        """The pictures in a second of its own time, of an environment that is made to be drawn."""
        if getattr(self.env, "render_mode", None) != "rgb_array":
            return {}
        metadata = getattr(self.env, "metadata", None) or {}
        fps = metadata.get("render_fps")
        return {"render_fps": float(fps)} if isinstance(fps, (int, float)) else {}

    def sampled(self):
        """Draws an action as float32."""
        value = self.env.action_space.sample()
        return plain(value)

    def put(self, observation, row):
        """Writes an observation into its row, which has the shape of the space."""
        if self.observations.encode is not None:
            observation = self.observations.encode(observation)
        array = self.numpy.asarray(observation)
        if array.shape != self.observations.shape:
            found = "is None" if observation is None else f"has the shape {array.shape}"
            raise ValueError(f"an observation {found}, but its space {self.observations.shape}")
        if array.dtype is row.dtype:
            row[...] = array
        else:
            # What float32 cannot hold is not the environment's error, though it may ask for them.
            with self.numpy.errstate(all="ignore"):
                row[...] = array

    def packed(self, observation):
        """An observation as bytes."""
        row = self.numpy.empty(self.observations.shape, "<f4")
        self.put(observation, row)
        return row.tobytes()

    def png(self):
        image = self.env.render()
        if image is None or not hasattr(image, "shape"):
            raise Refused(
                f"{self.env_id} was not made with the option render_mode: rgb_array, so it shows"
                " nothing."
            )
        return png(self.numpy.ascontiguousarray(image, dtype=self.numpy.uint8))

    def picture(self):
        """What it shows, as a PNG file."""
        with self.lock:
            try:
                return self.png()
            except Refused:
                raise
            except BaseException as error:
                raise Failed(error, self.env_id) from error
            finally:
                self.touched = time.monotonic()

    def unused(self):
        return time.monotonic() - self.touched

    def gone(self, *_):
        raise Refused(f"Instance_id of a closed {self.env_id} unknown", 400, "unknown")

    def close(self):
        # Who waits for it meanwhile must not get at what is closed.
        self.step = self.reset = self.png = self.gone
        try:
            if self.monitor is not None:
                self.monitor.close()
        finally:
            self.env.close()


def png(image):
    """An image of height × width × 3 bytes as a PNG file."""
    height, width, _ = image.shape
    lines = b"".join(b"\0" + line.tobytes() for line in image)

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


# --- Many environments in one message ----------------------------------------------------------


class Locks:
    """The locks of several environments, always taken in the same order, so that none waits for ever."""

    def __init__(self, environments):
        self.locks = [environment.lock for environment in sorted(environments, key=id)]

    def __enter__(self):
        for lock in self.locks:
            lock.acquire()

    def __exit__(self, *_):
        for lock in self.locks:
            lock.release()


class Group:
    """The environments of a message, and how what it holds of them is read and written."""

    def __init__(self, numpy, environments, shared):
        first = environments[0]
        shapes = {environment.observations.shape for environment in environments}
        spaces = [environment.actions for environment in environments]
        actions = {(space.name, space.description["name"], space.size) for space in spaces}
        masks = {environment.mask and environment.mask.size for environment in environments}
        if len(shapes) != 1 or len(actions) != 1 or len(masks) != 1:
            raise Refused("The environments of one message have equal spaces.")
        count = len(environments)
        self.environments = environments
        # A message is one step of all that it names.
        several = Locks(environments) if shared else contextlib.nullcontext()
        self.lock = first.lock if count == 1 else several
        self.first = first
        self.shape = first.observations.shape
        self.direct = first.observations.encode is None
        self.masked = first.mask is not None
        self.width = first.actions.size
        self.decoders = None
        if first.actions.name != "Discrete":
            self.decoders = [space.decode for space in spaces]
        self.limits, self.whole_numbers = first.actions.limits, None
        if self.limits is None:
            self.whole_numbers = numpy.stack([space.whole_numbers for space in spaces])
        else:
            self.limits = numpy.stack([space.limits for space in spaces], axis=1)
        self.is_checked = self.limits is not None or bool(self.whole_numbers.any())
        # The limits of one Discrete, whose steps are the most frequent and the shortest.
        self.only = None
        if count == 1 and self.decoders is None:
            self.only = first.actions.limits.ravel().tolist()
        self.rewards = struct.Struct(f"<{count}d")

    def used(self):
        now = time.monotonic()
        for environment in self.environments:
            environment.touched = now

    def actions(self, numpy, frame, offset):
        count = len(self.environments)
        values = numpy.frombuffer(frame, "<f4", count * self.width, offset)
        if self.only is not None:
            value = float(values[0])
            if value.is_integer() and self.only[0] <= value <= self.only[1]:
                return [int(value)]
        rows = values.reshape(count, self.width)
        if self.is_checked and not acceptable(numpy, rows, self.limits, self.whole_numbers):
            raise self.no_action(rows)
        if self.decoders is None:
            return values.astype(numpy.int64).tolist()
        return [decode(row) for decode, row in zip(self.decoders, rows)]

    def no_action(self, rows):
        spaces = [environment.actions for environment in self.environments]
        space, row = next(pair for pair in zip(spaces, rows) if not pair[0].accepts(pair[1]))
        return space.no_action(row.item() if space.name == "Discrete" else row.tolist())


class Frames:
    """Environments by number, and the binary messages that ask many of them at once, of one thread or,
    where they are shared, of several."""

    def __init__(self, library, limit=100_000, first=0, shared=False):
        self.shared = shared
        self.library = library
        self.numpy = library.numpy
        self.float32 = library.numpy.dtype("<f4")
        self.limit = limit
        self.environments = {}
        self.next = first
        self.lock = threading.Lock()
        self.making = 0
        self.groups = {}

    def require_room(self, count):
        if len(self.environments) + self.making + count > self.limit:
            raise Refused(
                f"There are {self.limit} environments, and no more are allowed."
                if count == 1
                else f"There are to be {self.limit} environments at most, and {count} more are too many.",
                429,
                "limit",
            )

    def add(self, order):
        """Makes an environment and gives it a number, if there may be one more."""
        with self.lock:
            self.require_room(1)
            self.making += 1
        environment = None
        try:
            environment = order.made(self.library)
        finally:
            with self.lock:
                self.making -= 1
                if environment is not None:
                    handle = self.next
                    self.next += 1
                    self.environments[handle] = environment
        return handle, environment

    def answer(self, frame):
        """Answers a message; the first byte is 0, or 1 before an error in JSON."""
        try:
            return self.carry_out(frame)
        except Refused as error:
            return b"\1" + to_json(told(error))
        except Failed as error:
            failed = error
        except BaseException as error:
            failed = Failed(error, SERVER)
        if self.shared:
            log(failed)
        return b"\1" + to_json(told(failed))

    def carry_out(self, frame):
        op = frame[0] if frame else None
        try:
            if op == STEP:
                return self.step(frame)
            if op == RESET_SOME:
                return self.reset(frame)
            if op == MAKE:
                return self.make(frame)
            if op == CLOSE:
                return self.close_some(frame)
            if op == RENDER:
                return self.render(frame)
            if op == HELLO:
                return b"\0" + to_json(hello(self.library))
        except struct.error:
            raise Refused("The message ends before it has said all that its kind takes.") from None
        raise Refused(f"There is no message of kind {op}.")

    def make(self, frame):
        request = read_json(bytes(frame[1:]))
        if isinstance(request, dict):
            request = {**request, "flat": True}
        handle, environment = self.add(Order(request))
        return b"\0" + to_json({"handle": handle, **environment.describe()})

    def render(self, frame):
        (handle,) = struct.unpack_from("<I", frame, 1)
        return b"\0" + self.named(handle).picture()

    def named(self, handle):
        environment = self.environments.get(handle)
        if environment is None:
            raise Refused(f"Instance_id {handle} unknown", 400, "unknown")
        return environment

    def group(self, handles):
        """The environments of a list of handles, which is mostly the same as the last time."""
        group = self.groups.get(handles)
        return self.new_group(handles) if group is None else group

    def new_group(self, handles):
        numbers = self.numpy.frombuffer(handles, "<u4").tolist()
        if not numbers:
            raise Refused("A message names one environment or more.")
        if len(set(numbers)) < len(numbers):
            raise Refused("A message names an environment once.")
        with self.lock:
            environments = [self.named(number) for number in numbers]
            for environment in environments:
                environment.require_flat()
            group = Group(self.numpy, environments, self.shared)
            if len(self.groups) > 64:
                self.groups.clear()
            self.groups[handles] = group
        return group

    def reset(self, frame):
        (count,) = struct.unpack_from("<I", frame, 1)
        if len(frame) != 5 + 12 * count:
            raise Refused("A message to reset holds a handle and a seed for each environment.")
        group = self.group(bytes(frame[5 : 5 + 4 * count]))
        seeds = self.numpy.frombuffer(frame, "<i8", count, 5 + 4 * count).tolist()
        rows = self.numpy.empty((count, *group.shape), "<f4")
        masks = []
        with group.lock:
            for i, environment in enumerate(group.environments):
                self.reset_one(environment, seeds[i], rows[i, ...], i, masks)
            group.used()
        return b"".join((b"\0", rows.tobytes(), *masks))

    def reset_one(self, environment, seed, row, index, masks):
        try:
            environment.put(environment.reset(None if seed < 0 else seed), row)
            if environment.mask is not None:
                masks.append(environment.mask.packed(environment.info, False))
        except Refused:
            raise
        except BaseException as error:
            raise Failed(error, environment.env_id, index) from error

    def step(self, frame):
        count, width = COUNTS.unpack_from(frame, 1)
        if len(frame) != 9 + 12 * count + 4 * count * width:
            raise Refused("A message to step holds a handle, a seed and an action for each environment.")
        group = self.group(bytes(frame[9 : 9 + 4 * count]))
        if width != group.width:
            raise Refused(
                f"An action of {group.first.env_id} takes {group.width} numbers, not {width}."
            )
        actions = group.actions(self.numpy, frame, 9 + 12 * count)
        float32 = self.float32
        # What most environments observe is written as it stands.
        shape = group.shape if group.direct else None
        flags = bytearray(count)
        rewards = []
        observations = []
        started = []
        masked = group.masked
        masks = []
        first_masks = []
        i = 0
        with group.lock:
            try:
                for environment in group.environments:
                    observation, reward, terminated, truncated, info = environment.step(actions[i])
                    if (
                        getattr(observation, "dtype", None) is float32
                        and observation.shape == shape
                    ):
                        observations.append(observation.tobytes())
                    else:
                        observations.append(environment.packed(observation))
                    rewards.append(reward)
                    if masked:
                        masks.append(environment.mask.packed(info, terminated))
                    if terminated or truncated:
                        flags[i] = (TERMINATED if terminated else 0) | (TRUNCATED if truncated else 0)
                        if environment.life is not None and environment.life.goes_on:
                            flags[i] |= GOES_ON
                        (seed,) = SEED.unpack_from(frame, 9 + 4 * count + 8 * i)
                        if seed != NO_AUTORESET:
                            first = environment.reset(None if seed < 0 else seed)
                            started.append(environment.packed(first))
                            if masked:
                                first_masks.append(environment.mask.packed(environment.info, False))
                            flags[i] |= RESET
                    i += 1
                try:
                    packed = group.rewards.pack(*rewards)
                except (struct.error, TypeError, ValueError):
                    i = 0
                    for reward in rewards:
                        rewards[i] = number(reward)
                        i += 1
                    packed = group.rewards.pack(*rewards)
            except Refused:
                raise
            except BaseException as error:
                raise Failed(error, group.first.env_id, i) from error
            finally:
                group.used()
        return b"".join((b"\0", packed, flags, *observations, *started, *masks, *first_masks))

    def close_some(self, frame):
        (count,) = struct.unpack_from("<I", frame, 1)
        if len(frame) < 5 + 4 * count:
            raise Refused("A message to close holds a handle for each environment.")
        self.remove_all(struct.unpack_from(f"<{count}I", frame, 5))
        return b"\0"

    def remove_all(self, handles):
        refused = None
        for handle in handles:
            try:
                self.remove(handle)
            except Refused as error:
                refused = error
        if refused is not None:
            raise refused

    def remove(self, handle):
        with self.lock:
            environment = self.environments.pop(handle, None)
            self.groups.clear()
        if environment is not None:
            with environment.lock:
                try:
                    environment.close()
                except Refused:
                    raise
                except BaseException:
                    traceback.print_exc()

    def close(self):
        try:
            self.remove_all(list(self.environments))
        except Refused as error:
            sys.stderr.write(f"{error}\n")


def hello(library):
    return {
        "server": "rein4j",
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "executable": sys.executable,
        "library": library.name,
        "library_version": library.version,
        "numpy": library.numpy.__version__,
        "capabilities": [
            "action-mask",
            "autoreset",
            "batch",
            "episodic-life",
            "first-actions",
            "frames",
            "options",
            "render",
            "reset-options",
            "reset-seed",
            "sequence",
            "terminated-truncated",
        ],
    }


# --- The end of a pipe -------------------------------------------------------------------------


def outlive_signals():
    """Lets this process live through signals that a terminal or a batch system sends to all of a group.

    Whoever asked it stops at its own moment, with a checkpoint of what this process holds.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # No SIG_IGN: programs that an environment starts would inherit it, and could not be ended.
            signal.signal(getattr(signal, name), lambda number, frame: None)


def end_with(fd):
    """Ends this process once nobody holds the other end of a pipe, even if it is stuck in a step.

    A process of its own watches, as a thread could not run while native code holds Python's lock.
    """
    if not hasattr(os, "fork"):
        return
    alive, held = os.pipe()
    worker = os.getpid()
    if os.fork() != 0:
        os.close(alive)
        return
    os.close(held)
    for stream in (1, 2):
        os.close(stream)
    outlive_signals()
    watch = select.poll()
    watch.register(fd, 0)
    watch.register(alive, 0)
    if any(ready == alive for ready, _ in watch.poll()):
        os._exit(0)
    # The worker has seen the end as well, and a moment to close its environments.
    watch.unregister(fd)
    if not watch.poll(3000):
        os.kill(worker, signal.SIGKILL)
    os._exit(0)


class SpinWait:
    """Looks for input again and again for a moment, before its reader goes to sleep.

    To wake a sleeping processor takes longer than a step of a small environment. Where questions
    take longer than that moment, or who asks waits for this processor, looking is in vain: each time
    it is, twice as many of the next questions are slept for.
    """

    LOOK = 1e-4
    MOST_MISSES = 10

    def __init__(self, fd):
        self.misses = 0
        self.sleeps = 0
        self.poll = None
        if hasattr(select, "poll") and (os.cpu_count() or 1) > 1:
            poll = select.poll()
            poll.register(fd, select.POLLIN)
            self.poll = poll.poll

    def wait(self):
        if self.poll is None:
            return
        if self.sleeps:
            self.sleeps -= 1
            return
        end = time.perf_counter() + self.LOOK
        while not self.poll(0):
            if time.perf_counter() > end:
                self.misses = min(self.misses + 1, self.MOST_MISSES)
                self.sleeps = 1 << self.misses
                return
        self.misses = 0


def bridge(program):
    """Answers frames, each after its length, until the other end is closed."""
    # What environments print must not get between the answers, nor may they read the questions.
    source, target = os.dup(0), os.dup(1)
    end_with(source)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    outlive_signals()
    if hasattr(sys.stdout, "reconfigure"):
        # Whoever looks for an error by printing wants to see it at once.
        sys.stdout.reconfigure(line_buffering=True)
    questions = os.fdopen(source, "rb", 1 << 18)
    answers = os.fdopen(target, "wb", 1 << 18)
    frames = Frames(Library.imported(program))
    brief = SpinWait(source)
    while True:
        brief.wait()
        length = questions.read(4)
        if len(length) < 4:
            break
        (size,) = LENGTH.unpack(length)
        frame = questions.read(size)
        if len(frame) < size:
            break
        answer = frames.answer(frame)
        if size > 1 and frame[0] == HELLO:
            # Who greets with a body looks for a mark: something may have been printed before this.
            answers.write(MARK)
        answers.write(LENGTH.pack(len(answer)))
        answers.write(answer)
        answers.flush()
    frames.close()


# --- HTTP --------------------------------------------------------------------------------------


class Monitor:
    """Returns and lengths of episodes, written into a folder when the recording ends."""

    def __init__(self, folder, force, resume):
        self.file = os.path.join(folder, "episodes.stats.json")
        self.record = {"episode_rewards": [], "episode_lengths": [], "timestamps": []}
        if os.path.exists(self.file) and not force:
            if not resume:
                raise Refused(f"'{folder}' holds a recording; force replaces it, resume goes on.")
            self.record = self.recorded(folder)
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise self.not_written(error) from error
        self.sum = 0.0
        self.length = 0

    def recorded(self, folder):
        try:
            with open(self.file, encoding="utf-8") as file:
                found = json.load(file)
            if all(isinstance(found[key], list) for key in self.record):
                return found
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            pass
        raise Refused(f"'{folder}' holds no recording that can be gone on with; force replaces it.")

    def not_written(self, error):
        return Refused(f"'{self.file}' cannot be written: {error.strerror}.", 500, "environment")

    def stepped(self, reward, ended):
        self.sum += reward
        self.length += 1
        if ended:
            self.record["episode_rewards"].append(self.sum)
            self.record["episode_lengths"].append(self.length)
            self.record["timestamps"].append(time.time())
            self.sum = 0.0
            self.length = 0

    def close(self):
        try:
            with open(self.file, "wb") as file:
                file.write(to_json(self.record))
        except OSError as error:
            raise self.not_written(error) from error


class Session:
    """The last answer to a client, for when it asks again because it did not get it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sequence = 0
        self.answer = None
        self.touched = time.monotonic()


class Sessions:
    """The sessions of a server by name, least recently used first, and no more than it can hold."""

    most = 1024
    # Seconds after which a session may give way to a new one.
    kept_for = 60

    def __init__(self, most_bytes):
        self.most_bytes = most_bytes
        self.bytes = 0
        self.lock = threading.Lock()
        self.named = {}

    def get(self, name):
        with self.lock:
            now = time.monotonic()
            session = self.named.pop(name, None)
            if session is None:
                if len(self.named) >= self.most:
                    oldest = next(iter(self.named))
                    self.forget_unused(now - self.kept_for, oldest)
                    if oldest in self.named:
                        raise Refused(
                            f"There are {self.most} sessions, and no more are allowed.", 429, "limit"
                        )
                session = Session()
            session.touched = now
            self.named[name] = session
            return session

    def keep(self, session, sequence, answer):
        """Keeps an answer, for which those of others are given up where there is no room."""
        with self.lock:
            self.give_up(session)
            session.sequence, session.answer = sequence, answer
            session.touched = time.monotonic()
            self.bytes += len(answer[2])
            if self.bytes > self.most_bytes:
                for other in self.named.values():
                    if other is not session:
                        self.give_up(other)
                    if self.bytes <= self.most_bytes:
                        break

    def give_up(self, session):
        if session.answer is not None:
            self.bytes -= len(session.answer[2])
            session.answer = None

    def forget_unused(self, since, name):
        session = self.named[name]
        if session.touched < since and not session.lock.locked():
            self.give_up(session)
            del self.named[name]

    def free(self, since):
        with self.lock:
            for name in list(self.named):
                self.forget_unused(since, name)


class Admissions:
    """Who is let in, how many at once, and how fast.

    A connection is a stranger until its first request has been admitted. Strangers are few, have a
    short time, and come in at a steady pace: each takes one from a store that time fills, and that
    gets it back if the stranger is admitted. While the store is empty nobody is accepted, and
    newcomers wait in the system's queue. What strangers cost is bounded by that, whatever they do;
    who has been admitted is not slowed.
    """

    most_strangers = 64
    patience = 10.0
    pace = 40.0
    largest_store = 80.0

    def __init__(self, most_admitted):
        files = open_files()
        self.most_strangers = min(self.most_strangers, files // 4)
        # Some are for environments, and for what Python itself opens.
        self.most_admitted = max(4, min(most_admitted, files - self.most_strangers - 48))
        self.lock = threading.Lock()
        self.strangers = {}
        self.admitted = set()
        self.store = self.largest_store
        self.filled = time.monotonic()

    def fill(self):
        now = time.monotonic()
        self.store = min(self.largest_store, self.store + (now - self.filled) * self.pace)
        self.filled = now

    def wait(self):
        """Waits until one more may be accepted."""
        while self.store < 1:
            with self.lock:
                self.fill()
                missing = 1 - self.store
            if missing > 0:
                time.sleep(missing / self.pace)

    def enter(self, handler):
        with self.lock:
            self.fill()
            self.store -= 1
            if len(self.strangers) >= self.most_strangers:
                oldest = next(iter(self.strangers))
                del self.strangers[oldest]
                oldest.hang_up()
            self.strangers[handler] = time.monotonic()

    def admit(self, handler):
        with self.lock:
            if handler not in self.strangers:
                raise ConnectionAbortedError
            if len(self.admitted) >= self.most_admitted:
                idle = [other for other in self.admitted if other.idle_since is not None]
                if not idle:
                    raise Refused(
                        f"There are {self.most_admitted} connections, all in use, and no more are"
                        " allowed.",
                        503,
                        "limit",
                    )
                longest = min(idle, key=lambda other: other.idle_since)
                self.admitted.remove(longest)
                longest.hang_up()
            del self.strangers[handler]
            self.admitted.add(handler)
            self.store += 1

    def leave(self, handler):
        with self.lock:
            self.strangers.pop(handler, None)
            self.admitted.discard(handler)

    def sweep(self):
        """Hangs up on strangers who have been here too long."""
        with self.lock:
            late = time.monotonic() - self.patience
            for handler, since in list(self.strangers.items()):
                if since > late:
                    break
                del self.strangers[handler]
                handler.hang_up()


def open_files():
    """How many files and connections this process may hold open."""
    try:
        import resource
    except ImportError:
        return 1024
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 16 if soft == resource.RLIM_INFINITY else soft


class ByteBudget:
    """What large requests may hold in memory, all together."""

    def __init__(self, size):
        self.size = size
        self.left = size
        self.lock = threading.Lock()

    def take(self, size):
        with self.lock:
            if size > self.left:
                raise Refused(
                    f"Requests hold {self.size - self.left} of at most {self.size} bytes; one of"
                    f" {size} has to wait.",
                    503,
                    "limit",
                )
            self.left -= size

    def give(self, size):
        with self.lock:
            self.left += size


class Server(socketserver.TCPServer):
    """Environments behind HTTP.

    A connection is served by the thread that accepted it, and there is always one more that waits
    for the next: to start a thread for each takes longer than most of what is asked.
    """

    allow_reuse_address = os.name == "posix"
    request_queue_size = 128
    most_waiting = 16

    def __init__(self, library, arguments, token):
        self.library = library
        self.arguments = arguments
        self.address_family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
        super().__init__((arguments.host, arguments.port), Handler)
        # A handle from before the server was started again must not be another environment's now.
        self.frames = Frames(library, arguments.max_envs, uuid.uuid4().int % 2**30, True)
        self.instances = {}
        self.sessions = Sessions(arguments.max_body)
        self.admissions = Admissions(arguments.max_connections)
        self.budget = ByteBudget(4 * arguments.max_body)
        self.authorization = b"Bearer " + token.encode("ascii") if token else b""
        self.complained = -math.inf
        self.waiting = 0
        self.waiting_lock = threading.Lock()
        self.ended = threading.Event()
        self.second = (0, "")
        threading.Thread(target=self.reap, daemon=True).start()

    def serve_forever(self, poll_interval=0.1):
        self.wait_once_more()
        # Not for ever, as signals are heard in between.
        while not self.ended.wait(poll_interval):
            self.admissions.sweep()
            self.wait_once_more()

    def shutdown(self):
        self.ended.set()

    def wait_once_more(self):
        """Starts a thread that waits for a connection, if none does; if it cannot be, that is tried again."""
        with self.waiting_lock:
            if self.waiting > 0:
                return
            try:
                threading.Thread(target=self.accept, daemon=True).start()
            except RuntimeError as error:
                self.complain(error)
                return
            self.waiting += 1

    def accept(self):
        while True:
            self.admissions.wait()
            try:
                connection, address = self.get_request()
            except OSError as error:
                if self.ended.is_set():
                    return
                # There are too many open connections, or this one is gone already.
                self.complain(error)
                time.sleep(0.05)
                continue
            with self.waiting_lock:
                self.waiting -= 1
            self.wait_once_more()
            try:
                self.finish_request(connection, address)
            except OSError:
                # Who asked is gone.
                pass
            except Exception:
                traceback.print_exc()
            finally:
                self.shutdown_request(connection)
            with self.waiting_lock:
                if self.waiting >= self.most_waiting:
                    return
                self.waiting += 1

    def complain(self, error):
        now = time.monotonic()
        if now - self.complained > 10:
            self.complained = now
            sys.stderr.write(f"A connection was not accepted: {error}\n")

    def date(self):
        """The time as a header has it."""
        now = int(time.time())
        second, text = self.second
        if second != now:
            text = email.utils.formatdate(now, usegmt=True)
            self.second = (now, text)
        return text

    def create(self, order):
        handle, environment = self.frames.add(order)
        instance = uuid.uuid4().hex[:8]
        while self.instances.setdefault(instance, handle) != handle:
            instance = uuid.uuid4().hex[:8]
        return instance, handle, environment

    def find(self, instance):
        """The handle of an instance, and its environment."""
        handle = self.instances.get(instance)
        environment = self.frames.environments.get(handle)
        if environment is None:
            raise Refused(f"Instance_id {instance[:100]} unknown", 400, "unknown")
        return handle, environment

    def environment(self, instance):
        _, environment = self.find(instance)
        environment.touched = time.monotonic()
        return environment

    def remove(self, instance):
        handle, _ = self.find(instance)
        self.instances.pop(instance, None)
        self.frames.remove(handle)

    def reap(self):
        """Frees what nobody has used for the time of its lease."""
        pause = 0.0
        while not self.ended.wait(pause):
            try:
                pause = self.free_unused()
            except Exception:
                pause = 1.0
                traceback.print_exc()

    def free_unused(self):
        """Returns how long to wait before it is looked for again."""
        shortest = 2.0
        for handle, environment in list(self.frames.environments.items()):
            lease = environment.lease or self.arguments.lease
            shortest = min(shortest, lease)
            # One that is locked is in use.
            if environment.unused() > lease and environment.lock.acquire(blocking=False):
                try:
                    if environment.unused() > lease:
                        sys.stderr.write(f"{environment.env_id} was not used for {lease:g} s.\n")
                        self.frames.remove(handle)
                except Refused as error:
                    sys.stderr.write(f"{error}\n")
                finally:
                    environment.lock.release()
        kept = set(self.frames.environments)
        for instance, handle in list(self.instances.items()):
            if handle not in kept:
                self.instances.pop(instance, None)
        self.sessions.free(time.monotonic() - self.arguments.lease)
        return max(shortest / 2, 0.05)


class Handler(socketserver.StreamRequestHandler):
    """One connection.

    It reads requests by itself, as the standard library's http.server takes ten times as long as a
    step of a small environment.
    """

    disable_nagle_algorithm = True
    timeout = 600
    largest_head = 1 << 16
    most_headers = 100
    small_body = 1 << 16
    # What is still taken of a request that is refused, so that the refusal arrives.
    most_ignored = 1 << 18
    longest_pause = 0.02

    def handle(self):
        self.close_connection = False
        self.ends_server = False
        self.hung_up = False
        self.idle_since = time.monotonic()
        admissions = self.server.admissions
        admissions.enter(self)
        try:
            self.await_head()
            self.serve(self.admit_first)
            while not self.close_connection:
                self.serve(self.admit)
        except OSError:
            # Whoever asked is gone, or has asked nothing for long.
            pass
        finally:
            admissions.leave(self)
        if self.ends_server:
            self.server.shutdown()

    def hang_up(self):
        self.hung_up = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def await_head(self):
        """Waits for a whole head: of what comes in bits, many at a time are looked at."""
        size = 4096
        pause = 0.001
        while True:
            seen = self.connection.recv(size, socket.MSG_PEEK)
            if not seen or b"\r\n\r\n" in seen or b"\n\n" in seen or len(seen) > self.largest_head:
                return
            if len(seen) == size:
                size = self.largest_head + 1
                continue
            time.sleep(pause)
            pause = min(2 * pause, self.longest_pause)
            if self.hung_up:
                raise ConnectionAbortedError

    def serve(self, admit):
        """Answers a request. What it is, and whose, is looked at before its body is read."""
        try:
            method = self.read_head()
            if method is None:
                self.close_connection = True
                return
            admit()
            self.idle_since = None
            length = self.body_length()
            large = length > self.small_body
            if large:
                self.server.budget.take(length)
        except Refused as error:
            self.close_connection = True
            self.write(*self.refusal(error))
            self.part()
            return
        try:
            if self.headers.get("expect", "").lower() == "100-continue":
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = self.rfile.read(length) if length else b""
            try:
                if len(body) < length:
                    self.close_connection = True
                    raise Refused("The body was cut off.")
                status, kind, answer = self.once(method, body)
            except Refused as error:
                status, kind, answer = self.refusal(error)
            finally:
                self.idle_since = time.monotonic()
        finally:
            if large:
                self.server.budget.give(length)
        self.write(status, kind, answer)
        if self.server.arguments.verbose:
            sys.stderr.write(f"{self.client_address[0]} {method} {shown(self.path)} {status}\n")

    def part(self):
        """Ends a connection with bytes unread, which would undo what was written if it was closed."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(0.5)
        end = time.monotonic() + 1
        ignored = 0
        while ignored < self.most_ignored and time.monotonic() < end:
            found = len(self.connection.recv(1 << 16))
            if not found:
                return
            ignored += found
            if found < 1 << 12:
                time.sleep(self.longest_pause)

    def read_head(self):
        """Reads the head of a request and returns its method, or None if there is no more."""
        left = self.largest_head
        line = self.rfile.readline(left + 1)
        if not line:
            return None
        left -= len(line)
        parts = line.decode("latin-1").split()
        if left < 0:
            raise self.large_head()
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise Refused("The first line of a request is METHOD PATH HTTP/1.1.")
        method, self.path, version = parts
        if method not in ("GET", "POST"):
            raise Refused("Only GET and POST are served.", 405, "method")
        self.headers = headers = {}
        for _ in range(self.most_headers + 1):
            line = self.rfile.readline(left + 1)
            left -= len(line)
            if line == b"\r\n" or line == b"\n":
                break
            if not line:
                raise Refused("The head was cut off.")
            if left < 0:
                raise self.large_head()
            name, colon, value = line.decode("latin-1").partition(":")
            name = name.lower()
            if not colon or name != name.strip():
                raise Refused("A header is NAME: VALUE, on one line.")
            value = value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        else:
            raise Refused(f"A request has at most {self.most_headers} headers.", 431, "limit")
        connection = headers.get("connection", "").lower()
        self.close_connection = connection == "close" or (
            version == "HTTP/1.0" and connection != "keep-alive"
        )
        return method

    def large_head(self):
        return Refused(f"A request's head has at most {self.largest_head} bytes.", 431, "limit")

    def write(self, status, kind, answer):
        head = f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}\r\n"
        head += f"Server: rein4j-gym\r\nDate: {self.server.date()}\r\n"
        if kind:
            head += f"Content-Type: {kind}\r\n"
        if self.close_connection:
            head += "Connection: close\r\n"
        head += f"Content-Length: {len(answer)}\r\n\r\n"
        self.wfile.write(head.encode("latin-1") + answer)

    def refusal(self, error):
        found = told(error)
        return error.status, "application/json", to_json({"message": found["message"], "error": found})

    def body_length(self):
        if self.headers.get("transfer-encoding"):
            raise Refused("A request comes with its Content-Length.", 411)
        length = self.headers.get("content-length")
        if length is None:
            return 0
        if not (length.isascii() and length.isdigit()):
            raise Refused(f"A Content-Length is a whole number, not {shown(length)}.")
        if len(length) > 18 or int(length) > self.server.arguments.max_body:
            raise Refused(f"A body has at most {self.server.arguments.max_body} bytes.", 413, "limit")
        return int(length)

    def admit_first(self):
        self.admit()
        self.server.admissions.admit(self)

    def admit(self):
        """Lets in those who know the token, and nobody whom a browser sends."""
        if self.headers.get("origin"):
            raise Refused("Pages in a browser are not served.", 403, "forbidden")
        authorization = self.server.authorization
        if authorization:
            given = self.headers.get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, authorization):
                raise Refused("A token is needed: Authorization: Bearer TOKEN.", 401, "forbidden")
        else:
            name = re.sub(r":\d+$", "", self.headers.get("host", "localhost")).strip("[]")
            if not loopback(name):
                raise Refused(f"This server is not called {shown(name)}.", 403, "forbidden")

    def once(self, method, body):
        """Answers a request; one that a client numbers is carried out once, however often it comes."""
        name = self.headers.get("rein4j-session")
        if name is None or method == "GET":
            return self.answer(method, body)
        if not name or len(name) > 100:
            raise Refused("A Rein4J-Session has a name of at most 100 characters.")
        number = self.headers.get("rein4j-sequence", "")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise Refused("A request of a session has a whole number as Rein4J-Sequence.")
        sequence = int(number)
        session = self.server.sessions.get(name)
        with session.lock:
            if sequence <= session.sequence:
                # Others may take the room of its answer meanwhile.
                answer = session.answer
                if sequence == session.sequence and answer is not None:
                    return answer
                kept = sequence == session.sequence > 0
                raise Refused(
                    f"The answer to request {sequence} of its session is no longer kept."
                    if kept
                    else f"Request {sequence} comes after request {session.sequence} of its session.",
                    409,
                    "sequence",
                )
            answer = self.answer(method, body)
            self.server.sessions.keep(session, sequence, answer)
            return answer

    def answer(self, method, body):
        try:
            return self.route(method, body)
        except Refused as error:
            return self.refusal(error)
        except Failed as error:
            return self.failure(error)
        except BaseException as error:
            return self.failure(Failed(error, SERVER))

    def failure(self, error):
        log(error)
        found = told(error)
        return 500, "application/json", to_json({"message": found["message"], "error": found})

    def route(self, method, body):
        path = self.path.split("?", 1)[0]
        parts = [part for part in path.split("/") if part]
        if parts[:1] != ["v1"]:
            raise Refused(f"There is nothing at {shown(path)}.", 404, "unknown-route")
        rest = parts[1:]
        if rest == ["frames"] and method == "POST":
            return 200, "application/octet-stream", self.server.frames.answer(body)
        handler = self.find(method, rest)
        if handler is None:
            other = self.find("GET" if method == "POST" else "POST", rest)
            if other is not None:
                raise Refused(f"{shown(path)} is not for {method}.", 405, "method")
            raise Refused(f"There is nothing at {shown(path)}.", 404, "unknown-route")
        answer = handler(body, *rest)
        if answer is None:
            return 204, "", b""
        if isinstance(answer, bytes):
            return 200, "image/png", answer
        if isinstance(answer, str):
            return 200, "text/html", answer.encode()
        return 200, "application/json", to_json(answer)

    def find(self, method, rest):
        if len(rest) == 1:
            return {
                "GET envs": self.list_envs,
                "POST envs": self.create,
                "GET health": lambda body, _: {"status": "ok", **hello(self.server.library)},
                "POST upload": self.upload,
                "POST shutdown": self.shut_down,
            }.get(f"{method} {rest[0]}")
        if len(rest) == 2 and rest[0] == "batch":
            return {
                "POST step": self.batch_step,
                "POST reset": self.batch_reset,
                "POST lease": self.batch_lease,
            }.get(f"{method} {rest[1]}")
        if len(rest) >= 3 and rest[0] == "envs":
            if rest[2:4] == ["action_space", "contains"] and len(rest) == 5:
                return self.action_contains if method == "GET" else None
            return {
                "POST reset": self.reset,
                "POST step": self.step,
                "GET action_space": lambda body, _, i, __: {"info": self.info(i, "actions")},
                "GET observation_space": lambda body, _, i, __: {"info": self.info(i, "observations")},
                "GET action_space/sample": self.sample,
                "POST observation_space/contains": self.observation_contains,
                "POST monitor/start": self.monitor_start,
                "POST monitor/close": self.monitor_close,
                "POST close": self.close_env,
                "GET render": self.render,
            }.get(f"{method} {'/'.join(rest[2:])}")
        return None

    def parse(self, body):
        kind = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise Refused("Request is not a valid json")
        value = read_json(body)
        if not isinstance(value, dict):
            raise Refused("Request is not a valid json")
        return value

    def optional(self, body):
        """The body of a route that has always ignored it: an object, or nothing."""
        try:
            value = read_json(body) if body.strip() else {}
        except Refused:
            return {}
        return value if isinstance(value, dict) else {}

    def list_envs(self, body, _):
        environments = self.server.frames.environments
        known = list(self.server.instances.items())
        return {"all_envs": {i: environments[h].env_id for i, h in known if h in environments}}

    def create(self, body, _):
        request = self.parse(body)
        count = whole(request, "count", self.server.frames.limit)
        if count is None:
            instance, handle, environment = self.server.create(Order(request))
            more = {"handle": handle, **environment.describe()} if "flat" in request else {}
            return {"instance_id": instance, **more}
        seed = seed_of(request.get("seed"))
        orders = [
            Order({**request, "flat": True, "seed": None if seed is None else seed + index})
            for index in range(count)
        ]
        self.server.frames.require_room(count)
        made = []
        try:
            for order in orders:
                made.append(self.server.create(order))
        except BaseException:
            for instance, _, _ in made:
                self.server.remove(instance)
            raise
        return {
            "instance_ids": [instance for instance, _, _ in made],
            "handles": [handle for _, handle, _ in made],
            **made[0][2].describe(),
        }

    def written(self, environment, observation):
        if environment.flat:
            row = self.server.library.numpy.empty(environment.observations.shape, "<f4")
            environment.put(observation, row)
            return row.astype(float).ravel().tolist() if row.shape else float(row)
        return environment.observations.natural(observation)

    def reset(self, body, _, instance, __):
        request = self.optional(body)
        seed = seed_of(request.get("seed"))
        options = mapping(request, "options") if request.get("options") is not None else None
        environment = self.server.environment(instance)
        with environment.lock:
            try:
                observation = environment.reset(seed, options)
                return {"observation": self.written(environment, observation)}
            except Refused:
                raise
            except BaseException as error:
                raise Failed(error, environment.env_id) from error
            finally:
                environment.touched = time.monotonic()

    def step(self, body, _, instance, __):
        environment = self.server.environment(instance)
        request = self.parse(body)
        action = required(request, "action")
        with environment.lock:
            try:
                chosen = self.read_action(environment, action)
            except (ValueError, TypeError, OverflowError):
                raise Refused(
                    f"{shown(action)} is not an action of {environment.env_id}, whose space is"
                    f" {environment.env.action_space}."
                ) from None
            try:
                observation, reward, terminated, truncated, info = environment.step(chosen)
                if request.get("render"):
                    environment.env.render()
                written = self.written(environment, observation)
                reward, info = number(reward), plain(info)
                terminated, truncated = bool(terminated), bool(truncated)
                if truncated and not terminated:
                    info["TimeLimit.truncated"] = True
            except Refused:
                raise
            except BaseException as error:
                raise Failed(error, environment.env_id) from error
            finally:
                environment.touched = time.monotonic()
            if environment.monitor is not None:
                environment.monitor.stepped(reward, terminated or truncated)
        return {
            "observation": written,
            "reward": reward,
            "done": terminated or truncated,
            "info": info,
            "terminated": terminated,
            "truncated": truncated,
        }

    def read_action(self, environment, action):
        """An action as a client of gym-http-api writes it, or flat."""
        space = environment.actions
        if environment.flat and space.name in ("Dict", "Tuple"):
            return space.read_flat(action)
        return space.read(action)

    def info(self, instance, which):
        environment = self.server.environment(instance)
        space = getattr(environment, which)
        if environment.flat or space.name in ("Box", "Discrete", "MultiDiscrete"):
            return dict(space.description)
        told = {"name": space.name, "flat": space.description}
        if space.name == "MultiBinary":
            lengths = space.description["multi_binary"]
            told["n"] = lengths[0] if len(lengths) == 1 else lengths
        return told

    def sample(self, body, _, instance, *__):
        environment = self.server.environment(instance)
        with environment.lock:
            try:
                return {"action": environment.sampled()}
            except BaseException as error:
                raise Failed(error, environment.env_id) from error

    def action_contains(self, body, _, instance, __, ___, text):
        space = self.server.environment(instance).env.action_space
        if not WHOLE.fullmatch(text):
            raise Refused(f"{shown(text)} is not a whole number.")
        return {"member": bool(kind(space) == "Discrete" and space.contains(int(text)))}

    def observation_contains(self, body, _, instance, *__):
        info = self.info(instance, "observations")
        return {"member": all(info.get(key) == value for key, value in self.parse(body).items())}

    def monitor_start(self, body, _, instance, *__):
        environment = self.server.environment(instance)
        request = self.parse(body)
        folder = self.recording(str(required(request, "directory")))
        with environment.lock:
            if environment.monitor is not None:
                raise Refused(f"{instance} is being recorded.")
            force, resume = bool(request.get("force")), bool(request.get("resume"))
            environment.monitor = Monitor(folder, force, resume)

    def recording(self, directory):
        """The folder of a recording: within the server's, of the last part of the name alone."""
        base = os.path.realpath(self.server.arguments.recordings)
        name = os.path.basename(directory.replace("\\", "/").rstrip("/")) or "monitor"
        folder = os.path.join(base, re.sub(r"[^\w.-]", "_", name))
        if len(name) > 100 or not name.strip(".") or os.path.dirname(os.path.realpath(folder)) != base:
            raise wrong("directory", "a name of at most 100 characters for a folder", directory)
        return folder

    def monitor_close(self, body, _, instance, *__):
        environment = self.server.environment(instance)
        with environment.lock:
            if environment.monitor is not None:
                environment.monitor.close()
                environment.monitor = None

    def close_env(self, body, _, instance, __):
        self.server.remove(instance)

    def render(self, body, _, instance, __):
        environment = self.server.environment(instance)
        return environment.picture()

    def upload(self, body, _):
        request = self.parse(body)
        required(request, "training_dir")
        required(request, "api_key")
        raise Refused("The site that recordings were uploaded to is gone.", 410, "gone")

    def shut_down(self, body, _):
        self.close_connection = True
        self.ends_server = True
        return "Server shutting down"

    def batch_group(self, request):
        instances = listed(request, "instances")
        if not all(isinstance(instance, str) for instance in instances):
            raise Refused("'instances' are ids as they came, which are text.")
        found = [self.server.find(instance) for instance in instances]
        handles = [handle for handle, _ in found]
        environments = [environment for _, environment in found]
        for environment in environments:
            environment.require_flat()
        return environments, struct.pack(f"<{len(handles)}I", *handles)

    def seeds(self, request, count, absent):
        seeds = request.get("seeds")
        if seeds is None:
            return [absent] * count
        if not isinstance(seeds, list):
            raise wrong("seeds", "an array", seeds)
        if len(seeds) != count:
            raise Refused(f"There are {count} instances, but {len(seeds)} seeds.")
        return [UNSEEDED if seed_of(seed) is None else seed for seed in seeds]

    def batch_reset(self, body, *_):
        request = self.parse(body)
        environments, handles = self.batch_group(request)
        count = len(environments)
        seeds = struct.pack(f"<{count}q", *self.seeds(request, count, UNSEEDED))
        answer = self.server.frames.carry_out(bytes([RESET_SOME]) + struct.pack("<I", count) + handles + seeds)
        rows = self.server.library.numpy.frombuffer(answer, "<f4", -1, 1).astype(float)
        return {"observations": rows.reshape(count, -1).tolist()}

    def batch_step(self, body, *_):
        request = self.parse(body)
        environments, handles = self.batch_group(request)
        count = len(environments)
        numpy = self.server.library.numpy
        actions = self.actions(listed(request, "actions"), environments)
        absent = UNSEEDED if request.get("autoreset") else NO_AUTORESET
        seeds = struct.pack(f"<{count}q", *self.seeds(request, count, absent))
        head = bytes([STEP]) + struct.pack("<II", count, actions.shape[1])
        answer = self.server.frames.carry_out(head + handles + seeds + actions.tobytes())
        rewards = numpy.frombuffer(answer, "<f8", count, 1).tolist()
        flags = answer[1 + 8 * count : 1 + 9 * count]
        rows = numpy.frombuffer(answer, "<f4", -1, 1 + 9 * count).astype(float)
        rows = rows.reshape(-1, environments[0].observations.size).tolist()
        return {
            "observations": rows[:count],
            "rewards": rewards,
            "terminated": [bool(flag & TERMINATED) for flag in flags],
            "truncated": [bool(flag & TRUNCATED) for flag in flags],
            "reset": [bool(flag & RESET) for flag in flags],
            "reset_observations": rows[count:],
        }

    def actions(self, given, environments):
        """Actions of a batch as float32, which has to be able to tell choices apart."""
        numpy = self.server.library.numpy
        count = len(environments)
        if len(given) != count:
            raise Refused(f"There are {count} instances, but {len(given)} actions.")
        try:
            exact = numpy.asarray(given, dtype=float).reshape(count, -1)
        except (ValueError, TypeError, OverflowError):
            raise Refused("'actions' are an array of numbers, or of arrays of as many.") from None
        with numpy.errstate(over="ignore"):
            actions = exact.astype("<f4")
        choices = any(each.actions.description["name"] != "Box" for each in environments)
        if choices and not (actions == exact).all():
            raise Refused("An action of a Discrete is a whole number that float32 can hold.")
        return actions

    def batch_lease(self, body, *_):
        environments, _ = self.batch_group(self.parse(body))
        for environment in environments:
            environment.touched = time.monotonic()


@functools.lru_cache(64)
def loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Program:
    """What this program calls itself, and how it ends."""

    def __init__(self, name):
        self.prefix = f"{name}: " if name else ""

    def end(self, sentence, status=1):
        print(f"{self.prefix}{sentence}", file=sys.stderr)
        sys.exit(status)

    def refuse(self, sentence):
        """Ends because of what it was started with."""
        self.end(sentence, 2)


def token_of(arguments, program):
    """The token that clients have to know, or nothing."""
    token = os.environ.get("REIN4J_GYM_TOKEN", "")
    if arguments.token:
        if token:
            program.refuse("With a token in REIN4J_GYM_TOKEN there is no use in --token auto.")
        return secrets.token_urlsafe(24)
    if token and not re.fullmatch(r"[!-~]([ -~]*[!-~])?", token):
        program.refuse(
            "A token in REIN4J_GYM_TOKEN is sent in a header: it has to be of ASCII characters that can"
            " be seen, without a blank or a line end before or after them."
        )
    return token


def positive(kind):
    """A number above 0 from the command line."""

    def parse(text):
        number = kind(text)
        if not 0 < number < math.inf:
            raise ValueError
        return number

    parse.__name__ = "number above 0"
    return parse


def serve(arguments, program):
    token = token_of(arguments, program)
    if not token and not loopback(arguments.host):
        program.refuse(
            f"A server on {arguments.host} is open to other machines: put a token into the variable"
            " REIN4J_GYM_TOKEN, here and where it is used from, or start it with --token auto."
        )
    if arguments.with_parent:
        end_with(0)
        threading.Thread(target=exit_at_end, daemon=True).start()
    library = Library.imported(program)
    try:
        server = Server(library, arguments, token)
    except OSError as error:
        program.end(f"Port {arguments.port} of {arguments.host} cannot be listened on: {error.strerror}.")
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    made = f"\nIts clients need REIN4J_GYM_TOKEN={token}" if arguments.token else ""
    print(
        f"Gym server on http://{host}:{server.server_address[1]}"
        f" ({library.name} {library.version}, Python {platform.python_version()}){made}",
        flush=True,
    )
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    server.frames.close()
    server.server_close()


def exit_at_end():
    while os.read(0, 4096):
        pass
    signal.raise_signal(signal.SIGINT)


def only_installed():
    """Finds no modules beside this program."""
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]


def import_from_here():
    """Finds modules of the current folder as python -m does."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, os.getcwd())


def main():
    parser = argparse.ArgumentParser(description="Gym environments for programs outside Python.")
    modes = parser.add_subparsers(dest="mode", required=True)
    modes.add_parser("bridge", help="answer frames on standard input and output")
    options = modes.add_parser("serve", help="answer HTTP requests")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=5000, help="0 for any that is free")
    options.add_argument("--max-envs", type=positive(int), default=1024)
    options.add_argument("--max-connections", type=positive(int), default=256)
    options.add_argument("--max-body", type=positive(int), default=64 << 20, help="bytes of a request")
    options.add_argument("--lease", type=positive(float), default=3600, help="seconds an unused one is kept")
    options.add_argument("--recordings", default="gym-recordings", help="folder of the monitors'")
    options.add_argument("--token", choices=["auto"], help="make one, and print it")
    options.add_argument("--with-parent", action="store_true", help="end with standard input")
    options.add_argument("--verbose", action="store_true", help="log every request")
    options.add_argument("--name", default="gym_server", help="what its errors begin with")
    arguments = parser.parse_args()
    try:
        if arguments.mode == "bridge":
            # Who started it quotes it, and says whose words they are.
            bridge(Program(""))
        else:
            serve(arguments, Program(arguments.name))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
