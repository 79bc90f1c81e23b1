/**
 * A worker of the pool, a process of its own: takes a batch of tunes, answers with rows and their bytes in one buffer. It says
 * which tune it begins, so that the pool can tell one that never ends and put the blame where it belongs.
 */
import { Worker } from 'node:worker_threads';
import { BgptError, type BgptErrorOptions, type ErrorCode, messageOf } from '../../errors.ts';
import { abcjsRendering, type Rendering } from '../../music/reference-renderer.ts';
import type { WorkItem } from '../stages/prepare.ts';
import { beginStep } from './process-pool.ts';
import { type Failure, type RenderedRow, type RenderingOptions, renderings } from './render-item.ts';
import { openRenderer, type Renderer, type RendererSpec } from './renderers.ts';

export interface Batch {
  items: WorkItem[];
  options: RenderingOptions;
  renderer: RendererSpec;
}

/** One tune for abcjs, as it is: nothing is checked. */
export interface RenderRequest {
  render: string;
}

export interface PackedRow extends Omit<RenderedRow, 'files'> {
  /** Index of the tune in the batch. */
  item: number;
  files: { format: string; length: number }[];
}

export interface BatchResult {
  rows: PackedRow[];
  failures: (Failure & { item: number })[];
  /** The files of all rows, in their order. */
  bytes: Uint8Array;
  /** What ends the whole build. An error itself would lose its code on its way to the main thread. */
  stop?: { code: ErrorCode; message: string; options: BgptErrorOptions };
}

const open = new Map<string, Promise<Renderer>>();

function rendererOf(spec: RendererSpec): Promise<Renderer> {
  const key = JSON.stringify(spec);
  const known = open.get(key);
  if (known) return known;
  const opening = openRenderer(spec);
  open.set(key, opening);
  // what failed is tried again
  opening.catch(() => open.delete(key));
  return opening;
}

async function answer(message: Batch | RenderRequest): Promise<BatchResult | Rendering> {
  if ('render' in message) {
    beginStep(1);
    return abcjsRendering(message.render);
  }
  try {
    return await renderedBatch(message);
  } catch (thrown) {
    if (!(thrown instanceof BgptError)) throw thrown;
    const { code, message, hint, details } = thrown;
    const stop = { code, message, options: { details, ...(hint === undefined ? {} : { hint }) } };
    return { rows: [], failures: [], bytes: new Uint8Array(), stop };
  }
}

async function renderedBatch({ items, options, renderer: spec }: Batch): Promise<BatchResult> {
  const renderer = await rendererOf(spec);
  const rows: PackedRow[] = [];
  const failures: BatchResult['failures'] = [];
  const pieces: Uint8Array[] = [];
  for (const [item, tune] of items.entries()) {
    beginStep(item + 1);
    for await (const result of caught(renderings(tune, renderer, options))) {
      if ('code' in result) {
        failures.push({ ...result, item });
        continue;
      }
      const files = result.files.map(({ format, bytes }) => ({ format, length: bytes.length }));
      rows.push({ ...result, files, item });
      pieces.push(...result.files.map(({ bytes }) => bytes));
    }
  }
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { rows, failures, bytes };
}

/** A renderer of the user's own may throw: that is the tune's end, not the worker's. */
async function* caught(results: AsyncIterable<RenderedRow | Failure>): AsyncGenerator<RenderedRow | Failure> {
  try {
    yield* results;
  } catch (thrown) {
    if (thrown instanceof BgptError) throw thrown;
    yield { code: 'teacher/crashed', transpose: 0, reason: messageOf(thrown) };
  }
}

/** A parent that was killed can stop no worker, and one that is lost in a tune hears nothing: a thread looks for both. */
const WATCHMAN = `const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 2000);`;

process.on('message', async (message: Batch | RenderRequest) => {
  process.send!(await answer(message));
});
// Ctrl-C reaches all processes of a terminal; when to stop is the parent's to say
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
new Worker(WATCHMAN, { eval: true, execArgv: [] }).unref();
