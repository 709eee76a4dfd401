#!/usr/bin/env bash
# Whether two checkouts of Rein4J train the same, byte for byte: every shipped config on a native
# environment, and some settings that no shipped config has, two seeds of each, a study and a suite.
# Compares episodes.csv, updates.csv and the hash of the final parameters, and the tables of study
# and suite but for timing.csv; from before there was one, without their wall-clock columns. A run of fewer than 200 applied updates shows too
# little, and fails. The last comparison is with a file in which one bit is flipped, and must find it.
#
# Usage: same_bytes.sh OLD NEW        two checkouts; takes 10 minutes on 2 cores
set -euo pipefail
[ $# -eq 2 ] || { sed -n 's/^# \(Usage.*\)/\1/p' "$0" >&2; exit 2; }
sides=(old new)
checkouts=("$(cd "$1" && pwd)" "$(cd "$2" && pwd)")
least=200
wall_clock='^(seconds|seconds_to_threshold|steps_per_second|environment_steps_per_second|updates_per_second|peak_memory_bytes)$'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compared=0
different=0
short=0

both() { # FOLDER ARGUMENT...: runs the command with both checkouts at once, @ standing for each
  local folder=$1 side pids=()
  shift
  for side in 0 1; do
    mkdir -p "$folder/${sides[side]}"
    (cd "$work/${sides[side]}" &&
      exec "${checkouts[side]}/rein4j" "${@//@/${checkouts[side]}}" --out "$folder/${sides[side]}") \
      >"$folder/${sides[side]}.log" 2>&1 &
    pids+=($!)
  done
  for side in 0 1; do
    wait "${pids[side]}" || {
      echo "Failed with ${checkouts[side]}: $*" >&2
      tail -n 20 "$folder/${sides[side]}.log" >&2
      exit 1
    }
  done
}

same() { # NAME FILE FILE
  compared=$((compared + 1))
  cmp -s "$2" "$3" && return
  echo "DIFFERENT: $1 $(cmp "$2" "$3" 2>&1 | sed 's/.* \(differ\|EOF\)/\1/')"
  different=$((different + 1))
}

parameters() { # RUN: the hash of its final parameters
  sed -n 's/.*"parameters-sha256" *: *"\([0-9a-f]\{64\}\)".*/\1/p' "$1/summary.json" | grep . || {
    echo "'$1' has no parameters-sha256 in its summary.json." >&2
    exit 1
  }
}

applied_updates() { # RUN: by the rows of updates.csv, which count each update once
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { sum += $column["updates"] - $column["skipped_updates"] } END { print sum + 0 }' "$1/updates.csv"
}

without_wall_clock() { # CSV
  awk -v wall="$wall_clock" '
    function cells(line, cell,   n, c, i, quoted) {
      n = 1; cell[1] = ""
      for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "\"") quoted = !quoted
        if (c == "," && !quoted) cell[++n] = ""
        else cell[n] = cell[n] c
      }
      return n
    }
    { n = cells($0, cell)
      if (NR == 1) for (i = 1; i <= n; i++) drop[i] = cell[i] ~ wall
      for (i = 1; i <= n; i++) if (!drop[i]) printf "%s,", cell[i]
      print "" }' "$1"
}

tables() { # NAME COMMAND: runs the file of that name, and compares the tables that it leaves
  local table
  both "$work/$1" "$2" "$1.yaml" --workers 1
  for table in "$work/$1/old/$1"/*.csv; do
    [ "${table##*/}" = timing.csv ] && continue
    without_wall_clock "$table" >"$work/a"
    without_wall_clock "$work/$1/new/$1/${table##*/}" >"$work/b"
    same "$1 ${table##*/}" "$work/a" "$work/b"
  done
}

