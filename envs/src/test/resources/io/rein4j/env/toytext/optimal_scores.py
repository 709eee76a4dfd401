"""Prints the highest mean return that a policy can have in Gymnasium's toy text tasks, with their default options.

Where there is a step limit the policy may depend on the step; where there is none, values are iterated until they stand.
Blackjack has no table of transitions: its rules are written down once more below, for Sutton and Barto's variant.
"""

import functools

import gymnasium as gym
import numpy as np


def tabular(env_id):
    env = gym.make(env_id)
    inner = env.unwrapped
    values = np.zeros(env.observation_space.n)
    for _ in range(env.spec.max_episode_steps or 100_000):
        before = values
        values = np.array(
            [
                max(
                    sum(p * (reward + (0 if end else before[after])) for p, after, reward, end in outcomes)
                    for outcomes in actions.values()
                )
                for actions in inner.P.values()
            ]
        )
        if env.spec.max_episode_steps is None and np.abs(values - before).max() < 1e-9:
            break
    return float(inner.initial_state_distrib @ values)


DECK = {card: (4 if card == 10 else 1) / 13 for card in range(1, 11)}


def total(points, ace):
    return points + 10 if ace and points + 10 <= 21 else points


@functools.cache
def dealt(points, ace, cards):
    """The distribution of the dealer's (score, natural); a bust scores 0."""
    score = total(points, ace)
    if score >= 17:
        return {(0 if score > 21 else score, cards == 2 and score == 21): 1.0}
    ends = {}
    for card, chance in DECK.items():
        for end, share in dealt(points + card, ace or card == 1, cards + 1).items():
            ends[end] = ends.get(end, 0) + chance * share
    return ends


@functools.cache
def worth(points, ace, cards, shown):
    score = total(points, ace)
    if score > 21:
        return -1.0
    stick = 0.0
    for card, chance in DECK.items():
        for (dealer, natural), share in dealt(shown + card, 1 in (shown, card), 2).items():
            won = 1 if cards == 2 and score == 21 and not natural else np.sign(score - dealer)
            stick += chance * share * won
    hit = sum(chance * worth(points + card, ace or card == 1, cards + 1, shown) for card, chance in DECK.items())
    return max(stick, hit)


def blackjack():
    return sum(
        DECK[shown] * DECK[a] * DECK[b] * worth(a + b, 1 in (a, b), 2, shown) for shown in DECK for a in DECK for b in DECK
    )


for env_id in ["FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "CliffWalkingSlippery-v1", "Taxi-v4"]:
    print(env_id, f"{tabular(env_id):.6f}")
print("Blackjack-v1", f"{blackjack():.6f}")
