/** The TensorFlow setup: what it takes from a wheel, and that a setup that cannot be done says why and breaks nothing. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadTensorflow } from '../../src/engine/tensorflow/load.ts';
import { nodeObstacle } from '../../src/engine/tensorflow/obstacles.ts';
import { setupTensorflow, type TensorflowSetupOptions } from '../../src/engine/tensorflow/setup.ts';
import { placeOf, readWheelMetadata, unpackWheel } from '../../src/engine/tensorflow/unpack.ts';
import { cudaRequirements } from '../../src/engine/tensorflow/wheel.ts';
import type { BgptError } from '../../src/errors.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensorflow-setup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A zip of stored entries, which is what a wheel is. */
async function makeWheel(name: string, entries: Record<string, string>): Promise<string> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(entries)) {
    const [file, data] = [Buffer.from(path), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, file, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, file]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  const wheel = join(folder, name);
  await writeFile(wheel, Buffer.concat([...parts, index, end]));
  return wheel;
}

/** A package folder with sources to compile and an earlier setup that must survive. */
async function makePackage(): Promise<string> {
  const packageFolder = join(folder, 'package');
  await mkdir(join(packageFolder, 'binding'), { recursive: true });
  await mkdir(join(packageFolder, 'deps'));
  await writeFile(join(packageFolder, 'deps', 'earlier'), 'whole');
  return packageFolder;
}

async function failure(options: TensorflowSetupOptions): Promise<BgptError> {
  return setupTensorflow(options).then(
    () => expect.fail('the setup went through'),
    (thrown) => thrown as BgptError,
  );
}

describe('what is taken from a wheel', () => {
  test.each([
    ['tensorflow/libtensorflow_cc.so.2', 'lib/libtensorflow_cc.so.2'],
    ['tensorflow/libtensorflow_framework.so.2', 'lib/libtensorflow_framework.so.2'],
    ['tensorflow/include/tensorflow/c/eager/c_api.h', 'include/tensorflow/c/eager/c_api.h'],
    ['tensorflow/include/xla/tsl/c/tsl_status.h', 'include/xla/tsl/c/tsl_status.h'],
    ['nvidia/cudnn/lib/libcudnn.so.9', 'nvidia/cudnn/lib/libcudnn.so.9'],
  ])('%s goes to %s', (entry, place) => expect(placeOf(entry)).toBe(place));

  test.each([
    'tensorflow/python/_pywrap_tfe.so',
    'tensorflow/include/tensorflow/compiler/xla/c_api.h',
    'nvidia/cudnn/include/cudnn.h',
    'elsewhere/tensorflow/libtensorflow_cc.so.2',
  ])('%s stays there', (entry) => expect(placeOf(entry)).toBeUndefined());

  test('the files arrive whole, the others not at all', async () => {
    const wheel = await makeWheel('tensorflow.whl', {
      'tensorflow/libtensorflow_cc.so.2': 'library '.repeat(40_000),
      'tensorflow/python/client.py': 'no',
      'tensorflow-2.dist-info/METADATA': 'Name: tensorflow',
    });
    expect(await unpackWheel(wheel, join(folder, 'deps'))).toBe(1);
    const library = await readFile(join(folder, 'deps/lib/libtensorflow_cc.so.2'), 'utf8');
    expect(library).toBe('library '.repeat(40_000));
    expect(existsSync(join(folder, 'deps/tensorflow'))).toBe(false);
    expect(await readWheelMetadata(wheel)).toBe('Name: tensorflow');
  });

  test("of the requirements, NVIDIA's for CUDA and no others", () => {
    const metadata = [
      'Requires-Dist: numpy>=1.26.0',
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      'Requires-Dist: nvidia-nccl-cu12 <3.0 ; extra == "and-cuda"',
      'Requires-Dist: nvidia-other; extra == "else"',
    ].join('\n');
    expect(cudaRequirements(metadata)).toEqual([
      'nvidia-cublas-cu12<13.0,>=12.5.3.2',
      'nvidia-nccl-cu12 <3.0',
    ]);
  });
});

