/** Hazards of JSON dumps: gzip that is cut, JSON that breaks off, one bad record among good ones, records without end, memory. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { irishManFields, recordEntry, theSessionFields } from '../../../src/corpus/sources/field-map.ts';
import { jsonArray } from '../../../src/corpus/sources/json-array.ts';
import { jsonLines } from '../../../src/corpus/sources/json-lines.ts';
import { highWater } from '../../memory.ts';
import { all, codes, isTune, temporary, tune } from '../helpers.ts';

const folder = temporary();
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const records = Array.from({ length: 3000 }, (_, i) => ({
  id: `t${i}`,
  tune: `g${i % 9}`,
  abc: tune(`Title ${i} é "“\\`),
}));
const array = JSON.stringify(records, null, 1);
const lines = records.map((record) => JSON.stringify(record)).join('\n');

describe('a JSON array', () => {
  test.each([
    ['plain', array],
    ['gzipped', gzipSync(array)],
    ['with a byte-order mark', `\uFEFF${array}`],
  ])('%s gives every record, in order', async (name, content) => {
    const found = await all(jsonArray(file(`${name}.json`, content)));
    expect(found.filter(isTune).map(({ id, group, abc }) => ({ id, tune: group, abc }))).toEqual(records);
    expect(found[17]!.origin).toMatch(/\.json\[17\]$/);
  });

  test('JSON.parse and the stream agree on odd values', async () => {
    const odd = [
      {
        abc: 'X:1\nK:C\nC',
        n: -1.5e3,
        t: true,
        f: false,
        z: null,
        deep: { a: [[], {}, [1, 'x']] },
        '': '\u0000\ud83c\udfb5',
      },
    ];
    const { arrayElements } = await import('../../../src/corpus/sources/array-records.ts');
    async function* pieces() {
      for (const char of JSON.stringify(odd)) yield char;
    }
    const found = await all(arrayElements(pieces()));
    expect(JSON.parse(JSON.stringify(found))).toEqual(odd.map((value) => ({ value })));
  });

  test('cut gzip: every whole record before the cut is kept, the damage is named', async () => {
    const zipped = gzipSync(array);
    const found = await all(jsonArray(file('cut.json.gz', zipped.subarray(0, zipped.length / 2))));
    const kept = found.filter(isTune).length;
    expect(kept).toBeGreaterThan(500);
    expect(kept).toBeLessThan(3000);
    expect(found.at(-1)).toMatchObject({ kind: 'reject', code: 'source/truncated-gzip', damaged: true });
  });

  test('broken JSON: its byte is named, and every record before it is kept', async () => {
    const at = Buffer.from(array).indexOf('"t2000"');
    const damaged = Buffer.from(array);
    damaged[at] = 0x21;
    const found = await all(jsonArray(file('broken.json', damaged)));
    expect(found.filter(isTune)).toHaveLength(2000);
    expect(found.at(-1)).toMatchObject({ code: 'source/bad-json', damaged: true });
    expect((found.at(-1) as { reason: string }).reason).toContain(`byte ${at}:`);
  });

  test('an array that breaks off at its end names the end', async () => {
    const cut = '[{"abc":"X:1"},{"abc":"X';
    const found = await all(jsonArray(file('breaks.json', cut)));
    expect(codes(found)).toEqual(['source/bad-json']);
    expect((found.at(-1) as { reason: string }).reason).toContain(`byte ${cut.length}:`);
    expect(found.filter(isTune)).toHaveLength(1);
  });

  test('a record of 100 MB is refused by its size without being held, and its neighbours live', async () => {
    const { arrayElements } = await import('../../../src/corpus/sources/array-records.ts');
    const held = highWater(1e7);
    async function* pieces() {
      yield '[{"abc":"X:1"},{"abc":"';
      for (let i = 0; i < 100; i++) {
        held.pass(1e6);
        yield 'C'.repeat(1e6);
      }
      yield '"},{"abc":"X:3"}]';
    }
    const found = await all(arrayElements(pieces()));
    // the limit of a record is 4 MB
    expect(held.most()).toBeLessThan(2e7);
    expect(found).toMatchObject([
      { value: { abc: 'X:1' } },
      { tooLong: 100_000_012 },
      { value: { abc: 'X:3' } },
    ]);
  });

  /** Each value, key and bracket is a little; together they are past the limit of 4 MB. */
  test.each<[string, string, string, string]>([
    ['nulls', '[', 'null,', 'null]'],
    ['empty texts', '[', '"",', '""]'],
    ['letters of a key', '{"', 'key', '":1}'],
    ['arrays in arrays', '', '[', `null${']'.repeat(1_500_000)}`],
  ])('a record of 1,500,000 %s is refused, and its neighbours live', async (_, open, piece, close) => {
    const { arrayElements } = await import('../../../src/corpus/sources/array-records.ts');
    async function* pieces() {
      yield `[{"abc":"X:1"},${open}`;
      for (let i = 0; i < 15; i++) yield piece.repeat(1e5);
      yield `${close},{"abc":"X:3"}]`;
    }
    expect(await all(arrayElements(pieces()))).toMatchObject([
      { value: { abc: 'X:1' } },
      { tooLong: expect.any(Number) },
      { value: { abc: 'X:3' } },
    ]);
  });

  test.each([
    ['empty', '', 'source/empty'],
    ['of nothing', '[]', 'source/empty'],
    ['an object', '{"abc":"X:1"}', 'source/not-an-array'],
    ['prose', 'hello', 'source/bad-json'],
  ])('a file that is %s is one coded refusal', async (name, content, code) => {
    const found = await all(jsonArray(file(`${name}.json`, content)));
    expect(found).toMatchObject([{ kind: 'reject', code, damaged: true }]);
  });

  test('a file that is not there stops the work', async () => {
    await expect(all(jsonArray(join(folder, 'none.json')))).rejects.toMatchObject({ code: 'io/not-found' });
  });
});

