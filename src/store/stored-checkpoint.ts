/**
 * A checkpoint is some files of a store: `config.json` (the model, and the size and sha256 of the files beside it), `model.safetensors`,
 * to resume `trainer.json` and `optimizer.safetensors`, for people `README.md` and `metrics.jsonl`. They change in one
 * step: a kill at any moment leaves the last complete checkpoint readable.
 */
import { BgptError } from '../errors.ts';
import { type Direction, directionName, parseDirection } from '../formats/direction.ts';
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { weightShapes } from '../model/model.ts';
import {
  CHECKPOINT_FORMAT,
  CHECKPOINT_VERSION,
  FILES,
  json,
  openIfThere,
  openListed,
  readTrainer,
  whileUnchanged,
} from './checkpoint-files.ts';
import { parseModelConfig } from './config-schema.ts';
import type { ContentOf, FileStore } from './file-store.ts';
import { type FloatDtype, type LazyTensor, lazily, safetensorsContent } from './safetensors.ts';
import { checkFinite, checkShapes } from './tensor-checks.ts';

/** A model: its sizes, directions and weights, and what its trainer needs to resume. */
export interface Checkpoint {
  config: ModelConfig;
  /** What the model was trained for, the first one first. */
  directions: readonly Direction[];
  /** As `weightShapes(config)` has them, float32. */
  weights: HostTensors;
  /** What the trainer left to resume from; it alone knows the inside. */
  trainer?: unknown;
}

export interface WriteCheckpoint {
  config: ModelConfig;
  /** What the model was trained for; abc>mid where nobody says. */
  directions?: readonly Direction[];
  /** In memory, or fetched one by one. */
  weights: HostTensors | readonly LazyTensor[];
  optimizer?: HostTensors;
  trainer?: unknown;
  /** Weights on disk; the optimizer's tensors stay float32. A run that resumes bit for bit needs float32. */
  weightDtype?: FloatDtype;
  /** The model card, Markdown. Without one, the card that is there stays. */
  card?: string;
}

/**
 * Replaces the store's checkpoint in one step; `metrics.jsonl` and strangers stay.
 * @throws BgptError checkpoint/missing-tensor, wrong-shape, not-finite…, io/disk-full: the old checkpoint is untouched
 */
export async function saveCheckpoint(store: FileStore, checkpoint: WriteCheckpoint): Promise<void> {
  const { weightDtype = 'float32', optimizer, trainer, card } = checkpoint;
  const config = parseModelConfig(checkpoint.config, 'the config to be written');
  const weights = inOrder(config, checkpoint.weights, 'the checkpoint to be written');
  const files: [string, ContentOf][] = [
    [FILES.model, () => safetensorsContent(finite(weights, weightDtype), { floats: weightDtype })],
  ];
  if (optimizer)
    files.push([FILES.optimizer, () => safetensorsContent(finite(lazily(optimizer), 'float32'))]);
  if (trainer !== undefined)
    files.push([FILES.trainer, () => json({ formatVersion: CHECKPOINT_VERSION, trainer })]);
  const directions = checkpoint.directions?.map(directionName);
  const manifest = {
    format: CHECKPOINT_FORMAT,
    formatVersion: CHECKPOINT_VERSION,
    model: config,
    ...(directions ? { directions } : {}),
  };
  files.push([FILES.config, (written) => json({ ...manifest, files: written })]);
  if (card !== undefined) files.push([FILES.card, () => card]);
  const gone = [...(optimizer ? [] : [FILES.optimizer]), ...(trainer === undefined ? [FILES.trainer] : [])];
  await store.commit(files, gone);
}

export interface OpenCheckpoint {
  config: ModelConfig;
  directions: readonly Direction[];
  /** In the order of `weightShapes`; read while open. */
  tensors: readonly LazyTensor[];
  trainer?: unknown;
  close(): Promise<void>;
}

/** Opens a checkpoint, its weights still in the store. The errors are those of `loadCheckpoint`. */
export function openStored(store: FileStore): Promise<OpenCheckpoint> {
  return whileUnchanged(store, async (manifest) => {
    const config = parseModelConfig(manifest.model, store.describe(FILES.config));
    const directions = manifest.directions.map(parseDirection);
    const trainer = await readTrainer(store, manifest);
    const file = await openListed(store, FILES.model, manifest);
    try {
      const tensors = [...file.entries.values()].map(({ name, shape }) => ({
        name,
        dtype: 'float32' as const,
        shape,
        read: async () => floats(await file.read(name), name, store.describe(FILES.model)),
      }));
      const ordered = inOrder(config, tensors, store.describe(FILES.model));
      return { config, directions, tensors: finite(ordered, 'float32'), trainer, close: () => file.close() };
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  });
}

/**
 * @throws BgptError io/not-found, checkpoint/corrupt, format-version, config, missing-tensor, unexpected-tensor,
 * wrong-shape, not-finite, each naming the file and the tensor
 */
export async function loadCheckpoint(store: FileStore): Promise<Checkpoint> {
  const { config, directions, tensors, trainer, close } = await openStored(store);
  try {
    const weights: Record<string, HostTensor> = {};
    for (const { name, shape, read } of tensors)
      weights[name] = { dtype: 'float32', shape, data: await read() };
    return { config, directions, weights, ...(trainer === undefined ? {} : { trainer }) };
  } finally {
    await close();
  }
}

/** The optimizer's tensors, or undefined where the checkpoint holds none. The errors are those of `loadCheckpoint`. */
export function loadOptimizer(store: FileStore): Promise<HostTensors | undefined> {
  return whileUnchanged(store, async (manifest) => {
    const file = await openIfThere(store, FILES.optimizer, manifest);
    if (!file) return undefined;
    try {
      const tensors: [string, HostTensor][] = [];
      for (const name of file.entries.keys()) {
        const tensor = await file.read(name);
        checkFinite(name, tensor.data, store.describe(FILES.optimizer));
        tensors.push([name, tensor]);
      }
      return Object.fromEntries(tensors);
    } finally {
      await file.close();
    }
  });
}

/** The weights in the order of `weightShapes`, each of the shape it has there. */
function inOrder(
  config: ModelConfig,
  weights: HostTensors | readonly LazyTensor[],
  where: string,
): LazyTensor[] {
  const all = Array.isArray(weights) ? (weights as readonly LazyTensor[]) : lazily(weights as HostTensors);
  const byName = new Map(all.map((tensor) => [tensor.name, tensor]));
  const shapes = weightShapes(config);
  checkShapes(byName, shapes, where);
  return Object.keys(shapes).map((name) => byName.get(name)!);
}

/** The same tensors, refused when their turn comes if they hold what is no number. */
function finite(tensors: readonly LazyTensor[], floats: FloatDtype): LazyTensor[] {
  return tensors.map((tensor) => ({
    ...tensor,
    read: async () => {
      const data = await tensor.read();
      checkFinite(tensor.name, data, 'the checkpoint', floats);
      return data;
    },
  }));
}

function floats({ dtype, data }: HostTensor, name: string, path: string): HostTensor['data'] {
  if (dtype === 'float32') return data;
  throw new BgptError('checkpoint/wrong-shape', `tensor ${name} of ${path} is ${dtype}, not a float`, {
    details: { path, tensor: name },
  });
}
