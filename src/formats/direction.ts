/** A direction says how a group of files is read: one file before another (`abc>mid`), or one alone (`wav`). */
import { BgptError } from '../errors.ts';
import { checkFormatName } from './registry.ts';

/** Which file is given and which is written, by format. */
export interface Direction {
  /** The file that is given; undefined: none, `to` stands alone. */
  from?: string;
  /** The file that is written and measured. */
  to: string;
}

/** `mid>abc`, or one format alone, such as `wav`.  @throws BgptError usage/invalid-option */
export function parseDirection(text: string): Direction {
  const parts = text.split('>');
  if (parts.length > 2)
    throw new BgptError('usage/invalid-option', `"${text}" is no direction: it takes FROM>TO or one format`, {
      hint: 'In a shell the sign > wants quotes: --direction "abc>mid".',
    });
  const [first, second] = parts.map(checkFormatName);
  return second === undefined ? { to: first! } : { from: first!, to: second };
}

/** Several, with commas. @throws BgptError usage/invalid-option */
export function parseDirections(text: string): Direction[] {
  return text.split(',').map(parseDirection);
}

/** As `parseDirection` reads it: `mid>abc`, `wav`. */
export function directionName({ from, to }: Direction): string {
  return from === undefined ? to : `${from}>${to}`;
}

/**
 * The direction that converts files of a format.
 * @param to the format asked for; undefined: the first that the model knows
 * @throws BgptError convert/direction naming those there are
 */
export function directionFrom(
  from: string,
  directions: readonly Direction[],
  to?: string,
): Required<Direction> {
  const found = directions.find((d) => d.from === from && (to === undefined || d.to === to));
  if (found) return { from, to: found.to };
  throw new BgptError(
    'convert/direction',
    `this model does not write ${to ?? 'anything'} for ${from}: it was trained for ${directions.map(directionName).join(', ')}`,
    { details: { from, to, directions: directions.map(directionName) } },
  );
}
