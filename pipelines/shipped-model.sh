#!/usr/bin/env bash
# How checkpoints/tunes-6m was made, stage by stage, from a folder with the data (default ../shared/data). Two cores, about
# 75 minutes of training, TensorFlow on the CPU in bfloat16. The lengths are in minutes, so another machine gets another
# number of steps; docs/LOG.md has the curve of the run that was shipped, which shared its machine with other work.
#
#   pipelines/shipped-model.sh [DATA] [WORK]
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data}
work=${2:-out/shipped-model}
run() { echo "+ bgpt-music $*" >&2; node bin/bgpt-music.js "$@"; }
mkdir -p "$work"

run setup-tensorflow

# Pairs: the open tunes in twelve keys to train on; the validation tunes as they are
aligned=(--context 1024 --patches aligned)
run pairs build "$data/train-open.jsonl.gz" --out "$work/open" --split train --transpose -5..6 "${aligned[@]}"
run pairs build "$data/valid.jsonl.gz" --out "$work/valid" --split valid "${aligned[@]}"

engine=(--engine tensorflow --products bfloat16)
open=(--pairs "$work/open" --valid "$work/valid" --valid-pairs 120 --synthetic-share 0.5)
batch=(--batch-patches 1024 --batches-per-step 3)

# 1. Reading: synthetic tunes of one to six bars, 15 minutes
run train --out "$work/1-short" --synthetic short --preset small --set patchSize=12 --minutes 15 --valid-pairs 100 \
  --batch-patches 1024 --batches-per-step 2 "${engine[@]}"

# 2. Whole tunes, short ones first, 23 minutes
run train --out "$work/2-tunes" --init "$work/1-short" "${open[@]}" --synthetic tunes,songs,varied --curriculum 2500 \
  --minutes 23 --seed 2 --muon-rate 0.015 --rate 0.0015 "${batch[@]}" "${engine[@]}"

# 3. With voices, and the cool-down, 40 minutes
run train --out "$work/3-voices" --init "$work/2-tunes" "${open[@]}" --synthetic tunes,songs,varied,parts \
  --minutes 40 --seed 3 --warmup 20 --cooldown-share 0.6 --muon-rate 0.015 --rate 0.0015 "${batch[@]}" "${engine[@]}"

run bpb --checkpoint "$work/3-voices" --pairs "$work/valid" --ids '^(?!hymnal|rjl20|josquin)' "${engine[@]:0:2}"
run bpb --checkpoint "$work/3-voices" --pairs "$work/valid" --ids '^(hymnal|rjl20|josquin)' "${engine[@]:0:2}"
