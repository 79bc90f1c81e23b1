/**
 * What a training bench needs of this checkout, or of an older one beside it: commit 0b7027f, against which the speed of training is
 * judged, had other rooms and no workers.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PairBytes, Sequence } from '../src/bytes/sequence.ts';
import type { openEngine } from '../src/engine/choose-engine.ts';
import type { ModelConfig } from '../src/model/config.ts';
import type { initialWeights } from '../src/model/initial-weights.ts';
import type { batchShapes } from '../src/reading/batch-shapes.ts';
import type { pack } from '../src/reading/pack.ts';
import type { freshOptimizer, openStepper } from '../src/train/stepper.ts';
import type { openParallelStepper } from '../src/workers/parallel-stepper.ts';

export interface TrainModules {
  openEngine: typeof openEngine;
  initialWeights: typeof initialWeights;
  batchShapes: typeof batchShapes;
  readPair: (pair: PairBytes, config: ModelConfig) => Sequence;
  pack: typeof pack;
  freshOptimizer: typeof freshOptimizer;
  openStepper: typeof openStepper;
  /** Absent in a checkout from before there were workers. */
  openParallelStepper?: typeof openParallelStepper;
  presets: Readonly<Record<string, Readonly<Record<string, ModelConfig>>>>;
}

export async function trainModules(root: string): Promise<TrainModules> {
  const load = (file: string) => import(pathToFileURL(join(root, 'src', `${file}.ts`)).href);
  const isOld = existsSync(join(root, 'src/train/pack.ts'));
  const reading = isOld ? 'train' : 'reading';
  const [engine, weights, shapes, packing, stepping, config, reader] = await Promise.all([
    load('engine/choose-engine'),
    load('model/initial-weights'),
    load(`${reading}/batch-shapes`),
    load(`${reading}/pack`),
    load('train/stepper'),
    load('model/config'),
    load(isOld ? 'train/model-sequence' : 'reading/read-pair'),
  ]);
  return {
    openEngine: engine.openEngine,
    initialWeights: weights.initialWeights,
    batchShapes: shapes.batchShapes,
    pack: packing.pack,
    freshOptimizer: stepping.freshOptimizer,
    openStepper: stepping.openStepper,
    presets: config.PRESETS,
    readPair: isOld ? reader.modelSequence : reader.readPair,
    ...(isOld ? {} : { openParallelStepper: (await load('workers/parallel-stepper')).openParallelStepper }),
  };
}
