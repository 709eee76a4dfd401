#!/usr/bin/env bash
# Makes pool.csv: trains the study of pool.yaml, and writes a row for each of its runs. If it is stopped, it goes on
# where it was when it is called again. WORKERS says how many runs it trains at a time (2 if it is not set), PROGRAM
# what it calls (./rein4j).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../../../../../.."
nice ${PROGRAM:-./rein4j} compare "$here/pool.yaml" --workers "${WORKERS:-2}" --out target
python3 "$here/../compact_runs.py" target/pool > "$here/pool.csv.part"
mv "$here/pool.csv.part" "$here/pool.csv"
