/** Hazard: a format that cannot be added without a change in src/. This one lives here alone: records of a length and that many bytes. */
import { afterAll, describe, expect, test } from 'vitest';
import { patchLength } from '../../src/bytes/patches.ts';
import { openModel } from '../../src/convert/model.ts';
import { inspectPair } from '../../src/corpus/inspect-pair.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { Format } from '../../src/formats/format.ts';
import { registerFormat } from '../../src/formats/registry.ts';
import { evaluatePairs } from '../../src/measure/evaluate-pairs.ts';
import { PatchContext } from '../../src/reading/patch-context.ts';
import { readPair } from '../../src/reading/read-pair.ts';
import { loudWeights, NANO } from '../convert/nano.ts';

/** `length` bytes follow each length; a length of 0 ends the file. */
const records: Format = {
  name: 'rec',
  cut(bytes) {
    const cuts: number[] = [];
    for (let at = 0; at < bytes.length; at += 1 + bytes[at]!) if (at > 0) cuts.push(at);
    return cuts;
  },
  landmarks: { start: () => 0, next: (records) => records + 1, value: (records) => records },
  // a record may be as long as the last one
  hint: { start: () => 0, next: (_, patch) => patch[0] ?? 0, value: (last) => [0, last] },
  constraint: () => {
    let left = 0;
    let ended = false;
    return {
      allows: (symbol, k) =>
        symbol === 256 ? ended || (left === 0 && k > 0) : !ended && (left > 0 || symbol < 8),
      push(symbol) {
        if (symbol === 256) return;
        if (left > 0) left--;
        else if (symbol === 0) ended = true;
        else left = symbol;
      },
    };
  },
  fields: {
    names: ['length', 'content'],
    label(bytes) {
      const labels = new Uint8Array(bytes.length).fill(1);
      for (let at = 0; at < bytes.length; at += 1 + bytes[at]!) labels[at] = 0;
      return labels;
    },
  },
  async check(bytes) {
    let at = 0;
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
    if (at === bytes.length - 1) return { valid: true };
    return { valid: false, code: 'rec/unended', message: 'no record of length 0 ends the file', offset: at };
  },
};
registerFormat(records);

const A = Uint8Array.of(2, 65, 66, 3, 1, 2, 3, 0);
const B = Uint8Array.of(1, 9, 4, 8, 8, 8, 8, 0);
const pair = { id: 'p', sourceFormat: 'rec', targetFormat: 'rec', source: A, target: B };
const config = NANO['bgpt-2'];
const engine = onnxEngine({ threads: 1 });
afterAll(() => engine.dispose());

describe('a format that src/ has never heard of', () => {
  const { symbols, count, size } = readPair(pair, config);

  test('is cut at its records', () => {
    const patches = Array.from({ length: count }, (_, i) => [
      ...symbols.subarray(i * size, i * size + patchLength(symbols, i, size)),
    ]);
    const name = [...Buffer.from('rec')];
    expect(patches).toEqual([name, [2, 65, 66], [3, 1, 2, 3], [0], name, [1, 9], [4, 8, 8, 8, 8], [0], []]);
  });

  test('has landmarks and hints', () => {
    const context = new PatchContext(4, config);
    const places = Array.from({ length: count }, (_, i) => context.at(i, symbols, i * size));
    expect(places.map(({ landmark }) => landmark).slice(0, 8)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(places.map(({ hint }) => hint[1]).slice(0, 8)).toEqual([0, 0, 0, 0, 0, 1, 4, 0]);
  });

  test('is measured by field, and inspected by name', async () => {
    const measured = await evaluatePairs(engine, config, loudWeights(config, 7), [pair]);
    expect(measured.byField.length!.symbols).toBe(3);
    expect(measured.byField.content!.symbols).toBe(5);
    const shown = inspectPair(pair, config).filter(({ part }) => part === 'target');
    expect(shown.map(({ meaning }) => meaning)).toEqual(['length, content', 'length, content', 'length']);
  });

  test('is constrained while it is written, and checked', async () => {
    const model = openModel(engine, config, loudWeights(config, 7));
    const source = { format: 'rec', bytes: A };
    const free = await model.generate(source, { to: 'rec' });
    const guarded = await model.generate(source, { to: 'rec', guard: true });
    expect(free.verdict).toMatchObject({ valid: false, code: 'rec/unended' });
    expect(guarded.guarded).toBeGreaterThan(0);
    // an untrained model may fill its context, but every length in it is one that a record may have
    for (let at = 0; at < guarded.bytes.length; at += 1 + guarded.bytes[at]!)
      expect(guarded.bytes[at]).toBeLessThan(8);
  });
});
