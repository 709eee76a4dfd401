"""Writes box2d.txt.gz beside itself: what Gymnasium's own lunar lander does on Box2D 2.4.1.

Gymnasium asks for the Python package of Box2D 2.3; this script puts a module of that name over the C++ library instead
(Debian: libbox2d-dev), so the task's code is Gymnasium's and the physics a sister of what it usually runs on:

  g++ -O2 -shared -fPIC box2d_c.cpp -lbox2d -o libbox2d_c.so && python make_goldens.py ./libbox2d_c.so

  env ID [option=value ...]                                     the lines below are of this environment
  heuristic or sampled                                          who chose the actions up to the next such line
  reset SEED | observation
  step | action | observation | reward | terminated truncated

With a number as second argument it prints the heuristic's mean return over so many episodes instead.
"""

import ctypes
import gzip
import pathlib
import sys
import types
import warnings

warnings.filterwarnings("ignore")
lib = ctypes.CDLL(sys.argv[1])
pointer = ctypes.c_void_p
real = ctypes.c_float
integer = ctypes.c_int
for name, result, arguments in [
    ("scene_new", pointer, [real]),
    ("scene_delete", None, [pointer]),
    ("body_new", pointer, [pointer, integer, real, real, real]),
    ("add_edge", None, [pointer] + [real] * 5),
    ("add_polygon", None, [pointer, ctypes.POINTER(real), integer, real, real, integer, integer]),
    ("add_box", None, [pointer, real, real, real, real, integer, integer]),
    ("add_joint", None, [pointer, pointer, pointer, ctypes.POINTER(real)]),
    ("apply_force", None, [pointer, real, real]),
    ("apply_torque", None, [pointer, real]),
    ("apply_impulse", None, [pointer] + [real] * 4),
    ("scene_step", None, [pointer, real, integer, integer]),
    ("body_state", None, [pointer, ctypes.POINTER(real)]),
    ("next_event", integer, [pointer, ctypes.POINTER(pointer), ctypes.POINTER(pointer)]),
]:
    getattr(lib, name).restype = result
    getattr(lib, name).argtypes = arguments


class Definition:
    def __init__(self, **values):
        self.__dict__.update(values)


class Vector(tuple):
    x = property(lambda self: self[0])
    y = property(lambda self: self[1])


class Body:
    def __init__(self, world, handle):
        self.world, self.handle = world, handle

    def state(self):
        values = (real * 7)()
        lib.body_state(self.handle, values)
        return list(values)

    position = property(lambda self: Vector(self.state()[0:2]))
    linearVelocity = property(lambda self: Vector(self.state()[2:4]))
    angle = property(lambda self: self.state()[4])
    angularVelocity = property(lambda self: self.state()[5])
    awake = property(lambda self: bool(self.state()[6]))

    def CreateEdgeFixture(self, vertices, density=0, friction=0.2):
        lib.add_edge(self.handle, *vertices[0], *vertices[1], friction)

    def add(self, fixture):
        shape = fixture.shape
        rest = (fixture.density, getattr(fixture, "friction", 0.2), fixture.categoryBits, fixture.maskBits)
        assert fixture.restitution == 0
        if hasattr(shape, "box"):
            lib.add_box(self.handle, *shape.box, *rest)
        else:
            flat = [float(v) for vertex in shape.vertices for v in vertex]
            lib.add_polygon(self.handle, (real * len(flat))(*flat), len(shape.vertices), *rest)

    def ApplyForceToCenter(self, force, wake):
        lib.apply_force(self.handle, *force)

    def ApplyTorque(self, torque, wake):
        lib.apply_torque(self.handle, torque)

    def ApplyLinearImpulse(self, impulse, point, wake):
        lib.apply_impulse(self.handle, *impulse, *point)


