#!/usr/bin/env python3
"""Prints the runs of a finished study as a compact table in CSV, a row for each run.

Usage: compact_runs.py FOLDER > runs.csv

FOLDER is the study's, as `compare` wrote it. A row says which run it was, its score and stability, whether it is
failing, what share of its updates was clipped, and the commit of Rein4J and the kernel of its linear algebra. Columns
that say the same of every run of the study, such as its only environment, are left out, and so is stability where
runs are evaluated once. Needs Python 3 and nothing else.
"""

import csv
import json
import pathlib
import sys

LABELS = ("level", "environment", "condition", "seed")
NUMBERS = ("final_score", "stability", "failing", "clipped_fraction", "update_clipped_fraction")


def compact(folder):
    """Returns the names of the columns, and the rows."""
    folder = pathlib.Path(folder)
    with open(folder / "scores.csv", newline="", encoding="utf-8") as file:
        runs = list(csv.DictReader(file))
    commit, kernel = provenance(folder)
    once = all(run["evaluations"] == "1" for run in runs)
    columns = [
        name
        for name in LABELS + NUMBERS
        if name in runs[0]
        and not (name in ("environment", "condition") and len({run[name] for run in runs}) == 1)
        and not (name == "stability" and once)
    ]
    rows = [[rounded(run[name]) for name in columns] + [commit, kernel] for run in runs]
    return columns + ["commit", "kernel"], rows


def provenance(folder):
    """Returns the commit and the kernel of all runs, which must be the same."""
    found = set()
    for file in sorted(folder.glob("runs/*/provenance.json")):
        text = json.loads(file.read_text(encoding="utf-8"))
        found.add((text["git_commit"], text["blas"]["kernel"]))
    if len(found) != 1:
        sys.exit(f"The runs in {folder} are of several commits or kernels: {sorted(found)}.")
    commit, kernel = found.pop()
    return commit[:8] + ("-dirty" if commit.endswith("-dirty") else ""), kernel.lower()


def rounded(text):
    try:
        return f"{round(float(text), 4) + 0.0:g}" if "." in text or "e" in text.lower() else text
    except ValueError:
        return text


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    columns, rows = compact(sys.argv[1])
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


if __name__ == "__main__":
    main()
