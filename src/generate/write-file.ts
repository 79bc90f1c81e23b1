/** Files of any format written by a model: from a source, or from what they begin with. Bytes come in the file's own order. */
import type { FileBytes } from '../bytes/sequence.ts';
import type { Constraint } from '../formats/format.ts';
import { formatNamed } from '../formats/registry.ts';
import type { ModelConfig } from '../model/config.ts';
import { orderOf, toFileOrder } from '../reading/read-pair.ts';
import type { SamplingOptions } from './choose.ts';
import type { Decoder } from './decoder.ts';
import { type Generated, generate } from './generate.ts';
import { type Finished, generateMany } from './generate-many.ts';
import { conversionPrefix, filePrefix, firstEndEnds, type Prefix } from './prefix.ts';

/** What is to be written: the file of format `to` behind `source`, or without one a file that begins with `prompt`. */
export interface WriteRequest {
  source?: FileBytes;
  /** Format of the file that is written. */
  to: string;
  /** Its first bytes, where it has no source. */
  prompt?: Uint8Array;
}

export interface WriteOptions extends SamplingOptions {
  /** Only bytes that the format allows: its structure is valid whatever the model believes. Formats without a constraint have none. */
  guard: boolean;
  /** Guesses from repeats, verified: the same bytes, sooner. */
  drafts: boolean;
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes so far, and the newest of them in the order of writing where files are written one by one. */
  onBytes?: ((bytes: number, newest?: Uint8Array) => void) | undefined;
}

/** @throws BgptError convert/too-long, usage/invalid-option where `to` is no format's name */
export function requestPrefix({ source, to, prompt }: WriteRequest, config: ModelConfig): Prefix {
  if (source) return conversionPrefix(source, to, config);
  return filePrefix({ format: to, bytes: prompt ?? new Uint8Array() }, config);
}

/** The bytes as they are written, a patch or more at a time; where the format has a reading order, as soon as they are settled. */
export async function* streamFile(
  decoder: Decoder,
  request: WriteRequest,
  options: WriteOptions,
): AsyncGenerator<Uint8Array, Generated> {
  const { config } = decoder;
  const guard = constraintOf(request.to, config, options);
  const written = generate(decoder, requestPrefix(request, config), { ...options, guard });
  return yield* orderOf(request.to, config)?.stream(written) ?? written;
}

/** One file, whole. `firstByteSeconds` is the time to the first bytes in the order of writing. */
export async function writeFile(
  decoder: Decoder,
  request: WriteRequest,
  options: WriteOptions,
): Promise<Omit<Finished, 'index'> & { firstByteSeconds: number }> {
  const { config } = decoder;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const guard = constraintOf(request.to, config, options);
  const run = generate(decoder, requestPrefix(request, config), { ...options, guard });
  const bytes: number[] = [];
  let firstByteSeconds = 0;
  for (;;) {
    const part = await run.next();
    if (part.done) {
      const file = toFileOrder(request.to, Uint8Array.from(bytes), config);
      return { bytes: file, generated: part.value, seconds: elapsed(), firstByteSeconds };
    }
    if (bytes.length === 0) firstByteSeconds = elapsed();
    for (const byte of part.value) bytes.push(byte);
    options.onBytes?.(bytes.length, part.value);
  }
}

/** Many files, up to 16 at once, in order of completion. Errors of the requests come before anything is written. */
export async function* writeFiles(
  decoder: Decoder,
  requests: readonly WriteRequest[],
  options: WriteOptions,
): AsyncGenerator<Finished> {
  const { config } = decoder;
  const prefixes = requests.map((request) => requestPrefix(request, config));
  const makeGuard = (index: number) => constraintOf(requests[index]!.to, config, options);
  for await (const done of generateMany(decoder, prefixes, { ...options, makeGuard }))
    yield { ...done, bytes: toFileOrder(requests[done.index]!.to, done.bytes, config) };
}

function constraintOf(to: string, config: ModelConfig, { guard }: WriteOptions): Constraint | undefined {
  if (!guard) return undefined;
  return formatNamed(to).constraint?.({
    size: config.patchSize,
    firstEndEnds: firstEndEnds(to, config),
    ordered: orderOf(to, config) !== undefined,
  });
}
