#!/usr/bin/env bash
# Makes spikes.csv: trains the study of spikes.yaml, and writes a row for each of its runs, with the
# mean returns of its evaluations as step:return.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../../../../../.."
nice ./rein4j compare "$here/spikes.yaml" --out target
./rein4j report target/spikes --format csv
awk -F, -v OFS=, '
  NR == 1 { print "level", "condition", "seed", "evaluations"; next }
  { run = $1 OFS $3 OFS $4 }
  run != last { if (last) print last, evaluations; last = run; evaluations = "" }
  { evaluations = evaluations (evaluations ? " " : "") $5 ":" $6 }
  END { print last, evaluations }
' target/spikes/tables/evaluations.csv > "$here/spikes.csv"
