/** Cold start alone, of a checkpoint (by default the shipped one): `npm run build && npm run bench:cold`; BENCH_ROUNDS of each, 7 unless said. */
import { fileURLToPath } from 'node:url';
import { COLD_START_BAR, coldStart } from './cold-start.ts';
import { machine, publish } from './harness.ts';

const shipped = fileURLToPath(new URL('../checkpoints/tunes-6m', import.meta.url));
const rounds = Number(process.env.BENCH_ROUNDS ?? 7);

await publish('cold', {
  what: 'seconds from the start of a process to its first byte, medians and leasts of alternating runs',
  machine: machine(['onnxruntime-node', '@tensorflow/tfjs', 'tsx']),
  rounds,
  seconds: await coldStart(process.env.BGPT_CHECKPOINT ?? shipped, rounds),
  barSeconds: COLD_START_BAR,
});
