#!/usr/bin/env bash
# On the GPU machine: unpacks what pack.sh made and runs the engine bench beside PyTorch, under every device that loads.
#
#   bench/gpu/run.sh keep FOLDER          stores carried files (call it once for each load that is carried)
#   bench/gpu/run.sh bench PEER.py OUT    unpacks what was stored, runs the bench, copies its results to OUT
#
# The machine must have python3 with PyTorch for the peer; the CUDA libraries are looked for where pip installs them.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
store=${BGPT_GPU_STORE:-/tmp/bgpt-gpu}
mkdir -p "$store"
case "${1:-}" in
  keep)
    cp -v "$2"/* "$store"/
    ;;
  bench)
    peer=$(realpath "$2") && out=$(realpath -m "$3") && mkdir -p "$out"
    [ -d "$store/app" ] || tar -C "$store" -xJf "$store/app.tar.xz"
    libraries="$store/app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64"
    if ls "$store"/cuda.tar.xz.part.* >/dev/null 2>&1; then
      cat "$store"/cuda.tar.xz.part.* | tar -C "$libraries" -xJ
    fi
    site=$(python3 -c 'import site; print(":".join(site.getsitepackages()))')
    found=$(IFS=:; for s in $site; do find "$s/nvidia" -name lib -type d 2>/dev/null || true; done | paste -sd: -)
    export LD_LIBRARY_PATH="$libraries:$found:/usr/local/cuda/lib64:${LD_LIBRARY_PATH:-}"
    cd "$store/app"
    PATH="$store/app/bin:$PATH"
    nvidia-smi --query-gpu=name,driver_version --format=csv 2>/dev/null || echo 'no NVIDIA driver'
    node --import tsx bench/engine.ts --python python3 --peer "$peer" --machine "${BGPT_MACHINE:-gpu}" || echo "bench ended with $?"
    cp -v bench/results/engine-* "$out"/
    ;;
  *)
    sed -n '2,8p' "$here/run.sh"
    exit 2
    ;;
esac
