/** Whether music can be read behind a header: it says metre, unit and key once each, in words that are known here, and nothing odd. */
import { readKey } from '../house-style/key.ts';
import { readMeter } from '../house-style/meter.ts';
import type { AbcOutline } from './abc-bars.ts';

const FIELD = /^([A-Za-z]):[ \t]*([^\n]*)$/;
const UNIT = /^1\/(?:1|2|4|8|16|32)$/;

/** @returns what is wrong; undefined: nothing @param voices that the source has */
export function headerFault(text: string, { body }: AbcOutline, voices: number): string | undefined {
  const lines = text.slice(0, body).trimEnd().split('\n');
  const fields = lines.map((line) => FIELD.exec(line));
  const odd = fields.findIndex((field) => !field);
  if (odd >= 0) return `line ${odd + 1} is no field`;
  const values = (letter: string) => fields.flatMap((field) => (field![1] === letter ? [field![2]!] : []));
  for (const letter of 'XMLK')
    if (values(letter).length !== 1) return `${values(letter).length} lines of ${letter}:`;
  if (!readMeter(values('M')[0]!)) return 'the metre';
  if (!UNIT.test(values('L')[0]!)) return 'the unit';
  if (!readKey(values('K')[0]!)) return 'the key';
  const ids = values('V').map((value) => value.split(/\s/)[0]);
  if (ids.length > 0 && (ids.length !== voices || new Set(ids).size !== voices))
    return `${ids.length} lines of V: for ${voices} voices`;
  return undefined;
}
