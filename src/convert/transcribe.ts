/**
 * MIDI to ABC by a model, verified: bars are judged while they are written, by the whole source; what the model cannot get right
 * is written note by note. A source longer than the context is read in windows.
 */

import type { Judgement, Verifier } from '../formats/verifier.ts';
import type { Decoder } from '../generate/decoder.ts';
import { conversionPrefix } from '../generate/prefix.ts';
import type { Origin, VerifiedText } from '../generate/verified.ts';
import { writeVerified } from '../generate/verified.ts';
import { writeFile } from '../generate/write-file.ts';
import { type CanonicalMidi, canonicalMidi } from '../music/canonical-midi/canonical-midi.ts';
import type { CanonicalTune } from '../music/canonical-midi/types.ts';
import { formatAbc } from '../music/house-style/format-abc.ts';
import { ruleTune } from '../music/rules/rule-tune.ts';
import { abcOutline } from '../music/transcribe/abc-bars.ts';
import { literalPart } from '../music/transcribe/literal-part.ts';
import { type NoteVerifier, noteVerifier } from '../music/transcribe/note-verifier.ts';
import { headerFault } from '../music/transcribe/usable-header.ts';
import { TRANSCRIBE_DEFAULTS, type TranscribeOptions } from './transcribe-options.ts';
import {
  barsIn,
  type Transcribed,
  type Transcription,
  transcribedBy,
  transcription,
} from './transcription.ts';
import { nextWindow } from './transcription-window.ts';

/** @returns the transcription, or why the file has none: a refusal of `canonicalMidi` */
export async function transcribe(
  decoder: Decoder,
  midi: Uint8Array,
  options: Partial<TranscribeOptions> = {},
): Promise<Transcribed> {
  const settings = { ...TRANSCRIBE_DEFAULTS, ...options };
  const source = canonicalMidi(midi, { quantise: settings.quantise, track: settings.track });
  if (!source.ok) return source;
  return settings.verify ? verified(decoder, source, settings) : greedy(decoder, source, settings);
}

/** What the model writes, judged when it is there. */
async function greedy(
  decoder: Decoder,
  source: CanonicalMidi,
  options: TranscribeOptions,
): Promise<Transcription> {
  const started = performance.now();
  const request = { source: { format: 'mid', bytes: source.bytes }, to: 'abc' };
  const { bytes, generated } = await writeFile(decoder, request, { ...options, guard: false, drafts: true });
  const abc = new TextDecoder().decode(bytes);
  const bars = { model: barsIn(abc), retried: 0, literal: 0 };
  const { ended } = generated;
  return transcription(source, abc, { bars, header: 'model', by: 'model', ended, windows: 1, started });
}

async function verified(
  decoder: Decoder,
  source: CanonicalMidi,
  options: TranscribeOptions,
): Promise<Transcription> {
  const started = performance.now();
  const { tune } = source;
  const verifier = noteVerifier(tune);
  const origins: Origin[] = [];
  let [text, windows, header] = ['', 0, 'model' as Transcription['header']];
  let ended: VerifiedText['ended'] = 'context-full';
  const literal = (whole: string): string => {
    if (abcOutline(whole).body === undefined) {
      header = 'rules';
      return ruleHeader(tune);
    }
    // what was refused last is forgotten
    verifier.judge(whole);
    return literalPart(tune, whole, verifier.playedTo);
  };
  const isComplete = () => {
    const judgement = verifier.judge(text);
    return judgement.ok && judgement.complete;
  };
  while (!isComplete()) {
    const window = nextWindow(tune, text, verifier, decoder.config);
    if (!window) break;
    const { carried, until } = window;
    const prefix = conversionPrefix({ format: 'mid', bytes: window.source }, 'abc', decoder.config);
    const before = text;
    const wholeOf = (part: string) => before + part.slice(carried.length);
    const written = await writeVerified(decoder, prefix, {
      ...options,
      verifier: partVerifier(tune, verifier, wholeOf, before.length - carried.length, until),
      given: carried,
      instead: (part) => literal(wholeOf(part)),
    });
    windows++;
    ended = written.ended;
    text = wholeOf(written.text);
    origins.push(...written.origins);
    if (written.origins.length === 0) break;
  }
  // where the context holds nothing more
  while (!isComplete()) {
    const more = literal(text);
    if (more === '') break;
    const before = verifier.judge(text, true).parts;
    const { parts } = verifier.judge(text + more);
    // nothing can be written behind it: the whole is done without the model
    if (parts <= before) break;
    text += more;
    for (let n = before; n < parts; n++) origins.push('instead');
  }
  const count = (origin: Origin) => origins.filter((each) => each === origin).length;
  const bars = { model: count('model'), retried: count('retried'), literal: count('instead') };
  const about = { bars, header, by: 'model', ended, windows, started } as const;
  const without = (writer: 'rules' | 'literal'): Transcription => {
    const written = transcribedBy(source, writer);
    return { ...written, windows, ended, seconds: (performance.now() - started) / 1000 };
  };
  if (bars.model + bars.retried === 0) return without('rules');
  const result = transcription(source, closed(text), about);
  if (!result.verified) return without('literal');
  return ended === 'end' && bars.literal === 0 ? result : inHouseStyle(source, result, started);
}

/** A window's text is judged as the whole text that it belongs to, by the whole source. */
function partVerifier(
  tune: CanonicalTune,
  verifier: NoteVerifier,
  wholeOf: (part: string) => string,
  offset: number,
  until: number | undefined,
): Verifier {
  return {
    judge(part, ended) {
      const whole = wholeOf(part);
      const outline = abcOutline(whole);
      const no = (message: string): Judgement => ({
        ok: false,
        end: 0,
        parts: 0,
        code: 'verify/header',
        message,
      });
      if (outline.body === undefined) return { ok: true, end: 0, parts: 0, complete: false };
      const fault = headerFault(whole, outline, tune.voices.length);
      if (fault !== undefined) return no(fault);
      const judgement = verifier.judge(whole, ended);
      const end = Math.max(judgement.end, outline.body) - offset;
      if (!judgement.ok) return { ...judgement, end };
      const isLeft =
        until !== undefined && tune.voices.every((_, voice) => verifier.playedTo(voice) >= until);
      return { ...judgement, end, complete: judgement.complete || isLeft };
    },
  };
}

/** The header as the rules write it, voices named. */
function ruleHeader(tune: CanonicalTune): string {
  const abc = ruleTune(tune);
  const header = abc.slice(0, abcOutline(abc).body);
  const voices = tune.voices.length > 1 ? tune.voices.map((_, voice) => `V:${voice + 1}\n`).join('') : '';
  return header.replace(/^K:/m, `${voices}K:`);
}

/** A text that was cut where nothing was left to write ends as a tune does. @param text Latin-1, as it was judged */
function closed(text: string): string {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return `${new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .replace(/([^:|])\|$/, '$1|]')}\n`;
}

/** What was written by several hands, in one style: as long as it is verified, and its parser warns of no more. */
function inHouseStyle(source: CanonicalMidi, result: Transcription, started: number): Transcription {
  const formatted = formatAbc(result.abc);
  if (!formatted.ok) return result;
  const { bars, header, by, ended, windows } = result;
  const better = transcription(source, formatted.text, {
    ...{ bars, header, by, started },
    ...(ended && { ended }),
    ...(windows !== undefined && { windows }),
  });
  return better.verified && better.warnings.length <= result.warnings.length ? better : result;
}