class World:
    def __init__(self, gravity):
        self.handle = lib.scene_new(gravity[1])
        self.bodies = {}

    def __del__(self):
        lib.scene_delete(self.handle)

    def body(self, dynamic, position, angle):
        body = Body(self, lib.body_new(self.handle, dynamic, *position, angle))
        self.bodies[body.handle] = body
        return body

    def CreateStaticBody(self, shapes):
        body = self.body(0, (0, 0), 0)
        body.CreateEdgeFixture(shapes.vertices)
        return body

    def CreateDynamicBody(self, position, angle, fixtures):
        body = self.body(1, position, angle)
        body.add(fixtures)
        return body

    def CreateJoint(self, d):
        values = [*d.localAnchorA, *d.localAnchorB, d.maxMotorTorque, d.motorSpeed, d.lowerAngle, d.upperAngle]
        lib.add_joint(self.handle, d.bodyA.handle, d.bodyB.handle, (real * 8)(*values))

    def DestroyBody(self, body):
        """Gymnasium throws the whole world away right after."""

    def Step(self, seconds, velocity, position):
        lib.scene_step(self.handle, seconds, velocity, position)
        a, b = pointer(), pointer()
        while (begin := lib.next_event(self.handle, ctypes.byref(a), ctypes.byref(b))) >= 0:
            sides = {"fixture" + n: Definition(body=self.bodies[h.value]) for n, h in [("A", a), ("B", b)]}
            contact = Definition(**sides)
            (self.contactListener.BeginContact if begin else self.contactListener.EndContact)(contact)


class ContactListener:
    pass


box2d = types.ModuleType("Box2D")
box2d.b2World, box2d.b2Body = World, Body
box2d.b2 = types.ModuleType("Box2D.b2")
for name in ["circleShape", "edgeShape", "fixtureDef", "polygonShape", "revoluteJointDef"]:
    setattr(box2d.b2, name, type(name, (Definition,), {}))
box2d.b2.contactListener = ContactListener
sys.modules["Box2D"], sys.modules["Box2D.b2"] = box2d, box2d.b2
for file in ["bipedal_walker", "car_racing"]:  # They would ask for more of Box2D.
    others = types.SimpleNamespace(BipedalWalker=None, BipedalWalkerHardcore=None, CarRacing=None)
    sys.modules[f"gymnasium.envs.box2d.{file}"] = others

import gymnasium as gym  # noqa: E402
import numpy as np  # noqa: E402
from gymnasium.envs.box2d.lunar_lander import heuristic  # noqa: E402

TASKS = [
    ("LunarLander-v3", "", {}),
    ("LunarLanderContinuous-v3", "", {}),
    ("LunarLander-v3", "enable-wind=true", {"enable_wind": True}),
    ("LunarLanderContinuous-v3", "gravity=-5 enable-wind=true wind-power=8 turbulence-power=0.5",
     {"gravity": -5.0, "enable_wind": True, "wind_power": 8.0, "turbulence_power": 0.5}),
]  # fmt: skip


def make(env_id, arguments):
    return gym.make(env_id, disable_env_checker=True, **arguments)


def texts(values):
    return " ".join(str(v) for v in np.atleast_1d(values))


def write():
    lines = [f"# Gymnasium {gym.__version__}, NumPy {np.__version__}, Box2D 2.4.1"]
    for env_id, options, arguments in TASKS:
        lines.append(f"env {env_id} {options}".strip())
        env = make(env_id, arguments)
        env.action_space.seed(1)
        for policy in ["heuristic", "sampled"]:
            lines.append(policy)
            for seed in range(4):
                observation, _ = env.reset(seed=seed)
                lines.append(f"reset {seed} | {texts(observation)}")
                ended = False
                while not ended:
                    action = heuristic(env, observation) if policy == "heuristic" else env.action_space.sample()
                    if not isinstance(action, int):
                        action = np.asarray(action, dtype=env.action_space.dtype)
                    observation, reward, terminated, truncated, _ = env.step(action)
                    ended = terminated or truncated
                    ends = f"{int(terminated)} {int(truncated)}"
                    lines.append(f"step | {texts(action)} | {texts(observation)} | {float(reward)!r} | {ends}")
    path = pathlib.Path(__file__).with_name("box2d.txt.gz")
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    print(len(lines), "lines")


def measure(episodes):
    for env_id, options, arguments in TASKS[:3]:
        for policy in ["heuristic", "sampled"]:
            env = make(env_id, arguments)
            env.action_space.seed(0)
            returns = []
            for seed in range(episodes):
                observation, _ = env.reset(seed=seed)
                total, ended = 0.0, False
                while not ended:
                    action = heuristic(env, observation) if policy == "heuristic" else env.action_space.sample()
                    observation, reward, terminated, truncated, _ = env.step(action)
                    total += reward
                    ended = terminated or truncated
                returns.append(total)
            print(env_id, options, policy, f"{np.mean(returns):.1f}", f"above 200: {np.mean(np.array(returns) > 200):.3f}")


measure(int(sys.argv[2])) if len(sys.argv) > 2 else write()
