/**
 * The tensors of a bGPT-2 by name: what a checkpoint holds, and what first weights are drawn for. Options that are off
 * have none.
 */
import { featureShapes } from './byte-features.ts';
import { type Bgpt2Config, SYMBOLS } from './config.ts';
import { pointerShapes } from './pointer.ts';

/** Files in a sequence: the source is 0, the target 1. */
const FILES = 2;

/** Names and shapes of every tensor; matrices are `[in, out]`. */
export function bgpt2Shapes(config: Bgpt2Config): Record<string, number[]> {
  const { hidden, byteHidden, patchSize } = config;
  return {
    'patch.embedding': [patchSize * SYMBOLS, hidden],
    'patch.file': [FILES, hidden],
    'patch.norm_in': [hidden],
    ...blockShapes('patch', config.patchLayers, hidden, config),
    'patch.norm_out': [hidden],
    ...pointerShapes(config),
    'byte.slices': [hidden, patchSize * byteHidden],
    'byte.embedding': [SYMBOLS, byteHidden],
    ...featureShapes(config),
    ...blockShapes('byte', config.byteLayers, byteHidden, config),
    'byte.norm_out': [byteHidden],
    'byte.head': [byteHidden, SYMBOLS],
    ...(config.hints ? { 'byte.hint_gate': [byteHidden, 1] } : {}),
  };
}

function blockShapes(
  level: string,
  layers: number,
  d: number,
  { headWidth, mlpRatio, valueResiduals }: Bgpt2Config,
): Record<string, number[]> {
  const block: [string, number[]][] = [
    ['norm_1', [d]],
    ['qkv', [d, 3 * d]],
    ['q_norm', [headWidth]],
    ['k_norm', [headWidth]],
    ['out', [d, d]],
    ['norm_2', [d]],
    ['up', [d, mlpRatio * d]],
    ['down', [mlpRatio * d, d]],
  ];
  const residual: [string, number[]][] = [['value_residual', [1]]];
  const all = Array.from({ length: layers }, (_, i) =>
    [...block, ...(valueResiduals && i > 0 ? residual : [])].map(([name, shape]) => [
      `${level}.${i}.${name}`,
      shape,
    ]),
  );
  return Object.fromEntries(all.flat());
}
