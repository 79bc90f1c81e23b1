/** `bgpt-music pairs inspect DIR`: one pair, patch by patch, hex beside what each byte means. */
import { type Command, Option } from 'commander';
import { SPLITS, type Split } from '../../corpus/group-row.ts';
import { type InspectedPatch, inspectPair } from '../../corpus/inspect-pair.ts';
import type { PairRow } from '../../corpus/pair-row.ts';
import { readPairs } from '../../corpus/read-pairs.ts';
import { BgptError } from '../../errors.ts';
import type { Direction } from '../../formats/direction.ts';
import { action, command } from '../command.ts';
import { addDirectionOptions, type DirectionFlags, directionOf } from '../direction-options.ts';
import { addLayoutOptions, type LayoutFlags, layoutOf } from '../layout-options.ts';
import { wholeNumber } from '../parse-option.ts';

interface Flags extends LayoutFlags, DirectionFlags {
  split: Split;
  id?: string;
  row: number;
}

export default (): Command =>
  action(
    addDirectionOptions(
      addLayoutOptions(
        command('inspect', 'one pair patch by patch: hex beside what each byte means')
          .argument('<folder>', 'pair shards, or a folder of .abc and .mid files')
          .addOption(new Option('--split <name>', 'which split').choices([...SPLITS]).default('train'))
          .option('--row <n>', 'the n-th pair, from 0', wholeNumber(0), 0)
          .option('--id <id>', 'the pair of this id'),
      ),
    ),
    async (terminal, { split, id, row: index, ...flags }: Flags, folder: string) => {
      const row = await find(folder, { split, index, id, direction: directionOf(flags) });
      const patches = inspectPair(row, layoutOf(flags));
      const { source, target, ...about } = row;
      for (const [name, value] of Object.entries(about)) terminal.print(`${name.padEnd(13)} ${value}`);
      terminal.print(
        `${'bytes'.padEnd(13)} ${source.length} + ${target.length} in ${patches.length} patches`,
      );
      terminal.print();
      for (const patch of patches) terminal.print(line(patch));
      terminal.result({ ...about, sourceBytes: source.length, targetBytes: target.length, patches });
      return undefined;
    },
  );

interface Wanted {
  split: Split;
  index: number;
  id: string | undefined;
  direction: Direction | undefined;
}

async function find(folder: string, { split, index, id, direction }: Wanted): Promise<PairRow> {
  let at = 0;
  for await (const row of readPairs(folder, split, { direction }))
    if (id === undefined ? at++ === index : row.id === id) return row;
  throw new BgptError(
    'usage/invalid-option',
    id === undefined
      ? `the split ${split} has no row ${index}: it has ${at}`
      : `no pair of the split ${split} has the id ${id}`,
  );
}

function line({ index, part, offset, hex, meaning }: InspectedPatch): string {
  const place = offset === undefined ? '' : String(offset);
  return `${String(index).padStart(4)}  ${part.padEnd(16)} ${place.padStart(6)}  ${hex.padEnd(47)}  ${meaning}`;
}
