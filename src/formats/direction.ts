/** A direction says how a group of files is read: one file before another (`abc>mid`), or one alone (`wav`). */
import { BgptError } from '../errors.ts';
import { checkFormatName } from './registry.ts';

export interface Direction {
  /** The file that is given; undefined: none, `to` stands alone. */
  from?: string;
  /** The file that is written and measured. */
  to: string;
}

/** @throws BgptError usage/invalid-option */
export function parseDirection(text: string): Direction {
  const parts = text.split('>');
  if (parts.length > 2)
    throw new BgptError('usage/invalid-option', `"${text}" is no direction: it takes FROM>TO or one format`, {
      hint: 'In a shell the sign > wants quotes: --direction "abc>mid".',
    });
  const [first, second] = parts.map(checkFormatName);
  return second === undefined ? { to: first! } : { from: first!, to: second };
}

export function directionName({ from, to }: Direction): string {
  return from === undefined ? to : `${from}>${to}`;
}
