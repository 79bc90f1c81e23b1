/**
 * What a fresh process loads: a cold start is mostly imports, and one import at the head of a widely used file brings
 * a library back without anybody noticing. Packages are listed exactly; a new one on these ways needs a reason.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCheckpoint } from '../src/store/checkpoint.ts';
import { loudWeights, NANO } from './convert/nano.ts';

const ROOT = resolve(import.meta.dirname, '..');
const BIN = join(ROOT, 'bin/bgpt-music.js');
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'files/list-modules.mjs')).href;
const TUNE = 'X:1\nT:One\nM:4/4\nL:1/8\nK:G\nGABc d2e2|d4 B4|\n';
const GENERATION = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-data',
  '@tensorflow/tfjs-layers',
  'long',
  'onnxruntime-common',
  'onnxruntime-node',
  'protobufjs',
  'seedrandom',
  'zod',
];

let folder: string;
let checkpoint: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-loading-'));
  checkpoint = join(folder, 'nano');
  const config = { ...NANO['bgpt-2'], patchLength: 64 };
  await writeCheckpoint(checkpoint, { config, weights: loudWeights(config, 5) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Loaded {
  /** Packages, but for tsx and what it runs on. */
  packages: string[];
  /** Packages of which a file went through `import`, which searches CommonJS for names. */
  imported: string[];
  /** Files of src/, in the order in which they were asked for. */
  sources: string[];
}

async function loadedBy(...args: string[]): Promise<Loaded> {
  const list = join(folder, `modules-${Math.random()}`);
  const env = { ...process.env, BGPT_TEST_MODULES: list };
  // a tune that comes out invalid ends the command with 1
  await new Promise<void>((done) => {
    execFile(process.execPath, ['--import', PRELOAD, ...args], { env, cwd: ROOT }, () => done());
  });
  const modules = (await readFile(list, 'utf8')).trim().split('\n');
  const packageOf = (module: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1];
  const packagesOf = (kind: string) => {
    const names = modules.filter((m) => m.startsWith(kind)).map(packageOf);
    const own = names.filter(
      (name) => name !== undefined && !/^(tsx|esbuild|get-tsconfig|@esbuild)/.test(name),
    );
    return [...new Set(own as string[])].sort();
  };
  const sources = modules.flatMap((m) => /^import file:.*\/src\/([\w/-]+\.ts)/.exec(m)?.[1] ?? []);
  return { packages: packagesOf(''), imported: packagesOf('import '), sources: [...new Set(sources)] };
}

test('a model that is loaded and writes its first bytes brings no renderer, reader, trainer, report or other engine', async () => {
  const script = join(folder, 'first-bytes.mjs');
  await writeFile(
    script,
    `const { loadModel } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'src/convert/load-model.ts')).href)});
     const model = await loadModel(${JSON.stringify(checkpoint)});
     await model.stream(${JSON.stringify(TUNE)}).next();
     process.exit(0);`,
  );
  const { packages, imported, sources } = await loadedBy('--import', 'tsx', script);
  expect(packages).toEqual(GENERATION);
  expect(imported.filter((name) => /tensorflow|zod/.test(name))).toEqual([]);
  const foreign =
    /^(cli|measure|corpus|engine\/(tensorflow|devices)|report|train|workers|store\/pth|music\/(reference-renderer|plain)|formats\/midi\/validate-midi)/;
  expect(sources).toContain('generate/generate.ts');
  expect(sources.filter((file) => foreign.test(file))).toEqual([]);
});

test('convert loads the renderer only after the model has written, and no progress bar where nobody watches', async () => {
  const tune = join(folder, 'tune.abc');
  await writeFile(tune, TUNE);
  const options = ['--checkpoint', checkpoint, '--out', join(folder, 'tune.mid')];
  const { packages, sources } = await loadedBy(BIN, 'convert', tune, ...options);
  const readers = ['@tonejs/midi', 'abcjs', 'array-flatten', 'commander', 'midi-file'];
  expect(packages.filter((name) => !GENERATION.includes(name) && !readers.includes(name))).toEqual([]);
  expect(sources.indexOf('convert/write-output.ts')).toBeGreaterThan(0);
  expect(sources.indexOf('music/reference-renderer.ts')).toBeGreaterThan(
    sources.indexOf('formats/midi/validate-midi.ts'),
  );
});

test('the list of commands is printed by commander alone', async () => {
  const { packages, sources } = await loadedBy(BIN, '--help');
  expect(packages).toEqual(['commander']);
  expect(sources.sort()).toEqual([
    'cli/closed-pipe.ts',
    'cli/commands.ts',
    'cli/main.ts',
    'cli/version.ts',
    'errors.ts',
  ]);
});

test.each(['convert', 'report', 'validate', 'compare'])(
  'help of %s brings no engine and no other command',
  async (name) => {
    const { packages, sources } = await loadedBy(BIN, name, '--help');
    expect(packages.filter((name) => /tensorflow|onnx|zod|abcjs|plot|linkedom|protobuf/.test(name))).toEqual(
      [],
    );
    expect(sources.filter((file) => file.startsWith('cli/commands/'))).toEqual([`cli/commands/${name}.ts`]);
  },
);
