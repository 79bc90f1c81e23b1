/**
 * Part of `npm run build`: writes `vendor/`, what the published package carries of two packages that are mostly other
 * things. tfjs-core is one file of the 276 MB that `@tensorflow/tfjs` installs; onnxruntime-web has the four builds of
 * its WebAssembly in 148 MB, of which Node needs one of 14 MB. Their licences lie beside them.
 */
import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const { resolve } = createRequire(import.meta.url);
const out = (...parts) => join(root, 'vendor', ...parts);
rmSync(out(), { recursive: true, force: true });

/** An entry and all it imports as one file. */
async function bundle(entry, format, file, conditions) {
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    resolve: { conditions },
    ssr: { noExternal: true },
    build: {
      outDir: dirname(file),
      emptyOutDir: false,
      copyPublicDir: false,
      minify: 'esbuild',
      ssr: entry,
      rollupOptions: { output: { format, entryFileNames: basename(file), inlineDynamicImports: true } },
    },
  });
}

const TFJS = 'tfjs-core';
const tfjs = join(import.meta.dirname, 'tfjs-core.js');
await bundle(tfjs, 'cjs', out(TFJS, 'index.cjs'), ['module', 'import']);
await bundle(tfjs, 'es', out(TFJS, 'index.mjs'), ['browser', 'module', 'import']);

const ORT = 'onnxruntime-web';
const dist = dirname(resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
await bundle(join(dist, 'ort.node.min.mjs'), 'es', out(ORT, 'ort.node.min.mjs'), ['node', 'import']);
// the third is for browsers: the same build with its glue inside
for (const file of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm', 'ort.wasm.bundle.min.mjs']) {
  copyFileSync(join(dist, file), out(ORT, file));
}

for (const name of [TFJS, ORT])
  copyFileSync(join(import.meta.dirname, `LICENSE-${name}.txt`), out(name, 'LICENSE'));
