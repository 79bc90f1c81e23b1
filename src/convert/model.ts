/** The library's face: a checkpoint that converts. Nobody has to trust what it writes: every conversion has its verdict. */
import { openEngine } from '../engine/choose-engine.ts';
import type { Device, Engine, EngineName } from '../engine/engine.ts';
import { BgptError } from '../errors.ts';
import { inFileOrder } from '../formats/midi/file-order.ts';
import { type Guard, smfGuard } from '../formats/midi/guard.ts';
import { repairTrackLengths } from '../formats/midi/repair.ts';
import type { Verdict } from '../formats/midi/validate-midi.ts';
import { checkSampling } from '../generate/choose.ts';
import { decodeThreads } from '../generate/decode-threads.ts';
import { type Decoder, openDecoder } from '../generate/decoder.ts';
import { type Generated, generate } from '../generate/generate.ts';
import { generateMany } from '../generate/generate-many.ts';
import type { Ended } from '../generate/patch-writer.ts';
import { conversionPrefix, firstEndEnds } from '../generate/prefix.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { Evaluation } from '../measure/evaluate-pairs.ts';
import type { ModelConfig } from '../model/config.ts';
import { fromModelOrder, hasLengthsLast } from '../reading/model-sequence.ts';
import { CONVERT_DEFAULTS, type ConvertOptions } from './convert-options.ts';
import { tuneSource } from './tune-source.ts';

export { CONVERT_DEFAULTS, type ConvertOptions };

export interface LoadOptions {
  engine?: EngineName;
  device?: Device;
  /** Threads; 0 takes the number of cores. By default one for a small model (`decodeThreads`), else 0. */
  threads?: number;
}

export interface Conversion {
  midi: Uint8Array;
  verdict: Verdict;
  /** Why the model stopped writing: it ended the file, or the context was full. */
  ended: Ended;
  /** Symbols that the guard changed: 0 where it was off or had nothing to say. */
  guarded: number;
  /** Track lengths were recomputed. */
  repaired: boolean;
  /** Patches written; patches drafted, and of those the ones that were right. */
  patches: number;
  drafted: number;
  accepted: number;
  /** Seconds of generation, and until the first byte. */
  seconds: number;
  firstByteSeconds: number;
}

export interface PairText {
  abc: string;
  midi: Uint8Array;
}

