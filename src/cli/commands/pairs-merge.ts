/** `bgpt-music pairs merge DIR… --out OUT`: what several machines built with `--shard i/n` becomes what one would have built. */
import type { Command } from 'commander';
import { mergePairs } from '../../corpus/build.ts';
import { action, command } from '../command.ts';
import { pairsOutcome } from '../pairs-outcome.ts';

export default (): Command =>
  action(
    command('merge', 'put together what `pairs build --shard i/n` made')
      .argument('<folders...>', 'the --out folders of the machines (one shared folder, or one each)')
      .requiredOption('--out <folder>', 'where the shards go')
      .option('--force', 'replace the pairs that are in the folder'),
    async (terminal, { out, force = false }: { out: string; force?: boolean }, folders: string[]) => {
      const manifest = await mergePairs(folders, out, { force, signal: terminal.signal });
      const { counts, splits, files, damaged } = manifest;
      terminal.print(`${counts.tunes} tunes, ${counts.pairs} pairs, ${counts.quarantined} in quarantine`);
      for (const { file, rows, bytes } of files) terminal.print(`  ${file}  ${rows} rows, ${bytes} bytes`);
      terminal.result({ out, ...counts, splits, files, damaged });
      return pairsOutcome(terminal, manifest);
    },
  );
