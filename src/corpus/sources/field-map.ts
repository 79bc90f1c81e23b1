/**
 * How a JSON record becomes a tune. A field map is a function, so that a recipe may bring its own; the known dumps are
 * recognised by their fields.
 */
import { abcLine, textLines } from '../../music/abc-lines.ts';
import { looksLikeMusic } from '../../music/music-like.ts';
import { type Entry, MAX_TUNE_BYTES, reject } from '../entry.ts';
import { readable } from './text-tunes.ts';

export type JsonRecord = Record<string, unknown>;
/** A tune, a sentence why this record is none, or undefined: not my kind of record. */
export type FieldMap = (record: JsonRecord) => MappedTune | undefined;

export interface MappedTune {
  abc: string;
  id?: string | undefined;
  group?: string | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** The body alone in `abc`, the header in fields, as in TheSession's tunes.json. Settings of a tune share `tune_id`. */
export const theSessionFields: FieldMap = (record) => {
  const abc = text(record.abc);
  if (abc === undefined || !('tune_id' in record) || !('setting_id' in record)) return undefined;
  const field = (letter: string, value: unknown) => (text(value) ? [`${letter}:${text(value)}`] : []);
  const lines = [
    `X:${text(record.setting_id) || 1}`,
    ...field('T', record.name),
    ...field('R', record.type),
    ...field('M', record.meter),
    `L:${text(record.unit) || '1/8'}`,
    ...field('Q', record.tempo),
    ...(text(record.header) ? [text(record.header)!.trim()] : []),
    `K:${text(record.mode) ?? ''}`,
    closedUp(abc),
  ];
  return {
    abc: `${lines.join('\n')}\n`,
    id: text(record.id) ?? text(record.setting_id),
    group: text(record.tune_id),
  };
};

/** A body is no ABC file: its blank lines set parts apart and end nothing, unless words follow, which are no music. */
function closedUp(body: string): string {
  const lines = textLines(body);
  const kept: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() !== '') kept.push(line);
    else {
      const next = lines.slice(i).find((other) => other.trim() !== '');
      if (next !== undefined && abcLine(next).kind === 'music' && !looksLikeMusic(next)) kept.push('');
    }
  }
  return kept.join('\n');
}

/** A whole tune in `abc notation`, its structure in `control code` (which the model does not read), as in IrishMAN. */
export const irishManFields: FieldMap = (record) => {
  const abc = text(record['abc notation']);
  return abc === undefined ? undefined : { abc };
};

/** A whole tune in `abc`, with `id` and `tune` or `group` if there are any. */
export const plainFields: FieldMap = (record) => {
  const abc = text(record.abc);
  if (abc === undefined) return undefined;
  return { abc, id: text(record.id), group: text(record.group) ?? text(record.tune) };
};

/** The first that knows the record speaks. */
export const KNOWN_FIELDS: readonly FieldMap[] = [irishManFields, theSessionFields, plainFields];

export function recordEntry(
  record: unknown,
  origin: string,
  maps: readonly FieldMap[] = KNOWN_FIELDS,
): Entry {
  if (record === null || typeof record !== 'object' || Array.isArray(record))
    return reject('source/not-a-record', origin, 'not a JSON object');
  for (const map of maps) {
    const tune = map(record as JsonRecord);
    if (tune === undefined) continue;
    if (tune.abc.length > MAX_TUNE_BYTES)
      return reject(
        'source/too-long',
        origin,
        `${tune.abc.length} characters of ABC, the limit is ${MAX_TUNE_BYTES}`,
      );
    return readable({ kind: 'tune', origin, ...tune });
  }
  const fields = Object.keys(record).slice(0, 8).join(', ');
  return reject(
    'source/no-abc-field',
    origin,
    `no field map knows a record with the fields ${fields || '(none)'}`,
  );
}
