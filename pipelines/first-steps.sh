#!/usr/bin/env bash
# Trains the first steps of the shipped model twice and says whether all losses have the same bits. Needs no data, and
# TensorFlow (`bgpt-music setup-tensorflow`). Without a cool-down: in the recipe it begins later, by the clock; and
# validated at the end alone, since a row of metrics.jsonl is the mean of the steps since the row before, and a validation writes one.
#
#   pipelines/first-steps.sh [STEPS] [WORK]
set -euo pipefail
cd "$(dirname "$0")/.."
steps=${1:-200}
work=${2:-out/first-steps}
source pipelines/shipped-flags.sh
for run in a b; do
  node bin/bgpt-music.js train --out "$work/$run" --force "${short[@]}" --steps "$steps" --cooldown-share 0 --validate-seconds 1e9
done
node --import tsx pipelines/same-losses.ts "$work/a" "$work/b"
