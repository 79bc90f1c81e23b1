#!/usr/bin/env bash
# How checkpoints/tunes-6m is made, stage by stage, from a folder with the data (default ../shared/data). Two cores, 140
# minutes of training. The lengths are in minutes, so another machine gets another number of steps; docs/LOG.md has the curves.
#
# What is shipped was not made in one go: stages 1 to 3 ran on the first commit of this repository, where MIDI still had its
# track lengths in front (TensorFlow, bfloat16), stage 4 on 9fd0add's parent code with a table of byte counts that stage 5 dropped
# for the gate (ONNX Runtime, float32, on a processor without bfloat16). From today's code every stage has lengths last.
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

# 4. and 5. More of the same, with cool-downs, 46 and 16 minutes
more=(--batch-patches 512 --batches-per-step 4)
synthetic=(--synthetic tunes,songs,varied,parts --synthetic-share 0.4)
pairs=(--pairs "$work/open" --valid "$work/valid" --valid-pairs 60)
run train --out "$work/4-more" --init "$work/3-voices" "${pairs[@]}" "${synthetic[@]}" --minutes 46 --seed 4 \
  --warmup 30 --cooldown-share 0.6 --muon-rate 0.012 --rate 0.0015 "${more[@]}"
run train --out "$work/5-lengths" --init "$work/4-more" "${pairs[@]}" "${synthetic[@]}" --minutes 16 --seed 5 \
  --warmup 20 --cooldown-share 0.7 --muon-rate 0.006 --rate 0.001 "${more[@]}"

run bpb --checkpoint "$work/5-lengths" --pairs "$work/valid" --ids '^(?!hymnal|rjl20|josquin)'
run bpb --checkpoint "$work/5-lengths" --pairs "$work/valid" --ids '^(hymnal|rjl20|josquin)'

# What is shipped: float16, its card kept
echo "node --import tsx pipelines/ship.ts $work/5-lengths checkpoints/tunes-6m"
