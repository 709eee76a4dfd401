"""Asks Optuna for the next points of a space, after telling it what the points so far have scored.

The only argument is a file with a JSON object: the seed; whether more is better; how many points to ask for; for each
setting of the space its number of choices, or 0 for a range; and the points so far, each with its place in every
setting, from 0 to 1 or the number of the choice, and its value. `answer` is a JSON object with the versions and the
places of the points that were asked for.

The sampler is made anew with each call, so that what it proposes depends on the file alone, not on what it was asked
before.
"""

import itertools
import json
import sys
import warnings

import numpy
import optuna

MOST_ASKED_AGAIN = 100
DIGITS = 3


def ask(task):
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    # Both options of the sampler are marked as experimental.
    warnings.simplefilter("ignore")
    choices = task["choices"]
    one_of, between = optuna.distributions.CategoricalDistribution, optuna.distributions.FloatDistribution
    space = {str(i): one_of(range(n)) if n else between(0, 1) for i, n in enumerate(choices)}
    study = optuna.create_study(
        direction="maximize" if task["more_is_better"] else "minimize",
        # Points that are asked for together have no values yet, and would all be alike without constant_liar.
        sampler=optuna.samplers.TPESampler(
            seed=task["seed"], n_startup_trials=0, multivariate=True, constant_liar=True
        ),
    )
    for point in task["points"]:
        params = {str(i): place for i, place in enumerate(point["places"])}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=space, value=point["value"]))
    seen = {rounded(point["places"]) for point in task["points"]}
    asked = []
    while len(asked) < task["count"]:
        places = unseen(study, space, seen, choices)
        seen.add(rounded(places))
        asked.append(places)
    return asked


def unseen(study, space, seen, choices):
    """Returns a point that there has not been."""
    for _ in range(MOST_ASKED_AGAIN):
        trial = study.ask(space)
        places = [trial.params[str(i)] for i in range(len(choices))]
        if rounded(places) not in seen:
            return places
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
    if all(choices):
        return next(list(point) for point in itertools.product(*map(range, choices)) if point not in seen)
    return places


def rounded(places):
    return tuple(round(place, DIGITS) for place in places)


with open(sys.argv[1], encoding="utf-8") as file:
    TASK = json.load(file)
answer = json.dumps({"optuna": optuna.__version__, "numpy": numpy.__version__, "points": ask(TASK)})
