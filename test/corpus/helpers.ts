/** What the tests of this room share: temporary folders, tunes, and what a folder holds. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Entry, TuneEntry } from '../../src/corpus/entry.ts';
import type { GroupRow } from '../../src/corpus/group-row.ts';
import type { PairRow } from '../../src/corpus/pair-row.ts';
import { drawTune } from '../../src/music/compose/generate.ts';

/** A folder that is gone when the test file is done. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bgpt-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file under a folder with its sha256, work folders included. */
export function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** A complete tune of our own: two bars are enough for the renderer. */
export function tune(title: string, body = 'CDEF|GABc|'): string {
  return `X:1\nT:${title}\nM:4/4\nL:1/8\nK:C\n${body}\n`;
}

/** Different tunes, as many as wanted. */
export function tunes(count: number): { id: string; abc: string }[] {
  return Array.from({ length: count }, (_, i) => {
    const { id, abc } = drawTune(7, i, { profile: 'short' });
    return { id, abc };
  });
}

export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of stream) list.push(item);
  return list;
}

export const isTune = (entry: Entry): entry is TuneEntry => entry.kind === 'tune';
export const codes = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.kind === 'reject' ? [entry.code] : []));

export function pairRow(part: Partial<PairRow> = {}): PairRow {
  return {
    id: 'a',
    group: 'g',
    sourceFormat: 'abc',
    targetFormat: 'mid',
    source: Uint8Array.of(1, 2, 3),
    target: Uint8Array.of(0, 255, 128),
    origin: 'here:1',
    title: 'Für Elise',
    key: 'C',
    meter: '4/4',
    transpose: 0,
    ...part,
  };
}

export function groupRow(part: Partial<GroupRow> = {}): GroupRow {
  return {
    id: 'a',
    group: 'g',
    files: [
      { format: 'abc', bytes: Uint8Array.of(1, 2, 3) },
      { format: 'mid', bytes: Uint8Array.of(0, 255, 128) },
    ],
    label: '',
    about: { origin: 'here:1', title: 'Für Elise', key: 'C', meter: '4/4', transpose: 0 },
    ...part,
  };
}
