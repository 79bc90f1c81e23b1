/** Packages that npm fetches for us: no install script may run, and a fetch that fails must leave what there was. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchPackage } from '../../src/engine/fetch-package.ts';

const PATH = process.env.PATH;
let folder: string;
let place: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-package-'));
  place = join(folder, 'native', 'a+b');
});
afterEach(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true, force: true });
});

/** A program `npm` before all others on the PATH: writes what it was asked, then does as the script says. */
async function npmThat(script: string): Promise<void> {
  const program = join(folder, 'npm');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/asked\n${script}\n`);
  await chmod(program, 0o755);
  process.env.PATH = `${folder}${delimiter}${PATH}`;
}

const INSTALLS = 'mkdir -p "$4/node_modules/@a/b/bin" && echo new > "$4/node_modules/@a/b/package.json"';
const REQUEST = { name: '@a/b', version: '1.2.3' };

describe.skipIf(process.platform === 'win32')('npm as a script', () => {
  test('exactly the version asked for is installed, and no script of it runs', async () => {
    await npmThat(INSTALLS);
    const made = await fetchPackage({ ...REQUEST, place });
    expect(made).toBe(join(place, 'node_modules/@a/b'));
    const asked = (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
    expect(asked[0]).toBe('install');
    expect(asked).toContain('--ignore-scripts');
    expect(asked.at(-1)).toBe('@a/b@1.2.3');
  });

  test('what is not needed is removed before the package appears', async () => {
    await npmThat(INSTALLS);
    const trim = async (made: string) => {
      expect(existsSync(place)).toBe(false);
      await rm(join(made, 'bin'), { recursive: true });
    };
    const made = await fetchPackage({ ...REQUEST, place, trim });
    expect(existsSync(join(made, 'bin'))).toBe(false);
  });

  test.each([
    ['npm that fails', 'echo "npm error 404" >&2; exit 1', 'setup/failed'],
    ['npm that is killed', 'kill -9 $$', 'setup/failed'],
  ])('%s leaves the earlier package and nothing half made', async (_, script, code) => {
    const earlier = join(place, 'node_modules/@a/b');
    await mkdir(earlier, { recursive: true });
    await writeFile(join(earlier, 'package.json'), 'old');
    await npmThat(script);
    await expect(fetchPackage({ ...REQUEST, place })).rejects.toMatchObject({ code });
    expect(await readFile(join(earlier, 'package.json'), 'utf8')).toBe('old');
    expect(existsSync(`${place}.partial`)).toBe(false);
  });

  test('no npm at all is told with its remedy', async () => {
    process.env.PATH = folder;
    await expect(fetchPackage({ ...REQUEST, place })).rejects.toMatchObject({
      code: 'setup/tool-missing',
      hint: expect.stringContaining('npm'),
    });
  });
});
