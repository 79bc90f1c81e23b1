/**
 * Rendering on all cores. Results come in the order of the tunes, whatever the number of workers. A tune past its time, or
 * one that kills its worker twice, costs that worker its life and nobody else anything: the rest of its batch is done again.
 */
import { BgptError, messageOf } from '../../errors.ts';
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
const WATCH_MS = 100;

interface Watched {
  /** How many tunes have begun; undefined while the batch is in the queue. */
  steps: (() => number) | undefined;
  begun: number;
  since: number;
  stop: AbortController;
}

export function openRenderPool({ workers, timeLimit, renderer, rendering }: RenderPoolOptions): RenderPool {
  const pool = openProcessPool<Batch, BatchResult>({
    module: WORKER_MODULE,
    processes: workers,
    heapMb: WORKER_HEAP_MB,
  });
  const running = new Set<Watched>();
  const watch = setInterval(() => {
    const now = performance.now();
    for (const batch of running) {
      const begun = batch.steps?.() ?? 0;
      if (begun !== batch.begun) Object.assign(batch, { begun, since: now });
      // 0: the process itself is not ready
      else if (begun > 0 && now - batch.since > timeLimit * 1000) batch.stop.abort();
    }
  }, WATCH_MS);
  watch.unref();
  let closing = false;

  async function renderBatch(items: readonly WorkItem[]): Promise<Rendered> {
    if (items.length === 0) return { rows: [], rejections: [] };
    const watched: Watched = { steps: undefined, begun: 0, since: 0, stop: new AbortController() };
    running.add(watched);
    try {
      const result = await pool.run(
        { items: [...items], options: rendering, renderer },
        {
          signal: watched.stop.signal,
          onBegin: (steps) => {
            watched.steps = steps;
          },
        },
      );
      if (result.stop) throw new BgptError(result.stop.code, result.stop.message, result.stop.options);
      return unpack(items, result);
    } catch (thrown) {
      if (!(thrown instanceof ProcessDied) || thrown.steps === 0 || closing) throw thrown;
      const culprit = thrown.steps - 1;
      const { origin } = items[culprit]!;
      running.delete(watched);
      const late = watched.stop.signal.aborted;
      const before = await renderBatch(items.slice(0, culprit));
      // whoever ended the process may not have meant the tune: alone it gets another chance
      const again = !late && items.length > 1 ? await renderBatch([items[culprit]!]) : undefined;
      const rejection = late
        ? { code: 'teacher/timeout', origin, reason: `not done after ${timeLimit} s` }
        : { code: 'teacher/crashed', origin, reason: messageOf(thrown) };
      const after = await renderBatch(items.slice(culprit + 1));
      return join([before, again ?? { rows: [], rejections: [rejection] }, after]);
    } finally {
      running.delete(watched);
    }
  }

  return {
    async render(items) {
      const batches: Promise<Rendered>[] = [];
      for (let i = 0; i < items.length; i += BATCH) batches.push(renderBatch(items.slice(i, i + BATCH)));
      return join(await Promise.all(batches));
    },
    async close() {
      closing = true;
      clearInterval(watch);
      await pool.close();
    },
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
