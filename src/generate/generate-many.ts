/**
 * Many files at once: each row of the batch writes one file, a patch of every row in one graph call; a row that ends takes
 * the next file. Every file gets the bytes that it gets alone. Without drafts: rows that wait for each other lose more
 * than drafts win.
 */
import { stateWidth } from '../model/model.ts';
import { blankContext, PatchContext, setPlace } from '../reading/patch-context.ts';
import { Caches } from './caches.ts';
import type { Decoder } from './decoder.ts';
import { type Generated, type GenerateOptions, lastPatch, readPrefix } from './generate.ts';
import { PatchWriter } from './patch-writer.ts';
import type { Prefix } from './prefix.ts';
import { writeRows } from './write-rows.ts';

/** Rows of a batch there are graphs for. */
const BATCHES = [1, 2, 4, 8, 16] as const;
export const MOST_ROWS = 16;

export interface Finished {
  /** Place of the file among those given. */
  index: number;
  bytes: Uint8Array;
  generated: Generated;
  /** Seconds since its prefix was read. */
  seconds: number;
}

export interface GenerateManyOptions extends Omit<GenerateOptions, 'guard' | 'drafts'> {
  /** A guard of its own for every file. */
  makeGuard?: ((index: number) => GenerateOptions['guard']) | undefined;
  /** Rows at most, 1 to 16. */
  rows?: number;
  /** Called after every round with the bytes written in all, finished files or not. */
  onBytes?: ((bytes: number) => void) | undefined;
}

interface Row {
  index: number;
  places: PatchContext;
  writer: PatchWriter;
  parts: Uint8Array[];
  started: number;
}

/** Yields files as they end, in no particular order. */
export async function* generateMany(
  decoder: Decoder,
  prefixes: readonly Prefix[],
  options: GenerateManyOptions,
): AsyncGenerator<Finished> {
  const { config } = decoder;
  const { patchSize: size } = config;
  const width = stateWidth(config);
  const wanted = Math.min(options.rows ?? MOST_ROWS, prefixes.length, MOST_ROWS);
  const batch = BATCHES.find((rows) => rows >= wanted) ?? MOST_ROWS;
  const caches = new Caches(config, batch, decoder.leastCapacity);
  const states = new Float32Array(batch * width);
  /** The last patch of each row that is read, and its symbols go to the byte decoder, too. */
  const patches = new Int32Array(batch * size);
  const rows: (Row | undefined)[] = new Array(batch).fill(undefined);
  let next = 0;
  let total = 0;

  const begin = async (at: number) => {
    const index = next++;
    const prefix = prefixes[index]!;
    caches.clear(at);
    const started = performance.now();
    const places = new PatchContext(prefix.targetFile, config);
    const { signal } = options;
    states.set(await readPrefix(decoder, caches, places, prefix, { row: at, signal }), at * width);
    patches.set(lastPatch(prefix, size), at * size);
    rows[at] = {
      index,
      places,
      parts: [prefix.prompt.subarray(0, prefix.prompt.length - prefix.begun)],
      started,
      writer: new PatchWriter(config, prefix, options, options.makeGuard?.(index)),
    };
  };

  for (let at = 0; at < wanted && next < prefixes.length; at++) await begin(at);
  const where = blankContext(batch, 1);
  while (rows.some((row) => row)) {
    options.signal?.throwIfAborted();
    await writeRows(
      decoder,
      rows.map((row) => row?.writer),
      { states, previous: patches },
      batch,
    );
    const fresh = new Set<number>();
    for (const [at, row] of rows.entries()) {
      if (!row) continue;
      const { patch, bytes } = row.writer.finish();
      row.parts.push(bytes);
      total += bytes.length;
      if (row.writer.ended) {
        rows[at] = undefined;
        yield finished(row);
        if (next < prefixes.length) {
          await begin(at);
          fresh.add(at);
        }
        continue;
      }
      patches.set(patch, at * size);
      setPlace(where, at, row.places.at(caches.lengths[at]!, patch));
    }
    options.onBytes?.(total);
    const going = rows.flatMap((row, at) => (row && !fresh.has(at) ? [at] : []));
    if (going.length === 0) continue;
    caches.reserve(Math.max(...caches.lengths) + 1);
    const made = await (await decoder.extend(batch, 1)).run({
      patches: { dtype: 'int32', shape: [batch, 1, size], data: patches },
      ...where,
      ...caches.inputs(),
    });
    for (const at of going) {
      caches.append(made, at, at, 1);
      states.set(made.states!.data.subarray(at * width, (at + 1) * width), at * width);
    }
  }
}

function finished({ index, parts, writer, started }: Row): Finished {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const { ended, count, guarded } = writer;
  return {
    index,
    bytes,
    seconds: (performance.now() - started) / 1000,
    generated: { ended: ended!, patches: count, guarded, drafted: 0, accepted: 0 },
  };
}
