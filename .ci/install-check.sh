#!/usr/bin/env bash
# The package as a stranger gets it: packed, then installed in an empty project with install scripts on and nothing but
# the npm registry; once as it comes (WebAssembly), once with the native library, then with TensorFlow where it can be
# set up. The README's lines must convert a tune, to the same bytes, and `node_modules` stay below the bars.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bar_wasm=150   # MB of node_modules
bar_native=350

npm run build
npm pack --silent --pack-destination "$work"
tarball=$(echo "$work"/*.tgz)
npx publint run "$tarball" --strict
# the WebAssembly file has no types
npx attw "$tarball" --profile esm-only --quiet --exclude-entrypoints ./ort.wasm

mkdir "$work/project"
cd "$work/project"
npm init --yes >/dev/null
npm install --ignore-scripts=false --no-audit --no-fund "$tarball"

# esbuild's script looks for its own binary, a package of the registry; no other package may have one
scripts=$(npm query ':attr(scripts,[preinstall]),:attr(scripts,[install]),:attr(scripts,[postinstall])' |
  node -p 'JSON.parse(require("fs").readFileSync(0)).map(({ name }) => name).join()')
[ "$scripts" = esbuild ] || { echo "packages with install scripts: $scripts"; exit 1; }

# the README's lines, in a folder that has what they name
awk '/^```ts$/ { on = 1; next } /^```$/ { on = 0 } on' "$root/README.md" >convert.mjs
grep -q loadModel convert.mjs
cp "$root/corpora/bundled/kesh-jig.abc" tune.abc
cp -r node_modules/bgpt-music/checkpoints .

convert() { # engine, bar in MB
  size=$(du -sm node_modules | cut -f1)
  chosen=$(npx bgpt-music doctor --json | node -p 'JSON.parse(require("fs").readFileSync(0)).choice.engine')
  [ "$chosen" = "$1" ] || { echo "doctor chooses $chosen, not $1"; exit 1; }
  rm -f tune.mid
  node convert.mjs
  npx bgpt-music validate tune.mid
  echo "$1: node_modules $size MB (bar $2), tune.mid $(sha256sum <tune.mid | cut -c1-12)"
  [ "$size" -lt "$2" ] || { echo "node_modules is above its bar"; exit 1; }
}

train() { # engine: three steps of the smallest model
  npx bgpt-music train --pairs pairs --out "run-$1" --preset nano --steps 3 --batch-patches 256 \
    --batches-per-step 1 --valid-pairs 1 --engine "$1" --json | grep -q '"steps":3'
}

convert wasm $bar_wasm
mv tune.mid wasm.mid
npx bgpt-music pairs build node_modules/bgpt-music/corpora/bundled/{kesh-jig,ode-to-joy,clementine}*.abc --out pairs
train wasm

npx bgpt-music setup-native
convert onnx $bar_native
cmp tune.mid wasm.mid
train onnx

if python3 -m pip --version >/dev/null 2>&1 && command -v c++ >/dev/null && [ "$(uname -sm)" = 'Linux x86_64' ]; then
  npx bgpt-music setup-tensorflow
  train tensorflow
else
  echo 'TensorFlow not set up: it needs Linux x64, Python 3 with pip and a C++ compiler'
fi
echo 'the package installs and works'
