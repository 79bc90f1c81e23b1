/** A model ready to be measured: its weights on an engine, and a program for each batch shape, compiled once. */
import type { FileCosts } from '../bytes/bits-per-byte.ts';
import type { Engine } from '../engine/engine.ts';
import { programCache } from '../engine/program-cache.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { makeBatch } from '../reading/batch.ts';
import { batchCosts } from '../reading/batch-costs.ts';
import type { PackedBatch } from '../reading/pack.ts';
import { evaluateProgram, evaluateSignature } from '../train/programs.ts';

export interface Evaluator {
  readonly config: ModelConfig;
  /** Costs of each sequence of a batch, in the order of `placed`. */
  run(batch: PackedBatch): Promise<FileCosts[]>;
  /** Programs and weights; the engine stays as it is. */
  dispose(): Promise<void>;
}

/** @param weights as `weightShapes(config)` names them; the engine takes over their memory */
export function openEvaluator(engine: Engine, config: ModelConfig, weights: HostTensors): Evaluator {
  const state = engine.state(
    Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [`w/${name}`, tensor])),
  );
  const programs = programCache();
  return {
    config,
    async run({ placed, shape }) {
      const { rows, length, scored } = shape;
      const program = await programs.get(`${rows} ${length} ${scored}`, () =>
        engine.compile(evaluateProgram(config), evaluateSignature(config, shape)),
      );
      const { nats, best } = await program.run(makeBatch(placed, shape, config), state);
      return batchCosts(placed, { nats: nats!.data, best: best!.data });
    },
    async dispose() {
      await programs.dispose();
      state.dispose();
    },
  };
}
