/** How much a tune may ask of its renderer: checked before anything is rendered, since one number can ask for any amount. */
import { type Refusal, refuse } from '../bytes/refusal.ts';
import { type Demand, demandOf } from './tune-demand.ts';

/** More than any score asks for, all its voices together; within these a renderer needs megabytes and seconds. */
export const TUNE_LIMITS: Readonly<Demand> = {
  bars: 2 ** 16,
  wholeNotes: 2 ** 16,
  notes: 2 ** 18,
  voices: 2 ** 8,
  semitones: 2 ** 8,
};

const NAMES = {
  bars: 'bars',
  wholeNotes: 'whole notes of time',
  notes: 'notes',
  voices: 'voices',
  semitones: 'semitones of transposition',
} as const;

/** undefined: the tune asks for no more than it may. */
export function overLimit(abc: string): (Refusal & { code: 'teacher/asks-too-much' }) | undefined {
  const demand = demandOf(abc);
  for (const key of Object.keys(NAMES) as (keyof Demand)[]) {
    if (demand[key] <= TUNE_LIMITS[key]) continue;
    const message = `the tune asks for ${Math.round(demand[key])} ${NAMES[key]}, the limit is ${TUNE_LIMITS[key]}`;
    return { ...refuse('teacher/asks-too-much', message), code: 'teacher/asks-too-much' };
  }
  return undefined;
}
