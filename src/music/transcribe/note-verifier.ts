/**
 * Judges an ABC text, bar by bar, by what the reference renderer plays of it: up to the end of a bar every note of the voice has
 * to be the source's, onset, pitch and duration within 0.04 of a quarter note, none missing and none extra. A repeat is judged
 * as it is played, when it closes. A note held over the bar line has to be tied, and one that is struck anew must not be.
 */

import type { Judgement, Verifier } from '../../formats/verifier.ts';
import type { CanonicalTune } from '../canonical-midi/types.ts';
import { type AbcBarEnd, abcOutline } from './abc-bars.ts';
import { allRight, matchNotes, NOTE_TOLERANCE, type NoteMatch, type TimedNote } from './compare-notes.ts';
import { lastChord } from './last-chord.ts';
import { canonicalNotes, type PlayedNote, playedNotes } from './played-notes.ts';
import { continuation, markerAfter } from './probe.ts';
import { midiPitch } from './spell-pitch.ts';
import { voiceText } from './voice-text.ts';

/** Why a text was refused: each code with its meaning, as docs/transcription.md lists them. */
export const VERIFIER_CODES = {
  'verify/note-missing': 'The source has a note that the text does not play.',
  'verify/note-extra': 'The text plays a note that the source does not have.',
  'verify/tie': 'A note over the bar line is tied where it is struck anew, or the other way round.',
  'verify/voice': 'The text has more voices than the source.',
  'verify/runs-on': 'The text goes on behind the last note of the source.',
  'verify/header':
    'The header lacks a metre, unit, key or voice, has one twice, or says what is not known here.',
  'verify/unplayable': 'The reference renderer cannot play the text; the message is its own.',
} as const;
/** A key of VERIFIER_CODES. */
export type VerifierCode = keyof typeof VERIFIER_CODES;

/** A verifier of notes: it judges a growing text bar by bar, and a finished one as a whole. */
export interface NoteVerifier extends Verifier {
  /** Quarter notes that a voice plays up to the end of its last accepted bar. */
  playedTo(voice: number): number;
  /** The whole text against the whole source, all voices at once. */
  verify(text: string): Verification;
}

/** A whole text against its source: paired notes, and the renderer's warnings or the first thing that is wrong. */
export type Verification =
  | { verified: true; match: NoteMatch; warnings: string[] }
  | { verified: false; code: VerifierCode; message: string; match?: NoteMatch };

interface AcceptedBar {
  text: string;
  voice: number;
  /** Quarter notes at its end. */
  upTo: number;
  parts: number;
}

/**
 * What was accepted last is remembered, so that of a text that grows only new bars are played: in linear time, but for repeats,
 * which are played from the start.
 */
export function noteVerifier(tune: CanonicalTune): NoteVerifier {
  const all = canonicalNotes(tune);
  const source = tune.voices.map((_, voice) => all.filter((note) => note.voice === voice));
  const ends = source.map((notes) => notes.reduce((most, note) => Math.max(most, endOf(note)), 0));
  const last = Math.max(...ends);
  const accepted: AcceptedBar[] = [];

  const lastOf = (voice: number) => accepted.findLast((bar) => bar.voice === voice);
  const playedTo = (voice: number) => lastOf(voice)?.upTo ?? 0;
  const usedUp = (voice: number) => playedTo(voice) >= ends[voice]! - NOTE_TOLERANCE;

  const judge = (text: string, ended = false): Judgement => {
    while (accepted.length > 0 && !text.startsWith(accepted.at(-1)!.text)) accepted.pop();
    const { body, bars } = abcOutline(text);
    // a bar line that has grown since (`|` to `|:`) is judged anew
    const grown = (at: number) => bars.some(({ line, end }) => line < at && end > at);
    while (accepted.length > 0 && grown(accepted.at(-1)!.text.length)) accepted.pop();
    const voices = [...new Set(bars.map(({ voice }) => voice))];
    let end = accepted.at(-1)?.text.length ?? 0;
    let parts = accepted.at(-1)?.parts ?? 0;
    for (const [i, bar] of bars.entries()) {
      if (bar.end <= end || (bar.end === text.length && !ended)) continue;
      const refused = (code: VerifierCode, message: string): Judgement => ({
        ok: false,
        end,
        parts,
        code,
        message,
      });
      const voice = voices.indexOf(bar.voice);
      if (voice >= source.length) return refused('verify/voice', `voice ${bar.voice} of ${source.length}`);
      if (bar.empty && !closesNothing(text.slice(Math.max(bars[i - 1]?.end ?? 0, body!), bar.line)))
        return refused('verify/unplayable', 'signs without a note');
      if (!bar.empty && playedTo(voice) >= last - NOTE_TOLERANCE)
        return refused('verify/runs-on', 'a bar behind the last note of the source');
      let upTo = playedTo(voice);
      // a bar line that closes nothing plays nothing
      if (!bar.empty || bar.endsRepeat) {
        const own = ownText(text.slice(0, bar.end), body!, bars.slice(0, i + 1));
        if (own === undefined) return refused('verify/unplayable', 'voices that cannot be told apart');
        const judged = judgeBar(own, source[voice]!, upTo);
        if (!judged.ok) return refused(judged.code, judged.message);
        upTo = judged.upTo;
      }
      end = bar.end;
      if (!bar.empty) parts++;
      accepted.push({ text: text.slice(0, end), voice, upTo, parts });
    }
    return { ok: true, end, parts, complete: source.every((_, voice) => usedUp(voice)) };
  };

  const verify = (text: string): Verification => {
    const played = playedNotes(text);
    if (!played.ok) return { verified: false, code: 'verify/unplayable', message: played.message };
    const match = matchNotes(all, played.notes);
    if (allRight(match)) return { verified: true, match, warnings: played.warnings };
    return { verified: false, ...missed(match)!, match };
  };
  return { judge, playedTo, verify };
}

