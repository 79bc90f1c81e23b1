/** The next bar of a text of one or more voices, note by note: of the voice whose line it is, or that is furthest behind. */
import type { CanonicalTune } from '../canonical-midi/types.ts';
import { abcOutline } from './abc-bars.ts';
import { literalNext } from './literal-next.ts';
import { voiceText } from './voice-text.ts';

/**
 * @param text ends behind a bar line, or with the header
 * @param playedTo quarter notes that the text plays of each voice
 * @returns '' where nothing is left to write
 */
export function literalPart(tune: CanonicalTune, text: string, playedTo: (voice: number) => number): string {
  if (tune.voices.length === 1) return literalNext(tune, text, { voice: 0, upTo: playedTo(0) });
  const { body, bars } = abcOutline(text);
  if (body === undefined) return '';
  const ids = voiceIds(text.slice(0, body), bars, tune.voices.length);
  const current = text.endsWith('\n') ? -1 : ids.indexOf(bars.at(-1)?.voice ?? '');
  const behind = ids.map((_, voice) => voice).sort((a, b) => playedTo(a) - playedTo(b) || a - b);
  for (const voice of current < 0 ? behind : [current, ...behind]) {
    const own = voiceText(text, body, ids[voice]!);
    const next = own === undefined ? '' : literalNext(tune, own, { voice, upTo: playedTo(voice) });
    if (next === '') continue;
    if (voice === current) return next;
    return `${text.endsWith('\n') ? '' : '\n'}[V:${ids[voice]}]${next}`;
  }
  return '';
}

/** The verifier takes voices in the order of their first bars; those without one follow as the header names them. */
function voiceIds(header: string, bars: readonly { voice: string }[], voices: number): string[] {
  const named = [...header.matchAll(/^V:[ \t]*(\S+)/gm)].map(([, id]) => id!);
  const numbered = Array.from({ length: voices }, (_, i) => String(i + 1));
  return [...new Set([...bars.map(({ voice }) => voice), ...named, ...numbered])].slice(0, voices);
}
