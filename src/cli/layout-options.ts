/** The flags that say how a model reads a file, for commands that count or show patches without a model. */
import { type Command, Option } from 'commander';
import { PATCH_SIZE } from '../bytes/symbols.ts';
import type { PatchLayout } from '../reading/read-pair.ts';
import { wholeNumber } from './parse-option.ts';

export interface LayoutFlags {
  patches: 'fixed' | 'aligned';
  patchSize: number;
}

export function addLayoutOptions(cmd: Command): Command {
  return cmd
    .addOption(
      new Option(
        '--patches <kind>',
        'as bgpt reads (fixed), or cut at notes and events as bgpt-2 does (aligned)',
      )
        .choices(['fixed', 'aligned'])
        .default('fixed'),
    )
    .option('--patch-size <n>', 'bytes in a patch (12 in the shipped model)', wholeNumber(1), PATCH_SIZE);
}

export function layoutOf({ patches, patchSize }: LayoutFlags): PatchLayout {
  const aligned = patches === 'aligned';
  return { patchSize, alignedPatches: aligned, readingOrder: aligned };
}
