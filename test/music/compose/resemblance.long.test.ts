import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { validateMidi } from '../../../src/formats/midi/validate-midi.ts';
import { drawTune } from '../../../src/music/compose/generate.ts';
import { SYNTHETIC_PROFILES, type SyntheticProfileName } from '../../../src/music/compose/options.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { distance, statistics } from './statistics.ts';
import { witness } from './witness.ts';

const REAL = resolve(import.meta.dirname, '../../../../shared/data/train-open.jsonl.gz');

test.each(Object.keys(SYNTHETIC_PROFILES) as SyntheticProfileName[])(
  'of 1,000 tunes of profile %s at least 99.9 % pass the checks, and none is warned of',
  (profile) => {
    let failures = 0;
    for (let index = 0; index < 1000; index++) {
      const { abc } = drawTune(42, index, { profile });
      expect(witness(abc).warnings, abc).toEqual([]);
      const rendering = render(abc);
      if (!rendering.ok || !validateMidi(rendering.midi).valid) failures++;
    }
    console.log(`${profile}: ${failures} of 1,000 fail the checks`);
    expect(failures).toBeLessThanOrEqual(1);
  },
);

describe.skipIf(!existsSync(REAL))('beside ../shared/data/train-open.jsonl.gz', () => {
  test('profile tunes looks like the open tune books', () => {
    const rows = gunzipSync(readFileSync(REAL)).toString().trim().split('\n');
    const real = statistics(rows.map((row) => JSON.parse(row)).filter((row) => row.teacherOk));
    const drawn = statistics(
      Array.from({ length: 3000 }, (_, index) => {
        const { abc } = drawTune(99, index, { profile: 'tunes' });
        const rendering = render(abc);
        return { abc, midiBytes: rendering.ok ? rendering.midi.length : 0 };
      }),
    );
    const percent = (x = 0) => `${(100 * x).toFixed(1)} %`;
    const lines: string[] = [
      '| distribution | distance | commonest, open tunes / synthetic |',
      '|---|---|---|',
    ];
    for (const [what, shares] of Object.entries(real.distributions)) {
      const ours = drawn.distributions[what]!;
      const top = Object.keys(shares)
        .sort((a, b) => shares[b]! - shares[a]!)
        .slice(0, 6);
      const row = top
        .map((v) => `${v.replaceAll('|', '\\|')} ${percent(shares[v])} / ${percent(ours[v])}`)
        .join(', ');
      lines.push(`| ${what} | ${percent(distance(shares, ours))} | ${row} |`);
    }
    lines.push('', '| tunes with | open tunes | synthetic |', '|---|---|---|');
    for (const [sign, share] of Object.entries(real.signs))
      lines.push(`| ${sign} | ${percent(share)} | ${percent(drawn.signs[sign])} |`);
    lines.push('', '| 5, 25, 50, 75, 95 % of tunes have at most | open tunes | synthetic |', '|---|---|---|');
    for (const [size, at] of Object.entries(real.percentiles))
      lines.push(`| ${size} | ${at.join(', ')} | ${drawn.percentiles[size]!.join(', ')} |`);
    console.log(lines.join('\n'));

    for (const [what, shares] of Object.entries(real.distributions)) {
      expect(distance(shares, drawn.distributions[what]!), what).toBeLessThan(0.2);
    }
    for (const [sign, share] of Object.entries(real.signs)) {
      expect(Math.abs(share - drawn.signs[sign]!), sign).toBeLessThan(0.1);
    }
    for (const [size, at] of Object.entries(real.percentiles)) {
      const median = drawn.percentiles[size]![2]! / at[2]!;
      expect(Math.abs(median - 1), size).toBeLessThan(0.15);
    }
  });
});
