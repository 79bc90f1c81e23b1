import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** The rooms in order: each may import only itself and those above it (docs/architecture.md). */
const ROOMS = [
  'bytes',
  'music',
  'corpus',
  'graph',
  'engine',
  'model',
  'train',
  'measure',
  'convert',
  'cli',
] as const;
/** Rooms that must run in a browser: no `node:` import, no package that needs Node. */
const PURE = new Set(['bytes', 'music', 'graph', 'model', 'errors.ts']);
const NODE_ONLY_PACKAGES =
  /^(piscina|onnxruntime-node|cli-progress|commander|tsx|stream-json|stream-chain|@tensorflow\/tfjs-node)/;
/** The numeric rooms know nothing of what the numbers mean. */
const NUMERIC = new Set(['graph', 'engine']);
const MEANING = new Set(['bytes', 'music', 'corpus']);

interface Import {
  file: string;
  from: string;
  specifier: string;
}

function imports(): Import[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g);
    return [...found].map((m) => ({ file, from: file.split('/')[0]!, specifier: m[1]! }));
  });
}

const all = imports();

test('pure rooms import nothing of Node', () => {
  const bad = all.filter(
    (i) => PURE.has(i.from) && (i.specifier.startsWith('node:') || NODE_ONLY_PACKAGES.test(i.specifier)),
  );
  expect(bad).toEqual([]);
});

test('the pure rooms bundle for a browser: tfjs as the ES module it is, and nothing that loads it in Node', async () => {
  const entry = ['model/decode.ts', 'graph/onnx.ts', 'graph/trace.ts'].map((file) => join(SRC, file));
  const external = /\/node_modules\//;
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] }, rollupOptions: { external } },
  });
  const chunks = [made].flat().flatMap((bundle) => ('output' in bundle ? bundle.output : []));
  const outside = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : []));
  const names = new Set(chunks.map(({ fileName }) => fileName));
  const files = outside.filter((name) => !names.has(name)).map((name) => name.split('/node_modules/').at(-1));
  expect([...new Set(files)].sort()).toEqual(['@tensorflow/tfjs/dist/index.js', 'protobufjs/index.js']);
});

test('a room imports only rooms above it, and the numeric rooms none of the musical ones', () => {
  const bad = all.filter((i) => {
    if (!i.specifier.startsWith('.')) return false;
    const target = relative(SRC, resolve(SRC, i.file, '..', i.specifier)).split('/')[0]!;
    const [here, there] = [ROOMS.indexOf(i.from as never), ROOMS.indexOf(target as never)];
    if (here < 0 || there < 0) return false;
    return there > here || (NUMERIC.has(i.from) && MEANING.has(target));
  });
  expect(bad).toEqual([]);
});

/** They hold, as text, the code of child processes that answer on stdout. */
const CHILD_CODE = new Set(['engine/devices.ts', 'engine/tensorflow/verify.ts']);

test('only the command line prints, reads the environment or exits', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (f) => f.endsWith('.ts') && !f.startsWith('cli/') && !CHILD_CODE.has(f),
  );
  const bad = files.filter((f) => {
    const code = readFileSync(join(SRC, f), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    return /\bconsole\.|\bprocess\.(env|exit|exitCode|stdout|stderr)\b/.test(code);
  });
  expect(bad).toEqual([]);
});
