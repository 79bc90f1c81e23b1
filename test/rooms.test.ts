import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, defaultClientConditions } from 'vite';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** The graph of allowed imports: what each room may import beside itself, `errors.ts` and `random.ts` (docs/architecture.md). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'random.ts': [],
  bytes: [],
  graph: [],
  formats: ['bytes'],
  music: ['bytes', 'formats'],
  engine: ['graph'],
  model: ['bytes', 'graph'],
  reading: ['bytes', 'formats', 'graph', 'model'],
  store: ['formats', 'graph', 'engine', 'model'],
  train: ['bytes', 'formats', 'graph', 'engine', 'model', 'reading', 'store'],
  workers: ['bytes', 'graph', 'engine', 'model', 'reading', 'train'],
  generate: ['bytes', 'formats', 'graph', 'engine', 'model', 'reading'],
  corpus: ['bytes', 'formats', 'music', 'reading', 'store'],
  measure: ['bytes', 'formats', 'graph', 'engine', 'model', 'reading', 'train', 'music', 'corpus', 'store'],
  convert: [
    'bytes',
    'train',
    'formats',
    'graph',
    'engine',
    'model',
    'reading',
    'train',
    'generate',
    'music',
    'corpus',
    'store',
    'measure',
  ],
  web: ['bytes', 'formats', 'graph', 'engine', 'model', 'generate', 'store', 'convert'],
  report: ['bytes', 'formats', 'model', 'music', 'store', 'measure', 'convert'],
  cli: [
    'bytes',
    'workers',
    'formats',
    'graph',
    'engine',
    'model',
    'reading',
    'train',
    'generate',
    'music',
    'corpus',
    'store',
    'measure',
    'convert',
    'report',
  ],
};
/** What the package exports: files of names alone. No room imports one. */
const ENTRIES = new Set(['index.ts', 'web.ts', 'midi.ts', 'abc.ts', 'bytes.ts']);
/** Rooms that must run in a browser: no `node:` import, no package that needs Node. */
const PURE = new Set([
  'bytes',
  'formats',
  'music',
  'graph',
  'model',
  'reading',
  'generate',
  'train',
  'web',
  'errors.ts',
  'random.ts',
]);
const NODE_ONLY_PACKAGES =
  /^(onnxruntime-node|cli-progress|commander|tsx|stream-json|stream-chain|@tensorflow\/tfjs-node)/;

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

/** Files of other rooms that a page loads, too. */
const ALSO_IN_PAGES =
  /^(engine\/wasm\/(?!load-wasm)|store\/(safetensors|half-floats|stored-|fetched-|memory-|checkpoint-files|json-keys|tensor-checks|config-schema)|convert\/(model|tune-source)|measure\/(evaluate-pairs|pair-costs|where-bits-go))/;

test('what a page loads uses no global of Node', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && (PURE.has(file.split('/')[0]!) || ALSO_IN_PAGES.test(file)),
  );
  const bad = files.filter((file) => {
    const code = readFileSync(join(SRC, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    return /\b(Buffer|process|__dirname)\b\.|\bsetImmediate\b/.test(code);
  });
  expect(bad).toEqual([]);
});

test('every file of the pure rooms bundles for a browser: tfjs as the ES module it is, and nothing that loads it in Node', async () => {
  const inPureRooms = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && PURE.has(file.split('/')[0]!),
  );
  const files = [...inPureRooms, 'web.ts', 'engine/wasm/wasm-engine.ts', 'store/memory-store.ts'].filter(
    // they bundle a worker, as test/web does
    (file) => !file.startsWith('web/start-worker'),
  );
  const entry = files.map((file) => join(SRC, file));
  const external = /\/node_modules\/|^#model-worker$/;
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    // package.json's own condition for a checkout, where tfjs is not bundled yet (build/vendor.mjs)
    resolve: { conditions: ['bgpt-music-source', ...defaultClientConditions] },
    build: { write: false, minify: false, lib: { entry, formats: ['es'] }, rollupOptions: { external } },
  });
  const chunks = [made].flat().flatMap((bundle) => ('output' in bundle ? bundle.output : []));
  const outside = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : []));
  const names = new Set(chunks.map(({ fileName }) => fileName));
  const packages = outside
    .filter((name) => !names.has(name))
    .map((name) => name.split('/node_modules/').at(-1)!)
    .filter((name) => !/^(abcjs|@tonejs\/midi)\//.test(name));
  expect([...new Set(packages)].sort()).toEqual([
    '@tensorflow/tfjs/dist/index.js',
    'protobufjs/minimal.js',
    'zod/index.js',
  ]);
  // Vite puts an empty module in the place of one of Node's
  const modules = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  expect(modules.filter((id) => id.includes('browser-external'))).toEqual([]);
});

test('a room imports only what the graph allows, and the graph has no circle', () => {
  const bad = all.filter((i) => {
    if (!i.specifier.startsWith('.') || ENTRIES.has(i.from)) return false;
    const target = relative(SRC, resolve(SRC, i.file, '..', i.specifier)).split('/')[0]!;
    if (target === i.from || target === 'errors.ts' || target === 'random.ts' || target.startsWith('..'))
      return false;
    return !MAY_IMPORT[i.from]!.includes(target);
  });
  expect(bad).toEqual([]);
  const reached = (room: string, path: readonly string[]): void => {
    expect(path).not.toContain(room);
    for (const next of MAY_IMPORT[room]!) reached(next, [...path, room]);
  };
  for (const room of Object.keys(MAY_IMPORT)) reached(room, []);
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
