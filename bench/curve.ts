/**
 * `npm run curve -- RUN…`: validation bits per byte of training runs against pairs seen and floating point operations, the
 * paper's two points beside them, and what a power law through each run's points says of ten times the compute. Runs
 * given with a plus sign between them (`RUN+RUN`) are stages of one training. What lies in the cool-down is marked and left
 * out of the fit: a rate that falls lowers the cost by itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metrics } from '../src/train/metrics.ts';
import type { TrainerState } from '../src/train/run-state.ts';

interface Point {
  pairs: number;
  flops: number;
  bpb: number;
  cooling: boolean;
}

/** Wu et al. 2024, section 4.3: ABC to MIDI, 110 M parameters, by pairs in the training set; 32 epochs. */
const PAPER = [
  { pairs: 1e3, bpb: 0.2381 },
  { pairs: 1e5, bpb: 0.0011 },
];

for (const name of process.argv.slice(2)) {
  const points: Point[] = [];
  for (const run of name.split('+')) points.push(...pointsOf(run, points.at(-1)));
  console.log(`\n${name}\n     pairs    TFLOP  validation BPB`);
  for (const { pairs, flops, bpb, cooling } of points)
    console.log(
      `${String(pairs).padStart(10)}  ${(Number.isFinite(flops) ? (flops / 1e12).toFixed(1) : 'unknown').padStart(7)}  ${bpb.toFixed(4)}${cooling ? '  cooling down' : ''}`,
    );
  const law = powerLaw(points.filter((p) => !p.cooling && Number.isFinite(p.flops)));
  const last = points.at(-1);
  if (!law || !last) continue;
  console.log(
    `before the cool-down: BPB falls as FLOP^${law.exponent.toFixed(2)} (${law.count} points, log residual ${law.residual.toFixed(2)}); ` +
      `ten times the compute of the run, cooled down as it was: about ${(last.bpb * 10 ** law.exponent).toFixed(4)}`,
  );
}
console.log('\nthe paper, bGPT of 110 M parameters, IrishMAN, abc2midi');
for (const { pairs, bpb } of PAPER)
  console.log(`${String(pairs).padStart(10)} pairs in the training set: ${bpb}`);

function pointsOf(run: string, before: Point | undefined): Point[] {
  const { trainer } = JSON.parse(readFileSync(join(run, 'trainer.json'), 'utf8')) as {
    trainer: TrainerState;
  };
  const coolsFrom = 1 - trainer.options.schedule.cooldownShare;
  return readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Metrics)
    .flatMap(({ pairs, flops, validBpb, done }) =>
      validBpb === undefined
        ? []
        : [
            {
              pairs: pairs + (before?.pairs ?? 0),
              // runs from before FLOP were counted have none
              flops: (flops ?? Number.NaN) + (before?.flops ?? 0),
              bpb: validBpb,
              cooling: done > coolsFrom,
            },
          ],
    );
}

/** Least squares of log BPB over log FLOP; undefined below three points. */
function powerLaw(points: readonly Point[]) {
  const count = points.length;
  if (count < 3) return undefined;
  const x = points.map((p) => Math.log10(p.flops));
  const y = points.map((p) => Math.log10(p.bpb));
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / count;
  const [mx, my] = [mean(x), mean(y)];
  const exponent =
    x.reduce((sum, xi, i) => sum + (xi - mx) * (y[i]! - my), 0) /
    x.reduce((sum, xi) => sum + (xi - mx) ** 2, 0);
  const residual = Math.sqrt(mean(y.map((yi, i) => (yi - my - exponent * (x[i]! - mx)) ** 2)));
  return { exponent, residual, count };
}
