/**
 * `npm run bench:pairs [speed|memory]`: pairs a second against a bare abcjs loop over the same tunes, and peak memory on
 * one JSON array of up to 500 MB. Every measurement is a process of its own, so that all start equally cold.
 */

import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKED_ONE_IN } from '../src/corpus/render/checked-renderer.ts';
import { fileSources } from '../src/corpus/sources/source-of.ts';
import { drawTune } from '../src/music/compose/generate.ts';
import { alternating, child, machine, median, publish } from './harness.ts';

const SHARED = '../shared/data/train.jsonl.gz';
const WORKERS = 2;
const ROUNDS = 5;
const BAR = 1.7;
const MEMORY_MB = [50, 500];
const MEMORY_BAR_MB = 500;

const here = (name: string) => new URL(name, import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bgpt-bench-'));
const what = process.argv[2] ?? 'all';

try {
  const about = machine(['abcjs', '@tonejs/midi', 'stream-json', 'hyparquet-writer']);
  const input = existsSync(SHARED) ? SHARED : await synthetic(join(folder, 'synthetic.jsonl'), 6000);
  if (what !== 'memory') await speed(about, input);
  if (what !== 'speed') await memory(about, input);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function speed(about: ReturnType<typeof machine>, input: string): Promise<void> {
  type Timed = { tunes: number; seconds: number; cpuSeconds: number; checkSeconds?: number };
  const runs = await alternating<Timed>(ROUNDS, {
    'bare abcjs loop': () => child(here('./pairs-bare-child.ts'), [input]),
    'pairs build': () => child(here('./pairs-build-child.ts'), [input, join(folder, 'out'), String(WORKERS)]),
  });
  const perSecond = Object.fromEntries(
    Object.entries(runs).map(([name, list]) => [
      name,
      median(list.map(({ tunes, seconds }) => tunes / seconds)),
    ]),
  );
  const ratio = perSecond['pairs build']! / perSecond['bare abcjs loop']!;
  await publish('pairs-speed', {
    bench: 'npm run bench:pairs speed',
    machine: about,
    input,
    workers: WORKERS,
    rounds: ROUNDS,
    seconds: Object.fromEntries(
      Object.entries(runs).map(([name, list]) => [name, list.map(({ seconds }) => seconds)]),
    ),
    // all threads together: what other work on the machine disturbs least
    cpuSeconds: Object.fromEntries(
      Object.entries(runs).map(([name, list]) => [name, list.map((run) => run.cpuSeconds)]),
    ),
    // of the bare loop: the tunes that the build gives to abcjs only to check its own writer, about one in CHECKED_ONE_IN
    checkedOneIn: CHECKED_ONE_IN,
    checkSeconds: runs['bare abcjs loop']!.map((run) => run.checkSeconds),
    tunesPerSecond: perSecond,
    ratio,
    bar: BAR,
    held: ratio >= BAR,
  });
}

async function memory(about: ReturnType<typeof machine>, input: string): Promise<void> {
  const runs = [];
  for (const megabytes of MEMORY_MB) {
    const file = join(folder, `${megabytes}.json`);
    await repeatedArray(input, file, megabytes * 1e6);
    const run = await child<{ tunes: number; pairs: number; seconds: number; peakMB: number }>(
      here('./pairs-build-child.ts'),
      [file, join(folder, `out-${megabytes}`), String(WORKERS)],
    );
    runs.push({ inputMB: Math.round(statSync(file).size / 1e6), ...run });
    rmSync(file);
  }
  const [small, large] = [runs[0]!, runs.at(-1)!];
  await publish('pairs-memory', {
    bench: 'npm run bench:pairs memory',
    machine: about,
    workers: WORKERS,
    runs,
    barMB: MEMORY_BAR_MB,
    held: large.peakMB < MEMORY_BAR_MB,
    growthMB: large.peakMB - small.peakMB,
  });
}

/** The input's tunes over and over as one JSON array, in the shape of The Session's dump. */
async function repeatedArray(input: string, file: string, size: number): Promise<void> {
  const abcs: string[] = [];
  for await (const entry of fileSources([input])) if (entry.kind === 'tune') abcs.push(entry.abc);
  const out = createWriteStream(file);
  let written = 1;
  out.write('[');
  for (let i = 0; written < size; i++) {
    const record = `${i === 0 ? '' : ',\n'}${JSON.stringify({ id: String(i), name: `tune ${i}`, abc: abcs[i % abcs.length] })}`;
    written += Buffer.byteLength(record);
    if (!out.write(record)) await once(out, 'drain');
  }
  out.end(']');
  await once(out, 'finish');
}

async function synthetic(file: string, count: number): Promise<string> {
  const out = createWriteStream(file);
  for (let i = 0; i < count; i++) {
    const { id, abc } = drawTune(1, i);
    if (!out.write(`${JSON.stringify({ id, abc })}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return file;
}
