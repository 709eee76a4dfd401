#!/usr/bin/env bash
# How much faster two workers on two cores finish a study than one worker pinned to one core.
# The runs take a minute or more each; the median of three rounds is what counts. The machine must
# be quiet, and needs taskset. Usage: two_workers.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/../../../../../.."
rounds=${1:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/study.yaml" <<YAML
name: two-workers
base: $PWD/configs/zoo/dqn-cartpole.yaml
set: {training.steps: 130_000, evaluation.every: 130_000, checkpoint.every: 130_000}
vary: {agent.clipping: {off: {rules: []}, norm-10: {rules: [{type: global-norm, threshold: 10}]}}}
seeds: 2
YAML

seconds() { # of one call, by the wall clock
  local start end
  start=$(date +%s.%N)
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  end=$(date +%s.%N)
  echo "$end $start" | awk '{printf "%.2f", $1 - $2}'
}

./rein4j --version >/dev/null
for ((round = 1; round <= rounds; round++)); do
  one=$(seconds taskset -c 0 ./rein4j compare "$work/study.yaml" --fresh --workers 1 --out "$work/one")
  two=$(seconds taskset -c 0,1 ./rein4j compare "$work/study.yaml" --fresh --workers 2 --out "$work/two")
  awk -v one="$one" -v two="$two" -v round="$round" \
    'BEGIN {printf "round %d: one worker %.1f s, two workers %.1f s, ratio %.2f\n", round, one, two, one / two}'
  echo "$one $two" | awk '{print $1 / $2}' >>"$work/ratios"
done
sort -n "$work/ratios" | awk '{r[NR] = $1} END {printf "median ratio %.2f\n", r[int((NR + 1) / 2)]}'