/** Fields, comments and words may stand between bar lines without a note; anything else is no music. */
function closesNothing(between: string): boolean {
  return !/\S/.test(
    between.replace(/^(?:[A-Za-z]:|%).*$|\[[A-Za-z]:[^\]\n]*\]|"[^"\n]*"|![^!\n]*!|%.*$/gm, ''),
  );
}

interface OwnText {
  text: string;
  body: number;
  bars: readonly AbcBarEnd[];
}

/** The voice that the last bar is of, as a text of one voice. */
function ownText(text: string, body: number, bars: readonly AbcBarEnd[]): OwnText | undefined {
  const { voice } = bars.at(-1)!;
  if (voice === '') return { text, body, bars };
  const own = voiceText(text, body, voice);
  return own === undefined
    ? undefined
    : { text: own, ...(abcOutline(own) as { body: number; bars: AbcBarEnd[] }) };
}

type BarJudgement = { ok: true; upTo: number } | { ok: false; code: VerifierCode; message: string };

/** @param settled quarter notes up to the end of the bar before the last one */
function judgeBar(own: OwnText, source: readonly PlayedNote[], settled: number): BarJudgement {
  const window = lastTwoBars(own);
  const quick = window && judgeFrom(window, source, settled);
  // what the last two bars say alone may be wrong, but not what they confirm
  return quick?.ok ? quick : judgeFrom({ ...own, settledAt: undefined }, source, 0);
}

interface Window extends OwnText {
  /** The marker behind the bar before the last one is to be heard at the settled time; undefined: the text is whole. */
  settledAt: string | undefined;
}

