import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLED } from '../../corpora/bundled/index.ts';
import { CARDS } from '../../corpora/cards/index.ts';
import { assertMayTrain } from '../../src/corpus/may-train.ts';

const FOLDER = resolve(import.meta.dirname, '../../corpora/cards');
const SHARED = resolve(import.meta.dirname, '../../../shared/data');

test('every card is in the index under its own name', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'index.ts');
  expect(Object.keys(CARDS).sort()).toEqual(files.map((file) => file.replace(/\.ts$/, '')).sort());
  for (const [name, card] of Object.entries(CARDS)) expect(card.name).toBe(name);
});

describe.each(Object.values(CARDS))('card $name', (card) => {
  test('says where, under what terms and why', () => {
    if (card.url !== null) expect(() => new URL(card.url!)).not.toThrow();
    expect(card.licence.length).toBeGreaterThan(2);
    expect(card.why).toMatch(/^[A-Z].*\.$/);
    if (card.sha256 !== undefined) expect(card.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('training is refused under the cards that forbid it, and under no other', () => {
  const refused = Object.values(CARDS).filter((card) => {
    try {
      assertMayTrain({ cards: [card] } as never);
      return false;
    } catch {
      return true;
    }
  });
  expect(refused.map(({ name }) => name).sort()).toEqual([
    'essen',
    'josquin',
    'pghardy',
    'rjl20',
    'thesession',
  ]);
});

test('the bundled card counts the bundled tunes', () => {
  expect(CARDS.bundled!.tunes).toBe(BUNDLED.length);
});

describe.skipIf(!existsSync(SHARED))('beside the shared data', () => {
  test('sizes and sums are those of the files', () => {
    const files = [
      ...readdirSync(resolve(SHARED, 'tunebooks')).map((file) => resolve(SHARED, 'tunebooks', file)),
      resolve(SHARED, 'midi/cre.tar.gz'),
    ];
    for (const file of files) {
      const bytes = readFileSync(file);
      const card = CARDS[/([a-z0-9]+)\.[a-z.]+$/.exec(file)![1]!]!;
      expect(card.bytes, file).toBe(bytes.length);
      expect(card.sha256, file).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});
