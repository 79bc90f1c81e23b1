/** A group of files read in a direction: one before the other, or one alone. What trainers and measures take. */
import type { FileBytes, PairBytes } from '../bytes/sequence.ts';
import { BgptError } from '../errors.ts';
import { type Direction, directionName } from '../formats/direction.ts';
import type { AboutGroup, GroupRow } from './group-row.ts';

/** `sourceFormat` is '' where the target stands alone. */
export interface PairRow extends PairBytes, AboutGroup {
  id: string;
  group: string;
}

/** The format of a group's label, where it is read as a file. */
export const LABEL_FORMAT = 'label';

const NO_BYTES = new Uint8Array();

/**
 * @param direction undefined: a file alone as it is, ABC before MIDI
 * @returns undefined where the group lacks a file of the direction
 * @throws BgptError pairs/direction where nobody says which of several files goes first
 */
export function inDirection(row: GroupRow, direction?: Direction): PairRow | undefined {
  const { from, to } = direction ?? usualDirection(row);
  const target = fileOf(row, to);
  const source = from === undefined ? { format: '', bytes: NO_BYTES } : fileOf(row, from);
  if (!source || !target) return undefined;
  return {
    id: row.id,
    group: row.group,
    sourceFormat: source.format,
    targetFormat: target.format,
    source: source.bytes,
    target: target.bytes,
    ...row.about,
  };
}

/** The group in each direction that it has the files for; without directions in its usual one. */
export function inDirections(row: GroupRow, directions?: readonly Direction[]): (PairRow | undefined)[] {
  return (directions ?? [undefined]).map((direction) => inDirection(row, direction));
}

function fileOf({ files, label }: GroupRow, format: string): FileBytes | undefined {
  const file = files.find((f) => f.format === format);
  if (file || format !== LABEL_FORMAT || label === '') return file;
  return { format, bytes: new TextEncoder().encode(label) };
}

function usualDirection({ id, files }: GroupRow): Direction {
  const [first, second, ...more] = files.map(({ format }) => format);
  if (first !== undefined && second === undefined) return { to: first };
  if (first === 'abc' && second === 'mid' && more.length === 0) return { from: first, to: second };
  const formats = files.map(({ format }) => format).join(', ');
  throw new BgptError('pairs/direction', `${id} is a group of ${formats}: nobody says which goes first`, {
    hint: `Name a direction, such as --direction "${directionName({ from: first!, to: second! })}".`,
  });
}
