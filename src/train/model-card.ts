/** The README.md of a checkpoint: what the model is, what it learnt from, how far it came. */
import type { ModelConfig } from '../model/config.ts';
import { parameterCount } from '../model/model.ts';
import type { Metrics } from './metrics.ts';
import type { TrainOptions } from './options.ts';

export function runCard(
  config: ModelConfig,
  trainedOn: string,
  options: TrainOptions,
  metrics: Metrics | undefined,
): string {
  const lines = [
    `# ${config.architecture}, ${(parameterCount(config) / 1e6).toFixed(2)} M parameters`,
    '',
    'A byte-level model that writes the file behind the one it is given, trained by `bgpt-music train`.',
    '',
    `- Trained on: ${trainedOn}`,
    ...(metrics
      ? [
          `- So far: ${metrics.step} steps, ${metrics.pairs} pairs, ${(metrics.targetBytes / 1e6).toFixed(1)} MB of targets, ${(metrics.seconds / 60).toFixed(1)} minutes`,
        ]
      : []),
    ...(metrics?.validBpb === undefined
      ? []
      : [`- Validation: ${metrics.validBpb.toFixed(4)} bits per byte over ${metrics.validFiles} files`]),
    '',
    'Configuration:',
    '',
    '```json',
    JSON.stringify({ model: config, training: options }, null, 2),
    '```',
    '',
    'Measure it with `bgpt-music bpb --checkpoint . --pairs DIR`.',
    '',
  ];
  return lines.join('\n');
}
