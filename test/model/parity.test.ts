import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { loadTensorflow } from '../../src/engine/tensorflow/load.ts';
import { tensorflowEngine } from '../../src/engine/tensorflow/tensorflow-engine.ts';
import type { BgptConfig } from '../../src/model/config.ts';
import { type Checkpoint, readCheckpoint } from '../../src/store/checkpoint.ts';
import { importPth } from '../../src/store/pth/import-pth.ts';
import { adamWLosses, forwardAndBackward, greedy, readFixture, sequencesOf } from './parity.ts';

/** The same float32 sums in another order: errors grow with depth and with each optimiser step. */
const TOLERANCE = { meanLoss: 1e-5, nats: 1e-4, logits: 1e-4, gradientNorm: 1e-3, adamwLoss: 1e-3 };

// Its loader logs every model it reads
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const tensorflow = await loadTensorflow();
const engines: [name: string, open: (() => Engine) | undefined][] = [
  ['onnx', () => onnxEngine()],
  'unavailable' in tensorflow
    ? [`tensorflow (${tensorflow.unavailable})`, undefined]
    : ['tensorflow', () => tensorflowEngine(tensorflow)],
];
const nano = resolve(import.meta.dirname, '../files/bgpt-nano');
const tiny = resolve(import.meta.dirname, '../../../shared/fixtures/bgpt-tiny');
const fixtures = [
  ['bgpt-nano, our own', nano],
  [`bgpt-tiny of ../shared${existsSync(tiny) ? '' : ' (not here)'}`, tiny],
] as const;

for (const [fixtureName, folder] of fixtures)
  for (const [engineName, open] of engines)
    describe.skipIf(!open || !existsSync(folder))(`PyTorch wrote ${fixtureName}; ${engineName}`, () => {
      const fixture = existsSync(folder) ? readFixture(folder) : undefined!;
      let engine: Engine;
      let checkpoint: Checkpoint;
      let config: BgptConfig;
      let out: Awaited<ReturnType<typeof forwardAndBackward>>;
      const scratch = mkdtempSync(join(tmpdir(), 'bgpt-parity-'));
      beforeAll(async () => {
        engine = open!();
        await importPth(join(folder, 'weights.pth'), scratch);
        checkpoint = await readCheckpoint(scratch);
        config = checkpoint.config as BgptConfig;
        out = await forwardAndBackward(engine, config, checkpoint.weights, sequencesOf(fixture));
      });
      afterAll(async () => {
        await engine?.dispose();
        rmSync(scratch, { recursive: true });
      });

      test('the shapes of the tensors give the config', () => {
        expect(config).toEqual({ architecture: 'bgpt', ...fixture.config });
      });

      test('mean loss', () => {
        expect(relative(out.loss, fixture.meanLossNats)).toBeLessThan(TOLERANCE.meanLoss);
      });

      test('nats of every position of every patch', () => {
        const expected = fixture.nllNatsPerScoredPatch.flat();
        expect(out.nats.length).toBe(expected.length);
        expect(furthest(out.nats, expected)).toBeLessThan(TOLERANCE.nats);
      });

      test('logits of the first scored patch', () => {
        expect(furthest(out.logits, fixture.logitsFirstScoredPatchOfPair0)).toBeLessThan(TOLERANCE.logits);
      });

      test('the norm of every gradient', () => {
        expect([...out.norms.keys()].sort()).toEqual(Object.keys(fixture.gradientL2).sort());
        for (const [name, norm] of out.norms)
          expect(relative(norm, fixture.gradientL2[name]!), name).toBeLessThan(TOLERANCE.gradientNorm);
      });

      test('ten AdamW steps', async () => {
        const { lossesNats } = fixture.adamw;
        const losses = await adamWLosses(
          engine,
          config,
          checkpoint.weights,
          sequencesOf(fixture),
          fixture.adamw,
        );
        for (const [step, loss] of losses.entries())
          expect(relative(loss, lossesNats[step]!), `step ${step}`).toBeLessThan(TOLERANCE.adamwLoss);
      });

      test('greedy bytes', async () => {
        const prefixes = sequencesOf(fixture);
        for (const [i, expected] of fixture.greedyMidBase64.entries()) {
          const bytes = await greedy(engine, config, checkpoint.weights, prefixes[i]!);
          expect(Buffer.from(bytes).toString('base64')).toBe(expected);
        }
      });
    });

function relative(a: number, b: number): number {
  return Math.abs(a - b) / Math.abs(b);
}

function furthest(a: number[][], b: number[][]): number {
  const expected = b.flat();
  return a.flat().reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}
