/** What can be counted in a corpus of tunes without parsing it fully: the figures of docs/synthetic.md. */
export type Shares = Record<string, number>;

export interface Statistics {
  distributions: Record<string, Shares>;
  /** Share of tunes with the sign. */
  signs: Shares;
  /** 5th, 25th, 50th, 75th and 95th percentile. */
  percentiles: Record<string, number[]>;
}

const SIGNS: Record<string, RegExp> = {
  repeat: /\|:|:\||::/,
  ending: /\|\s*\[?1|\[1/,
  'triplet or other tuplet': /\(\d/,
  slur: /\((?!\d)/,
  tie: /-/,
  'grace note': /\{/,
  'text or chord symbol': /"/,
  'double stop': /\[[A-Ga-g^_=]/,
  'broken pair': /[<>]/,
  rest: /z/,
  'ornament or bowing': /(?<![A-Za-z!:])[TtHuvMSPL~](?=[A-Ga-g^_=[{(])/,
  '`!` at line end': /!$/m,
  backslash: /\\/,
  backquote: /`/,
  'double bar': /\|\|/,
};

export function statistics(tunes: readonly { abc: string; midiBytes: number }[]): Statistics {
  const counts: Record<string, Map<string, number>> = {};
  const count = (what: string, value: string | number) => {
    counts[what] ??= new Map();
    const map = counts[what];
    map.set(String(value), (map.get(String(value)) ?? 0) + 1);
  };
  const signs = new Map<string, number>();
  const sizes: Record<string, number[]> = { 'ABC bytes': [], 'MIDI bytes': [], bars: [], 'music lines': [] };
  for (const { abc, midiBytes } of tunes) {
    const lines = abc.split('\n');
    const keyLine = lines.findIndex((line) => line.startsWith('K:'));
    const header = lines.slice(0, keyLine + 1);
    const music = lines.slice(keyLine + 1).filter((line) => line !== '' && !/^(%|[A-Za-z]:)/.test(line));
    const body = music.join('\n');
    const field = (letter: string) =>
      header
        .find((line) => line.startsWith(`${letter}:`))
        ?.slice(2)
        .trim() ?? 'none';
    count('header order', header.map((line) => line[0]).join(''));
    count('metre', field('M'));
    count('unit length', field('L'));
    const key = field('K');
    count(
      'key',
      key.replace(/ ?(maj|min|dor|mix|lyd|phr)\w*$/i, (_, mode) =>
        mode.toLowerCase().replace('maj', '').replace('min', 'm'),
      ),
    );
    for (const [name, sign] of Object.entries(SIGNS)) {
      if (sign.test(body)) signs.set(name, (signs.get(name) ?? 0) + 1);
    }
    const plain = body.replace(/"[^"]*"|\{[^}]*\}|![^!\n]*!|!$|\\$/gm, '').replace(/\|\[?[12]/g, '|');
    for (const [, length] of plain.matchAll(/[A-Ga-g][,']*([\d/]*)/g))
      count('note length', length === '' ? '1' : length!);
    let last: number | undefined;
    for (const [, letter, marks] of plain.matchAll(/([A-Ga-g])([,']*)/g)) {
      let step = 'CDEFGAB'.indexOf(letter!.toUpperCase()) + (letter! > 'Z' ? 7 : 0);
      for (const mark of marks!) step += mark === "'" ? 7 : -7;
      if (last !== undefined) count('interval in steps', step - last);
      last = step;
    }
    const bars = plain
      .split(/[|:[\]]+/)
      .map((bar) => bar.replace(/[\s()`]/g, ''))
      .filter((bar) => bar !== '');
    for (const [i, bar] of bars.entries()) {
      let distance = 1;
      while (distance <= i && bars[i - distance] !== bar) distance++;
      count('same bar as … bars ago', distance > i ? 'new' : distance);
    }
    for (const line of music)
      count('bars in a line', line.split(/[|:\]]*\|[|:[\]]*|::/).filter((bar) => bar.trim() !== '').length);
    sizes['ABC bytes']!.push(abc.length);
    sizes['MIDI bytes']!.push(midiBytes);
    sizes.bars!.push(bars.length);
    sizes['music lines']!.push(music.length);
  }
  const shares = (map: Map<string, number>): Shares => {
    const total = [...map.values()].reduce((a, b) => a + b, 0);
    return Object.fromEntries([...map].sort((a, b) => b[1] - a[1]).map(([k, n]) => [k, n / total]));
  };
  return {
    distributions: Object.fromEntries(Object.entries(counts).map(([what, map]) => [what, shares(map)])),
    signs: Object.fromEntries(
      Object.keys(SIGNS).map((name) => [name, (signs.get(name) ?? 0) / tunes.length]),
    ),
    percentiles: Object.fromEntries(
      Object.entries(sizes).map(([what, all]) => {
        all.sort((a, b) => a - b);
        return [what, [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => all[Math.floor(p * all.length)]!)];
      }),
    ),
  };
}

/** Half of the summed differences: the share of one corpus that would have to change to become the other. */
export function distance(a: Shares, b: Shares): number {
  const all = new Set([...Object.keys(a), ...Object.keys(b)]);
  let sum = 0;
  for (const value of all) sum += Math.abs((a[value] ?? 0) - (b[value] ?? 0));
  return sum / 2;
}
