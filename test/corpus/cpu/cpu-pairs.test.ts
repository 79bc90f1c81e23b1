import { expect, test } from 'vitest';
import { cpuPairAt } from '../../../src/corpus/cpu/cpu-pairs.ts';
import { CPU_PROFILES, type CpuProfile, parseCpuProfiles } from '../../../src/corpus/cpu/cpu-profiles.ts';
import { runCpuFile } from '../../../src/formats/cpu/cpu-file.ts';
import { OPERATIONS } from '../../../src/formats/cpu/instruction-set.ts';

const opcodes = (options: CpuProfile, pairs: number) => {
  const source = cpuPairAt(1, options);
  return Array.from({ length: pairs }, (_, i) => source(i).target).flatMap((states) =>
    Array.from({ length: states.length / 16 }, (_, s) => states[16 * s + 2]!),
  );
};

test('pair n depends on nothing but seed and index', () => {
  const forwards = cpuPairAt(3, CPU_PROFILES.short);
  const some = Array.from({ length: 20 }, (_, i) => forwards(i));
  const backwards = cpuPairAt(3, CPU_PROFILES.short);
  for (let i = 19; i >= 0; i--) expect(backwards(i)).toEqual(some[i]);
  expect(cpuPairAt(4, CPU_PROFILES.short)(0)).not.toEqual(some[0]);
  expect(new Set(some.map((pair) => Buffer.from(pair!.source).toString('hex'))).size).toBe(20);
});

test('the target is the run of the source', () => {
  const source = cpuPairAt(5, CPU_PROFILES.published);
  for (let i = 0; i < 50; i++) {
    const pair = source(i);
    expect([pair.sourceFormat, pair.targetFormat]).toEqual(['cpu', 'states']);
    expect(runCpuFile(pair.source)).toEqual({ ok: true, states: pair.target });
  }
});

test('short traces are eight steps and HLT, from registers of every size', () => {
  const source = cpuPairAt(6, CPU_PROFILES.short);
  const seen = new Set<number>();
  for (let i = 0; i < 300; i++) {
    const pair = source(i);
    expect(pair.target).toHaveLength(9 * 16);
    for (const place of [1, 6, 15]) seen.add(pair.source[place]!);
  }
  expect(seen.size).toBeGreaterThan(230);
});

test('published lengths reach from 1 to 255', () => {
  const source = cpuPairAt(7, CPU_PROFILES.published);
  const lengths = Array.from({ length: 4000 }, (_, i) => source(i).target.length / 16);
  expect(Math.min(...lengths)).toBe(1);
  expect(Math.max(...lengths)).toBe(255);
});

test('operations come by weight: none of those of weight 0, every other one', () => {
  const without = opcodes({ instructions: [9, 9], weights: { MOV: 0, ADD: 0 } }, 200);
  expect(new Set(without)).toEqual(new Set([...OPERATIONS.keys()].filter((op) => op !== 20 && op !== 13)));
  const heavy = opcodes({ instructions: [101, 101], weights: { DIV: 19 } }, 100);
  const share = heavy.filter((op) => op === 16).length / heavy.filter((op) => op !== 0).length;
  expect(share).toBeGreaterThan(0.46);
  expect(share).toBeLessThan(0.54);
});

test('the stream is pinned: whoever changes it raises CPU_PAIRS_VERSION', () => {
  expect(
    Buffer.from(cpuPairAt(1, CPU_PROFILES.short)(0)!.source.subarray(0, 32)).toString('hex'),
  ).toMatchInlineSnapshot(`"002300000000858e82150da775b1a0970b7c0000130805000bfe000007040000"`);
});

test.each<[string, CpuProfile]>([
  ['no instruction', { instructions: [0, 5] }],
  ['more than memory holds', { instructions: [1, 257] }],
  ['bounds the wrong way round', { instructions: [5, 4] }],
  ['HLT by weight', { instructions: [1, 5], weights: { HLT: 1 } as never }],
  ['a negative weight', { instructions: [1, 5], weights: { ADD: -1 } }],
  ['a weight that is no number', { instructions: [1, 5], weights: { ADD: Number.NaN } }],
  [
    'nothing but zeros',
    { instructions: [1, 5], weights: Object.fromEntries(OPERATIONS.slice(1).map(({ name }) => [name, 0])) },
  ],
])('%s is refused', (_, options) => {
  expect(() => cpuPairAt(1, options)).toThrow(expect.objectContaining({ code: 'usage/invalid-option' }));
});

test('profiles in words: names, bounds, weights, turns', () => {
  expect(parseCpuProfiles('short,9-33:DIV=40:add=1.5')).toEqual([
    { instructions: [9, 9] },
    { instructions: [9, 33], weights: { DIV: 40, ADD: 1.5 } },
  ]);
});

test.each([
  'long',
  '',
  'short,',
  '5-4',
  '1-257',
  'short:DIV',
  'short:DIV=',
  'short:DIV=x',
  'short:HLT=1',
  'short:DIV=-1',
])('profiles "%s" are refused', (text) => {
  expect(() => parseCpuProfiles(text)).toThrow(expect.objectContaining({ code: 'usage/invalid-option' }));
});

test('profiles take turns', () => {
  const source = cpuPairAt(1, { instructions: [2, 2] }, { instructions: [5, 5] });
  expect([0, 1, 2, 3].map((i) => source(i).target.length / 16)).toEqual([2, 5, 2, 5]);
});
