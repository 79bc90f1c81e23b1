/** What a key says to a formatter: which steps it sharpens and flattens, and its name as house style has it. */

export interface Key {
  /** As house style writes it: `G`, `Em`, `Ador`, `D =c`, `G clef=bass`. */
  name: string;
  /** Semitones that C D E F G A B are moved by. [7] */
  alters: readonly number[];
}

/** Fifths from C. */
const TONICS: Readonly<Record<string, number>> = { F: -1, C: 0, G: 1, D: 2, A: 3, E: 4, B: 5 };
/** By the first three letters: sharps more than the major key has, and the name in house style. */
const MODES: Readonly<Record<string, readonly [sharps: number, name: string]>> = {
  '': [0, ''],
  maj: [0, ''],
  ion: [0, ''],
  m: [-3, 'm'],
  min: [-3, 'm'],
  aeo: [-3, 'm'],
  lyd: [1, 'lyd'],
  mix: [-1, 'mix'],
  dor: [-2, 'dor'],
  phr: [-4, 'phr'],
  loc: [-5, 'loc'],
};
/** Steps above C that are sharpened, in this order; flattened in the other. */
const SHARPENED = [3, 0, 4, 1, 5, 2, 6];
const SIGNS: Readonly<Record<string, number>> = { '^': 1, '^^': 2, _: -1, __: -2, '=': 0 };

/** undefined: no key that is known here, such as those of the pipes. `value` is that of K:. */
export function readKey(value: string): Key | undefined {
  if (value === '' || /^none$/i.test(value))
    return { name: value === '' ? '' : 'none', alters: [0, 0, 0, 0, 0, 0, 0] };
  // K:Dmix=c
  const text = value.replace(
    /^([A-G][#b]?[ \t]*(?:m|maj|min|mix|dor|lyd|phr|loc|aeo|ion)?[a-z]*)(?=[_^=][_^=]?[a-g]\b)/i,
    '$1 ',
  );
  const [, letter, sign, word, rest] = /^([A-G])([#b]?)[ \t]*([A-Za-z]*)(?![A-Za-z=])(.*)$/.exec(text) ?? [];
  if (letter === undefined) return readTonicAlone(text);
  const mode = MODES[word!.length === 1 ? word!.toLowerCase() : word!.slice(0, 3).toLowerCase()];
  if (!mode) return readTonicAlone(text);
  return keyOf(letter, sign!, mode, rest!.trim());
}

/** `K:G clef=bass`, `K:C treble`: what follows the tonic is no mode. */
function readTonicAlone(text: string): Key | undefined {
  const [, letter, sign, minor, rest] = /^([A-G])([#b]?)(m?)[ \t]+(\S.*)$/.exec(text) ?? [];
  return letter === undefined ? undefined : keyOf(letter, sign!, MODES[minor!]!, rest!);
}

function keyOf(
  letter: string,
  sign: string,
  [shift, mode]: readonly [number, string],
  rest: string,
): Key | undefined {
  const sharps = TONICS[letter]! + (sign === '#' ? 7 : sign === 'b' ? -7 : 0) + shift;
  if (Math.abs(sharps) > 7) return undefined;
  const alters = [0, 0, 0, 0, 0, 0, 0];
  for (const step of sharps > 0 ? SHARPENED.slice(0, sharps) : []) alters[step] = 1;
  for (const step of sharps < 0 ? SHARPENED.slice(sharps) : []) alters[step] = -1;
  // explicit accidentals come first; a clef and its properties may follow
  let at = 0;
  for (const found of rest.matchAll(/([_^=]{1,2})([A-Ga-g])(?![A-Za-z=])[ \t]*/gy)) {
    const alter = SIGNS[found[1]!];
    if (alter === undefined) return undefined;
    alters['CDEFGAB'.indexOf(found[2]!.toUpperCase())] = alter;
    at = found.index + found[0].length;
  }
  const properties = rest.slice(at);
  if (/[_^]|(?:^|\s)exp\b/.test(properties)) return undefined;
  return { name: `${letter}${sign}${mode}${rest === '' ? '' : ` ${rest}`}`, alters };
}
