/** Hazards of a build: bytes that depend on workers or machines, tunes that never end, stale or foreign folders, full disks. */
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildPairs, mergePairs } from '../../src/corpus/build.ts';
import type { BuildSettings } from '../../src/corpus/build-options.ts';
import type { Rejection } from '../../src/corpus/entry.ts';
import { readPairs } from '../../src/corpus/read-pairs.ts';
import { filesRecipe } from '../../src/corpus/recipe.ts';
import { all, contents, temporary, tune, tunes } from './helpers.ts';

const folder = temporary();
/** Several blocks, so that there is something to deal out. */
const many = join(folder, 'many.jsonl');
writeFileSync(
  many,
  [
    ...tunes(150).map((record) => JSON.stringify(record)),
    '{"abc": broken',
    JSON.stringify({ abc: 'hello world' }),
    JSON.stringify({ abc: tune('a title of exactly 128 characters '.padEnd(128, 'x')) }),
    JSON.stringify({ id: 'last', abc: tune('Last', 'CCCC|EEEE|') }),
  ].join('\n'),
);
const settings: Partial<BuildSettings> = { validShare: 0.2, rowsPerFile: 45, blockTunes: 16 };
const recipe = filesRecipe([many]);

let counter = 0;
const fresh = () => join(folder, `out-${counter++}`);
async function build(out: string, more: Partial<Parameters<typeof buildPairs>[0]> = {}) {
  return buildPairs({ recipe, out, settings, workers: 2, ...more });
}
const quarantine = (out: string): Rejection[] =>
  readFileSync(join(out, 'quarantine.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const reference = fresh();
const built = build(reference);

describe('the bytes of a build', () => {
  test('every tune is a pair, a duplicate or in quarantine, with its reason', async () => {
    const { manifest } = await built;
    const { counts, splits, files } = manifest!;
    expect(counts.tunes).toBe(154);
    expect(counts.pairs + counts.quarantined + counts.duplicates).toBe(154);
    expect(counts.byCode).toMatchObject({ 'source/bad-json': 1, 'source/not-abc': 1 });
    const rows = quarantine(reference);
    expect(rows).toHaveLength(counts.quarantined);
    for (const row of rows)
      expect(row).toEqual({
        code: expect.any(String),
        origin: expect.stringContaining('many.jsonl:'),
        reason: expect.any(String),
      });
    // the title breaks the MIDI file: its tune is told, not trusted
    expect(rows.find(({ origin }) => origin.endsWith(':153'))).toBeDefined();
    const [train, valid] = await Promise.all([
      all(readPairs(reference, 'train')),
      all(readPairs(reference, 'valid')),
    ]);
    expect([train.length, valid.length]).toEqual([splits.train.pairs, splits.valid.pairs]);
    expect(valid.length).toBeGreaterThan(10);
    const held = new Set(valid.map(({ group }) => group));
    expect(train.some(({ group }) => held.has(group))).toBe(false);
    expect([...train, ...valid].some(({ id }) => id === 'last')).toBe(true);
    expect(train.reduce((sum, row) => sum + row.target.length, 0)).toBe(splits.train.targetBytes);
    expect(files.map(({ file }) => file)).toEqual([
      'train-00000-of-00003.parquet',
      'train-00001-of-00003.parquet',
      'train-00002-of-00003.parquet',
      'valid-00000-of-00001.parquet',
    ]);
    expect(existsSync(join(reference, '.work'))).toBe(false);
  });

  test('what abcjs warns of is kept with the pair, and puts no tune aside', async () => {
    const book = join(folder, 'warned.abc');
    writeFileSync(book, `${tune('Quiet')}\n${tune('Loud', 'CDEF|$|GABc|').replace('X:1', 'X:2')}`);
    const out = fresh();
    await build(out, { recipe: filesRecipe([book]), settings: { validShare: 0 } });
    const warnings = (await all(readPairs(out, 'train'))).map((row) => [row.title, row.warnings]);
    expect(warnings).toEqual([
      ['Quiet', undefined],
      ['Loud', [expect.stringContaining('Unknown character')]],
    ]);
  });

  test('do not depend on the number of workers', async () => {
    await built;
    const out = fresh();
    await build(out, { workers: 1 });
    expect(contents(out)).toEqual(contents(reference));
  });

  test('are the same from n machines and a merge', async () => {
    await built;
    const [a, b, merged] = [fresh(), fresh(), fresh()];
    // two machines share a folder, the third has its own
    for (const [index, out] of [a, b, a].entries()) {
      const { manifest } = await build(out, { shard: { index, count: 3 } });
      expect(manifest).toBeUndefined();
    }
    await expect(mergePairs([a], merged)).rejects.toMatchObject({ code: 'pairs/incomplete' });
    expect(existsSync(merged)).toBe(false);
    await mergePairs([b, a], merged);
    expect(contents(merged)).toEqual(contents(reference));
  });

  test('of machines with other options are not merged', async () => {
    const out = fresh();
    await build(out, { shard: { index: 0, count: 2 } });
    await build(out, { shard: { index: 1, count: 2 }, settings: { ...settings, splitSeed: 'other' } });
    await expect(mergePairs([out], fresh())).rejects.toMatchObject({ code: 'pairs/mismatch' });
  });

  test('are the same after a stop in the middle; whole parts are kept', async () => {
    await built;
    const out = fresh();
    const stop = new AbortController();
    const stopped = build(out, { signal: stop.signal, onProgress: () => stop.abort(new Error('stop')) });
    await expect(stopped).rejects.toThrow('stop');
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
    const { progress } = await build(out);
    expect(progress.kept).toBeGreaterThan(0);
    expect(contents(out)).toEqual(contents(reference));
  });

  test('do not keep parts whose input has changed', async () => {
    await built;
    const out = fresh();
    const copy = join(folder, 'copy.jsonl');
    cpSync(many, copy);
    const stop = new AbortController();
    const changing = filesRecipe([copy]);
    await expect(
      build(out, { recipe: changing, signal: stop.signal, onProgress: () => stop.abort(new Error('stop')) }),
    ).rejects.toThrow();
    writeFileSync(copy, readFileSync(copy, 'utf8').replace(/synthetic-short-7-0"/, 'renamed"'));
    await build(out, { recipe: changing });
    const rows = [...(await all(readPairs(out, 'train'))), ...(await all(readPairs(out, 'valid')))];
    expect(rows.some(({ id }) => id === 'renamed')).toBe(true);
  });
});

describe('a folder that is there', () => {
  test('with the same build is left alone; other inputs or options are refused unless forced', async () => {
    const out = fresh();
    const file = join(folder, 'few.jsonl');
    writeFileSync(file, JSON.stringify({ abc: tune('One') }));
    const few = filesRecipe([file]);
    expect((await build(out, { recipe: few })).upToDate).toBe(false);
    const before = contents(out);
    expect((await build(out, { recipe: few })).upToDate).toBe(true);
    expect(contents(out)).toEqual(before);
    await expect(build(out, { recipe: few, settings: { validShare: 0.9 } })).rejects.toMatchObject({
      code: 'usage/output-exists',
    });
    appendFileSync(file, `\n${JSON.stringify({ abc: tune('Two', 'GGGG|') })}`);
    await expect(build(out, { recipe: few })).rejects.toMatchObject({ code: 'usage/output-exists' });
    expect(contents(out)).toEqual(before);
    const { manifest } = await build(out, { recipe: few, force: true });
    expect(manifest!.counts.pairs).toBe(2);
  });

  test('with something else in it is not touched', async () => {
    const out = fresh();
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.tex'), 'years of work');
    await expect(build(out)).rejects.toMatchObject({ code: 'usage/output-exists' });
    await build(out, { recipe: { name: 'none', cards: [], async *tunes() {} }, force: true });
    expect(readFileSync(join(out, 'thesis.tex'), 'utf8')).toBe('years of work');
  });
});

describe('tunes that go wrong', () => {
  const odd = new URL('./files/odd-renderer.ts', import.meta.url).href;
  async function renderOddly(titles: string[]) {
    const out = fresh();
    const recipe = {
      name: 'odd',
      cards: [],
      async *tunes() {
        for (const [i, title] of titles.entries())
          yield {
            kind: 'tune' as const,
            id: title,
            origin: `odd:${i}`,
            abc: tune(title, `${'CDEFGAB'.slice(i % 7)}C|${'G'.repeat(i + 1)}|`),
          };
      },
    };
    await buildPairs({
      recipe,
      out,
      workers: 2,
      // on a busy machine a good tune may wait a second for its turn
      settings: { validShare: 0, timeLimit: 6, renderer: { name: odd, chords: false } },
    });
    return { ids: (await all(readPairs(out, 'train'))).map(({ id }) => id), rejected: quarantine(out) };
  }

  test('one that never ends, one that kills its worker, one without MIDI: each in quarantine, no good tune lost', async () => {
    const good = Array.from({ length: 40 }, (_, i) => `good ${i}`);
    const titles = [
      ...good.slice(0, 5),
      'never ends',
      ...good.slice(5, 20),
      'kills its worker',
      'no midi',
      ...good.slice(20),
      'never ends',
    ];
    const { ids, rejected } = await renderOddly(titles);
    expect(ids).toEqual(good);
    // the last one has the body of no other: it is rendered, and stopped, as well
    expect(rejected.map(({ code, origin }) => [origin, code])).toEqual([
      ['odd:5', 'teacher/timeout'],
      ['odd:21', 'teacher/crashed'],
      ['odd:22', expect.stringMatching(/^smf\/|^midi\//)],
      ['odd:43', 'teacher/timeout'],
    ]);
    expect(rejected[0]!.reason).toBe('not done after 6 s');
  });

  test('a pair that does not fit the context is reported and skipped, never cropped', async () => {
    const out = fresh();
    const long = tune('long', 'CDEF|GABc|'.repeat(40));
    const recipe = filesRecipe([join(folder, 'contexts.abc')]);
    writeFileSync(join(folder, 'contexts.abc'), tune('short') + long);
    const { manifest } = await buildPairs({
      recipe,
      out,
      workers: 1,
      settings: { context: 60, validShare: 0 },
    });
    expect(manifest!.counts).toMatchObject({ pairs: 1, byCode: { 'context/too-long': 1 } });
    expect(quarantine(out)[0]!.reason).toMatch(/^\d+ fixed patches of 16 bytes, the context is 60$/);
  });

  test('a renderer that is not there stops the work before anything is written', async () => {
    const out = fresh();
    await expect(
      build(out, { settings: { renderer: { name: 'file:///no/such/renderer.ts', chords: false } } }),
    ).rejects.toMatchObject({ code: 'teacher/not-found' });
    expect(existsSync(out)).toBe(false);
  });
});

describe('transposition', () => {
  test('moves training tunes only; all keys of a tune share its group', async () => {
    const out = fresh();
    const few = filesRecipe([join(folder, 'keys.jsonl')]);
    writeFileSync(
      join(folder, 'keys.jsonl'),
      tunes(40)
        .map((record) => JSON.stringify(record))
        .join('\n'),
    );
    await buildPairs({ recipe: few, out, workers: 2, settings: { transpose: [0, -1, 2], validShare: 0.3 } });
    const [train, valid] = await Promise.all([all(readPairs(out, 'train')), all(readPairs(out, 'valid'))]);
    expect(new Set(valid.map(({ transpose }) => transpose))).toEqual(new Set([0]));
    const keys = new Map<string, Set<number>>();
    for (const row of train) {
      expect([0, -1, 2]).toContain(row.transpose);
      keys.set(row.group, (keys.get(row.group) ?? new Set()).add(row.transpose));
      if (row.transpose === 2) expect(row.id).toMatch(/@\+2$/);
    }
    for (const steps of keys.values()) expect(steps.size).toBe(3);
    // the text is moved, and the MIDI is what the renderer makes of it
    const [plain, , up] = train;
    expect(up!.key).not.toBe(plain!.key);
  });
});

describe('repaired staccato', () => {
  const dots = join(folder, 'dots.jsonl');
  writeFileSync(
    dots,
    [tune('Dots', '.C.D.E.F|'), tune('None', 'CCEE|')].map((abc) => JSON.stringify({ abc })).join('\n'),
  );
  const dotted = (repairStaccato: boolean, name = 'abcjs') => {
    const renderer = { name, chords: false, repairStaccato };
    return build(fresh(), { recipe: filesRecipe([dots]), settings: { validShare: 0, renderer } });
  };

  test('keeps the tunes that would fail for it, and is told', async () => {
    const [as, repaired] = await Promise.all([dotted(false), dotted(true)]);
    expect(as.manifest!.counts).toMatchObject({ pairs: 1, byCode: { 'notes/unmatched-off': 1 } });
    expect(as.manifest!.renderer.options).toEqual({ chords: false });
    expect(repaired.manifest!.counts).toMatchObject({ pairs: 2, quarantined: 0 });
    expect(repaired.manifest!.renderer.options).toEqual({ chords: false, repairStaccato: true });
  });

  test('is of abcjs alone', async () => {
    await expect(dotted(true, 'abc2midi')).rejects.toMatchObject({ code: 'usage/invalid-option' });
  });
});

describe('files without a source beside them', () => {
  test('are their own sequences, and given pairs keep their own MIDI', async () => {
    const reference = join(folder, 'given');
    mkdirSync(reference);
    const { render } = await import('../../src/music/reference-renderer.ts');
    const [one, two] = [tune('One'), tune('Two', 'GFED|C4|')].map((abc) => {
      const rendering = render(abc, { tempo: 77 });
      if (!rendering.ok) throw new Error(rendering.message);
      return { abc, midi: rendering.midi };
    });
    writeFileSync(join(reference, 'one.abc'), one!.abc);
    writeFileSync(join(reference, 'one.mid'), one!.midi);
    writeFileSync(join(reference, 'two.mid'), two!.midi);
    writeFileSync(join(reference, 'twin.mid'), two!.midi);
    writeFileSync(join(reference, 'wrong.mid'), 'no MIDI');
    const out = fresh();
    const { manifest } = await buildPairs({
      recipe: filesRecipe([reference]),
      out,
      workers: 1,
      settings: { validShare: 0 },
    });
    const rows = await all(readPairs(out, 'train'));
    expect(
      rows.map(({ sourceFormat, source, target }) => [sourceFormat, source.length > 0, [...target]]),
    ).toEqual([
      ['abc', true, [...one!.midi]],
      ['', false, [...two!.midi]],
    ]);
    expect(manifest!.counts).toMatchObject({ tunes: 4, pairs: 2, duplicates: 1, quarantined: 1 });
    rmSync(reference, { recursive: true });
  });
});
