import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileCosts } from '../../src/bytes/bits-per-byte.ts';
import { type CostsRecord, openCostsFile, readCostsFile } from '../../src/measure/costs-file.ts';
import { readPair } from '../../src/reading/read-pair.ts';
import { BGPT_2, tunes } from './pairs.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-test-'));
  path = join(folder, 'costs.jsonl');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PAIRS = tunes(3);

function costsOf(pair: (typeof PAIRS)[number]) {
  const sequence = readPair(pair, BGPT_2);
  const nats = Float32Array.from({ length: sequence.symbols.length }, (_, i) => ((7 * i) % 101) / 37);
  return fileCosts(sequence, { nats, best: new Int32Array(nats.length) });
}

async function save(): Promise<void> {
  const file = await openCostsFile(path);
  for (const pair of PAIRS) await file.add(pair, costsOf(pair));
  await file.commit();
}

async function read(): Promise<CostsRecord[]> {
  const records: CostsRecord[] = [];
  for await (const record of readCostsFile(path)) records.push(record);
  return records;
}

test('what was saved is read again: bytes exactly, bits to six digits, every end mark', async () => {
  await save();
  const records = await read();
  expect(records.map((record) => record.id)).toEqual(PAIRS.map((pair) => pair.id));
  for (const [i, record] of records.entries()) {
    const costs = costsOf(PAIRS[i]!);
    expect(record.target).toEqual(PAIRS[i]!.target);
    for (const [offset, bits] of costs.bits.entries())
      expect(Math.abs(record.bits[offset]! - bits)).toBeLessThanOrEqual(1e-5 * bits);
    expect(record.ends.map(([offset]) => offset)).toEqual(costs.ends.map((end) => end.offset));
    expect(record.ends.length).toBeGreaterThan(1);
  }
});

test('an abandoned file leaves nothing behind', async () => {
  await rm(path);
  const file = await openCostsFile(path);
  await file.add(PAIRS[0]!, costsOf(PAIRS[0]!));
  await file.abort();
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['a line that was cut short', (text: string) => text.slice(0, -40)],
  ['bits that are fewer than the bytes', (text: string) => text.replace(/"bits":\[[\d.e+-]+,/, '"bits":[')],
  ['another format version', (text: string) => text.replace('"formatVersion":1', '"formatVersion":9')],
  ['no header', (text: string) => text.slice(text.indexOf('\n') + 1)],
  ['nothing at all', () => ''],
])('%s is a coded error', async (_name, damage) => {
  await save();
  const text = await readFile(path, 'utf8');
  expect(damage(text)).not.toBe(text);
  await writeFile(path, damage(text));
  await expect(read()).rejects.toMatchObject({ code: 'measure/costs-corrupt' });
});

test('a file that is not there is a coded error', async () => {
  await rm(path, { force: true });
  await expect(read()).rejects.toMatchObject({ code: 'io/not-found' });
});
