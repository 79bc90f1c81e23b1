/** The flags that say which file of a group goes before which. */
import type { Command } from 'commander';
import { BgptError } from '../errors.ts';
import { type Direction, parseDirections } from '../formats/direction.ts';
import { checkFormatName } from '../formats/registry.ts';
import { usage } from './parse-option.ts';

export interface DirectionFlags {
  direction?: Direction[];
  from?: string;
  to?: string;
}

export function addDirectionOptions(cmd: Command, more = ''): Command {
  return cmd
    .option(
      '--direction <direction>',
      `which file goes before which, such as "abc>mid", or one format alone, such as wav${more}`,
      usage(parseDirections),
    )
    .option(
      '--from <format>',
      'the file that is given: --from abc --to mid is "abc>mid"',
      usage(checkFormatName),
    )
    .option('--to <format>', 'the file that is written and measured', usage(checkFormatName));
}

/** @returns undefined where nothing is said  @throws BgptError usage/invalid-option */
export function directionsOf({ direction, from, to }: DirectionFlags): Direction[] | undefined {
  if (direction && (from !== undefined || to !== undefined))
    throw new BgptError('usage/invalid-option', 'give either --direction or --from and --to');
  if (direction) return direction;
  if (from !== undefined && to === undefined)
    throw new BgptError('usage/invalid-option', '--from takes --to beside it');
  return to === undefined ? undefined : [{ to, ...(from === undefined ? {} : { from }) }];
}

/** The same, of which there may be one. */
export function directionOf(flags: DirectionFlags): Direction | undefined {
  const [direction, ...more] = directionsOf(flags) ?? [];
  if (more.length === 0) return direction;
  throw new BgptError('usage/invalid-option', '--direction takes one direction here');
}
