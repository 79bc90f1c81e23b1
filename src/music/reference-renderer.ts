/**
 * The renderer: abcjs writes one tune's MIDI file. Same text, same options, same version: same bytes. What it cannot
 * do is a verdict; what it writes is not to be trusted before the checks of validate-midi.ts have seen it.
 * Plain tunes are written without it, with its bytes (plain/plain-midi.ts).
 * What a tune may ask for is bounded before rendering (tune-limits.ts); the time limit is the caller's, who runs it in a process.
 */
import abcjs, { type TuneObject } from 'abcjs';
import { type Refusal, refuse } from '../bytes/refusal.ts';
import { messageOf } from '../errors.ts';
import { abcjsMidi } from './abcjs-midi.ts';
import { abcjsParse } from './abcjs-parse.ts';
import { hasNotes } from './has-notes.ts';
import { plainMidi } from './plain/plain-midi.ts';
import { silenced } from './silenced.ts';
import { overLimit } from './tune-limits.ts';

/** How the MIDI file is rendered; RENDER_DEFAULTS where not given. */
export interface RenderOptions {
  /** Accompany chord symbols, as abcjs does by default; the file becomes about 2.4 times as long. */
  chords?: boolean;
  /** Quarter notes a minute in place of the tune's own; undefined leaves it. */
  tempo?: number | undefined;
  /** Semitones added to every pitch in the MIDI file; the text stays. See `transposeAbc` for the other way. */
  transpose?: number;
  /**
   * Staccato notes end after 0.6 of their length, as abcjs means them to. What it writes shortens them by the tempo squared: from
   * 95 beats a minute on they would end before they begin. See `validRendering`.
   */
  staccatoAsMeant?: boolean;
}

/** The file that abcjs writes of the tune alone, unaccompanied, at its own tempo and pitch. */
export const RENDER_DEFAULTS = {
  chords: false,
  tempo: undefined,
  transpose: 0,
  staccatoAsMeant: false,
} as const satisfies RenderOptions;

export const RENDERER = 'abcjs';
/** The version whose bytes the published corpora hold (test/music/reference-renderer.test.ts compares it with the installed one). */
export const RENDERER_VERSION = '6.7.2';

/** Characters of one tune: the longest real tune known here has 12 thousand, and a line of 100 MB is no tune. */
export const MAX_ABC_LENGTH = 1_000_000;

/** Every verdict of the renderer, for docs/formats.md. */
export const RENDERER_CODES = {
  'teacher/no-tune': 'The text is empty.',
  'teacher/no-key':
    'No line begins with `K:`, so the text is no tune: abcjs would play the letters of any prose.',
  'teacher/no-music': 'No line of music has a note or a rest.',
  'teacher/too-long': 'The text is longer than a million characters.',
  'teacher/asks-too-much':
    'With its rests, repeats and ornaments the tune has more bars, time or notes than it may (`TUNE_LIMITS`).',
  'teacher/no-midi': 'The renderer wrote nothing.',
  'teacher/threw': 'The renderer failed; the message is its own.',
  'transpose/threw': 'abcjs could not transpose the text; the message is its own.',
} as const;

/** A MIDI file with abcjs's warnings, or why there is none. */
export type Rendering =
  | { ok: true; midi: Uint8Array; warnings: string[] }
  | (Refusal & { warnings: string[] });

/** Renders one ABC tune as abcjs does, byte for byte. Never throws; what it returns is not validated. */
export function render(abc: string, options: RenderOptions = {}): Rendering {
  return plainRendering(abc, options) ?? abcjsRendering(abc, options);
}

/** What abcjs would give, without asking it: undefined where the tune or the options are not plain. */
export function plainRendering(abc: string, options: RenderOptions = {}): Rendering | undefined {
  const { chords, tempo, transpose, staccatoAsMeant } = { ...RENDER_DEFAULTS, ...options };
  if (tempo !== undefined || transpose !== 0 || abc.length > MAX_ABC_LENGTH) return undefined;
  // chord symbols and words for the players stand in quotes
  if (chords && abc.includes('"')) return undefined;
  const plain = plainMidi(abc, staccatoAsMeant);
  return plain.ok ? { ok: true, midi: plain.midi, warnings: [] } : undefined;
}

/** What abcjs itself gives. */
export function abcjsRendering(abc: string, options: RenderOptions = {}): Rendering {
  const { chords, tempo, transpose, staccatoAsMeant } = { ...RENDER_DEFAULTS, ...options };
  const warnings: string[] = [];
  const no = (code: keyof typeof RENDERER_CODES, message: string): Rendering => ({
    ...refuse(code, message),
    warnings,
  });
  if (abc.length > MAX_ABC_LENGTH)
    return no('teacher/too-long', `the tune has ${abc.length} characters, the limit is ${MAX_ABC_LENGTH}`);
  if (abc.trim() === '') return no('teacher/no-tune', 'the text is empty');
  // abcjs would play the letters of any text; ABC 2.1 (section 3) wants a K: in every tune
  if (!/(?:^|\n)[ \t]*K:/.test(abc)) return no('teacher/no-key', 'no K: line: the text is no tune');
  if (!hasNotes(abc)) return no('teacher/no-music', 'there is no note or rest in the tune');
  const tooMuch = overLimit(abc);
  if (tooMuch) return { ...tooMuch, warnings };
  try {
    const midi = silenced(warnings, () => {
      const audio = {
        chordsOff: !chords,
        ...(tempo === undefined ? {} : { qpm: tempo }),
        ...(transpose === 0 ? {} : { midiTranspose: transpose }),
      };
      const midi = abcjsMidi(parse(abc, tempo, warnings), audio, staccatoAsMeant);
      if (midi) return midi;
      // setting up the audio has marked the tune: abcjs gets a new one
      warnings.length = 0;
      const options = { ...audio, midiOutputType: 'binary' } as const;
      return abcjs.synth.getMidiFile(parse(abc, tempo, warnings), options) as unknown as Uint8Array;
    });
    if (midi.length === 0) return no('teacher/no-midi', 'abcjs wrote an empty file');
    return { ok: true, midi, warnings };
  } catch (thrown) {
    return no('teacher/threw', `abcjs: ${messageOf(thrown)}`);
  }
}

function parse(abc: string, tempo: number | undefined, warnings: string[]): TuneObject {
  const tune = abcjsParse(abc);
  warnings.push(...(tune?.warnings ?? []).map(plain));
  // in metres over 8 abcjs takes the file's tempo from here and forgets the option
  if (tempo !== undefined) tune.millisecondsPerMeasure = () => (tune.getBarLength() * 4 * 60_000) / tempo;
  return tune;
}

/** abcjs marks the place in its warnings with HTML. */
function plain(warning: string): string {
  return warning
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
