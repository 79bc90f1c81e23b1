/** `bgpt-music pairs stats DIR`: how much there is, how long it is, and what compressors and simple models make of it. */
import type { Command } from 'commander';
import { SPLITS, type Split } from '../../corpus/group-row.ts';
import { findManifest } from '../../corpus/manifest.ts';
import { type Distribution, type PairStats, pairStats } from '../../corpus/pair-stats.ts';
import { readPairs } from '../../corpus/read-pairs.ts';
import { BASELINE_NAMES, type Baselines, measureBaselines } from '../../measure/baselines.ts';
import { action, command } from '../command.ts';
import { addDirectionOptions, type DirectionFlags, directionOf } from '../direction-options.ts';
import { firstRows } from '../first-rows.ts';
import { addLayoutOptions, type LayoutFlags, layoutOf } from '../layout-options.ts';
import { wholeNumber } from '../parse-option.ts';
import type { Terminal } from '../terminal.ts';

interface Flags extends LayoutFlags, DirectionFlags {
  baselines: boolean;
  pairs: number;
}

const MEASURED_PAIRS = 2000;

export default (): Command =>
  action(
    addDirectionOptions(
      addLayoutOptions(
        command('stats', 'counts, size distributions and baselines in bits per byte')
          .argument('<folder>', 'pair shards, or a folder of .abc and .mid files')
          .option(
            '--pairs <n>',
            'pairs that the baselines are measured on at most',
            wholeNumber(1),
            MEASURED_PAIRS,
          )
          .option('--no-baselines', 'sizes only'),
      ),
    ),
    async (terminal, { baselines: wanted, pairs, ...flags }: Flags, folder: string) => {
      const manifest = await findManifest(folder);
      const options = { direction: directionOf(flags) };
      const splits = {} as Record<Split, PairStats>;
      for (const split of SPLITS)
        splits[split] = await pairStats(readPairs(folder, split, options), layoutOf(flags));
      // what is held out is measured, what is trained on is learnt from
      const heldOut = splits.valid.pairs > 0;
      const measured: Split = heldOut ? 'valid' : 'train';
      const baselines = wanted
        ? await measureBaselines(
            firstRows(readPairs(folder, measured, options), pairs),
            heldOut && splits.train.pairs > 0 ? readPairs(folder, 'train', options) : undefined,
          )
        : undefined;
      const counts = manifest?.counts;
      if (counts)
        terminal.print(
          `${counts.tunes} tunes read, ${counts.duplicates} there before, ${counts.quarantined} in quarantine`,
        );
      for (const split of SPLITS) printSplit(terminal, split, splits[split], flags.patchSize);
      if (baselines) printBaselines(terminal, measured, baselines);
      terminal.result({
        folder,
        ...(counts ? { counts } : {}),
        splits,
        ...(baselines ? { measured, baselines } : {}),
      });
      return undefined;
    },
  );

function printSplit(terminal: Terminal, split: Split, stats: PairStats, patchSize: number): void {
  terminal.print();
  terminal.print(`${split}: ${stats.pairs} pairs of ${stats.groups} tunes, ${stats.transposed} transposed`);
  if (stats.pairs === 0) return;
  terminal.print(
    `  ${''.padEnd(14)}${['min', 'p50', 'mean', 'p95', 'p99', 'max'].map((name) => name.padStart(8)).join('')}`,
  );
  const line = (name: string, { min, p50, mean, p95, p99, max }: Distribution) =>
    terminal.print(
      `  ${name.padEnd(14)}${[min, p50, Math.round(mean), p95, p99, max].map((value) => String(value).padStart(8)).join('')}`,
    );
  line('source bytes', stats.sourceBytes);
  line('target bytes', stats.targetBytes);
  line(`patches of ${patchSize}`, stats.patches);
}

function printBaselines(
  terminal: Terminal,
  split: Split,
  { files, targetBytes, learntFrom, bitsPerByte }: Baselines,
): void {
  const from =
    learntFrom > 0 ? `order-k learnt from ${learntFrom} training files` : 'order-k learning as it goes';
  terminal.print();
  terminal.print(`bits per byte on ${files} target files of ${split} (${targetBytes} bytes; ${from}):`);
  for (const name of BASELINE_NAMES)
    terminal.print(`  ${name.padEnd(22)}${bitsPerByte[name].toFixed(4).padStart(8)}`);
}