export interface Model {
  readonly config: ModelConfig;
  /** @throws BgptError convert/no-tune, convert/too-long, usage/invalid-option, interrupted */
  convert(abc: string, options?: Partial<ConvertOptions>): Promise<Conversion>;
  /**
   * The bytes as they are written, a patch or more at a time (where the model writes track lengths last, a track at a
   * time); unrepaired and unvalidated. Errors as `convert`.
   */
  stream(abc: string, options?: Partial<ConvertOptions>): AsyncGenerator<Uint8Array, Generated>;
  /** Many tunes, up to 16 at once; yields in order of completion. Errors as `convert`, before anything is written. */
  convertMany(
    abcs: readonly string[],
    options?: Partial<ConvertOptions>,
  ): AsyncGenerator<Conversion & { index: number }>;
  /** Bits per byte of the MIDI given the ABC.  @throws BgptError convert/too-long where the context does not hold both */
  bitsPerByte(pair: PairText): Promise<number>;
  /** The whole measurement of many pairs, as the bpb command makes it; what is too long is named in it and not counted. */
  evaluate(pairs: readonly PairText[]): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** @param dir a checkpoint  @throws BgptError checkpoint/…, io/not-found, engine/device-unavailable */
export async function loadModel(dir: string, options: LoadOptions = {}): Promise<Model> {
  const { readCheckpoint } = await import('../store/checkpoint.ts');
  const { config, weights } = await readCheckpoint(dir);
  const threads = options.threads ?? decodeThreads(config);
  const { engine } = await openEngine({ ...options, threads });
  return openModel(engine, config, weights);
}

/** A model from weights in memory, as `weightShapes(config)` names them. */
export function openModel(engine: Engine, config: ModelConfig, weights: HostTensors): Model {
  const decoder = openDecoder(engine, config, weights);
  const evaluate = async (pairs: readonly PairText[]): Promise<Evaluation> => {
    const { evaluatePairs } = await import('../measure/evaluate-pairs.ts');
    const measured = pairs.map(({ abc, midi }, i) => ({
      id: String(i),
      sourceFormat: 'abc',
      targetFormat: 'mid',
      source: tuneSource(abc).bytes,
      target: midi,
    }));
    return evaluatePairs(engine, config, weights, measured);
  };
  return {
    config,
    stream: (abc, options) => stream(decoder, abc, settingsOf(options)),
    convert: (abc, options) => convert(decoder, abc, settingsOf(options)),
    convertMany: (abcs, options) => convertMany(decoder, abcs, settingsOf(options)),
    evaluate,
    async bitsPerByte(pair) {
      const { bpb, tooLong } = await evaluate([pair]);
      if (tooLong.length === 0) return bpb;
      const { patches } = tooLong[0]!;
      throw new BgptError(
        'convert/too-long',
        `the pair has ${patches} patches, the context ${config.patchLength}`,
        { details: { patches, context: config.patchLength } },
      );
    },
    async dispose() {
      await decoder.dispose();
      await engine.dispose();
    },
  };
}

function settingsOf(options: Partial<ConvertOptions> = {}): ConvertOptions {
  const settings = { ...CONVERT_DEFAULTS, ...options };
  checkSampling(settings);
  return settings;
}

function guardOf({ config }: Decoder, { guard }: ConvertOptions): Guard | undefined {
  if (!guard) return undefined;
  return smfGuard(config.patchSize, {
    firstEndEnds: firstEndEnds(config),
    lengthsLast: hasLengthsLast(config),
  });
}

async function* stream(
  decoder: Decoder,
  abc: string,
  options: ConvertOptions,
): AsyncGenerator<Uint8Array, Generated> {
  const writing = write(decoder, abc, options);
  return yield* hasLengthsLast(decoder.config) ? inFileOrder(writing) : writing;
}

/** The bytes in the order in which the model writes them. */
function write(
  decoder: Decoder,
  abc: string,
  options: ConvertOptions,
): AsyncGenerator<Uint8Array, Generated> {
  const prefix = conversionPrefix(tuneSource(abc).bytes, decoder.config);
  return generate(decoder, prefix, { ...options, guard: guardOf(decoder, options) });
}

async function convert(decoder: Decoder, abc: string, options: ConvertOptions): Promise<Conversion> {
  const started = performance.now();
  const run = write(decoder, abc, options);
  const bytes: number[] = [];
  let firstByteSeconds = 0;
  for (;;) {
    const part = await run.next();
    const seconds = (performance.now() - started) / 1000;
    if (part.done) {
      const midi = fromModelOrder('mid', Uint8Array.from(bytes), decoder.config);
      return judge(midi, part.value, options, seconds, firstByteSeconds);
    }
    if (bytes.length === 0) firstByteSeconds = seconds;
    for (const byte of part.value) bytes.push(byte);
    options.onBytes?.(bytes.length);
  }
}

async function* convertMany(
  decoder: Decoder,
  abcs: readonly string[],
  options: ConvertOptions,
): AsyncGenerator<Conversion & { index: number }> {
  const prefixes = abcs.map((abc) => conversionPrefix(tuneSource(abc).bytes, decoder.config));
  const run = generateMany(decoder, prefixes, { ...options, makeGuard: () => guardOf(decoder, options) });
  for await (const { index, bytes, generated, seconds } of run) {
    const midi = fromModelOrder('mid', bytes, decoder.config);
    yield { index, ...(await judge(midi, generated, options, seconds, seconds)) };
  }
}

/** The ladder is loaded only now: its readers cost more time than the first bytes. */
async function judge(
  written: Uint8Array,
  { ended, guarded, patches, drafted, accepted }: Generated,
  options: ConvertOptions,
  seconds: number,
  firstByteSeconds: number,
): Promise<Conversion> {
  const { validateMidi } = await import('../formats/midi/validate-midi.ts');
  const repaired = options.repair ? repairTrackLengths(written) : undefined;
  const midi = repaired ?? written;
  return {
    midi,
    verdict: validateMidi(midi),
    ended,
    guarded,
    repaired: repaired !== undefined,
    patches,
    drafted,
    accepted,
    seconds,
    firstByteSeconds,
  };
}
