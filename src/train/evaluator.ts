/** What a model pays for each symbol: the one place that compiles and runs the evaluating program, in a trainer and in a measurement. */
import type { FileCosts } from '../bytes/bits-per-byte.ts';
import type { Engine, State } from '../engine/engine.ts';
import { programCache } from '../engine/program-cache.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { makeBatch } from '../reading/batch.ts';
import { batchCosts } from '../reading/batch-costs.ts';
import type { PackedBatch } from '../reading/pack.ts';
import { evaluateProgram, evaluateSignature } from './programs.ts';

/** There are programs of some fifteen shapes: each gives a run's memory back. */
export const OF_MANY = { givesMemoryBack: true } as const;

/** Costs in nats and likeliest symbols of a batch's scored patches, `[scored, size]` each. */
export interface SymbolCosts {
  nats: Float32Array;
  best: Int32Array;
}

/** Evaluates batches by weights that lie in a state as `w/…`, each batch shape's program compiled when it is first met. */
export interface SymbolEvaluator {
  run(batch: PackedBatch): Promise<SymbolCosts>;
  /** The programs; engine and state stay. */
  dispose(): Promise<void>;
}

export function symbolEvaluator(engine: Engine, config: ModelConfig, state: State): SymbolEvaluator {
  const programs = programCache();
  return {
    async run({ placed, shape }) {
      const { rows, length, scored } = shape;
      const program = await programs.get(`${rows} ${length} ${scored}`, () =>
        engine.compile(evaluateProgram(config), evaluateSignature(config, shape), OF_MANY),
      );
      const { nats, best } = await program.run(makeBatch(placed, shape, config), state);
      return { nats: nats!.data as Float32Array, best: best!.data as Int32Array };
    },
    dispose: () => programs.dispose(),
  };
}

/** A model ready to be measured. */
export interface Evaluator {
  readonly config: ModelConfig;
  /** Costs of each sequence of a batch, in the order of `placed`. */
  run(batch: PackedBatch): Promise<FileCosts[]>;
  /** Programs and weights; the engine stays as it is. */
  dispose(): Promise<void>;
}

/** @param weights as `weightShapes(config)` names them; the engine takes over their memory */
export function openEvaluator(engine: Engine, config: ModelConfig, weights: HostTensors): Evaluator {
  const named = Object.entries(weights).map(([name, tensor]) => [`w/${name}`, tensor] as const);
  const state = engine.state(Object.fromEntries(named));
  const symbols = symbolEvaluator(engine, config, state);
  return {
    config,
    run: async (batch) => batchCosts(batch.placed, await symbols.run(batch)),
    async dispose() {
      await symbols.dispose();
      state.dispose();
    },
  };
}
