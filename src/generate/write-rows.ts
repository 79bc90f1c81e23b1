/**
 * The byte decoder's part of generation: it writes the open patches of some rows to their ends, and judges patches that
 * are drafted.
 */
import type { HostTensor, HostTensors } from '../graph/host-tensor.ts';
import { SYMBOLS } from '../model/config.ts';
import { attendsToPrevious } from '../model/decode.ts';
import { stateWidth } from '../model/model.ts';
import { CHUNK, type Decoder } from './decoder.ts';
import type { PatchWriter } from './patch-writer.ts';

/** What stands behind the patches that are written or verified: of the patch before each its state and its symbols. */
export interface Behind {
  /** `[rows, stateWidth]` */
  states: Float32Array;
  /** `[rows, size]` */
  previous: Uint16Array | Int32Array;
}

/** Logits of drafted patches `[m, size, 257]`, each behind what is at its place. */
export async function verify(
  decoder: Decoder,
  { states, previous }: Behind,
  guesses: readonly Uint16Array[],
): Promise<Float32Array> {
  const { patchSize: size } = decoder.config;
  const width = stateWidth(decoder.config);
  const rows = guesses.length === 1 ? 1 : guesses.length <= 4 ? 4 : CHUNK;
  const targets = new Int32Array(rows * size);
  for (const [i, guess] of guesses.entries()) targets.set(guess, i * size);
  const padded = { states: new Float32Array(rows * width), previous: new Int32Array(rows * size) };
  padded.states.set(states.subarray(0, rows * width));
  padded.previous.set(previous.subarray(0, rows * size));
  const program = await decoder.verify(rows);
  const { logits } = await program.run({
    ...behindInputs(decoder, padded, rows),
    targets: { dtype: 'int32', shape: [rows, size], data: targets },
  });
  return logits!.data as Float32Array;
}

/**
 * The byte decoder writes the open patches of some rows to their ends. One graph call writes them whole; where the guard
 * or top-k and top-p wanted another symbol than the call took, what follows is verified with that symbol in its place.
 * @param behind of every row
 */
export async function writeRows(
  decoder: Decoder,
  writers: readonly (PatchWriter | undefined)[],
  behind: Behind,
  rows: number,
): Promise<void> {
  if (!writers.some(isOpen)) return;
  const { patchSize: size } = decoder.config;
  const forced = new Int32Array(rows * size).fill(-1);
  const settleAll = (logits: HostTensor, guess: HostTensor) => {
    for (const [row, writer] of writers.entries())
      if (isOpen(writer))
        writer.settle(logits.data as Float32Array, row * size * SYMBOLS, guess.data, row * size);
  };
  for (const [row, writer] of writers.entries())
    if (isOpen(writer)) forced.set(writer.patch.subarray(0, writer.settled), row * size);
  const read = behindInputs(decoder, behind, rows);
  const given: HostTensors = { ...read, forced: { dtype: 'int32', shape: [rows, size], data: forced } };
  const drawn = writers.find((writer) => writer?.patchNoise);
  const drawing: HostTensors = drawn
    ? {
        noise: { dtype: 'float32', shape: [rows, size, SYMBOLS], data: noiseOf(writers, rows, size) },
        sharpness: { dtype: 'float32', shape: [], data: Float32Array.of(drawn.sharpness) },
      }
    : {};
  const written = await (await decoder.write(rows, drawn !== undefined)).run({ ...given, ...drawing });
  const guess: HostTensor = { ...written.symbols!, data: written.symbols!.data.slice() };
  settleAll(written.logits!, guess);
  while (writers.some(isOpen)) {
    for (const [row, writer] of writers.entries())
      if (isOpen(writer)) guess.data.set(writer.patch.subarray(0, writer.settled), row * size);
    const program = await decoder.verify(rows);
    const { logits } = await program.run({ ...read, targets: guess });
    settleAll(logits!, guess);
  }
}

function behindInputs({ config }: Decoder, { states, previous }: Behind, rows: number): HostTensors {
  const inputs: Record<string, HostTensor> = {
    states: { dtype: 'float32', shape: [rows, stateWidth(config)], data: states },
  };
  if (attendsToPrevious(config))
    inputs.previous = { dtype: 'int32', shape: [rows, config.patchSize], data: Int32Array.from(previous) };
  return inputs;
}

function isOpen(writer: PatchWriter | undefined): writer is PatchWriter {
  return writer !== undefined && !writer.whole;
}

function noiseOf(writers: readonly (PatchWriter | undefined)[], rows: number, size: number): Float32Array {
  const noise = new Float32Array(rows * size * SYMBOLS);
  for (const [row, writer] of writers.entries())
    if (writer?.patchNoise) noise.set(writer.patchNoise, row * size * SYMBOLS);
  return noise;
}
