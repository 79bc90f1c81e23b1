/**
 * Rendering on all cores. Results come in the order of the tunes, whatever the number of workers. A tune past its time, or
 * one that kills its worker, costs that worker its life and nobody else anything: the rest of its batch is rendered again.
 */
import { Piscina } from 'piscina';
import { BgptError, messageOf } from '../../errors.ts';
import type { Rejection } from '../entry.ts';
import type { GroupRow } from '../group-row.ts';
import type { WorkItem } from '../stages/prepare.ts';
import type { RenderingOptions } from './render-item.ts';
import type { RendererSpec } from './renderers.ts';
import type { Batch, BatchResult } from './worker.ts';

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
/** A worker that needs more is a tune gone wrong. Larger young generations cost memory and saved nothing (docs/LOG.md). */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 512 };

interface Watched {
  progress: Int32Array;
  tune: number;
  since: number;
  stop: AbortController;
}

const fromSource = import.meta.url.endsWith('.ts');
const workerFile = fromSource ? './worker-from-source.mjs' : './worker.js';

export function openRenderPool({ workers, timeLimit, renderer, rendering }: RenderPoolOptions): RenderPool {
  const piscina = new Piscina<Batch, BatchResult>({
    filename: new URL(workerFile, import.meta.url).href,
    minThreads: 1,
    // by default an idle worker goes, and the next batch pays for a new one: modules loaded, functions compiled again
    idleTimeout: Number.POSITIVE_INFINITY,
    maxThreads: workers,
    // that file registers tsx: an inherited `--import tsx` would do so again, and for abcjs's many CommonJS files, too
    ...(fromSource ? { execArgv: [] } : {}),
    resourceLimits: RESOURCE_LIMITS,
  });
  // errors reach the caller through the batch that they ended
  piscina.on('error', () => undefined);
  const running = new Set<Watched>();
  const watch = setInterval(() => {
    const now = performance.now();
    for (const batch of running) {
      const tune = Atomics.load(batch.progress, 0);
      if (tune !== batch.tune) Object.assign(batch, { tune, since: now });
      // tune 0: still in the queue
      else if (tune > 0 && now - batch.since > timeLimit * 1000) batch.stop.abort();
    }
  }, WATCH_MS);
  watch.unref();

  async function renderBatch(items: readonly WorkItem[]): Promise<Rendered> {
    if (items.length === 0) return { rows: [], rejections: [] };
    const progress = new Int32Array(new SharedArrayBuffer(4));
    const watched: Watched = { progress, tune: 0, since: 0, stop: new AbortController() };
    running.add(watched);
    try {
      const batch = { items: [...items], options: rendering, renderer, progress };
      const result = await piscina.run(batch, { signal: watched.stop.signal });
      if (result.stop) throw new BgptError(result.stop.code, result.stop.message, result.stop.options);
      return unpack(items, result);
    } catch (thrown) {
      if (thrown instanceof BgptError) throw thrown;
      const culprit = Atomics.load(progress, 0) - 1;
      if (culprit < 0 || closing) throw thrown;
      const { origin } = items[culprit]!;
      const rejection = watched.stop.signal.aborted
        ? { code: 'teacher/timeout', origin, reason: `not done after ${timeLimit} s` }
        : { code: 'teacher/crashed', origin, reason: messageOf(thrown) };
      const before = await renderBatch(items.slice(0, culprit));
      const after = await renderBatch(items.slice(culprit + 1));
      return join([before, { rows: [], rejections: [rejection] }, after]);
    } finally {
      running.delete(watched);
    }
  }

  let closing = false;
  return {
    async render(items) {
      const batches: Promise<Rendered>[] = [];
      for (let i = 0; i < items.length; i += BATCH) batches.push(renderBatch(items.slice(i, i + BATCH)));
      return join(await Promise.all(batches));
    },
    async close() {
      closing = true;
      clearInterval(watch);
      await piscina.destroy();
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
