/** What the package shows: a name that nobody explains, a subpath apart from the whole, types that need another package. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { publicNames } from './public-names.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>;
};
/** Files, and a module that is run and has no names. */
const NAMELESS = new Set(['./package.json', './ort.wasm', './web/worker']);
const SUBPATHS = Object.keys(exports).filter((path) => !NAMELESS.has(path));
/** Where a page's own names are: its `loadModel` takes an address and not a folder. */
const ONLY_IN_PAGES = /\/src\/(web\/|store\/fetched-store\.ts)/;
/** `./midi` → src/midi.ts */
const entryOf = (subpath: string) => join(ROOT, 'src', `${subpath.slice(2) || 'index'}.ts`);

describe.each(SUBPATHS)('%s', (subpath) => {
  const names = publicNames(entryOf(subpath));

  test('every name has a docstring where it is declared', () => {
    expect(names.length).toBeGreaterThan(0);
    expect(
      names.filter(({ documented }) => !documented).map(({ name, file }) => `${name} in ${file}`),
    ).toEqual([]);
  });

  test('its names are those of the whole library', () => {
    const whole = new Map(publicNames(entryOf('.')).map(({ name, file }) => [name, file]));
    const shared = names.filter(({ file }) => subpath !== './web' || !ONLY_IN_PAGES.test(file));
    expect(shared.filter(({ name, file }) => whole.get(name) !== file)).toEqual([]);
  });

  test('its entry in package.json is its built file', () => {
    const built = `./dist/src/${subpath.slice(2) || 'index'}`;
    expect(exports[subpath]).toEqual({ types: `${built}.d.ts`, default: `${built}.js` });
  });
});

test('the types of no entry lead to another package', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bgpt-types-'));
  try {
    const args = ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder];
    await promisify(execFile)(process.execPath, [TSC, ...args], { cwd: ROOT });
    for (const subpath of SUBPATHS) {
      const built = join(folder, relative(ROOT, entryOf(subpath)).replace(/\.ts$/, '.d.ts'));
      const foreign = outsideOf(built).filter((name) => subpath !== '.' || !name.startsWith('node:'));
      expect([subpath, ...foreign]).toEqual([subpath]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The modules outside the package that these declarations, and all that they lead to, import. */
function outsideOf(entry: string): string[] {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name] of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)) {
      if (name!.startsWith('.')) walk(resolve(dirname(file), name!.replace(/\.[jt]s$/, '.d.ts')));
      else outside.add(name!);
    }
  };
  walk(entry);
  return [...outside].sort();
}

test('a name without a docstring is found', () => {
  const names = publicNames(join(import.meta.dirname, 'files/public-names/entry.ts'));
  expect(names.map(({ name, documented }) => [name, documented])).toEqual([
    ['renamed', false],
    ['told', true],
    ['Untold', false],
  ]);
});
