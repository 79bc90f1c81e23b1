/** `bgpt-music pairs …`: corpora in, pair shards out, and what can be asked of them. One file a sub-command. */
import { Command } from 'commander';
import pairsBuild from './pairs-build.ts';
import pairsExport from './pairs-export.ts';
import pairsInspect from './pairs-inspect.ts';
import pairsMerge from './pairs-merge.ts';
import pairsStats from './pairs-stats.ts';

export default function pairs(): Command {
  return new Command('pairs')
    .addCommand(pairsBuild())
    .addCommand(pairsInspect())
    .addCommand(pairsStats())
    .addCommand(pairsExport())
    .addCommand(pairsMerge());
}
