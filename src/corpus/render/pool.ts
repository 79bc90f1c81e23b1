/**
 * Rendering on all cores. Results come in the order of the tunes, whatever the number of workers. A tune past its time, or
 * one that kills its worker, costs that worker its life and nobody else anything: each tune of its batch is done again, alone.
 */
import { BgptError } from '../../errors.ts';
import type { Rejection } from '../entry.ts';
import type { GroupRow } from '../group-row.ts';
import type { WorkItem } from '../stages/prepare.ts';
import { openProcessPool, ProcessDied } from './process-pool.ts';
import type { RenderingOptions } from './render-item.ts';
import type { RendererSpec } from './renderers.ts';
import type { Batch, BatchResult } from './worker.ts';
import { WORKER_HEAP_MB, WORKER_MODULE } from './worker-module.ts';

export interface RenderPoolOptions {
  workers: number;
  /** Seconds that one tune may take, all its transpositions together. */
  timeLimit: number;
  renderer: RendererSpec;
  rendering: RenderingOptions;
}

export interface Rendered {
  rows: GroupRow[];
  rejections: Rejection[];
}

export interface RenderPool {
  /** One result a tune, in order. */
  render(items: readonly WorkItem[]): Promise<Rendered>;
  close(): Promise<void>;
}

/** Tunes a message: enough that messages cost nothing, few enough that a dead worker costs little. */
const BATCH = 16;

export function openRenderPool({ workers, timeLimit, renderer, rendering }: RenderPoolOptions): RenderPool {
  const pool = openProcessPool<Batch, BatchResult>({
    module: WORKER_MODULE,
    processes: workers,
    heapMb: WORKER_HEAP_MB,
    timeLimit,
  });

  async function renderBatch(items: readonly WorkItem[]): Promise<Rendered> {
    try {
      const result = await pool.run({ items: [...items], options: rendering, renderer });
      if (result.stop) throw new BgptError(result.stop.code, result.stop.message, result.stop.options);
      return unpack(items, result);
    } catch (thrown) {
      if (!(thrown instanceof ProcessDied) || thrown.why === 'closed') throw thrown;
      // one of them did it: alone, each has a process and the whole time for itself
      if (items.length > 1) return join(await Promise.all(items.map((item) => renderBatch([item]))));
      const code = thrown.why === 'time' ? 'teacher/timeout' : 'teacher/crashed';
      return { rows: [], rejections: [{ code, origin: items[0]!.origin, reason: thrown.message }] };
    }
  }

  return {
    async render(items) {
      const batches: Promise<Rendered>[] = [];
      for (let i = 0; i < items.length; i += BATCH) batches.push(renderBatch(items.slice(i, i + BATCH)));
      return join(await Promise.all(batches));
    },
    close: () => pool.close(),
  };
}

function join(parts: readonly Rendered[]): Rendered {
  return { rows: parts.flatMap((part) => part.rows), rejections: parts.flatMap((part) => part.rejections) };
}

function unpack(items: readonly WorkItem[], { rows, failures, bytes }: BatchResult): Rendered {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const moved = (transpose: number) => (transpose === 0 ? '' : `@${transpose > 0 ? '+' : ''}${transpose}`);
  return {
    rows: rows.map(({ item, files, ...about }) => {
      const { id, group, origin, label = '' } = items[item]!;
      return {
        id: `${id}${moved(about.transpose)}`,
        group,
        files: files.map(({ format, length }) => ({ format, bytes: take(length) })),
        label,
        about: { origin, ...about },
      };
    }),
    rejections: failures.map(({ item, code, transpose, reason }) => ({
      code,
      origin: `${items[item]!.origin}${moved(transpose)}`,
      reason,
    })),
  };
}
