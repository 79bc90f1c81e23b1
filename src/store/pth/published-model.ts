/**
 * The published checkpoint's view of a `bgpt` model: which tensors of a .pth are the model, and what model they make. The
 * shapes decide, never a config file.
 */
import { BgptError } from '../../errors.ts';
import { type BgptConfig, SYMBOLS } from '../../model/config.ts';
import { weightShapes } from '../../model/model.ts';
import { parseModelConfig } from '../config-schema.ts';
import type { LazyTensor } from '../safetensors.ts';
import { checkShapes } from '../tensor-checks.ts';
import { openPth, type PthFile } from './read-pth.ts';

/** Of one symbol, which no patch ever looks up: published, unused, `[1, hidden]`. */
export const UNUSED_EMBEDDING = 'patch_level_decoder.base.wte.weight';
/** The output shares this embedding's values. */
export const BYTE_EMBEDDING = 'byte_level_decoder.base.transformer.wte.weight';
export const TIED_OUTPUT = 'byte_level_decoder.base.lm_head.weight';
/** Causal masks that older versions of the published model's library store beside the weights. */
const MASK_BUFFER = /\.attn\.(bias|masked_bias)$/;

export interface PublishedModel {
  config: BgptConfig;
  tensors: readonly LazyTensor[];
  close(): void;
}

/** Opens a .pth file of the published layout. @throws BgptError io/not-found, checkpoint/… */
export async function openPublished(path: string): Promise<PublishedModel> {
  const pth = await openPth(path);
  try {
    await checkTied(pth, path);
    const used = new Map(
      [...pth.model].filter(
        ([name]) => name !== UNUSED_EMBEDDING && name !== TIED_OUTPUT && !MASK_BUFFER.test(name),
      ),
    );
    const config = configOf(used, path);
    checkShapes(used, weightShapes(config), path);
    const tensors = [...used].map(([name, { shape }]) => ({
      name,
      dtype: 'float32' as const,
      shape,
      read: () => pth.read(name),
    }));
    return { config, tensors, close: () => pth.close() };
  } catch (thrown) {
    pth.close();
    throw thrown;
  }
}

type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

function configOf(tensors: Shapes, path: string): BgptConfig {
  const matrix = (name: string): readonly [number, number] => {
    const shape = tensors.get(name)?.shape;
    if (!shape)
      throw new BgptError('checkpoint/missing-tensor', `${path} has no tensor ${name}`, {
        details: { path, tensor: name },
      });
    if (shape.length === 2) return shape as unknown as [number, number];
    throw new BgptError(
      'checkpoint/wrong-shape',
      `tensor ${name} of ${path} is no matrix: [${shape.join(', ')}]`,
      {
        details: { path, tensor: name, shape },
      },
    );
  };
  const [hidden, columns] = matrix('patch_level_decoder.patch_embedding.weight');
  const [patchLength] = matrix('patch_level_decoder.base.wpe.weight');
  const config = {
    architecture: 'bgpt',
    patchSize: columns / SYMBOLS,
    patchLength,
    hidden,
    patchLayers: layers(tensors, 'patch_level_decoder.base.h.'),
    byteLayers: layers(tensors, 'byte_level_decoder.base.transformer.h.'),
  };
  return parseModelConfig(config, path) as BgptConfig;
}

/** One more than the highest layer's number: a layer that is missing below it is then named. */
function layers(tensors: Shapes, prefix: string): number {
  const numbers = [...tensors.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10));
  return numbers.reduce((most, n) => Math.max(most, n + 1), 0);
}

/** Here the output always shares the embedding; a file in which it does not is another model. */
async function checkTied(pth: PthFile, path: string): Promise<void> {
  const [embedding, output] = [pth.model.get(BYTE_EMBEDDING), pth.model.get(TIED_OUTPUT)];
  if (!embedding || !output) return;
  if (embedding.storage.key === output.storage.key && embedding.offset === output.offset) return;
  const [a, b] = [await pth.read(BYTE_EMBEDDING), await pth.read(TIED_OUTPUT)];
  if (a.length !== b.length || a.some((value, i) => value !== b[i]))
    throw new BgptError(
      'checkpoint/unsupported',
      `${path}: ${TIED_OUTPUT} is not tied to ${BYTE_EMBEDDING}`,
      {
        details: { path },
      },
    );
}
