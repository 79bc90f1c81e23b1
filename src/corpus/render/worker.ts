/**
 * A worker of the pool: takes a batch of tunes, gives back rows with their bytes in one transferred buffer. It notes in
 * shared memory which tune it is at, so that the pool can tell one that never ends and put the blame where it belongs.
 */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { BgptError, type BgptErrorOptions, type ErrorCode } from '../../errors.ts';
import type { WorkItem } from '../stages/prepare.ts';
import { type Failure, type RenderedRow, type RenderingOptions, renderings } from './render-item.ts';
import { openRenderer, type Renderer, type RendererSpec } from './renderers.ts';

export interface Batch {
  items: WorkItem[];
  options: RenderingOptions;
  renderer: RendererSpec;
  /** [tune it is at + 1]: 0 before the first. */
  progress: Int32Array;
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

export default async function renderBatch(batch: Batch): Promise<BatchResult> {
  try {
    return await renderedBatch(batch);
  } catch (thrown) {
    if (!(thrown instanceof BgptError && thrown.code === 'teacher/disagrees')) throw thrown;
    const { code, message, hint, details } = thrown;
    const stop = { code, message, options: { details, ...(hint === undefined ? {} : { hint }) } };
    return { rows: [], failures: [], bytes: new Uint8Array(), stop };
  }
}

async function renderedBatch({ items, options, renderer: spec, progress }: Batch): Promise<BatchResult> {
  const renderer = await rendererOf(spec);
  const rows: PackedRow[] = [];
  const failures: BatchResult['failures'] = [];
  const pieces: Uint8Array[] = [];
  for (const [item, tune] of items.entries()) {
    Atomics.store(progress, 0, item + 1);
    for await (const result of renderings(tune, renderer, options)) {
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
  const result = { rows, failures, bytes };
  return move({ [transferableSymbol]: [bytes.buffer], [valueSymbol]: result }) as never;
}
