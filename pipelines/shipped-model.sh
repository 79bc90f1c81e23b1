#!/usr/bin/env bash
# How checkpoints/tunes-6m is made, from a folder with the data (default ../shared/data): two stages, 80 minutes on two cores.
# The lengths are in minutes, so another machine gets another number of steps; docs/LOG.md has the curves. Until the cool-down
# begins the rate does not follow the clock: the same seed gives the same losses bit for bit.
#
# What is shipped was made by this script but for three things: stage 2 began (1,600 of its 3,184 steps) before the title's length
# was offered to the byte decoder, and (1,970 steps) with version 2 of the synthetic tunes, of the profiles tunes,songs,varied,parts;
# and batches were packed into rows of nine lengths, from pools of 256 pairs, where today's code has fifteen and 512.
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

# 1. Reading: synthetic tunes of one to six bars, 10 minutes
run train --out "$work/1-short" --synthetic short --preset small --set patchSize=12 --minutes 10 --valid-pairs 100 \
  --batch-patches 1024 --batches-per-step 2 "${engine[@]}"

# 2. Whole tunes of every kind, short ones first, and the cool-down, 70 minutes
run train --out "$work/2-tunes" --init "$work/1-short" --pairs "$work/open" --valid "$work/valid" --valid-pairs 60 \
  --synthetic songs,tunes,songs,varied,parts --synthetic-share 0.5 --curriculum 2000 --minutes 70 --seed 2 --warmup 20 \
  --cooldown-share 0.6 --muon-rate 0.015 --rate 0.0015 --batch-patches 1024 --batches-per-step 3 --validate-seconds 240 \
  "${engine[@]}"

run bpb --checkpoint "$work/2-tunes" --pairs "$work/valid" --ids '^(?!hymnal|rjl20|josquin)'
run bpb --checkpoint "$work/2-tunes" --pairs "$work/valid" --ids '^(hymnal|rjl20|josquin)'

# What is shipped: float16, its card kept
echo "node --import tsx pipelines/ship.ts $work/2-tunes checkpoints/tunes-6m"
