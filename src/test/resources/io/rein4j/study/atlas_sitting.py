#!/usr/bin/env python3
"""Goes on with the atlas: trains the next seeds of one agent, and adds their runs to its table.

Usage: atlas_sitting.py AGENT [--seeds N] [--environment NAME] [--workers N] [--program PROGRAM]

AGENT names a study in configs/studies/atlas. A sitting is an ordinary study of N seeds, 2 if left out, in one
environment: NAME, or that which has the fewest seeds in AGENT.csv. What the table has is not trained again. Its runs
are in target/atlas; a sitting that was stopped goes on where it was if it is called again. When it has ended, its runs
are added to AGENT.csv. The seconds of the processors that it took are added to sittings.csv whether it has ended or not.

Afterwards `mvn test -pl src -am -Dtest=AtlasTest -Drein4j.update=true -Dsurefire.failIfNoSpecifiedTests=false` writes
the tables of configs/studies/atlas/README.md anew. Needs Python 3 and nothing else.
"""

import argparse
import csv
import pathlib
import re
import resource
import subprocess
import sys

from compact_runs import compact

ROOT = pathlib.Path(__file__).resolve().parents[6]
ATLAS = ROOT / "configs" / "studies" / "atlas"
COLUMNS = "level,environment,condition,seed,final_score,failing,clipped_fraction,commit,kernel".split(",")


def rows(file):
    if not file.exists():
        return []
    with open(file, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def parts(study):
    """Returns what a study has before its environments, each of these by its name, and its seeds."""
    before, rest = study.split("environments:\n")
    rest, seeds = rest.split("seeds: ")
    seeds, after = seeds.split("\n", 1)
    environments = {}
    for text in re.split(r"(?m)^(?=  - id: )", rest)[1:]:
        name = re.search(r"(?m)^    name: (.*)$", text) or re.search(r"(?m)^  - id: (.*)$", text)
        environments[name.group(1)] = text
    return before, environments, [int(seed) for seed in seeds.strip("[]").split(",")], after


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("agent")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--environment")
    parser.add_argument("--workers", default="2")
    parser.add_argument("--program", default=str(ROOT / "rein4j"))
    options = parser.parse_args()
    if options.seeds < 2:
        sys.exit("A study has two seeds at least.")
    table = ATLAS / f"{options.agent}.csv"
    before, environments, seeds, after = parts((ATLAS / f"{options.agent}.yaml").read_text(encoding="utf-8"))
    trained = {name: set() for name in environments}
    for row in rows(table):
        trained[row["environment"]].add(int(row["seed"]))
    environment = options.environment or min(environments, key=lambda name: len(trained[name]))
    if environment not in environments:
        sys.exit(f"{options.agent}.yaml has no environment '{environment}', but {', '.join(environments)}.")
    following = [seed for seed in seeds if seed not in trained[environment]][: options.seeds]
    if not following:
        sys.exit(f"All seeds of {options.agent} in {environment} are in {table.name}.")
    name = re.sub(r"\W+", "-", f"{options.agent}-{environment}-seeds-" + "-".join(map(str, following)))
    work = ROOT / "target" / "atlas"
    work.mkdir(parents=True, exist_ok=True)
    study = work / f"{name}.yaml"
    text = f"{before}environments:\n{environments[environment]}seeds: {following}\n{after}"
    text = re.sub(r"(?m)^name: .*$", f"name: {name}", text)
    study.write_text(text.replace("base: ../../", f"base: {ROOT}/configs/"), encoding="utf-8")
    try:
        ended = subprocess.call(
            [*options.program.split(), "compare", str(study), "--out", str(work), "--workers", options.workers]
        )
    finally:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        append(
            ATLAS / "sittings.csv",
            ["agent", "environment", "seeds", "cpu_seconds"],
            [[options.agent, environment, " ".join(map(str, following)), round(used.ru_utime + used.ru_stime)]],
        )
    if ended != 0:
        sys.exit(ended)
    columns, runs = compact(work / name)
    runs = [dict(zip(columns, run), environment=environment) for run in runs]
    append(table, COLUMNS, [[run[column] for column in COLUMNS] for run in runs])


def append(file, header, lines):
    new = not file.exists()
    with open(file, "a", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        if new:
            writer.writerow(header)
        writer.writerows(lines)


if __name__ == "__main__":
    main()
