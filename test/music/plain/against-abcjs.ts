/** The oracle of the plain writer: abcjs itself, through nothing of ours. */
import abcjs from 'abcjs';
import { plainMidi } from '../../../src/music/plain/plain-midi.ts';
import { silenced } from '../../../src/music/silenced.ts';

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** abcjs's bytes, what it warns of or prints, or what it throws. */
export function byAbcjs(abc: string, chordsOff = true): string {
  const printed: string[] = [];
  try {
    return silenced(printed, () => {
      const [tune] = abcjs.parseOnly(abc);
      const said = [...(tune!.warnings ?? []), ...printed];
      if (said.length > 0) return `warned: ${said.join('; ')}`;
      const options = { chordsOff, midiOutputType: 'binary' } as const;
      return hex(abcjs.synth.getMidiFile(tune!, options) as unknown as Uint8Array);
    });
  } catch (thrown) {
    return `threw ${thrown}`;
  }
}

/** undefined where the tune is not plain. */
export function byUs(abc: string): string | undefined {
  const reading = plainMidi(abc);
  return reading.ok ? hex(reading.midi) : undefined;
}

const SIGNS = '|:[]()123456789/,\'"!.{}~TMLPRHuv<>-^_=zxZyABCDEFGabcdefg \t\n\\%&$+`@#kwW*';
const PIECES = [
  ...['|:', ':|', '::', '|1', '|[2', ':|2', ':|[2', '|]', '||', '[|', '[1', '1,2', '|1-3', '-|', '|-'],
  ...['(3', '(3:2:2', '(5:4', '(2', '((', '))', '(A-', 'A2-)', 'A-A', '.(', '.-', ' -', '- ', ') ', '( '],
  ...['{g}', '{/ga}', '{', '}', '({c}d)', '{c})', 'z', 'zz-', 'x4', 'z8', 'Z', 'y', '[CEG]'],
  ...[
    '!trill!',
    '!f!',
    '!fermata!',
    '!',
    '.',
    'T',
    '~',
    '"G"',
    '"^x"',
    '>',
    '<',
    '>>',
    '<<<',
    '//',
    '/3',
    '3/2',
  ],
  ...['A0', '^^', '__', 'C,,,,', "c''''", 'A44', '[K:D]', '\\\n', '\n', '%x\n', '|\n', '\n\n', '\nX:2\n'],
  ...[
    'K:Am\n',
    'L:1/16\n',
    'M:3/4\n',
    'P:A\n',
    'w:a b c\n',
    'Q:1/4=90\n',
    'T:x\n',
    'N:y\n',
    'V:2\n',
    'I:x\n',
  ],
];

/** One to three random edits of a tune, most of them behind its header; `draw(n)` gives 0 to n − 1. */
export function mutated(abc: string, draw: (limit: number) => number): string {
  let text = abc;
  for (let edits = 1 + draw(3); edits > 0; edits--) {
    const from = draw(10) < 8 ? Math.max(0, text.indexOf('\nK:') + 3) : 0;
    const at = from + draw(Math.max(1, text.length - from));
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const kinds = [
      () => before + after.slice(1 + draw(3)),
      () => before + SIGNS[draw(SIGNS.length)] + after,
      () => before + SIGNS[draw(SIGNS.length)] + after.slice(1),
      () => before + PIECES[draw(PIECES.length)] + after,
      () => before + [...after.slice(0, 3)].reverse().join('') + after.slice(3),
      () => {
        const other = from + draw(Math.max(1, text.length - from));
        return before + text.slice(other, other + draw(12)) + after;
      },
    ];
    text = kinds[draw(kinds.length)]!();
  }
  return text;
}

/** A seeded `draw`: the numbers of a linear congruential generator (Numerical Recipes). */
export function drawing(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
