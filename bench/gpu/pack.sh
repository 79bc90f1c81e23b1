#!/usr/bin/env bash
# Packs what a bare x86-64 GPU machine (no Node, no network) needs to run the engine bench: Node, this tree's sources, the
# production packages without other platforms' libraries, and ONNX Runtime's CUDA provider in parts small enough to carry.
#
#   bench/gpu/pack.sh [FOLDER]          default .gpu; then bring FOLDER and bench/gpu/run.sh to the machine
#
# Needs npm, pip and xz here. The CUDA provider comes from PyPI's onnxruntime-gpu of the version that package.json pins.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(realpath -m "${1:-.gpu}")
part_size=${PART_SIZE:-60m}
ort=$(node -p "require('./package.json').dependencies['onnxruntime-node']")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/app/bin"

cp "$(command -v node)" "$work/app/bin/node"
strip "$work/app/bin/node" 2>/dev/null || true
cp bin/*.js "$work/app/bin/"
cp -r package.json package-lock.json .npmrc tsconfig.json src bench corpora "$work/app/"
(cd "$work/app" && npm ci --omit=dev --omit=optional --no-audit --no-fund >/dev/null)
# esbuild, which tsx runs on, is an optional package of its platform
mkdir -p "$work/app/node_modules/@esbuild" && cp -r node_modules/@esbuild/linux-x64 "$work/app/node_modules/@esbuild/"
find "$work/app/node_modules/onnxruntime-node/bin" -mindepth 2 -maxdepth 3 -type d \
  \( -path '*/darwin' -o -path '*/win32' -o -path '*/linux/arm64' \) -prune -exec rm -rf {} +
find "$work/app/node_modules" -name '*.map' -delete
tar -C "$work" -c app | xz -T0 -4 >"$out/app.tar.xz"

python3 -m pip download --quiet --no-deps --only-binary=:all: -d "$work/wheel" "onnxruntime-gpu==$ort"
python3 - "$work" <<'PY'
import glob, sys, zipfile
work = sys.argv[1]
with zipfile.ZipFile(glob.glob(work + '/wheel/*.whl')[0]) as wheel:
    for name in wheel.namelist():
        if name.rsplit('/', 1)[-1] in ('libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'):
            open(work + '/' + name.rsplit('/', 1)[-1], 'wb').write(wheel.read(name))
PY
rm -f "$out"/cuda.tar.xz.part.*
tar -C "$work" -c libonnxruntime_providers_cuda.so libonnxruntime_providers_shared.so | xz -T0 -4 |
  split -b "$part_size" -d - "$out/cuda.tar.xz.part."
ls -la "$out"
