/** Hazard: a tune that a build loses without a word, or whose two files are not of the same music. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/corpus/entry.ts';
import { renderings } from '../../../src/corpus/render/render-item.ts';
import { openRenderer } from '../../../src/corpus/render/renderers.ts';
import { fileSources } from '../../../src/corpus/sources/source-of.ts';
import { tunesOf } from '../../../src/corpus/sources/tunebook.ts';
import { prepare } from '../../../src/corpus/stages/prepare.ts';
import { SPLIT_DEFAULTS } from '../../../src/corpus/stages/split.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { all, temporary } from '../helpers.ts';

const folder = temporary();

/** What may stand between two tunes, with blank line or without, and in front of a file that was put behind another. */
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const mark = fc.constantFrom('', '', '', '\uFEFF', '\f', '\x1a', '\v');
const between = fc.constantFrom(
  '',
  '',
  '@',
  '@@',
  ' @',
  '% a remark@',
  '@words of the collector@@',
  '@%%newpage@@',
);
const extra = fc.constantFrom(
  '',
  '',
  'H:a story@and more of it@',
  'T:a second\u2028title@+:goes on@',
  'S:from@+: somewhere@',
  '%%begintext@CDEF|GABc|@%%endtext@',
);
const front = fc.constantFrom(
  '',
  '',
  '%abc-2.1@@',
  '@',
  'M:4/4@Q:1/4=90@L:1/8@@',
  '% René@@',
  '%%begintext@A book.@%%endtext@@',
);
const words = fc.constantFrom('', '', 'w:one two three@+:four and a bag of feed@');
/** A tune whose notes nobody else has: `n` says how often its last note stands there. */
const one = (n: number, head: string, lyrics: string) =>
  `X:${n + 1}@T:tune ${n}@${head}M:4/4@L:1/8@K:C@GABc dBAG|@${lyrics}${'c'.repeat(n + 1)}d|]@`;

const book = fc
  .tuple(front, fc.array(fc.tuple(mark, extra, words, between, lineEnd), { minLength: 1, maxLength: 6 }))
  .map(([first, parts]) => ({
    count: parts.length,
    text: parts.reduce(
      (text, [before, head, lyrics, behind, end], n) =>
        text + before + `${one(n, head, lyrics)}${behind}`.replaceAll('@', end),
      first.replaceAll('@', '\n'),
    ),
  }));

/** Each tune by the run of notes that it alone has. */
const numbers = (texts: readonly string[]) =>
  texts.flatMap((text) => [...text.matchAll(/(?<![a-z])(c+)d\|\]/g)].map(([, run]) => run!.length));
const expected = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
/** The texts that go on to be rendered. */
const tunesIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => {
    if (entry.kind === 'reject') return [];
    const prepared = prepare(entry, SPLIT_DEFAULTS);
    return 'rejection' in prepared ? [] : [prepared.item.abc!];
  });

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

test('every tune of a book comes out of it, once, whatever its line ends, marks and separators are', async () => {
  await fc.assert(
    fc.asyncProperty(book, fc.integer({ min: 1, max: 64 }), async ({ text, count }, size) => {
      const entries = await all(tunesOf('book', inPieces(Buffer.from(text), size)));
      const found = tunesIn(entries);
      expect(numbers(found)).toEqual(expected(count));
      for (const abc of found) expect(abc.match(/(?:^|\n)X:/g)).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

test('every tune of a record comes out of it, too', async () => {
  const path = join(folder, 'records.jsonl');
  await fc.assert(
    fc.asyncProperty(book, async ({ text, count }) => {
      writeFileSync(path, `${JSON.stringify({ id: 'a', abc: text })}\n`);
      const found = tunesIn(await all(fileSources([path])));
      expect(numbers(found)).toEqual(expected(count));
    }),
    { numRuns: 60 },
  );
});

test('music that a blank line cut off is a tune or a row, never nothing', async () => {
  const path = join(folder, 'cut.jsonl');
  const music = fc.constantFrom('cdef gfed|c8|]', '"Am"A2 c>A|', '|:[CEG]2 z2:|', 'K:D@dfaf|');
  await fc.assert(
    fc.asyncProperty(music, lineEnd, fc.boolean(), async (more, end, record) => {
      const text = `X:1@T:t@K:C@GABc|@@${more}@`.replaceAll('@', end);
      writeFileSync(path, JSON.stringify({ abc: text }));
      const entries = record
        ? await all(fileSources([path]))
        : await all(tunesOf('book', inPieces(Buffer.from(text), 7)));
      const kept = tunesIn(entries).join('').includes(more.replaceAll('@', '\n'));
      expect(kept || entries.some((entry) => entry.kind === 'reject')).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a source is what was rendered: its file alone gives the target, byte for byte, and holds one tune', async () => {
  const renderer = await openRenderer({ name: 'abcjs', chords: false });
  let rendered = 0;
  const options = { transpose: [0, 3], context: undefined, patches: 'fixed', patchSize: 16 } as const;
  await fc.assert(
    fc.asyncProperty(book, async ({ text }) => {
      for (const entry of await all(tunesOf('book', inPieces(Buffer.from(text), 4096)))) {
        if (entry.kind === 'reject') continue;
        const prepared = prepare(entry, SPLIT_DEFAULTS);
        if ('rejection' in prepared) continue;
        const rows = await all(renderings({ ...prepared.item, split: 'train' }, renderer, options));
        for (const row of rows) {
          if ('code' in row) continue;
          rendered++;
          const [abc, mid] = row.files;
          const source = new TextDecoder('utf-8', { fatal: true }).decode(abc!.bytes);
          expect(source.match(/(?:^|\n)X:/g)).toHaveLength(1);
          expect(source).not.toMatch(/\n\+:|abc-charset/);
          const again = render(source);
          expect(again.ok && Buffer.from(again.midi).equals(mid!.bytes)).toBe(true);
          // eight notes, the run, and one more: no word of a field is played
          const run = numbers([source]);
          if (row.transpose === 0) expect(notesOf(mid!.bytes)).toBe(8 + run[0]! + 1);
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(rendered).toBeGreaterThan(200);
});

/** Note-ons of the tracks; abcjs writes no running status. */
function notesOf(midi: Uint8Array): number {
  return (
    Buffer.from(midi)
      .toString('latin1')
      .match(/\x90[\x00-\x7f][\x01-\x7f]/g)?.length ?? 0
  );
}
