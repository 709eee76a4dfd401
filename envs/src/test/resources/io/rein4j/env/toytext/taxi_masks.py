"""Writes taxi_masks.txt beside itself: of each state of Gymnasium's Taxi-v4, which actions its mask allows.

A number a state, in which action i has bit i. Made with Gymnasium 1.3.0.
"""

import pathlib

import gymnasium as gym

taxi = gym.make("Taxi-v4").unwrapped
masks = [sum(int(bit) << i for i, bit in enumerate(taxi.action_mask(state))) for state in range(500)]
lines = [" ".join(map(str, masks[at : at + 20])) for at in range(0, 500, 20)]
pathlib.Path(__file__).with_name("taxi_masks.txt").write_text("\n".join(lines) + "\n")
