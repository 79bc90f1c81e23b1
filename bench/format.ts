/**
 * The formatter over a file of tunes: how many it formats, why not the rest, how long the texts become, tunes a second.
 * `npx tsx bench/format.ts TUNES.jsonl.gz [--fields XTMK] [--show N] [--code CODE]`
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { formatAbc } from '../src/music/house-style/format-abc.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fields: { type: 'string' },
    show: { type: 'string', default: '0' },
    every: { type: 'string', default: '1' },
    code: { type: 'string' },
    not: { type: 'string' },
  },
});
const rows: { id: string; src: string; abc: string; teacherOk: boolean }[] = gunzipSync(
  readFileSync(positionals[0]!),
)
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const every = Number(values.every);
const tunes = rows
  .filter((row) => row.teacherOk && !(values.not && new RegExp(values.not).test(row.id)))
  .filter((_, i) => i % every === 0);

const codes: Record<string, number> = {};
const bySource: Record<string, [formatted: number, all: number]> = {};
let [formatted, velocities, again, ratios, unspaced, dropped, shown] = [0, 0, 0, 0, 0, 0, 0];
/** A repeat that ends and never begins. */
let loneRepeats = 0;
const bodyOf = (abc: string) => abc.replace(/^(?:.*\n)*?K:.*\n/, '');
/** Alignment by spaces and backquotes is no notation. */
const squeezed = (abc: string) =>
  bodyOf(abc)
    .replace(/[ `]+/g, ' ')
    .replace(/ ?([|:\][]+) ?/g, '$1');
const starts = (abc: string) => bodyOf(abc).match(/\|:/g)?.length ?? 0;
/** An ending's sign ends no further repeat. */
const ends = (abc: string) => bodyOf(abc).match(/:\|(?!\d|\n\[\d)/g)?.length ?? 0;
const began = performance.now();
const results = tunes.map(({ abc }) => formatAbc(abc, { fields: values.fields }));
const seconds = (performance.now() - began) / 1000;
for (const [i, result] of results.entries()) {
  const { id, src, abc } = tunes[i]!;
  bySource[src] ??= [0, 0];
  const source = bySource[src];
  source[1]++;
  if (result.ok) {
    formatted++;
    source[0]++;
    if (result.velocities) velocities++;
    if (/:\|/.test(result.text) && starts(result.text) < ends(result.text)) loneRepeats++;
    if (result.dropped.length > 0) dropped++;
    ratios += bodyOf(result.text).length / bodyOf(abc).length;
    unspaced += squeezed(result.text).length / squeezed(abc).length;
    const twice = formatAbc(result.text, { fields: values.fields });
    if (twice.ok && twice.text === result.text) again++;
  } else codes[result.code] = (codes[result.code] ?? 0) + 1;
  const wanted = values.code ? !result.ok && result.code === values.code : result.ok;
  if (wanted && shown < Number(values.show)) {
    shown++;
    const why = result.ok ? '' : `${result.code} line ${result.line}: ${result.message}`;
    console.log(`---- ${id} ${why}\n${abc}${result.ok ? `>>>>\n${result.text}` : ''}`);
  }
}
console.log(
  JSON.stringify(
    {
      tunes: tunes.length,
      formatted,
      share: formatted / tunes.length,
      codes,
      bySource,
      withLoneRepeats: loneRepeats,
      sameVelocities: velocities,
      formattedTwiceTheSame: again,
      withDroppedSigns: dropped,
      meanBodyLengthAgainstSource: ratios / formatted,
      withoutAlignment: unspaced / formatted,
      tunesPerSecond: tunes.length / seconds,
    },
    undefined,
    1,
  ),
);