/** undefined: the bars before matter, for a repeat ends or fields stand among the music. */
function lastTwoBars({ text, body, bars }: OwnText): Window | undefined {
  const full = bars.filter(({ empty }) => !empty);
  const [before, last] = full.slice(-2);
  if (!before || !last || full.length < 3 || bars.at(-1)!.endsRepeat) return undefined;
  const from = bars[bars.indexOf(before) - 1]?.end ?? body;
  const head = text.slice(0, body);
  if (/^[A-Za-z]:|\[[A-Za-z]:/m.test(text.slice(body))) return undefined;
  const shift = from - body;
  const kept = bars
    .slice(bars.indexOf(before))
    .map((bar) => ({ ...bar, line: bar.line - shift, end: bar.end - shift }));
  if (kept.some(({ endsRepeat }) => endsRepeat)) return undefined;
  return { text: head + text.slice(from), body, bars: kept, settledAt: head + text.slice(from, before.end) };
}

function judgeFrom(window: Window, source: readonly PlayedNote[], settled: number): BarJudgement {
  const marker = markerAfter(window.text, window.bars, source);
  const played = playedNotes(marker.text);
  if (!played.ok) return { ok: false, code: 'verify/unplayable', message: played.message };
  // what the parser does not understand plays nothing, and is no ABC
  if (played.warnings.length > 0)
    return { ok: false, code: 'verify/unplayable', message: played.warnings[0]! };
  const markerAt = onsetOf(played.notes, marker.pitch);
  if (markerAt === undefined)
    return { ok: false, code: 'verify/unplayable', message: 'the bar plays nothing' };
  let shift = 0;
  if (window.settledAt !== undefined) {
    const before = markerAfter(window.settledAt, window.bars.slice(0, 1), source);
    const heard = playedNotes(before.text);
    const at = heard.ok ? onsetOf(heard.notes, before.pitch) : undefined;
    if (at === undefined)
      return { ok: false, code: 'verify/unplayable', message: 'the bar before plays nothing' };
    shift = settled - at;
  }
  const upTo = markerAt + shift;
  const notes = played.notes.filter(({ pitch }) => pitch !== marker.pitch);
  const wrong = missed(compared(source, moved(notes, shift), settled, upTo));
  if (wrong) return { ok: false, ...wrong };
  if (tiesAgree(window.text, source, upTo, shift)) return { ok: true, upTo };
  return { ok: false, code: 'verify/tie', message: `at quarter note ${upTo.toFixed(3)}` };
}

function onsetOf(notes: readonly PlayedNote[], pitch: number): number | undefined {
  return notes.find((note) => note.pitch === pitch)?.onset;
}

function moved(notes: readonly PlayedNote[], shift: number): PlayedNote[] {
  return shift === 0 ? [...notes] : notes.map((note) => ({ ...note, onset: note.onset + shift }));
}

/** Whether what sounds at the end of the text goes on, or is struck anew, as in the source: heard by playing what follows. */
function tiesAgree(text: string, source: readonly PlayedNote[], upTo: number, shift: number): boolean {
  const isHeld = (note: TimedNote) =>
    note.onset < upTo - NOTE_TOLERANCE && endOf(note) > upTo + NOTE_TOLERANCE;
  const tied = lastChord(text)?.notes.filter((note) => note.tied) ?? [];
  const struck = source.filter(({ onset }) => Math.abs(onset - upTo) <= NOTE_TOLERANCE);
  const joined = struck.some(({ pitch }) => tied.some((note) => onStep(pitch, note)));
  if (joined) return false;
  if (!source.some(isHeld)) return true;
  const next = continuation(text, source, upTo);
  const played = next && playedNotes(next.text);
  if (!played?.ok) return false;
  // from shortly before the end, so that what is held is one note
  return allRight(compared(source, moved(played.notes, shift), upTo - 2 * NOTE_TOLERANCE, next!.upTo));
}

const BLACK_KEYS = new Set([1, 3, 6, 8, 10]);

/** Whether a pitch would be written on a staff step: abcjs ties notes of one step, whatever their accidentals. */
function onStep(pitch: number, { step, octave }: { step: number; octave: number }): boolean {
  const away = Math.abs(pitch - midiPitch({ step, octave, alter: 0 }));
  return away === 0 || (away === 1 && BLACK_KEYS.has(pitch % 12));
}

/** Notes within two moments; what sounds over them is cut there. */
function compared(
  source: readonly TimedNote[],
  played: readonly TimedNote[],
  from: number,
  to: number,
): NoteMatch {
  return matchNotes(within(source, from, to), within(played, from, to));
}

function within(notes: readonly TimedNote[], from: number, to: number): TimedNote[] {
  return notes.flatMap((note) => {
    if (note.onset >= to - NOTE_TOLERANCE || endOf(note) <= from + NOTE_TOLERANCE) return [];
    const onset = Math.max(note.onset, from);
    return [{ onset, duration: Math.min(endOf(note), to) - onset, pitch: note.pitch }];
  });
}

function missed({ firstMiss }: NoteMatch): { code: VerifierCode; message: string } | undefined {
  if (!firstMiss) return undefined;
  const { side, note } = firstMiss;
  return {
    code: side === 'source' ? 'verify/note-missing' : 'verify/note-extra',
    message: `pitch ${note.pitch} at quarter note ${note.onset.toFixed(3)}`,
  };
}

function endOf({ onset, duration }: TimedNote): number {
  return onset + duration;
}
