/** A MIDI file as ABC, as data: the text, what of it was verified, and whose its bars are. */
import type { Refusal } from '../bytes/refusal.ts';
import type { CanonicalMidi } from '../music/canonical-midi/canonical-midi.ts';
import type { CanonicalTune } from '../music/canonical-midi/types.ts';
import { readKey } from '../music/house-style/key.ts';
import { readMeter } from '../music/house-style/meter.ts';
import { ruleTune } from '../music/rules/rule-tune.ts';
import { abcOutline } from '../music/transcribe/abc-bars.ts';
import { literalTune } from '../music/transcribe/literal-tune.ts';
import { noteVerifier, type VerifierCode } from '../music/transcribe/note-verifier.ts';
import { signature } from '../music/transcribe/spell-pitch.ts';

/** What writes a text: a model, the rules of `music/rules`, or the literal writer. */
export type Writer = 'model' | 'rules' | 'literal';

/** A MIDI file as ABC: the text, and what is known of it. */
export interface Transcription {
  ok: true;
  abc: string;
  /**
   * The reference renderer plays every pitched note of the source and no other: onset, pitch and duration within 0.04 of a quarter
   * note. Drums are not among them (`leftOut`).
   */
  verified: boolean;
  /** Where it is not verified: of VERIFIER_CODES, and words. */
  code?: VerifierCode;
  message?: string;
  /** Pitched notes of the source. */
  notes: number;
  /** Whose the bars are: the model's at once, the model's after others were refused, written note by note. */
  bars: { model: number; retried: number; literal: number };
  leftOut: CanonicalMidi['leftOut'];
  /** Of the reference renderer's parser. */
  warnings: string[];
  /** `file`: the text has what the file states. */
  origin: { key: StatementOrigin; metre: StatementOrigin };
  /** Who wrote the header, and the music: `rules` or `literal` where no bar is the model's. */
  header: Writer;
  by: Writer;
  /** Why the model stopped, and into how many windows of its context the file was parted; absent where none wrote. */
  ended?: 'end' | 'complete' | 'context-full' | 'stuck';
  windows?: number;
  seconds: number;
}

/** Whether a text has what its file states, or what was inferred from the notes. */
export type StatementOrigin = 'file' | 'inferred';

/** A transcription, or why there is none: a code of `canonicalMidi`. */
export type Transcribed = Transcription | Refusal;

/** What is known of a text beside the text. */
export type About = Pick<Transcription, 'bars' | 'header' | 'by'> &
  Partial<Pick<Transcription, 'ended' | 'windows'>> & { started: number };

export function transcription(source: CanonicalMidi, abc: string, about: About): Transcription {
  const { tune, leftOut } = source;
  const { started, ...more } = about;
  const checked = noteVerifier(tune).verify(abc);
  return {
    ok: true,
    abc,
    verified: checked.verified,
    ...(checked.verified ? {} : { code: checked.code, message: checked.message }),
    notes: tune.notes.length,
    leftOut,
    warnings: checked.verified ? checked.warnings : [],
    origin: originOf(abc, tune),
    ...more,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Without a model. What the rules write and cannot be verified is written literally. */
export function transcribedBy(source: CanonicalMidi, writer: 'rules' | 'literal'): Transcription {
  const started = performance.now();
  const abc = writer === 'rules' ? ruleTune(source.tune) : literalTune(source.tune);
  const bars = { model: 0, retried: 0, literal: barsIn(abc) };
  const written = transcription(source, abc, { bars, header: writer, by: writer, started });
  return written.verified || writer === 'literal' ? written : transcribedBy(source, 'literal');
}

export function barsIn(abc: string): number {
  return abcOutline(abc).bars.filter(({ empty }) => !empty).length;
}

function originOf(abc: string, { keys, metres }: CanonicalTune): Transcription['origin'] {
  const field = (letter: string) =>
    new RegExp(`^${letter}:[ \\t]*([^\\n]*)$`, 'm').exec(abc)?.[1]?.trim() ?? '';
  const [key, metre] = [keys[0], metres[0]];
  const written = readKey(field('K'))?.alters;
  const meter = readMeter(field('M'))?.bar;
  return {
    key: key && written?.join() === signature(key.sharps).join() ? 'file' : 'inferred',
    metre:
      metre && meter && meter.num * metre.denominator === meter.den * metre.numerator ? 'file' : 'inferred',
  };
}
