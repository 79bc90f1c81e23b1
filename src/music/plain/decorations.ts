/** Signs before a note, and what abcjs plays of them. Dynamics change later notes and are not plain. */
import type { PlainNote } from './plain-tune.ts';

export type Ornament = 'trill' | 'trillh' | 'pralltriller' | 'mordent' | 'turn' | 'roll';

/** A sign with no effect on the sound is `{}`. */
export type Decoration = Partial<Pick<PlainNote, 'touch' | 'accent' | 'ornament'>>;

const SILENT: Decoration = {};
const ACCENT: Decoration = { accent: true };
const STACCATO: Decoration = { touch: 'staccato' };
const TRILL: Decoration = { ornament: 'trill' };
const MORDENT: Decoration = { ornament: 'mordent' };
const PRALLTRILLER: Decoration = { ornament: 'pralltriller' };
const ROLL: Decoration = { ornament: 'roll' };

/** Signs of one character (ABC 2.1, section 4.14); abcjs plays `~` as nothing. */
export const SHORTHANDS: Readonly<Record<string, Decoration>> = {
  '.': STACCATO,
  u: SILENT,
  v: SILENT,
  '~': SILENT,
  H: SILENT,
  J: SILENT,
  L: ACCENT,
  M: MORDENT,
  O: SILENT,
  P: PRALLTRILLER,
  R: ROLL,
  S: SILENT,
  T: TRILL,
  t: { ornament: 'trillh' },
};

const SILENT_NAMES =
  'fermata invertedfermata 0 1 2 3 4 5 wedge open thumb snap breath shortphrase mediumphrase longphrase segno coda D.S. D.C. fine slide marcato upbow downbow';

/** Between exclamation marks. */
export const NAMED: ReadonlyMap<string, Decoration> = new Map([
  ...SILENT_NAMES.split(' ').map((name) => [name, SILENT] as const),
  ['trill', TRILL],
  ['trillh', { ornament: 'trillh' }],
  ['lowermordent', MORDENT],
  ['mordent', MORDENT],
  ['uppermordent', PRALLTRILLER],
  ['pralltriller', PRALLTRILLER],
  ['accent', ACCENT],
  ['>', ACCENT],
  ['emphasis', ACCENT],
  ['tenuto', { touch: 'tenuto' }],
  ['turn', { ornament: 'turn' }],
  ['roll', ROLL],
]);
