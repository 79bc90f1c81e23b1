/** One engine in a process of its own: `engine-child.ts ENGINE DEVICE PRODUCTS STEPS`; its last line is JSON. */
import { type EngineRequest, openEngine } from '../src/engine/choose-engine.ts';
import { openStep } from './engine-step.ts';

export interface EngineRun {
  /** Seconds of each step but the first, which fills arenas. */
  seconds: number[];
  compileS: number;
  peakMiB: number;
  /** Mean nats of a symbol at the first and the last step: the step does train. */
  nats: [number, number];
}

const [name, device, products, steps] = process.argv.slice(2) as [string, string, string, string];
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const { engine } = await openEngine({ engine: name, device, products } as EngineRequest);
const bench = await openStep(engine);
const first = await bench.step();
const seconds: number[] = [];
let last = first.nats;
for (let i = 0; i < Number(steps); i++) {
  const made = await bench.step();
  seconds.push(made.seconds);
  last = made.nats;
}
const run: EngineRun = {
  seconds,
  compileS: bench.compileS,
  // maxRSS is in KiB
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  nats: [first.nats, last],
};
process.stdout.write(`\n${JSON.stringify(run)}\n`);
process.exit(0);
