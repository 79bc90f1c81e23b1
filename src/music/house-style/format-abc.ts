/**
 * One tune in house style, verified: the formatted text plays the same notes by the reference renderer, without a warning, and
 * reads back as the tune that was printed. Where that fails the text is left as it was, with a code. Formatting twice changes nothing.
 */
import { FORMAT_CODES, type FormatCode, Unformatted } from './codes.ts';
import { type PrintOptions, printTune } from './print-tune.ts';
import { readTune } from './read-tune.ts';
import { REPEAT_MANNERS } from './repeats.ts';
import { played, sameNotes } from './verify.ts';

/** How a tune is printed; FORMAT_DEFAULTS where not given. */
export interface FormatOptions extends PrintOptions {}
/** All header fields stay. */
export const FORMAT_DEFAULTS = { fields: undefined } as const satisfies FormatOptions;

/** A tune in house style, with what was verified of it. */
export interface Formatted {
  ok: true;
  text: string;
  /** Notes compared; every one is at the same tick, as long and as high as before. */
  notes: number;
  /** The same velocities, too. */
  velocities: boolean;
  /** Signs without meaning that were left out. */
  dropped: readonly string[];
}

/** A tune that could not be formatted with the same notes, and why. */
export interface LeftAlone {
  ok: false;
  /** As it was given. */
  text: string;
  code: FormatCode;
  message: string;
  /** Line of the text, from 1, where one can be named. */
  line?: number;
}

/**
 * One tune in house style (docs/format.md), played before and after by the reference renderer. Bad text is a value.
 * @param text one ABC tune; for a tunebook see `formatBook`
 */
export function formatAbc(text: string, options: FormatOptions = {}): Formatted | LeftAlone {
  const left = (code: FormatCode, message: string = FORMAT_CODES[code], line?: number): LeftAlone => ({
    ok: false,
    text,
    code,
    message,
    ...(line !== undefined && { line: line + 1 }),
  });
  const { fields } = { ...FORMAT_DEFAULTS, ...options };
  try {
    const { tune, dropped } = readTune(text, fields);
    const before = played(text);
    if (!before.ok) return left('format/not-played', before.message);
    let why: LeftAlone | undefined;
    const tried = new Set<string>();
    for (const manner of REPEAT_MANNERS) {
      const printed = printTune(manner(tune), { fields });
      if (tried.has(printed)) continue;
      tried.add(printed);
      if (printTune(manner(readTune(printed).tune), { fields }) !== printed) {
        why ??= left('format/unstable', printed);
        continue;
      }
      // a slur's overlap is a time: without the tempo its ticks would differ
      const after = played(
        fields === undefined ? printed : printTune(manner(tune), { fields: `${fields}Q` }),
      );
      if (!after.ok) {
        why ??= left('format/not-played', after.message);
        continue;
      }
      const same = sameNotes(before.notes, after.notes);
      if (!same.notes) {
        why ??= left('format/notes-differ');
        continue;
      }
      if (after.warnings.length > 0) {
        why ??= left('format/warning', after.warnings[0]!);
        continue;
      }
      return { ok: true, text: printed, notes: after.notes.length, velocities: same.velocities, dropped };
    }
    return why!;
  } catch (thrown) {
    if (thrown instanceof Unformatted) return left(thrown.code, thrown.message, thrown.line);
    throw thrown;
  }
}
