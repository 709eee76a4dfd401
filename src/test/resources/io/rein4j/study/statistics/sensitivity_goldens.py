"""Makes sensitivity.json: the sensitivity of PPO variants to their settings, from published scores.

    pip install numpy
    python sensitivity_goldens.py expected-over-seeds.csv.gz > sensitivity.json

The file holds the analysis' percentile-normalised returns of
github.com/jadkins99/hyperparameter_sensitivity, commit e571b0b (MIT), averaged over seeds. Φ is
written here from the definition of Adkins, Bowling and White, "A Method for Evaluating
Hyperparameter Sensitivity in Reinforcement Learning" (2024). Settings that have no score in an
environment cannot be the one for all.
"""

import csv
import gzip
import json
import sys

import numpy as np

VARIANTS = ("advn_norm_ema", "lambda_ac")

by_variant = {}
with gzip.open(sys.argv[1], "rt", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        setting = tuple(row[k] for k in ("gae_lambda", "ent_coef", "actor_lr", "critic_lr"))
        scores = by_variant.setdefault(row["alg_type"], {}).setdefault(setting, {})
        scores[row["env_name"]] = round(float(row["percentile_normalized_return"]), 6)

result = {}
for variant in VARIANTS:
    settings = by_variant[variant]
    environments = sorted({name for scores in settings.values() for name in scores})
    table = np.array(
        [[scores.get(name, np.nan) for scores in settings.values()] for name in environments]
    )
    tuned = np.mean(np.nanmax(table, axis=1))
    one = np.nanmax(np.mean(table, axis=0))
    result[variant] = {
        "scores": [[None if np.isnan(v) else v for v in row] for row in table.tolist()],
        "tuned": tuned,
        "one": one,
        "sensitivity": tuned - one,
    }
json.dump(result, sys.stdout)
print()