describe('JSON Lines', () => {
  test.each([
    ['plain', lines],
    ['gzipped', gzipSync(`${lines}\n\n`)],
  ])('%s give every record, in order', async (name, content) => {
    const found = await all(jsonLines(file(`${name}.jsonl`, content)));
    expect(found.filter(isTune).map(({ id, abc }) => ({ id, abc }))).toEqual(
      records.map(({ id, abc }) => ({ id, abc })),
    );
    expect(found).toHaveLength(3000);
  });

  test('each bad line costs itself alone', async () => {
    const good = JSON.stringify({ abc: tune('good') });
    const content = Buffer.concat([
      Buffer.from(`${good}\n{"abc": "X:1\n${good}\n`),
      Buffer.from('{"abc":"'),
      Buffer.of(0xff, 0xfe),
      Buffer.from(`"}\n[1]\n{"title":"no music"}\n{"abc":"${'C'.repeat(5e6)}"}\n${good}`),
    ]);
    const found = await all(jsonLines(file('mixed.jsonl', content)));
    expect(found.map((entry) => (entry.kind === 'reject' ? entry.code : entry.kind))).toEqual([
      'tune',
      'source/bad-json',
      'tune',
      'source/invalid-utf8',
      'source/not-a-record',
      'source/no-abc-field',
      'source/too-long',
      'tune',
    ]);
    expect(found[1]).toMatchObject({
      origin: expect.stringMatching(/:2$/),
      reason: expect.stringContaining(`byte ${good.length + 1}`),
    });
    expect(found.some((entry) => entry.kind === 'reject' && entry.damaged)).toBe(false);
  });

  test('a line of 100 MB is refused in little memory', async () => {
    const path = file('long.jsonl', '');
    for (let i = 0; i < 100; i++) appendFileSync(path, Buffer.alloc(1e6, 0x43));
    appendFileSync(path, `\n${JSON.stringify({ abc: tune('after') })}`);
    const held = highWater(1e7);
    const found = await all(jsonLines(path, { onBytes: held.pass }));
    expect(found.map((entry) => (entry.kind === 'reject' ? entry.code : entry.kind))).toEqual([
      'source/too-long',
      'tune',
    ]);
    expect(held.most()).toBeLessThan(2e7);
  });

  test('cut gzip keeps the whole lines before the cut', async () => {
    const zipped = gzipSync(lines);
    const found = await all(jsonLines(file('cut.jsonl.gz', zipped.subarray(0, zipped.length - 2000))));
    expect(found.filter(isTune).length).toBeGreaterThan(2000);
    expect(found.at(-1)).toMatchObject({ code: 'source/truncated-gzip', damaged: true });
  });
});

describe('field maps', () => {
  test("TheSession's fields become a tune, its settings a group", () => {
    const record = {
      tune_id: '17',
      setting_id: '99',
      name: 'The Reel',
      type: 'reel',
      meter: '4/4',
      mode: 'Gmajor',
      abc: 'GABc|',
      date: 'x',
    };
    expect(recordEntry(record, 'o', [theSessionFields])).toEqual({
      kind: 'tune',
      origin: 'o',
      id: '99',
      group: '17',
      abc: 'X:99\nT:The Reel\nR:reel\nM:4/4\nL:1/8\nK:Gmajor\nGABc|\n',
    });
  });

  test("IrishMAN's control code is not part of the tune", () => {
    const record = { 'abc notation': 'X:1\nK:C\nCDE|\n', 'control code': 'S:1\nB:4\n' };
    expect(recordEntry(record, 'o', [irishManFields])).toMatchObject({
      kind: 'tune',
      abc: 'X:1\nK:C\nCDE|\n',
    });
  });

  test('text with U+FFFD is put aside: some byte of the tune is lost', () => {
    expect(recordEntry({ abc: 'X:1\nT:\uFFFD\nK:C\n' }, 'o')).toMatchObject({ code: 'source/invalid-utf8' });
  });
});
