/**
 * One file as a strip of its bytes, coloured by what each cost the model, event by event. What a byte is, in hex, by field
 * and in bits, stands in its title, so that it shows without a script.
 */
import type { CostsRecord } from '../../measure/costs-file.ts';
import { END_OF_FILE, END_OF_PATCH, fieldNames } from '../../measure/where-bits-go.ts';
import { html } from '../kit/html.ts';

/** Upper limits in bits of the colours h0, h1, …; what costs more has the last colour. */
export const HEAT_LIMITS = [0.05, 0.2, 0.5, 1, 2, 4, 8] as const;
/** Longer files are shown to here: a page must stay light. */
export const STRIP_BYTES = 4000;
/** Bytes of a group where there are no events to group by. */
const PLAIN_GROUP = 16;

export function heatOf(bits: number): number {
  const heat = HEAT_LIMITS.findIndex((limit) => bits <= limit);
  return heat < 0 ? HEAT_LIMITS.length : heat;
}

export function heatStrip(record: CostsRecord): string {
  const { target, bits, ends } = record;
  const field = fieldNames(record);
  const shown = Math.min(target.length, STRIP_BYTES);
  const out: string[] = ['<span>'];
  let end = 0;
  const endsAt = (offset: number) => {
    for (; end < ends.length && ends[end]![0] <= offset; end++) {
      const name = end === ends.length - 1 ? END_OF_FILE : END_OF_PATCH;
      const cost = ends[end]![1];
      out.push(`<i class="e h${heatOf(cost)}" title="${name} · ${inBits(cost)}">|</i>`);
    }
  };
  for (let offset = 0; offset < shown; offset++) {
    if (offset > 0) endsAt(offset);
    if (offset > 0 && beginsGroup(field, offset)) out.push('</span><span>');
    const hex = target[offset]!.toString(16).padStart(2, '0');
    const title = `byte ${offset} · ${hex} · ${html(field(offset))} · ${inBits(bits[offset]!)}`;
    out.push(`<i class="h${heatOf(bits[offset]!)}" title="${title}">${hex}</i>`);
  }
  if (shown === target.length) endsAt(shown);
  out.push('</span>');
  return out.join('');
}

/** An event begins with its delta time, a chunk with its header. */
function beginsGroup(field: (offset: number) => string, offset: number): boolean {
  const [before, here] = [field(offset - 1), field(offset)];
  if (here === 'byte' || here === 'unread') return offset % PLAIN_GROUP === 0;
  const opens = (name: string) => name.includes('delta time') || name === 'track header' || name === 'header';
  return opens(here) && here !== before;
}

function inBits(bits: number): string {
  return `${bits < 0.001 ? '< 0.001' : bits.toFixed(3)} bits`;
}
