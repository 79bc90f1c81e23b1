#!/usr/bin/env bash
# How checkpoints/tunes-6m is made, from a folder with the data (default ../shared/data): five stages, about five hours on two
# cores. The lengths are in minutes, so another machine gets another number of steps; docs/LOG.md has the curves. Until the
# cool-down begins the rate does not follow the clock: the same seed gives the same losses bit for bit (first-steps.sh).
#
# What is shipped was made by this script but for these things. Stage 2 began (1,600 of its 3,184 steps) before the title's length
# was offered to the byte decoder, and (1,970 steps) with version 2 of the synthetic tunes, of the profiles tunes,songs,varied,parts;
# its batches were packed into rows of nine lengths, from pools of 256 pairs, where today's code has fifteen and 512. Stage 3 had
# version 1 of the remixes, which leave R: as it is, stage 4 version 2, which changes no repeats. Stages 2 to 4 had the pairs without
# --mend-staccato, and no tune with dots that abcjs plays too fast in their remixes.
#
#   pipelines/shipped-model.sh [DATA] [WORK]
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data}
work=${2:-out/shipped-model}
source pipelines/shipped-flags.sh
run() { echo "+ bgpt-music $*" >&2; node bin/bgpt-music.js "$@"; }
mkdir -p "$work"

run setup-tensorflow

# Pairs: the open tunes in twelve keys to train on; the validation tunes as they are
aligned=(--context 1024 --patches aligned)
run pairs build "$data/train-open.jsonl.gz" --out "$work/open" --split train --transpose -5..6 --mend-staccato "${aligned[@]}"
run pairs build "$data/valid.jsonl.gz" --out "$work/valid" --split valid "${aligned[@]}"
pairs=(--pairs "$work/open" --valid "$work/valid")

run train --out "$work/1-short" --minutes 10 "${short[@]}"
run train --out "$work/2-tunes" --init "$work/1-short" --minutes 70 "${pairs[@]}" "${tunes[@]}"
# Interrupted, a run is saved; timeout says so by 124
timeout --signal INT 60m node bin/bgpt-music.js train --out "$work/3-remixes" --init "$work/2-tunes" --minutes 95 "${pairs[@]}" "${remixes[@]}" || [ $? = 124 ]
run train --out "$work/3-remixes" --resume "${pairs[@]}" "${fewer[@]}"
run train --out "$work/4-kinds" --init "$work/3-remixes" --minutes 11.5 "${pairs[@]}" "${kinds[@]}"
timeout --signal INT 80m node bin/bgpt-music.js train --out "$work/5-dots" --init "$work/4-kinds" --minutes 115 "${pairs[@]}" "${dots[@]}" || [ $? = 124 ]
run train --out "$work/5-dots" --resume "${pairs[@]}" "${dots_fewer[@]}"

run bpb --checkpoint "$work/5-dots" --pairs "$work/valid" --ids '^(?!hymnal|rjl20|josquin)'
run bpb --checkpoint "$work/5-dots" --pairs "$work/valid" --ids '^(hymnal|rjl20|josquin)'

# What is shipped: float16, its card kept
echo "node --import tsx pipelines/ship.ts $work/5-dots checkpoints/tunes-6m"
