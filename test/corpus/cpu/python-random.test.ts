import { describe, expect, test } from 'vitest';
import { pythonRandom } from '../../../src/corpus/cpu/python-random.ts';

/** Printed by Python 3.11: three getrandbits(32), then three randint(0, 255), two choices of 1, three randint(1, 255), four choices of 10. */
const PYTHON: readonly [
  seed: number,
  bits: number[],
  bytes: number[],
  lengths: number[],
  registers: string,
][] = [
  [0, [3626764237, 1654615998, 3255389356], [215, 20, 132], [236, 201, 213], 'EHFJ'],
  [1, [577090037, 2444712010, 3639700191], [32, 130, 60], [121, 167, 98], 'DBHA'],
  [12345, [1789368711, 3146859322, 43676229], [152, 188, 99], [42, 96, 32], 'GEIC'],
  [2 ** 32, [485306839, 1508871100, 1794561286], [8, 11, 169], [36, 20, 210], 'GIFF'],
  [2 ** 53 - 1, [404802386, 2407860725, 957238923], [97, 75, 59], [124, 115, 9], 'EGAF'],
  [5 * 2 ** 40 + 3, [4174573327, 817610757, 2594578687], [159, 7, 12], [78, 75, 141], 'IJHI'],
];

describe.each(PYTHON)('seed %d', (seed, bits, bytes, lengths, registers) => {
  test('draws what Python draws', () => {
    const random = pythonRandom(seed);
    expect(bits.map(() => random.bits(32))).toEqual(bits);
    expect(bytes.map(() => random.below(256))).toEqual(bytes);
    expect([random.below(1), random.below(1)]).toEqual([0, 0]);
    expect(lengths.map(() => 1 + random.below(255))).toEqual(lengths);
    expect([...registers].map(() => 'ABCDEFGHIJ'[random.below(10)]).join('')).toBe(registers);
  });
});

test('the state is made anew after 624 outputs, again and again', () => {
  const random = pythonRandom(0);
  const outputs = Array.from({ length: 2000 }, () => random.bits(32));
  expect(outputs.slice(623, 626)).toEqual([2390040247, 2229104038, 1244770883]);
  expect(outputs[1999]).toBe(3908016617);
});

test('ten thousand bytes of seed 7, folded', () => {
  const random = pythonRandom(7);
  let folded = 0;
  for (let i = 0; i < 10_000; i++) folded = (Math.imul(folded, 31) + random.below(256)) >>> 0;
  expect(folded).toBe(4163098915);
});