describe.skipIf(nodeObstacle() !== undefined)('a setup that cannot be done', () => {
  test.each([
    ['no compiler', { compiler: 'no-such-compiler' }, 'setup/tool-missing', /no-such-compiler/],
    // `true` stands in for a compiler that is there, so that the tests need none.
    ['no Python', { compiler: 'true', python: 'no-such-python' }, 'setup/tool-missing', /no-such-python/],
    ['a Python without pip', { compiler: 'true', python: 'false' }, 'setup/tool-missing', /no pip/],
  ])('%s: nothing is changed', async (_, options, code, message) => {
    const packageFolder = await makePackage();
    const error = await failure({ ...options, packageFolder });
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
    expect(existsSync(join(packageFolder, 'deps/earlier'))).toBe(true);
  });

  test('a wheel that is not there, is no zip, or holds nothing of TensorFlow: each says so, the old setup stays', async () => {
    const packageFolder = await makePackage();
    const noZip = join(folder, 'no-zip.whl');
    await writeFile(noZip, 'a web page that says 404');
    const other = await makeWheel('other.whl', { 'other/__init__.py': '' });
    const attempt = (wheel: string) => failure({ compiler: 'true', packageFolder, wheels: [wheel] });
    expect((await attempt(join(folder, 'absent.whl'))).code).toBe('io/not-found');
    expect((await attempt(noZip)).code).toBe('setup/failed');
    expect((await attempt(other)).message).toMatch(/other\.whl holds nothing/);
    expect(existsSync(join(packageFolder, 'deps/earlier'))).toBe(true);
    expect(existsSync(join(packageFolder, 'setup.partial'))).toBe(false);
  });

  test('a compiler that fails: its words are in the error, the old setup stays', async () => {
    const packageFolder = await makePackage();
    const wheel = await makeWheel('tensorflow.whl', { 'tensorflow/libtensorflow_cc.so.2': 'no library' });
    // Answers --version as a compiler would, refuses the rest.
    const compiler = join(folder, 'compiler');
    await writeFile(
      compiler,
      '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "fatal: c_api.h" >&2\nexit 1\n',
      {
        mode: 0o755,
      },
    );
    const error = await failure({ compiler, packageFolder, wheels: [wheel] });
    expect(error.code).toBe('setup/failed');
    expect(error.message).toMatch(/fatal: c_api\.h/);
    expect(existsSync(join(packageFolder, 'deps/earlier'))).toBe(true);
  });

  test('a stop in the middle is an interruption, not a fault', async () => {
    const packageFolder = await makePackage();
    const error = await failure({ packageFolder, compiler: 'true', signal: AbortSignal.abort() });
    expect(error.code).toBe('interrupted');
  });
});

describe('what keeps TensorFlow from running is a reason, not an exception', () => {
  const here = {
    platform: 'linux',
    arch: 'x64',
    version: 'v20.19.0',
    util: { isArray: 1, isNullOrUndefined: 1 },
  };

  test('this Node will do, or is named', () => {
    expect(nodeObstacle(here)).toBeUndefined();
    expect(nodeObstacle({ ...here, version: 'v24.1.0', util: { isArray: 1 } })?.unavailable).toMatch(
      /util\.isNullOrUndefined.*v24\.1\.0/,
    );
    expect(nodeObstacle({ ...here, platform: 'win32' })?.unavailable).toMatch(/win32/);
  });

  test.skipIf(nodeObstacle() !== undefined)('no binding yet: the hint names the command', async () => {
    const loaded = await loadTensorflow({ packageFolder: await makePackage() });
    expect(loaded).toMatchObject({ unavailable: expect.stringMatching(/not set up/) });
    expect(loaded).toMatchObject({ hint: expect.stringMatching(/setup-tensorflow/) });
  });

  test.skipIf(nodeObstacle() !== undefined)('a binding that is none: what the loader said', async () => {
    const packageFolder = await makePackage();
    await mkdir(join(packageFolder, 'lib/napi-v8'), { recursive: true });
    await writeFile(join(packageFolder, 'lib/napi-v8/tfjs_binding.node'), 'not a library');
    await writeFile(join(packageFolder, 'index.js'), "require('./lib/napi-v8/tfjs_binding.node')");
    const loaded = await loadTensorflow({ packageFolder });
    expect(loaded).toMatchObject({
      unavailable: expect.stringMatching(/does not load: .*tfjs_binding\.node/),
    });
  });
});
