import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { PRESETS } from '../../src/model/config.ts';
import { weightShapes } from '../../src/model/model.ts';
import { dict, int, pickle } from '../../src/store/pth/write-pickle.ts';
import { elements, tensorPickle } from './pth-builder.ts';

/** A file of the published size: the 110 M parameters, and two moments of each in the optimiser's state. */
async function writePublishedSize(path: string): Promise<void> {
  const shapes = Object.entries(weightShapes(PRESETS.bgpt.base));
  const zip = new ZipFile();
  const options = { compress: false, mtime: new Date(1980, 0, 1) };
  const ref = (key: string, shape: number[]) => tensorPickle(key, { shape });
  const state = shapes.map(([, shape], i) => [
    String(i),
    dict({ exp_avg: ref(`m${i}`, shape), exp_avg_sq: ref(`v${i}`, shape) }),
  ]);
  const model = shapes.map(([name, shape], i) => [name, ref(`w${i}`, shape)]);
  const top = {
    model: dict(Object.fromEntries(model)),
    optimizer: dict({ state: dict(Object.fromEntries(state)) }),
    epoch: int(1),
  };
  zip.addBuffer(Buffer.from(pickle(dict(top))), 'big/data.pkl', options);
  for (const part of ['w', 'm', 'v'])
    for (const [i, [, shape]] of shapes.entries())
      zip.addReadStreamLazy(`big/data/${part}${i}`, options, (done) =>
        done(null, Readable.from([Buffer.from(new Float32Array(elements(shape)).fill(i / 1024).buffer)])),
      );
  zip.end();
  const file = openSync(path, 'w');
  for await (const chunk of zip.outputStream as Readable) writeSync(file, chunk as Buffer);
  closeSync(file);
}

const ROOT = resolve(import.meta.dirname, '../..');
/** Runs in the command's process: its own high-water mark, in kB, as it ends. */
const REPORT = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))";

/** Runs a command and returns its peak memory in bytes. */
function peakOf(...args: string[]): number {
  const report = `--import=data:text/javascript,${encodeURIComponent(REPORT)}`;
  const bin = join(ROOT, 'bin/bgpt-music.js');
  const { status, stderr } = spawnSync(process.execPath, [report, bin, ...args], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return Number(/peak (\d+)/.exec(stderr)![1]) * 1024;
}

test('a file of 1.3 GB is imported and exported in under 2 GB of memory', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'bgpt-big-'));
  try {
    const pth = join(scratch, 'big.pth');
    await writePublishedSize(pth);
    expect(statSync(pth).size).toBeGreaterThan(1.3e9);
    const imported = peakOf('import', pth, '--out', join(scratch, 'base'));
    const exported = peakOf('export', join(scratch, 'base'), '--out', join(scratch, 'out.pth'));
    console.log({ importedMB: imported / 1e6, exportedMB: exported / 1e6 });
    expect(imported).toBeLessThan(2e9);
    expect(exported).toBeLessThan(2e9);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
