/** `bgpt-music pairs export DIR`: shards become a folder of .abc and .mid files. */
import type { Command } from 'commander';
import { exportPairs } from '../../corpus/export-pairs.ts';
import { action, command } from '../command.ts';

export default (): Command =>
  action(
    command('export', 'write pairs as .abc and .mid files, as the published trainer reads them')
      .argument('<folder>', 'pair shards')
      .requiredOption('--out <folder>', 'where train/ and valid/ go'),
    async (terminal, { out }: { out: string }, folder: string) => {
      const { train, valid } = await exportPairs(folder, out, terminal.signal);
      terminal.print(`${train} pairs in ${out}/train, ${valid} in ${out}/valid`);
      terminal.result({ out, train, valid });
      return undefined;
    },
  );
