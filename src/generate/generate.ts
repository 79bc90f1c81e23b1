/**
 * One file, patch by patch: the patch decoder goes on over the last patch from its caches, drafts are verified, and what
 * they leave open the byte decoder writes. Yields every patch as soon as it is whole.
 */

import type { Constraint } from '../formats/format.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import { SYMBOLS } from '../model/config.ts';
import { stateWidth } from '../model/model.ts';
import { blankContext, PatchContext, setPlace } from '../reading/patch-context.ts';
import { Caches } from './caches.ts';
import type { SamplingOptions } from './choose.ts';
import { CHUNK, type Decoder } from './decoder.ts';
import { DraftAcceptance, RepeatDrafts } from './drafts.ts';
import { type Ended, PatchWriter } from './patch-writer.ts';
import type { Prefix } from './prefix.ts';
import { type Behind, verify, writeRows } from './write-rows.ts';

/** Tries at what a draft left open before the byte decoder writes it step by step. */
const REDRAFTS = 2;

export interface GenerateOptions extends SamplingOptions {
  guard?: Constraint | undefined;
  /** Drafts from repeats; the bytes are the same without. */
  drafts: boolean;
  signal?: AbortSignal | undefined;
}

export interface Generated {
  ended: Ended;
  /** Patches written. */
  patches: number;
  /** Symbols that the guard changed. */
  guarded: number;
  /** Patches that were drafted, and of those the ones that were right as a whole. */
  drafted: number;
  accepted: number;
}

/** Yields the bytes of each patch, those of a prompt first; returns how it ended. */
export async function* generate(
  decoder: Decoder,
  prefix: Prefix,
  options: GenerateOptions,
): AsyncGenerator<Uint8Array, Generated> {
  const { config } = decoder;
  const { patchSize: size } = config;
  const width = stateWidth(config);
  const { signal } = options;
  const writer = new PatchWriter(config, prefix, options, options.guard);
  const drafts = new RepeatDrafts(writer.written, size);
  const acceptance = new DraftAcceptance();
  const counts = { drafted: 0, accepted: 0 };
  const caches = new Caches(config, 1, decoder.leastCapacity);
  const places = new PatchContext(prefix.targetFile, config);
  const result = (): Generated => ({
    ended: writer.ended!,
    patches: writer.count,
    guarded: writer.guarded,
    ...counts,
  });

  const given = prefix.prompt.subarray(0, prefix.prompt.length - prefix.begun);
  if (given.length > 0) yield given;
  let states = await readPrefix(decoder, caches, places, prefix, { signal });
  let previous = lastPatch(prefix, size);
  /** How many patches are drafted ahead: doubles while all hold. */
  let ahead = 1;
  for (;;) {
    signal?.throwIfAborted();
    const behind = { states, previous };
    await finishPatch(decoder, writer, behind, options.drafts ? { drafts, acceptance } : undefined);
    const { patch, bytes } = writer.finish();
    if (bytes.length > 0) yield bytes;
    if (writer.ended) return result();

    let pending = patch;
    for (let open = false; !open; ) {
      const room = Math.min(ahead, config.patchLength - prefix.count - writer.count);
      const guesses = options.drafts && acceptance.tryNow() ? drafts.patches(writer.patch, 0, room) : [];
      const before = caches.lengths[0]!;
      const read = [pending, ...guesses.slice(0, -1)];
      const made = await extend(decoder, caches, places, read);
      // at once: the program's results last until somebody else runs it, and other outputs of the decoder do
      caches.append(made, 0, 0, read.length);
      const found = Float32Array.from(made.states!.data as Float32Array);
      const stateOf = (i: number) => found.subarray(i * width, (i + 1) * width);
      let right = 0;
      if (guesses.length > 0) {
        const logits = (await verify(decoder, { states: found, previous: joined(read) }, guesses)).slice();
        while (right < guesses.length) {
          counts.drafted++;
          const held = writer.settle(logits, right * size * SYMBOLS, guesses[right]!);
          acceptance.won(held ? size : writer.settled - 1);
          if (!writer.whole) break;
          const next = writer.finish();
          if (held) counts.accepted++;
          right++;
          if (next.bytes.length > 0) yield next.bytes;
          if (writer.ended) return result();
          pending = next.patch;
          if (!held) break;
        }
      }
      const all = right === guesses.length && guesses.length > 0;
      // of what was read, the patch before and the drafts that became patches stay
      const wasWrong = right > 0 && pending.some((s, i) => s !== guesses[right - 1]![i]);
      const kept = Math.min(1 + right - (wasWrong ? 1 : 0), read.length);
      caches.cut(0, before + kept);
      ahead = all && !wasWrong ? Math.min(CHUNK, ahead * 2) : 1;
      if (kept < 1 + right) continue; // the last patch is not read yet
      states = stateOf(right);
      previous = pending;
      open = true;
    }
  }
}

