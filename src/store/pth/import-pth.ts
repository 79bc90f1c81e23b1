/** A published .pth becomes a checkpoint of this project, one tensor at a time; optimiser and schedule stay behind. */
import { basename } from 'node:path';
import type { BgptConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/model.ts';
import { writeCheckpoint } from '../checkpoint.ts';
import type { FloatDtype } from '../safetensors.ts';
import { openPublished } from './published-model.ts';

export interface ImportOptions {
  /** Weights on disk. */
  weightDtype?: FloatDtype;
}

export interface Imported {
  config: BgptConfig;
  tensors: number;
  parameters: number;
}

/** @throws BgptError io/…, checkpoint/…; a checkpoint that was in `dir` before is then still there */
export async function importPth(file: string, dir: string, options: ImportOptions = {}): Promise<Imported> {
  const { config, tensors, close } = await openPublished(file);
  try {
    await writeCheckpoint(dir, { config, weights: tensors, card: card(file, config), ...options });
  } finally {
    close();
  }
  return { config, tensors: tensors.length, parameters: parameterCount(config) };
}

function card(file: string, config: BgptConfig): string {
  return `# ${basename(file)}, imported

Weights of a PyTorch file in the published bGPT layout, imported by \`bgpt-music import\`. Its licence and training data are
those of that file. Optimiser, schedule and epoch were left behind.

| patch size | context | width | patch layers | byte layers | parameters |
|---|---|---|---|---|---|
| ${config.patchSize} | ${config.patchLength} patches | ${config.hidden} | ${config.patchLayers} | ${config.byteLayers} | ${parameterCount(config).toLocaleString('en')} |
`;
}
