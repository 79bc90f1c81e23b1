/**
 * One file being written that can go back: symbols are written, taken back and given, and what the model knows behind each is
 * what it would know had nothing else ever been written. States of all patches are kept, so that going back costs nothing.
 */
import { END } from '../bytes/symbols.ts';
import { SYMBOLS } from '../model/config.ts';
import { stateWidth } from '../model/model.ts';
import { PatchContext } from '../reading/patch-context.ts';
import { Caches } from './caches.ts';
import type { SamplingOptions } from './choose.ts';
import { CHUNK, type Decoder } from './decoder.ts';
import { extend, lastPatch, readPrefix } from './generate.ts';
import { type Ended, PatchWriter } from './patch-writer.ts';
import type { Prefix } from './prefix.ts';
import { writeRows } from './write-rows.ts';

/** What the model would have written next in place of what it wrote, and how much less likely that was. */
export interface Alternative {
  symbol: number;
  /** Nats. */
  cost: number;
}

export interface Continuation {
  /** Symbols of the file so far, padding left out: bytes, and the 256 that ends each short patch. */
  readonly symbols: readonly number[];
  /** By symbol; none where it was given. */
  alternatives(index: number): readonly Alternative[];
  readonly ended: Ended | undefined;
  /** Writes to the end of the patch that is open. */
  write(): Promise<void>;
  /** Keeps the first so many symbols. */
  takeBack(count: number): void;
  /** Takes symbols as if the model had written them, as many as the context holds. @returns how many it took */
  give(symbols: readonly number[]): Promise<number>;
}

/** How many alternatives of a symbol are kept. */
const ALTERNATIVES = 2;

export async function openContinuation(
  decoder: Decoder,
  prefix: Prefix,
  { signal, ...sampling }: SamplingOptions & { signal?: AbortSignal | undefined },
): Promise<Continuation> {
  const { config } = decoder;
  const width = stateWidth(config);
  const caches = new Caches(config, 1, decoder.leastCapacity);
  const context = new PatchContext(prefix.targetFile, config);
  const others: (readonly Alternative[])[] = [];
  const writer: PatchWriter = new PatchWriter(config, prefix, sampling, undefined, (logits, from, chosen) => {
    others[writer.written.length] = runnersUp(logits, from, chosen);
  });
  /** Behind the prefix, and behind each patch of the file that was read. */
  const states = [await readPrefix(decoder, caches, context, prefix, { signal })];
  /** Whole patches, and how many symbols were written up to the end of each. */
  const patches: Uint16Array[] = [];
  const ends: number[] = [];

  /** Reads the whole patches that are not read yet, so that the next one can be written. */
  const readOn = async () => {
    while (states.length <= patches.length) {
      const next = patches.slice(states.length - 1, states.length - 1 + CHUNK);
      const made = await extend(decoder, caches, context, next);
      caches.append(made, 0, 0, next.length);
      const found = made.states!.data as Float32Array;
      for (const i of next.keys()) states.push(Float32Array.from(found.subarray(i * width, (i + 1) * width)));
    }
  };
  const finish = () => {
    patches.push(writer.finish().patch);
    ends.push(writer.written.length);
  };
  return {
    symbols: writer.written,
    alternatives: (index) => others[index] ?? [],
    get ended() {
      return writer.ended;
    },
    async write() {
      signal?.throwIfAborted();
      await readOn();
      const previous = patches.at(-1) ?? lastPatch(prefix, config.patchSize);
      await writeRows(decoder, [writer], { states: states.at(-1)!, previous }, 1);
      finish();
    },
    takeBack(count) {
      if (count >= writer.written.length) return;
      const kept = ends.filter((end) => end <= count).length;
      const begun = writer.written.slice(ends[kept - 1] ?? 0, count);
      patches.length = kept;
      ends.length = kept;
      others.length = Math.min(others.length, count);
      if (states.length > kept + 1) {
        states.length = kept + 1;
        caches.cut(0, prefix.count + kept);
      }
      writer.takeBack(kept, begun, count);
    },
    async give(symbols) {
      for (const [i, symbol] of symbols.entries()) {
        if (writer.ended) return i;
        others[writer.written.length] = [];
        writer.put(symbol);
        if (writer.whole) finish();
      }
      return symbols.length;
    },
  };
}

function runnersUp(logits: Float32Array, from: number, chosen: number): Alternative[] {
  const best: number[] = [];
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    if (symbol === chosen) continue;
    const at = best.findIndex((other) => logits[from + symbol]! > logits[from + other]!);
    if (at >= 0) best.splice(at, 0, symbol);
    else if (best.length < ALTERNATIVES) best.push(symbol);
    if (best.length > ALTERNATIVES) best.pop();
  }
  return best.map((symbol) => ({ symbol, cost: logits[from + chosen]! - logits[from + symbol]! }));
}

/** The bytes that symbols spell, as Latin-1. */
export function spelled(symbols: readonly number[]): string {
  let text = '';
  for (const symbol of symbols) if (symbol !== END) text += String.fromCharCode(symbol);
  return text;
}