/** Reads the prefix into a row of the caches. @returns the state of its last patch `[stateWidth]` */
export async function readPrefix(
  decoder: Decoder,
  caches: Caches,
  places: PatchContext,
  prefix: Prefix,
  { row = 0, signal }: { row?: number; signal?: AbortSignal | undefined } = {},
): Promise<Float32Array> {
  const { patchSize: size } = decoder.config;
  const width = stateWidth(decoder.config);
  let states = new Float32Array(width);
  for (let from = 0; from < prefix.count; from += CHUNK) {
    signal?.throwIfAborted();
    const patches = Array.from({ length: Math.min(CHUNK, prefix.count - from) }, (_, i) =>
      prefix.symbols.subarray((from + i) * size, (from + i + 1) * size),
    );
    const made = await extend(decoder, caches, places, patches, row, CHUNK);
    caches.append(made, 0, row, patches.length);
    const last = (patches.length - 1) * width;
    states = Float32Array.from(made.states!.data.subarray(last, last + width));
  }
  return states;
}

/** Carries the patch decoder over patches behind those that are in a row's cache; the caller appends. */
export async function extend(
  decoder: Decoder,
  caches: Caches,
  places: PatchContext,
  patches: readonly Uint16Array[],
  row = 0,
  count = patches.length > 1 ? CHUNK : 1,
): Promise<HostTensors> {
  const { config } = decoder;
  const { patchSize: size } = config;
  const at = caches.lengths[row]!;
  caches.reserve(at + patches.length);
  const symbols = new Int32Array(count * size);
  const where = blankContext(1, count);
  for (const [i, patch] of patches.entries()) {
    symbols.set(patch, i * size);
    setPlace(where, i, places.at(at + i, patch));
  }
  const program = await decoder.extend(1, count);
  return program.run({
    patches: { dtype: 'int32', shape: [1, count, size], data: symbols },
    ...where,
    ...caches.inputs(row),
  });
}

/** Settles the rest of the patch being written, behind the one before it. */
async function finishPatch(
  decoder: Decoder,
  writer: PatchWriter,
  behind: Behind,
  guessing?: { drafts: RepeatDrafts; acceptance: DraftAcceptance },
): Promise<void> {
  for (
    let tries = 0;
    guessing && !writer.whole && tries < REDRAFTS && guessing.acceptance.tryNow();
    tries++
  ) {
    const [guess] = guessing.drafts.patches(writer.patch, writer.settled, 1);
    if (!guess) break;
    const before = writer.settled;
    const held = writer.settle(await verify(decoder, behind, [guess]), 0, guess);
    guessing.acceptance.won(writer.settled - before - (held ? 0 : 1));
  }
  await writeRows(decoder, [writer], behind, 1);
}

/** The last patch of what is given. */
export function lastPatch({ symbols, count }: Prefix, size: number): Uint16Array {
  return symbols.subarray((count - 1) * size, count * size);
}

function joined(patches: readonly Uint16Array[]): Uint16Array {
  return Uint16Array.from(patches.flatMap((patch) => [...patch]));
}
