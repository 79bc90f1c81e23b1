#!/usr/bin/env bash
# Trains a small bgpt-2 on CPU programs four times, without and with `previousBytes` and `byteFeatures`: the same seed,
# pairs and steps. Says of each the bits per byte on programs of another seed. It compares no times, so a busy machine
# does no harm.
#
#   pipelines/ablate-bytes.sh [STEPS] [WORK] [SEED] [further flags of train]
set -euo pipefail
cd "$(dirname "$0")/.."
steps=${1:-400}
work=${2:-out/ablate-bytes}
seed=${3:-1}
sizes=(--set hidden=128 --set patchLayers=2 --set byteHidden=128 --set byteLayers=2 --set patchSize=16)
for options in none previousBytes byteFeatures previousBytes,byteFeatures; do
  chosen=()
  for option in ${options//,/ }; do
    if [ "$option" != none ]; then chosen+=(--set "$option=true"); fi
  done
  out="$work/$options-$seed"
  node bin/bgpt-music.js train --out "$out" --force --cpu short --preset small "${sizes[@]}" "${chosen[@]}" \
    --steps "$steps" --seed "$seed" --valid-pairs 200 --validate-seconds 1e9 "${@:4}"
  echo "$options, seed $seed: $(tail -n 1 "$out/metrics.jsonl")"
done