runs() { # NAME CONFIG, in which @ stands for the checkout
  local name=$1 config=$2 steps seed folder old new file count
  case $name:$(sed -n 's/^  type: *\([a-z0-9-]*\).*/\1/p' "${config/@/${checkouts[0]}}" | head -n 1) in
    *:rl4j-double-dqn) steps=600 ;;
    *:rl4j-a3c) steps=5000 ;;
    *:reinforce) steps=60000 ;;
    *qrdqn-lunarlander*) steps=11000 ;;
    *a2c-mountaincarcontinuous*) steps=90000 ;;
    *sac-lunarlander* | *:td3) steps=11000 ;;
    *:dqn | *:sac) steps=3000 ;;
    *:a2c) steps=30000 ;;
    *) steps=20000 ;;
  esac
  for seed in 1 2; do
    folder=$work/runs
    rm -rf "$folder"
    both "$folder" train "$config" --seed "$seed" --set "training.steps=$steps" \
      --set "evaluation.every=$((steps / 2))" --set evaluation.episodes=3
    old=$(dirname "$folder"/old/*/summary.json)
    new=$(dirname "$folder"/new/*/summary.json)
    for file in episodes.csv updates.csv; do
      same "$name, seed $seed: $file" "$old/$file" "$new/$file"
    done
    parameters "$old" >"$work/a"
    parameters "$new" >"$work/b"
    same "$name, seed $seed: parameters" "$work/a" "$work/b"
    count=$(applied_updates "$old")
    printf '%-44s %6d updates\n' "$name, seed $seed" "$count"
    if [ "$count" -lt $least ]; then
      echo "TOO SHORT: $name, seed $seed has $count applied updates, fewer than $least"
      short=$((short + 1))
    fi
    cp "$old/episodes.csv" "$work/last.csv"
  done
}

both_files() { # NAME: the text on standard input, beside the configs of both
  tee "$work/old/$1.yaml" >"$work/new/$1.yaml"
}

for side in 0 1; do
  "${checkouts[side]}/rein4j" --version >/dev/null
  mkdir "$work/${sides[side]}"
  # So that a file says the same in both.
  ln -s "${checkouts[side]}/configs" "$work/${sides[side]}/configs"
done

for config in "${checkouts[0]}"/configs/*.yaml "${checkouts[0]}"/configs/{zoo,rl4j}/*.yaml; do
  if ! grep -q 'gym:' "$config"; then
    runs "${config#"${checkouts[0]}"/configs/}" "@${config#"${checkouts[0]}"}"
  fi
done

both_files reinforce <<'YAML'
name: reinforce
env: {id: CartPole-v1, count: 4}
agent:
  type: reinforce
  network: {hidden: [32], activation: tanh}
  optimizer: {type: sgd, learning-rate: 1e-2}
  clipping: {rules: [{type: auto-clip}, {type: value, threshold: 0.1}]}
YAML
both_files shared-trunk <<'YAML'
name: shared-trunk
env:
  id: Acrobot-v1
  count: 4
  wrappers: [{type: reward-noise, distribution: student-t, degrees-of-freedom: 2, scale: 1}]
agent:
  type: ppo
  shared-trunk: true
  network: {hidden: [32, 32], activation: tanh}
  rollout-steps: 128
  batch-size: 64
  clipping: {rules: [{type: per-sample-norm, threshold: 0.1}, {type: adaptive-unitwise}]}
YAML
both_files dueling <<'YAML'
name: dueling
env: {id: Taxi-v4}
agent:
  type: dqn
  network: {hidden: [32], activation: relu, layer-norm: true, dropout: 0.1}
  dueling: {hidden: [32]}
  optimizer: {type: adamw, learning-rate: 1e-3}
  batch-size: 32
  replay: {capacity: 2_000, warmup: 200, prioritized: {alpha: 0.5}}
  train-frequency: 4
  clipping: {rules: [{type: median-of-means}, {type: z-clip}]}
YAML
for config in "$work"/old/*.yaml; do
  runs "$(basename "$config" .yaml)" "$config"
done

both_files study <<'YAML'
name: study
base: configs/zoo/ppo-cartpole.yaml
set: {training.steps: 6_000, evaluation.every: 2_000, evaluation.episodes: 3}
vary: {agent.clipping: {off: {rules: []}, norm-0.5: {rules: [{type: global-norm, threshold: 0.5}]}}}
environments: [CartPole-v1]
seeds: 3
baseline: norm-0.5
YAML
tables study compare
both_files suite <<'YAML'
name: suite
seeds: 2
evaluation-episodes: 5
entries:
  - {config: configs/cartpole-rainbow.yaml, threshold: 100}
  - {config: configs/frozenlake-dqn.yaml}
YAML
tables suite bench

bit_flipped() { # FILE: its middle byte with another last bit
  local middle=$(($(stat -c %s "$1") / 2)) byte
  byte=$(od -An -tu1 -j "$middle" -N 1 "$1")
  head -c "$middle" "$1"
  printf "\\$(printf %o $((byte ^ 1)))"
  tail -c +$((middle + 2)) "$1"
}
bit_flipped "$work/last.csv" >"$work/flipped.csv"
if [ -z "$(same "one bit" "$work/last.csv" "$work/flipped.csv")" ]; then
  echo "A flipped bit was not found: this script is broken."
  exit 1
fi
echo "$compared comparisons, $different different, $short runs too short; a flipped bit was found"
[ $((different + short)) -eq 0 ]
