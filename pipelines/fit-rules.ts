/**
 * Fits the weights of the rule-based transcriber (src/music/rules) to tunes whose ABC is known, and prints them as the module
 * fitted-weights.ts: softmax regression over the candidates of every tune, full-batch gradient ascent.
 *
 *   node --import tsx pipelines/fit-rules.ts ../shared/data/train-open.jsonl.gz > src/music/rules/fitted-weights.ts
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { scoreFacts } from '../src/measure/compare-abc/score-facts.ts';
import { canonicalMidi } from '../src/music/canonical-midi/canonical-midi.ts';
import { render } from '../src/music/reference-renderer.ts';
import { type Barring, barrings } from '../src/music/rules/barrings.ts';
import type { Candidate } from '../src/music/rules/choose.ts';
import { type Key, keys } from '../src/music/rules/keys.ts';
import { keyName } from '../src/music/transcribe/key-name.ts';

const STEPS = 150;
/** Every third tune will do. */
const EVERY = 3;
const RATE = 1;
/** Of the square of every weight. */
const DECAY = 1e-4;

interface Example {
  candidates: readonly { features: Readonly<Record<string, number>> }[];
  right: number;
}

const lines = gunzipSync(readFileSync(process.argv[2]!)).toString().trim().split('\n');
const sets: Record<'metreAndPickup' | 'pickup' | 'keyAndMode' | 'mode', Example[]> = {
  ...{ metreAndPickup: [], pickup: [], keyAndMode: [], mode: [] },
};
for (const line of lines.filter((_, i) => i % EVERY === 0)) {
  const { abc, teacherOk } = JSON.parse(line) as { abc: string; teacherOk: boolean };
  const rendering = teacherOk ? render(abc) : undefined;
  const canonical = rendering?.ok ? canonicalMidi(rendering.midi) : undefined;
  const facts = canonical?.ok ? scoreFacts(abc) : undefined;
  if (!canonical?.ok || !facts) continue;
  const metre = { numerator: facts.metre.num, denominator: facts.metre.den };
  const isBarring = ({ metre: own, pickup }: Barring) =>
    own.numerator === metre.numerator && own.denominator === metre.denominator && pickup * 5 === facts.pickup;
  const isKey = ({ sharps, mode }: Key) => {
    const name = keyName(sharps, mode);
    return sharps === facts.keySignature && name.toLowerCase() === facts.key.toLowerCase();
  };
  add(sets.metreAndPickup, barrings(canonical.tune), isBarring);
  add(sets.pickup, barrings(canonical.tune, metre), isBarring);
  add(sets.keyAndMode, keys(canonical.tune), isKey);
  add(sets.mode, keys(canonical.tune, facts.keySignature), isKey);
}

function add<T>(set: Example[], candidates: Candidate<T>[], isRight: (value: T) => boolean): void {
  const right = candidates.findIndex(({ value }) => isRight(value));
  if (right >= 0) set.push({ candidates, right });
}

function weightsFor(examples: readonly Example[]): { weights: Record<string, number>; right: number } {
  const all = new Set<string>();
  for (const { candidates } of examples)
    for (const { features } of candidates) for (const name of Object.keys(features)) all.add(name);
  const columns = [...all];
  const rows = examples.map(({ candidates }) =>
    candidates.map(({ features }) => Float64Array.from(columns, (name) => features[name] ?? 0)),
  );
  const weights = new Float64Array(columns.length);
  const scale = new Float64Array(columns.length).fill(1e-8);
  const scoresOf = (candidates: readonly Float64Array[]) =>
    candidates.map((features) => features.reduce((sum, value, i) => sum + value * weights[i]!, 0));
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(columns.length);
    for (const [i, candidates] of rows.entries()) {
      const scores = scoresOf(candidates);
      const most = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - most));
      const sum = powers.reduce((a, b) => a + b, 0);
      for (const [j, features] of candidates.entries()) {
        const error = (Number(j === examples[i]!.right) - powers[j]! / sum) / rows.length;
        for (let k = 0; k < features.length; k++) gradient[k]! += error * features[k]!;
      }
    }
    // Adagrad (Duchi et al. 2011): features of other sizes learn at like rates
    for (let k = 0; k < weights.length; k++) {
      const slope = gradient[k]! - DECAY * weights[k]!;
      scale[k]! += slope * slope;
      weights[k]! += (RATE * slope) / Math.sqrt(scale[k]!);
    }
  }
  const right = rows.filter((candidates, i) => {
    const scores = scoresOf(candidates);
    return scores.indexOf(Math.max(...scores)) === examples[i]!.right;
  }).length;
  return { weights: Object.fromEntries(columns.map((name, k) => [name, weights[k]!])), right };
}

process.stdout.write(
  "/** Written by pipelines/fit-rules.ts; not to be edited. */\nimport type { Weights } from './choose.ts';\n",
);
for (const [name, examples] of Object.entries(sets)) {
  const { weights, right } = weightsFor(examples);
  process.stderr.write(`${name}: ${right} of ${examples.length} right\n`);
  const rows = Object.entries(weights).map(
    ([feature, weight]) => `  '${feature}': ${Number(weight.toFixed(2))},\n`,
  );
  const constant = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  process.stdout.write(`\nexport const ${constant}_WEIGHTS: Weights = {\n${rows.join('')}};\n`);
}
