import { afterAll, describe, expect, test } from 'vitest';
import type { FileCosts } from '../../src/bytes/bits-per-byte.ts';
import { countedSymbols } from '../../src/bytes/sequence.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { HostTensors } from '../../src/graph/host-tensor.ts';
import { evaluatePairs } from '../../src/measure/evaluate-pairs.ts';
import type { EvaluateOptions } from '../../src/measure/pair-costs.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { readPair } from '../../src/reading/read-pair.ts';
import { BGPT, BGPT_2, midiFile, pairOf, stirredWeights, tunes } from './pairs.ts';

const engine = onnxEngine({ threads: 1 });
afterAll(() => engine.dispose());

const EMBEDDING = 'byte_level_decoder.base.transformer.wte.weight';

/** Logits that are all alike: the published model's output shares the byte embedding, ours starts with an empty head. */
function uniformWeights(config: ModelConfig): HostTensors {
  const weights = initialWeights(config, 1);
  if (config.architecture === 'bgpt') weights[EMBEDDING]!.data.fill(0);
  return weights;
}

const MODELS = [
  ['bgpt', BGPT],
  ['bgpt-2, aligned patches', BGPT_2],
] as const;

describe.each(MODELS)('a uniform model pays log2 257 for each counted symbol: %s', (_name, config) => {
  test('of files of one byte, of 16 and 32 bytes, of whole tunes', async () => {
    const pairs = [
      pairOf('A', Uint8Array.of(77), 'one byte'),
      pairOf('A', new Uint8Array(16).fill(5), '16 bytes'),
      pairOf('K:C\nA|\n', new Uint8Array(32).fill(5), '32 bytes'),
      ...tunes(5),
    ];
    const counted = pairs.map((pair) => countedSymbols(readPair(pair, config)).reduce((a, b) => a + b));
    // a byte and its END; full patches and the END of the end patch; in aligned patches a short one ends twice
    const aligned = config.architecture === 'bgpt-2';
    expect(counted.slice(0, 3)).toEqual([aligned ? 3 : 2, 17, 33]);
    const measured = await evaluatePairs(engine, config, uniformWeights(config), pairs);
    expect(measured.files).toBe(pairs.length);
    for (const [i, file] of measured.perFile.entries())
      expect(file.bits / (counted[i]! * Math.log2(257))).toBeCloseTo(1, 6);
    const bytes = pairs.reduce((sum, pair) => sum + pair.target.length, 0);
    const symbols = counted.reduce((a, b) => a + b);
    expect(measured.targetBytes).toBe(bytes);
    expect(measured.bpb / ((Math.log2(257) * symbols) / bytes)).toBeCloseTo(1, 6);
    expect(measured.endBits / ((symbols - bytes) * Math.log2(257))).toBeCloseTo(1, 6);
  });
});

describe.each(MODELS)('what a file costs does not depend on its company: %s', (_name, config) => {
  const pairs = tunes(12);
  const costsOf = async (list: typeof pairs, options: Partial<EvaluateOptions>) => {
    const costs = new Map<string, FileCosts>();
    const { bpb } = await evaluatePairs(engine, config, stirredWeights(config), list, {
      ...options,
      onCosts: (pair, cost) => void costs.set(pair.id, cost),
    });
    return { bpb, costs };
  };

  test('batch size, packing order and padding change no byte by more than 1e-4 bits', async () => {
    const alone = await costsOf(pairs, { windowPairs: 1, batchPatches: 1 });
    // the costs vary: a model that ignored its input would pass any of what follows
    const bits = pairs.flatMap((pair) => [...alone.costs.get(pair.id)!.bits]);
    expect(Math.max(...bits) - Math.min(...bits)).toBeGreaterThan(1);
    const others = [
      await costsOf(pairs, { windowPairs: 5, batchPatches: 128 }),
      await costsOf([...pairs].reverse(), { windowPairs: 256, batchPatches: 512 }),
    ];
    for (const other of others) {
      expect(other.bpb).toBeCloseTo(alone.bpb, 5);
      for (const { id } of pairs) {
        const [a, b] = [alone.costs.get(id)!, other.costs.get(id)!];
        expect(b.bits.length).toBe(a.bits.length);
        for (const [i, cost] of a.bits.entries()) expect(Math.abs(b.bits[i]! - cost)).toBeLessThan(1e-4);
        expect(b.ends.map((end) => end.offset)).toEqual(a.ends.map((end) => end.offset));
      }
    }
  });

  test('every bit has a field and a place, and every byte a tenth', async () => {
    const measured = await evaluatePairs(engine, config, stirredWeights(config), pairs);
    const sum = (cells: { bits: number; symbols: number; hits: number }[], of: 'bits' | 'symbols' | 'hits') =>
      cells.reduce((all, cell) => all + cell[of], 0);
    const fields = Object.values(measured.byField);
    expect(sum(fields, 'bits')).toBeCloseTo(measured.bits, 6);
    expect(sum(measured.byPlace, 'bits')).toBeCloseTo(measured.bits, 6);
    expect(sum(measured.byTenth, 'bits')).toBeCloseTo(measured.bits - measured.endBits, 6);
    expect(sum(measured.byTenth, 'symbols')).toBe(measured.targetBytes);
    expect(sum(measured.byTenth, 'hits') / measured.targetBytes).toBeCloseTo(measured.argmaxShare, 12);
    const notes = pairs.reduce((all, pair) => all + (pair.target.length - midiFile(0).length) / 9, 0);
    expect(measured.byField.pitch!.symbols).toBe(2 * notes);
    expect(measured.byField['track length']!.symbols).toBe(4 * pairs.length);
    expect(measured.byField['end of file']!.symbols).toBe(pairs.length);
  });
});

test('what does not fit the context is named and in no figure', async () => {
  const long = pairOf('A', new Uint8Array(16 * BGPT.patchLength), 'long');
  const [tune] = tunes(1);
  const measured = await evaluatePairs(engine, BGPT, uniformWeights(BGPT), [long, tune!, long]);
  expect(measured.tooLong).toEqual([
    { id: 'long', patches: BGPT.patchLength + 4 },
    { id: 'long', patches: BGPT.patchLength + 4 },
  ]);
  expect(measured.files).toBe(1);
  expect(measured.targetBytes).toBe(tune!.target.length);
  const none = await evaluatePairs(engine, BGPT, uniformWeights(BGPT), [long]);
  expect(none).toMatchObject({ files: 0, bpb: 0, bits: 0 });
});

test('a sequence that fills the context to the last patch is measured', async () => {
  const full = pairOf('', new Uint8Array(16 * (BGPT.patchLength - 3)), 'full');
  expect(readPair(full, BGPT).count).toBe(BGPT.patchLength);
  const measured = await evaluatePairs(engine, BGPT, uniformWeights(BGPT), [...tunes(3), full]);
  expect(measured.files).toBe(4);
});

test('a target that stands alone is all target', async () => {
  const file = { ...pairOf('', midiFile(3), 'alone'), sourceFormat: '' };
  const measured = await evaluatePairs(engine, BGPT, uniformWeights(BGPT), [file]);
  expect(measured.bits / (Math.log2(257) * (file.target.length + 1))).toBeCloseTo(1, 6);
});

test('an interrupted measurement stops with its reason', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stop'));
  await expect(
    evaluatePairs(engine, BGPT, uniformWeights(BGPT), tunes(2), { signal: stop.signal }),
  ).rejects.toThrow('stop');
});
