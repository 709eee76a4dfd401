#!/usr/bin/env bash
# What a run costs on Spark beyond what it costs on this machine, and how much faster two workers of
# one core are than one. The machine must be quiet; what mvn -Pspark package builds must be there.
# Usage: scale.sh
set -euo pipefail
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

seconds() { # of one call, by the wall clock
  local start end
  start=$(date +%s.%N)
  ./rein4j compare "$work/$1.yaml" --fresh --out "$work/out" "${@:2}" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; exit 1; }
  end=$(date +%s.%N)
  echo "$end $start" | awk '{printf "%.2f", $1 - $2}'
}

./rein4j --version >/dev/null
study few ppo-cartpole 4096 2
study many ppo-cartpole 4096 12
few_here=$(seconds few --workers 1)
many_here=$(seconds many --workers 1)
few_there=$(seconds few --on "local-cluster[1,1,1024]")
many_there=$(seconds many --on "local-cluster[1,1,1024]")
echo "$few_here $many_here $few_there $many_there" |
  awk '{printf "a run: here %.2f s, on Spark %.2f s; the start of Spark: %.1f s\n",
    ($2 - $1) / 20, ($4 - $3) / 20, $3 - $1 - 4 * (($4 - $3) - ($2 - $1)) / 20}'

study long dqn-cartpole 130_000 4
one=$(seconds long --on "local-cluster[1,1,1024]")
two=$(seconds long --on "local-cluster[2,1,1024]")
echo "$one $two" | awk '{printf "one worker %.1f s, two %.1f s, ratio %.2f\n", $1, $2, $1 / $2}'
