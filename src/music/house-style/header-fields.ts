/** Which header fields stand in house style, and in which order: X T, credits, R, M L Q, voices, K last. */
import type { HeaderLine } from './abc-tune.ts';

/** The order of header fields; `%` stands for directives and comments, `?` for fields that ABC 2.1 does not know. */
export const FIELD_ORDER = 'XTCOARBDFGHNSZr?UmI%PMLQVK';

/** Fields that a text needs to sound as it does. */
export const HEARD_FIELDS = 'XMLQUmI%PVK';

export function isKept(letter: string, fields: string | undefined): boolean {
  return (
    fields === undefined || fields.includes(letter) || letter === 'K' || letter === 'L' || letter === 'V'
  );
}

/** Sorted by `FIELD_ORDER`; equal letters keep their order. */
export function sortedHeader(lines: readonly HeaderLine[]): HeaderLine[] {
  const place = ({ letter }: HeaderLine) => {
    const found = FIELD_ORDER.indexOf(letter);
    return found < 0 ? FIELD_ORDER.indexOf('?') : found;
  };
  return [...lines].sort((a, b) => place(a) - place(b));
}
