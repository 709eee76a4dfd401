"""Writes wrappers.txt.gz beside itself: what the peers' wrappers do.

One thing a line, parts separated by " | ", numbers in Python's shortest form, which reads back exactly.

Gymnasium's own wrappers, around an environment that Rein4J has seed for seed:

  wrapped ID WRAPPER [ARGUMENT ...]
  reset SEED | observation
  step | action | observation | reward | terminated truncated

Gymnasium's StickyAction, whose generator is PCG64(SEED):

  sticky SEED PROBABILITY | actions given | actions taken

Stable-Baselines3's VecNormalize, by its published source (stable_baselines3/common/vec_env/vec_normalize.py, 2.x), around Gymnasium's
SyncVectorEnv with environment i seeded SEED + i; a mean or variance is what it is after the step:

  normalized ID COUNT SEED GAMMA
  reset | observations | means | variances
  step | actions | observations | rewards | ended | means | variances | variance of the return | final observations of those that ended
"""

import gzip
import pathlib

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.wrappers import ClipReward, FrameStackObservation, RepeatAction, StickyAction
from gymnasium.wrappers.utils import RunningMeanStd

lines = []


def numbers(values):
    return " ".join(repr(float(v)) for v in np.asarray(values).ravel()) or "-"


def wrapped(env_id, name, wrap, seeds, steps):
    lines.append(f"wrapped {env_id} {name}")
    env = wrap(gym.make(env_id, disable_env_checker=True))
    actions = np.random.default_rng(0)
    for seed in seeds:
        lines.append(f"reset {seed} | {numbers(env.reset(seed=seed)[0])}")
        for _ in range(steps):
            space = env.action_space
            action = actions.integers(space.n) if isinstance(space, gym.spaces.Discrete) else actions.uniform(space.low, space.high).astype(np.float32)
            observation, reward, terminated, truncated, _ = env.step(action)
            lines.append(f"step | {numbers(action)} | {numbers(observation)} | {float(reward)!r} | {int(terminated)} {int(truncated)}")
            if terminated or truncated:
                break


wrapped("CartPole-v1", "frame-stack 4 reset", lambda e: FrameStackObservation(e, 4), [3, 8], 30)
wrapped("CartPole-v1", "frame-stack 3 zero", lambda e: FrameStackObservation(e, 3, padding_type="zero"), [3, 8], 30)
wrapped("MountainCar-v0", "frame-stack 1 reset", lambda e: FrameStackObservation(e, 1), [5], 5)
wrapped("CartPole-v1", "action-repeat 4", lambda e: RepeatAction(e, 4), [3, 8, 9], 20)
wrapped("Pendulum-v1", "action-repeat 7", lambda e: RepeatAction(e, 7), [1], 40)
wrapped("Pendulum-v1", "reward-clip -2 -0.5", lambda e: ClipReward(e, -2, -0.5), [1], 60)


class Recorder(gym.Env):
    observation_space = gym.spaces.Discrete(1)
    action_space = gym.spaces.Discrete(10)

    def reset(self, *, seed=None, options=None):
        self.taken = []
        return 0, {}

    def step(self, action):
        self.taken.append(int(action))
        return 0, 0.0, False, False, {}


# What Rein4J's stream "wrapper/0" of run 1, environment 0, is seeded with in the episode with seed 7.
SEED = 4919679181133227
for probability in [0.0, 0.25, 0.9]:
    recorder = Recorder()
    env = StickyAction(recorder, probability)
    env.reset()
    recorder.np_random = np.random.Generator(np.random.PCG64(SEED))
    given = [(3 * i + i // 10) % 10 for i in range(100)]
    for action in given:
        env.step(action)
    lines.append(f"sticky {SEED} {probability} | {numbers(given)} | {numbers(recorder.taken)}")


def normalized(env_id, count, seed, gamma, steps, clip=10.0, epsilon=1e-8):
    lines.append(f"normalized {env_id} {count} {seed} {gamma}")
    venv = SyncVectorEnv([lambda: gym.make(env_id, disable_env_checker=True)] * count, autoreset_mode=AutoresetMode.SAME_STEP)
    obs_rms = RunningMeanStd(shape=venv.single_observation_space.shape, dtype=np.float64)
    ret_rms = RunningMeanStd(shape=(), dtype=np.float64)
    returns = np.zeros(count)

    def normalize(obs):
        return np.clip((obs - obs_rms.mean) / np.sqrt(obs_rms.var + epsilon), -clip, clip).astype(np.float32)

    obs, _ = venv.reset(seed=seed)
    obs_rms.update(obs)
    lines.append(f"reset | {numbers(normalize(obs))} | {numbers(obs_rms.mean)} | {numbers(obs_rms.var)}")
    actions = np.random.default_rng(1)
    for _ in range(steps):
        space = venv.single_action_space
        if isinstance(space, gym.spaces.Discrete):
            action = actions.integers(space.n, size=count)
        else:
            action = actions.uniform(space.low, space.high, size=(count, *space.shape)).astype(np.float32)
        obs, rewards, terminated, truncated, infos = venv.step(action)
        ended = terminated | truncated
        obs_rms.update(obs)
        returns = returns * gamma + rewards
        ret_rms.update(returns)
        scaled = np.clip(rewards / np.sqrt(ret_rms.var + epsilon), -clip, clip)
        final = [normalize(infos["final_obs"][i]) for i in range(count) if ended[i]]
        returns[ended] = 0
        lines.append(
            f"step | {numbers(action)} | {numbers(normalize(obs))} | {numbers(scaled)} | {numbers(ended)} | {numbers(obs_rms.mean)}"
            f" | {numbers(obs_rms.var)} | {float(ret_rms.var)!r} | {numbers(final)}"
        )


normalized("CartPole-v1", 1, 4, 0.98, 250)
normalized("CartPole-v1", 3, 4, 0.98, 250)
normalized("Pendulum-v1", 1, 6, 0.9, 450)
path = pathlib.Path(__file__).with_name("wrappers.txt.gz")
path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
