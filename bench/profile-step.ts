/**
 * `npx tsx bench/profile-step.ts [DEVICE] [STEPS]`: where a training step's time goes, by kind of op: ONNX Runtime's own
 * profile of the gradient program of the 8.4 M model, summed over micro-batches and divided by the steps.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from '../src/engine/engine.ts';
import { onnxEngine } from '../src/engine/onnx/onnx-engine.ts';
import { openStep } from './engine-step.ts';

interface ProfileEvent {
  cat: string;
  name: string;
  /** Microseconds. */
  dur: number;
  args?: { op_name?: string; provider?: string };
}

const [device = 'cpu', steps = '3'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'bgpt-profile-'));
try {
  const engine = onnxEngine({ device: device as Device });
  const bench = await openStep(engine, undefined, { profile: join(folder, 'step') });
  const times: number[] = [];
  for (let i = 0; i < Number(steps); i++) times.push((await bench.step()).seconds);
  // the profile is written when the session ends
  await engine.dispose();
  const events = readdirSync(folder).flatMap(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProfileEvent[],
  );
  const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
  const byOp = new Map<string, { ms: number; count: number }>();
  for (const { dur, args } of kernels) {
    const provider = args?.provider?.replace('ExecutionProvider', '').toLowerCase();
    const op = `${args?.op_name ?? 'unknown'}${provider && provider !== 'cpu' ? ` (${provider})` : ''}`;
    const sum = byOp.get(op) ?? { ms: 0, count: 0 };
    byOp.set(op, { ms: sum.ms + dur / 1000 / Number(steps), count: sum.count + 1 / Number(steps) });
  }
  const total = [...byOp.values()].reduce((sum, { ms }) => sum + ms, 0);
  const rows = [...byOp].sort(([, a], [, b]) => b.ms - a.ms);
  console.log(
    `${times.map((s) => `${s.toFixed(2)} s`).join(', ')} a step; ${total.toFixed(0)} ms of it in the gradient program's nodes:`,
  );
  console.log('   ms a step   share   nodes a step   op');
  for (const [op, { ms, count }] of rows) {
    const share = `${((100 * ms) / total).toFixed(1)} %`;
    console.log(
      `${ms.toFixed(1).padStart(12)} ${share.padStart(7)} ${String(Math.round(count)).padStart(14)}   ${op}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
