/**
 * The fields of a plain tune's header: those that are heard, in the spellings that abcjs cannot misread. Every field at most
 * once, but for titles, of which the first is the tune's.
 */
import type { MeterFraction } from 'abcjs';
import { notPlain } from './not-plain.ts';
import { type PlainKey, plainKey } from './plain-key.ts';

export interface PlainHeader {
  title: string | undefined;
  key: PlainKey;
  /** undefined: free metre, or none named. */
  meter: Required<MeterFraction> | undefined;
  /** Whole notes. */
  unit: number;
  /** So many of `beat` whole notes a minute. */
  tempo: { beat: number; perMinute: number } | undefined;
}

/** Fields that abcjs keeps as text, before and behind K:, and never plays; not even I:, unless it stands within a line. */
export const TEXT_FIELDS = new Set('ABCDFGINOPRSWZ');

/** Titles that end so are turned about: "Drum, The" is "The Drum". */
const ARTICLE = /,\s*(The|the|A|a|An|an|Da|La|Le|Les|Ye)$/;
/** Words may follow, or stand before a note length; before a bare number abcjs takes it for words. */
const TEMPO = /^(?:(?:"[^"]*"\s*)?(\d\d?)\/(\d\d?)\s*=\s*)?(\d{1,3})(?:\s*"[^"]*")?$/;
const DENOMINATORS = new Set([1, 2, 4, 8, 16, 32]);

/** `fields` by letter, the first of each; K: is among them. */
export function plainHeader(fields: ReadonlyMap<string, string>): PlainHeader {
  const meter = plainMeter(fields.get('M'));
  const unit = fields.get('L');
  return {
    title: plainTitle(fields.get('T')),
    key: plainKey(fields.get('K')!),
    meter,
    unit: unit === undefined ? unitOf(meter) : plainUnit(unit),
    tempo: plainTempo(fields.get('Q'), meter, fields.get('M')),
  };
}

function plainTitle(text: string | undefined): string | undefined {
  // $ changes fonts
  if (text === undefined || !text.includes(',')) return text?.includes('$') ? notPlain('title: $') : text;
  const article = ARTICLE.exec(text);
  if (text.includes('$') || (article && /^\d+\./.test(text))) return notPlain('title');
  return article ? `${article[1]} ${text.slice(0, article.index)}` : text;
}

function plainMeter(text: string | undefined): PlainHeader['meter'] {
  if (text === undefined || text === '' || text.toLowerCase() === 'none') return undefined;
  if (text === 'C') return { num: 4, den: 4 };
  if (text === 'C|') return { num: 2, den: 2 };
  const [, num, den] = /^(\d\d?)\/(\d\d?)$/.exec(text) ?? notPlain('meter');
  if (Number(num) === 0 || !DENOMINATORS.has(Number(den))) notPlain('meter');
  return { num: Number(num), den: Number(den) };
}

/** ABC 2.1, section 3.1.7. */
function unitOf(meter: PlainHeader['meter']): number {
  return meter && meter.num / meter.den < 0.75 ? 1 / 16 : 1 / 8;
}

export function plainUnit(text: string): number {
  if (text === '1') return 1;
  const [, num, den] = /^(\d{1,2})\/(\d{1,3})$/.exec(text.replaceAll(' ', '')) ?? notPlain('unit');
  if (Number(num) === 0 || Number(den) === 0) notPlain('unit');
  return Number(num) / Number(den);
}

function plainTempo(
  text: string | undefined,
  meter: PlainHeader['meter'],
  meterText?: string,
): PlainHeader['tempo'] {
  if (text === undefined) return undefined;
  const [, num, den, perMinute] = TEMPO.exec(text) ?? notPlain('tempo');
  if (Number(perMinute) === 0 || Number(num) === 0 || Number(den) === 0) notPlain('tempo');
  // a bare number counts the metre's beats; C and C| have none of their own
  const beat = num ? Number(num) / Number(den) : meter && meterText?.includes('/') ? 1 / meter.den : 1 / 4;
  return { beat, perMinute: Number(perMinute) };
}
