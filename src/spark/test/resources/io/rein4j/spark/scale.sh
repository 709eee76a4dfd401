#!/usr/bin/env bash
# What a run costs on Spark beyond what it costs on this machine, and how much faster two workers of
# one core each are than one that is pinned to one core. The median of three rounds is what counts.
# The machine must be quiet, and needs taskset and what mvn -Pspark package builds; the processor
# time beside the wall clock's tells whether it was.
#
# Usage: scale.sh costs [ROUNDS]
#        scale.sh ratio [ROUNDS [STEPS]]     steps of a run, which should take 30 s or more
set -euo pipefail
what=${1-} rounds=${2:-3} steps=${3:-130_000}
[[ $what == costs || $what == ratio ]] || { sed -n 's/^# \(Usage.*\|  *scale.*\)/\1/p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/../../../../../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

study() { # NAME BASE STEPS SEEDS
  cat >"$work/$1.yaml" <<YAML
name: $1
base: $PWD/configs/zoo/$2.yaml
set: {training.steps: $3, evaluation.every: $3, evaluation.episodes: 5, checkpoint.every: $3}
vary: {agent.clipping: {off: {rules: []}, norm-1: {rules: [{type: global-norm, threshold: 1}]}}}
seeds: $4
YAML
}

seconds() { # NAME PROGRAM...: of the wall clock and of processors, of one call
  local name=$1 TIMEFORMAT='%R %U %S'
  shift
  { time "$@" compare "$work/$name.yaml" --fresh --out "$work/out" "${options[@]}" \
    >"$work/log" 2>&1; } 2>"$work/time" || { cat "$work/log" >&2; exit 1; }
  awk '{printf "%.2f %.2f", $1, $2 + $3}' "$work/time"
}

median() { # of the lines of a file
  sort -n "$1" | awk '{r[NR] = $1} END {printf "%.2f\n", r[int((NR + 1) / 2)]}'
}

./rein4j --version >/dev/null

if [[ $what == costs ]]; then
  # Two calls that differ by 20 runs: what they differ by is what the runs cost.
  study few ppo-cartpole 4096 2
  study many ppo-cartpole 4096 12
  for ((round = 1; round <= rounds; round++)); do
    options=(--workers 1)
    here="$(seconds few ./rein4j) $(seconds many ./rein4j)"
    options=(--on "local-cluster[1,1,1024]")
    there="$(seconds few ./rein4j) $(seconds many ./rein4j)"
    echo "$here $there" | awk -v round="$round" -v costs="$work/costs" '{
      here = ($3 - $1) / 20; there = ($7 - $5) / 20
      printf "round %d: a run takes %.2f s here (%.2f s of a processor), %.2f s on Spark (%.2f s); the start of Spark %.1f s\n",
        round, here, ($4 - $2) / 20, there, ($8 - $6) / 20, $5 - $1 - 4 * (there - here)
      print there - here >>costs}'
  done
  echo "median of what a run costs more on Spark: $(median "$work/costs") s"
  exit
fi

# Eight runs.
study long dqn-cartpole "$steps" 4
for ((round = 1; round <= rounds; round++)); do
  options=(--on "local-cluster[1,1,1024]")
  one=$(seconds long taskset -c 0 ./rein4j)
  options=(--on "local-cluster[2,1,1024]")
  two=$(seconds long taskset -c 0,1 ./rein4j)
  echo "$one $two" | awk -v round="$round" -v ratios="$work/ratios" '{
    printf "round %d: one worker %.1f s (%.1f s of a processor), two %.1f s (%.1f s), ratio %.2f\n",
      round, $1, $2, $3, $4, $1 / $3
    print $1 / $3 >>ratios}'
done
echo "median ratio: $(median "$work/ratios")"
