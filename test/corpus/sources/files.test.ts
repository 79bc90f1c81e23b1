/** Hazards of files as people have them: encodings, headers, line ends, files that belong together, archives that are cut. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import type { FilesEntry } from '../../../src/corpus/entry.ts';
import { fileSources, sizeOf } from '../../../src/corpus/sources/source-of.ts';
import { all, codes, isTune, temporary, tune } from '../helpers.ts';

function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = temporary();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const midi = Uint8Array.of(0x4d, 0x54, 0x68, 0x64);

describe('tunebooks', () => {
  test('header fields go with every tune, text between tunes with none; origins are lines', async () => {
    const book = `M:3/4\n\nA book.\n\n${tune('One').replace('M:4/4\n', '')}\nSome words.\n\n${tune('Two')}`;
    const folder = folderOf({ 'book.abc': book });
    const found = await all(fileSources([folder]));
    const [one, two] = found.filter(isTune);
    expect(found).toHaveLength(2);
    expect(one!.abc).toContain('M:3/4');
    expect(two!.abc).toContain('M:4/4');
    expect(two!.abc).not.toContain('words');
    expect(one!.origin).toBe(join(folder, 'book.abc:5'));
  });

  test('a Latin-1 title costs the UTF-8 one beside it nothing', async () => {
    const book = Buffer.concat([Buffer.from(tune('Für')), Buffer.from(`\n${tune('Für')}`, 'latin1')]);
    const found = await all(fileSources([folderOf({ 'mixed.abc': book })]));
    expect(found.filter(isTune).map(({ abc }) => abc.split('\n')[1])).toEqual(['T:Für', 'T:Für']);
  });

  test.each([
    ['CRLF', Buffer.from(tune('One').replace(/\n/g, '\r\n') + tune('Two').replace(/\n/g, '\r\n'))],
    ['CR alone', Buffer.from((tune('One') + tune('Two')).replace(/\n/g, '\r'))],
    ['UTF-16', Buffer.from(`\uFEFF${tune('One')}${tune('Two')}`, 'utf16le')],
    ['a byte-order mark', Buffer.from(`\uFEFF${tune('One')}${tune('Two')}`)],
    ['gzip', gzipSync(tune('One') + tune('Two'))],
  ])('two tunes in %s are two tunes', async (_, content) => {
    const found = await all(fileSources([join(folderOf({ 'a.abc.gz': content }), 'a.abc.gz')]));
    expect(found.filter(isTune).map(({ abc }) => abc)).toEqual([tune('One'), tune('Two')]);
  });

  test('a tune that never ends is refused by its size; those around it live', async () => {
    const endless = `X:2\nT:endless\nK:C\n${'CDEF|GABc|\n'.repeat(200_000)}\n`;
    const found = await all(fileSources([folderOf({ 'a.abc': tune('One') + endless + tune('Three') })]));
    expect(found.map((entry) => (entry.kind === 'reject' ? entry.code : entry.kind))).toEqual([
      'tune',
      'source/too-long',
      'tune',
    ]);
  });

  test.each([
    ['', 'source/empty'],
    ['Dear reader,\nthis is a letter.\n', 'source/not-abc'],
  ])('%j is %s', async (content, code) => {
    expect(codes(await all(fileSources([folderOf({ 'a.abc': content })])))).toEqual([code]);
  });
});

describe('folders', () => {
  test('same stems are pairs, MIDI alone is itself, the rest is passed over, in the order of names', async () => {
    const folder = folderOf({
      'b/two.abc': tune('Two'),
      'b/two.mid': midi,
      'a.mid': midi,
      'c.abc': tune('Three'),
      'notes.txt': 'X:1',
      '.hidden.abc': tune('hidden'),
    });
    const found = await all(fileSources([folder]));
    expect(found.map((entry) => [entry.kind, entry.origin.slice(folder.length + 1)])).toEqual([
      ['files', 'a.mid'],
      ['tune', 'b/two.abc'],
      ['tune', 'c.abc:1'],
    ]);
    expect(found.filter(isTune).map(({ midi: given }) => given?.length)).toEqual([4, undefined]);
    expect(await sizeOf([folder])).toBe(tune('Two').length + 4 + 4 + tune('Three').length);
  });

  test('a book of two tunes beside one MIDI file is no pair', async () => {
    const found = await all(fileSources([folderOf({ 'x.abc': tune('One') + tune('Two'), 'x.mid': midi })]));
    expect(codes(found)).toEqual(['source/not-one-tune']);
  });

  test('a name that no source reads is wrong usage; a missing one is not found', async () => {
    const folder = folderOf({ 'x.txt': '' });
    await expect(all(fileSources([join(folder, 'x.txt')]))).rejects.toMatchObject({
      code: 'usage/invalid-option',
    });
    await expect(all(fileSources([join(folder, 'none.abc')]))).rejects.toMatchObject({
      code: 'io/not-found',
    });
    await expect(sizeOf([join(folder, 'none')])).rejects.toMatchObject({ code: 'io/not-found' });
  });
});

describe('archives', () => {
  async function archive(): Promise<Buffer> {
    const tar = pack();
    for (let i = 0; i < 40; i++) tar.entry({ name: `set/${i}.mid` }, Buffer.alloc(2000, i));
    tar.entry({ name: 'set/readme.txt' }, 'words');
    tar.entry({ name: 'set/book.abc' }, tune('One') + tune('Two'));
    tar.finalize();
    return buffer(tar);
  }

  test('MIDI and ABC files inside are read, the rest is passed over', async () => {
    const path = join(folderOf({ 'x.tar.gz': gzipSync(await archive()) }), 'x.tar.gz');
    const found = await all(fileSources([path]));
    const files = found.filter((entry): entry is FilesEntry => entry.kind === 'files');
    expect(files.map(({ files }) => files[0]!.bytes[0])).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(files[3]!.origin).toBe(`${path}/set/3.mid`);
    expect(found.filter(isTune)).toHaveLength(2);
  });

  test('an archive that is cut keeps what was whole and names the damage', async () => {
    const cut = (await archive()).subarray(0, 40_000);
    const found = await all(fileSources([join(folderOf({ 'x.tar': cut }), 'x.tar')]));
    expect(found.filter((entry) => entry.kind === 'files').length).toBeGreaterThan(10);
    expect(found.at(-1)).toMatchObject({ kind: 'reject', code: 'source/bad-tar', damaged: true });
  });

  test('a gzipped archive that is cut says so', async () => {
    // incompressible content, so that half the archive is half the files
    const tar = pack();
    for (let i = 0; i < 40; i++)
      tar.entry(
        { name: `${i}.mid` },
        Buffer.from(Array.from({ length: 3000 }, (_, j) => (i * 7919 + j * j * 31 + (j >> 3)) & 255)),
      );
    tar.finalize();
    const zipped = gzipSync(await buffer(tar));
    const path = join(folderOf({ 'x.tgz': zipped.subarray(0, zipped.length - 500) }), 'x.tgz');
    const found = await all(fileSources([path]));
    expect(found.at(-1)).toMatchObject({ kind: 'reject', code: 'source/truncated-gzip', damaged: true });
  });
});
